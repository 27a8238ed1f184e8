package page

import (
	"fmt"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// markdown returns the page in GitHub's Markdown.
func markdown(o *outline) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", inline(o.title()))
	b.WriteString(o.introduction() + "\n\n")
	b.WriteString("## What was recorded\n\n")
	b.WriteString(markdownFacts(o.recorded()))
	b.WriteString("\n## Contents\n\n")
	for _, s := range o.stages {
		indent := strings.Repeat("  ", s.depth())
		if s.opensGroup() {
			fmt.Fprintf(&b, "%s- *%s*\n", strings.TrimPrefix(indent, "  "), inline(s.group.title()))
		}
		fmt.Fprintf(&b, "%s- %s%s\n", indent, s.link(), inline(s.remark()))
	}
	if !o.Stable {
		b.WriteString("\n## Where the time went\n\n" + o.timesExplained() + "\n\n")
		b.WriteString(codeBlock("text", timeTree(o, 72)))
	}
	b.WriteString("\n## The walk\n")
	for _, s := range o.stages {
		b.WriteString(markdownStage(o, s))
	}
	return b.String()
}

// link returns a link to the stage's chapter.
func (s *stage) link() string { return link(inline(s.name()), "#"+s.anchor) }

func markdownStage(o *outline, s *stage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n\n### %s\n\n", s.anchor, inline(s.name()))
	if path := s.path(); len(path) > 0 {
		links := make([]string, len(path))
		for i, p := range path {
			links[i] = p.link()
		}
		b.WriteString(strings.Join(links, " › ") + "\n\n")
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
		b.WriteString(markdownNote(s))
	}
	if s.codeAt == s {
		b.WriteString(markdownSource(s) + "\n")
	}
	b.WriteString(markdownHooks(s))
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

// markdownNote returns the stage's note.
func markdownNote(s *stage) string {
	var b strings.Builder
	b.WriteString(shifted(s.Note(), 2) + "\n\n")
	if len(s.Note().Upstream) > 0 {
		b.WriteString("#### Upstream\n\n")
		for _, a := range s.Note().Upstream {
			where := link(codeSpan(trace.Clean(anchorText(a))), trace.Clean(a.URL()))
			fmt.Fprintf(&b, "- %s %s in %s\n", trace.Clean(a.Version), codeSpan(trace.Clean(a.Symbol)), where)
		}
		b.WriteString("\n")
	}
	if len(s.Note().Links) > 0 {
		b.WriteString("#### Read on\n\n")
		for _, l := range s.Note().Links {
			fmt.Fprintf(&b, "- %s\n", link(inline(trace.Clean(l.Title)), trace.Clean(l.URL)))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// anchorText names the place of an anchor in its module, without the module for Kubernetes' own.
func anchorText(a notes.Anchor) string {
	place := fmt.Sprintf("%s:%d", a.File, a.Line)
	if a.Module != "" && a.Module != "k8s.io/kubernetes" {
		return a.Module + " " + place
	}
	return place
}

// shifted returns the body of a note with its headings that many levels deeper, and with its HTML as plain text.
func shifted(note *notes.Note, levels int) string {
	var out []string
	safe := notes.Note{Body: withoutHTML(trace.CleanLines(note.Body))}
	for _, line := range safe.Lines() {
		blank := strings.TrimSpace(line.Text) == ""
		switch level := headingLevel(line.Text); {
		case line.Kind != notes.Prose:
			out = append(out, line.Text)
		case blank && len(out) > 0 && out[len(out)-1] == "": // one blank line is enough
		case level > 0:
			out = append(out, strings.Repeat("#", min(6, level+levels))+line.Text[level:], "")
		default:
			out = append(out, line.Text)
		}
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// headingLevel returns 1 to 6 for a heading, and 0 for any other line.
func headingLevel(line string) int {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	if level > 6 || level < len(line) && line[level] != ' ' {
		return 0
	}
	return level
}

// markdownSource returns the stage's own source.
func markdownSource(s *stage) string {
	lines := sourceLines(s.Code())
	var links []string
	for _, call := range callsByLine(s) {
		// The mark stands at the beginning, where long lines show it too, and in a comment, so that the line is still
		// Go.
		line := &lines[call.line-s.Code().First]
		code := strings.TrimLeft(*line, " \t")
		*line = (*line)[:len(*line)-len(code)] + "/* " + strings.TrimSpace("▶ "+call.unsaid(code)) + " */ " + code
		for _, child := range call.called {
			links = append(links, child.link())
		}
	}
	var b strings.Builder
	path := codeSpan(trace.Clean(s.Code().Path))
	fmt.Fprintf(&b, "#### Source\n\n%s, lines %d to %d", path, s.Code().First, s.Code().Last())
	if len(links) > 0 {
		fmt.Fprintf(&b, "; ▶ %s", strings.Join(links, ", "))
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
	for _, child := range s.children {
		line, ok := lines[child.Index]
		if !ok {
			continue
		}
		at := slices.IndexFunc(calls, func(c lineCalls) bool { return c.line == line })
		if at < 0 {
			at = len(calls)
			calls = append(calls, lineCalls{line: line})
		}
		calls[at].called = append(calls[at].called, child)
	}
	return calls
}

// mostNames limits the names shown for a line with many calls, such as one in a loop.
const mostNames = 3

// unsaid returns the names of the called stages that the line itself does not contain.
func (c lineCalls) unsaid(line string) string {
	var names []string
	for _, s := range c.called {
		if name := s.name(); !strings.Contains(line, name) {
			// The mark stands in a comment, so the name must not end it.
			names = append(names, strings.ReplaceAll(name, "*/", "*∕"))
		}
	}
	if len(names) > mostNames {
		names = append(names[:mostNames], fmt.Sprintf("%d more", len(names)-mostNames))
	}
	return strings.Join(names, ", ")
}
