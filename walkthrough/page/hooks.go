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

// groupTitle names the group in a list of stages.
func (o *outline) groupTitle(g *hookGroup) string {
	return o.says.Hooks.Group(len(g.hooks), o.waitsFor(g))
}

// waitsFor says what the group waits for, "" for nothing.
func (o *outline) waitsFor(g *hookGroup) string {
	if g.begins {
		hook := words.Cut(strings.TrimPrefix(g.waitsFor, convention.HookPrefix), mostName)
		return o.says.Hooks.ItsWork(hook)
	}
	return words.Cut(o.lesson.Phrases().Recorded.Said(g.waitsFor), mostName)
}

// hasHooks reports whether the page has several hooks that stand together.
func (o *outline) hasHooks() bool {
	return slices.ContainsFunc(o.stages, func(s *stage) bool { return s.hooks != nil })
}

// hooksExplained says why the hooks inside the stage stand as they do on the page.
func (o *outline) hooksExplained(s *stage) string {
	count := 0
	for _, g := range s.hooks {
		count += len(g.hooks)
	}
	text := o.says.Hooks.Explained(count)
	if s.waitsKnown() {
		text += o.says.Hooks.ByWaits
	}
	return text
}

// waitsKnown reports whether the recording says what any of the hooks inside the stage waits for.
func (s *stage) waitsKnown() bool { return len(s.hooks) > 0 && s.hooks[0].hooks[0].group != nil }

// groupWaits says what the group waits for, above its hooks.
func (o *outline) groupWaits(g *hookGroup) string {
	if g.waitsFor == "" {
		return o.says.Hooks.Nothing
	}
	return o.waitsFor(g)
}

func (o *outline) markdownHooks(s *stage) string {
	if s.hooks == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "#### %s\n\n%s\n\n", o.says.Hooks.Title, o.hooksExplained(s))
	if s.waitsKnown() {
		for _, g := range s.hooks {
			links := make([]string, len(g.hooks))
			for i, hook := range g.hooks {
				links[i] = hook.link()
			}
			fmt.Fprintf(&b, "- %s\n", o.says.Hooks.List(inline(o.groupWaits(g)), links))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (o *outline) textHooks(s *stage) string {
	if s.hooks == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n" + indent + o.says.Hooks.Title + "\n\n")
	b.WriteString(joined(linebreak.Wrap(o.hooksExplained(s), indent, indent, columns)))
	if s.waitsKnown() {
		for _, g := range s.hooks {
			names := make([]string, len(g.hooks))
			for i, hook := range g.hooks {
				names[i] = strings.TrimPrefix(hook.name(), convention.HookPrefix)
			}
			item := o.says.Hooks.List(o.groupWaits(g), names)
			b.WriteString("\n" + joined(linebreak.Wrap(item, indent+"- ", indent+indent, columns)))
		}
	}
	return b.String()
}
