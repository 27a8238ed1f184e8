package page

import (
	"fmt"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/words"
)

// hookGroup is the post-start hooks of one server that wait for the same thing.
type hookGroup struct {
	waitsFor string // as the hooks' spans say it: the name of a stage, or words; "" for nothing
	begins   bool   // waitsFor is the name of another hook, whose work they wait for
	hooks    []*stage
}

// hooksTogether moves the post-start hooks among the siblings to the place of the first of them, sorted by what they
// wait for.
func hooksTogether(siblings []*trace.Node) []*trace.Node {
	first := slices.IndexFunc(siblings, lesson.IsHook)
	if first < 0 {
		return siblings
	}
	var hooks, others []*trace.Node
	for _, n := range siblings[first:] {
		if lesson.IsHook(n) {
			hooks = append(hooks, n)
		} else {
			others = append(others, n)
		}
	}
	return slices.Concat(siblings[:first], lesson.HooksByWaits(hooks), others)
}

// groupHooks returns the groups of the post-start hooks among the siblings, and tells each hook its group. One hook
// alone has no order that could be misread, and no group.
func groupHooks(siblings []*stage) (groups []*hookGroup) {
	var hooks []*stage
	names := make(map[string]bool)
	for _, s := range siblings {
		if lesson.IsHook(s.Node) {
			hooks = append(hooks, s)
			names[s.Node.Name] = true
		}
	}
	if len(hooks) < 2 {
		return nil
	}
	for i, s := range hooks {
		if i == 0 || s.Node.WaitsFor() != hooks[i-1].Node.WaitsFor() {
			waitsFor := s.Node.WaitsFor()
			groups = append(groups, &hookGroup{waitsFor: waitsFor, begins: names[waitsFor]})
		}
		last := groups[len(groups)-1]
		last.hooks = append(last.hooks, s)
	}
	if len(groups) == 1 && groups[0].waitsFor == "" {
		return groups // a recording that names no waits
	}
	for _, g := range groups {
		for _, s := range g.hooks {
			s.group = g
		}
	}
	return groups
}

// opensGroup reports whether the stage is the first hook of its group, above which lists have the group's title.
func (s *stage) opensGroup() bool { return s.group != nil && s.group.hooks[0] == s }

// title names the group in a list of stages.
func (g *hookGroup) title() string {
	verb := "hooks that wait for "
	if len(g.hooks) == 1 {
		verb = "hook that waits for "
	}
	return fmt.Sprintf("%d %s%s", len(g.hooks), verb, g.what())
}

// what says what the group waits for.
func (g *hookGroup) what() string {
	switch {
	case g.waitsFor == "":
		return "nothing"
	case g.begins:
		return "the work that " + words.Cut(strings.TrimPrefix(g.waitsFor, convention.HookPrefix), mostName) + " begins"
	}
	return words.Cut(g.waitsFor, mostName)
}

// hooksInIntroduction is what the page's introduction says of hooks, for a page that has several.
func (o *outline) hooksInIntroduction() string {
	if !slices.ContainsFunc(o.stages, func(s *stage) bool { return s.hooks != nil }) {
		return ""
	}
	return " Only the post-start hooks have no order, because upstream gives them none: they stand together."
}

const hooksTitle = "Post-start hooks"

// hooksExplained says why the hooks inside the stage stand as they do on the page.
func (s *stage) hooksExplained() string {
	count := 0
	for _, g := range s.hooks {
		count += len(g.hooks)
	}
	text := fmt.Sprintf("Upstream gives the %d hooks no order: the server takes them from a Go map and starts each "+
		"in a goroutine of its own, so it is an accident which of them begins first.", count)
	if s.waitsKnown() {
		text += " On this page they stand by what they wait for:"
	}
	return text
}

// waitsKnown reports whether the recording says what any of the hooks inside the stage waits for.
func (s *stage) waitsKnown() bool { return len(s.hooks) > 0 && s.hooks[0].hooks[0].group != nil }

func markdownHooks(s *stage) string {
	if s.hooks == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "#### %s\n\n%s\n\n", hooksTitle, s.hooksExplained())
	if s.waitsKnown() {
		for _, g := range s.hooks {
			links := make([]string, len(g.hooks))
			for i, hook := range g.hooks {
				links[i] = hook.link()
			}
			fmt.Fprintf(&b, "- %s: %s\n", inline(g.what()), strings.Join(links, ", "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func textHooks(s *stage) string {
	if s.hooks == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n" + indent + hooksTitle + "\n\n")
	b.WriteString(joined(linebreak.Wrap(s.hooksExplained(), indent, indent, columns)))
	if s.waitsKnown() {
		for _, g := range s.hooks {
			names := make([]string, len(g.hooks))
			for i, hook := range g.hooks {
				names[i] = strings.TrimPrefix(hook.name(), convention.HookPrefix)
			}
			item := g.what() + ": " + strings.Join(names, ", ")
			b.WriteString("\n" + joined(linebreak.Wrap(item, indent+"- ", indent+indent, columns)))
		}
	}
	return b.String()
}
