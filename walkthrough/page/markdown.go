package page

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/source"
)

// markdown returns the page in GitHub's Markdown, piece by piece.
func markdown(o *outline) iter.Seq[string] {
	parts := []iter.Seq[string]{one(o.markdownBeginning)}
	if o.compares() {
		parts = append(parts, o.markdownCompared())
	}
	parts = append(parts, one(func() string { return "## " + o.says.Headings.Contents + "\n\n" }),
		o.each(o.markdownContents))
	if !o.Stable {
		parts = append(parts, one(func() string {
			return "\n## " + o.says.Headings.Times + "\n\n" + inline(o.timesExplained()) + "\n\n"
		}), newBlock("text", o.timeTexts()).around(timeTree(o, widestInMarkdown)))
	}
	parts = append(parts, one(o.markdownOverviews), one(func() string {
		return "\n## " + o.says.Headings.Walk + "\n"
	}))
	if o.chapters {
		parts = append(parts, o.each(func(s *stage) string { return markdownStage(o, s) }))
	} else {
		parts = append(parts, one(func() string {
			return "\n" + o.without(codeSpan(renderStage), codeSpan(renderAll)) + "\n"
		}))
	}
	return joinPieces(parts...)
}

// widestInMarkdown is how wide the names are in a list of times.
const widestInMarkdown = 72

// markdownBeginning returns the title, the introduction, and what was recorded.
func (o *outline) markdownBeginning() string {
	upstream := o.ofUpstream()
	if upstream != "" {
		upstream += "\n\n"
	}
	return "# " + inline(o.title()) + "\n\n" + o.translations() + inline(o.introduction()) + "\n\n" + upstream +
		o.markdownOverviewList() +
		"## " + o.says.Headings.Recorded + "\n\n" + markdownFacts(o.recorded()) + "\n"
}

// translations returns links to the page in other languages.
func (o *outline) translations() string {
	var links []string
	for _, t := range o.Translations {
		links = append(links, link(phrases.In(t.Language).Page.Language, t.Address))
	}
	if len(links) == 0 {
		return ""
	}
	return strings.Join(links, " · ") + "\n\n"
}

// deepestItem is how deep lists are nested. Renderers give up on lists that are much deeper.
const deepestItem = deepest / len(indent)

// markdownContents returns a line of the list of stages.
func (o *outline) markdownContents(s *stage) string {
	deep := strings.Repeat("  ", min(s.depth, deepestItem))
	line := fmt.Sprintf("%s- %s%s%s\n", deep, s.level(), s.link(), inline(s.remark()))
	if s.opensGroup() {
		return fmt.Sprintf("%s- *%s*\n", strings.TrimPrefix(deep, "  "), inline(o.groupTitle(s.group))) + line
	}
	return line
}

// link returns a link to the stage's chapter, or its name when it has none on the page.
func (s *stage) link() string {
	if s.anchor == "" {
		return inline(s.name())
	}
	return link(inline(s.name()), "#"+s.anchor)
}

func markdownStage(o *outline, s *stage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n\n### %s\n\n", s.anchor, inline(s.name()))
	if path := s.path((*stage).link); len(path) > 0 {
		b.WriteString(strings.Join(path, " › ") + "\n\n")
	}
	if summary := s.summary(); summary != "" {
		fmt.Fprintf(&b, "**%s**\n\n", inline(summary))
	}
	if facts := markdownFacts(o.facts(s)); facts != "" {
		b.WriteString(facts + "\n")
	}
	if reference := s.reference((*stage).link); reference != "" {
		b.WriteString(reference + "\n\n")
	}
	if s.noteAt == s {
		b.WriteString(o.notes.markdown(s.Note()))
	}
	if s.codeAt == s {
		b.WriteString(o.markdownSource(s) + "\n")
	}
	b.WriteString(o.markdownHooks(s))
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// markdownFacts returns a list of facts. Facts with the same label, such as events, become a list below it.
func markdownFacts(facts []fact) string {
	var b strings.Builder
	for i, f := range facts {
		value := inline(f.value)
		if f.verbatim {
			value = codeSpan(f.value)
		}
		if f.url != "" {
			value = link(value, f.url)
		}
		first := i == 0 || facts[i-1].label != f.label
		several := !first || i+1 < len(facts) && facts[i+1].label == f.label
		switch {
		case !several:
			fmt.Fprintf(&b, "- **%s** %s\n", inline(f.label), value)
		case first:
			fmt.Fprintf(&b, "- **%s**\n  - %s\n", inline(f.label), value)
		default:
			fmt.Fprintf(&b, "  - %s\n", value)
		}
		if len(f.block) > 0 {
			deep := "  "
			if several {
				deep = "    "
			}
			for line := range strings.Lines(codeBlock("text", f.block)) {
				b.WriteString(deep + line)
			}
		}
	}
	return b.String()
}

// markdownSource returns the stage's own source.
func (o *outline) markdownSource(s *stage) string {
	lines := sourceLines(s.Code())
	var links []string
	for _, call := range callsByLine(s) {
		// The mark stands at the beginning, where long lines show it too, and in a comment, so that the line is still
		// Go.
		line := &lines[call.line-s.Code().First]
		code := strings.TrimLeft(*line, " \t")
		mark := strings.TrimSpace("▶ " + call.unsaid(o.says, code))
		*line = (*line)[:len(*line)-len(code)] + "/* " + mark + " */ " + code
		for _, child := range call.called {
			links = append(links, child.link())
		}
	}
	var b strings.Builder
	path := codeSpan(trace.Clean(s.Code().Path))
	b.WriteString("#### " + o.says.Headings.Source + "\n\n" + o.says.Stage.Lines(path, s.Code().First, s.Code().Last()))
	if len(links) > 0 {
		b.WriteString(o.says.Stage.Calls(links))
	}
	b.WriteString("\n\n" + codeBlock("go", lines))
	return b.String()
}

// sourceLines returns the clean lines of an excerpt.
func sourceLines(e *source.Excerpt) []string {
	lines := slices.Clone(e.Lines)
	for i, line := range lines {
		lines[i] = trace.CleanLines(line)
	}
	return lines
}

// lineCalls are the stages that one line of source calls.
type lineCalls struct {
	line   int
	called []*stage
}

// callsByLine returns the lines of the stage's source that call its children, in the order of the page.
func callsByLine(s *stage) (calls []lineCalls) {
	lines := make(map[int]int)
	for _, call := range s.Calls() {
		lines[call.Child.Index] = call.Line
	}
	known := make(map[int]int) // from a line to its place in calls
	for _, child := range s.children {
		line, ok := lines[child.Index]
		if !ok {
			continue
		}
		at, ok := known[line]
		if !ok {
			at = len(calls)
			known[line] = at
			calls = append(calls, lineCalls{line: line})
		}
		calls[at].called = append(calls[at].called, child)
	}
	return calls
}

// mostNames limits the names shown for a line with many calls, such as one in a loop.
const mostNames = 3

// unsaid returns the names of the called stages that the line itself does not contain.
func (c lineCalls) unsaid(says *phrases.Page, line string) string {
	var names []string
	for _, s := range c.called {
		if name := s.name(); !strings.Contains(line, name) {
			// The mark stands in a comment, so the name must not end it.
			names = append(names, strings.ReplaceAll(name, "*/", "*∕"))
		}
	}
	if len(names) > mostNames {
		names = append(names[:mostNames], says.Stage.MoreCalls(len(names)-mostNames))
	}
	return strings.Join(names, says.Listed)
}
