package page

import (
	"fmt"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

const (
	columns    = 100 // of a page of text
	indent     = "  "
	deepest    = 40 // columns of indentation at most, so that a line has room for text
	labelWidth = 11
	widestName = 48 // in the tree of times
)

// text returns the page as plain text.
func text(o *outline) string {
	var b strings.Builder
	b.WriteString(textHeading(o.title(), "═"))
	b.WriteString(joined(wrap(o.introduction(), "", "", columns)) + "\n")
	b.WriteString(textHeading("What was recorded", "─"))
	b.WriteString(textFacts(o.recorded()))
	b.WriteString("\n" + textHeading("Contents", "─"))
	if o.Stable {
		for _, s := range o.stages {
			if s.opensGroup() {
				b.WriteString(cut(indent+indented(s.depth()-1)+s.group.title()+":", columns) + "\n")
			}
			b.WriteString(cut(indent+indented(s.depth())+s.name()+s.remark(), columns) + "\n")
		}
	} else {
		b.WriteString(joined(wrap(o.timesExplained(), "", "", columns)) + "\n")
		for _, line := range timeTree(o, widestName) {
			b.WriteString(indent + line + "\n")
		}
	}
	for _, s := range o.stages {
		b.WriteString("\n\n" + textStage(o, s))
	}
	return trimmed(b.String())
}

func joined(lines []string) string { return strings.Join(lines, "\n") + "\n" }

// trimmed removes the spaces at the ends of lines.
func trimmed(page string) string {
	var b strings.Builder
	for line := range strings.Lines(page) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

// indented returns the indentation of that depth.
func indented(depth int) string { return strings.Repeat(" ", min(deepest, depth*len(indent))) }

// textHeading underlines a title.
func textHeading(title, line string) string {
	return cut(title, columns) + "\n" + strings.Repeat(line, columns) + "\n\n"
}

func textStage(o *outline, s *stage) string {
	var b strings.Builder
	number := fmt.Sprintf("%d of %d", s.Index+1, len(o.stages))
	if o.Stable {
		number = "" // a stable page has an order of its own, so its numbers would mislead
	}
	name := cut(s.name(), columns-width(number)-2)
	b.WriteString(padded(name, columns-width(number)) + number + "\n")
	b.WriteString(strings.Repeat("─", columns) + "\n")
	if path := s.path(); len(path) > 0 {
		names := make([]string, len(path))
		for i, p := range path {
			names[i] = p.name()
		}
		b.WriteString(joined(wrap("in "+strings.Join(names, " › "), "", "   ", columns)))
	}
	if facts := textFacts(o.facts(s)); facts != "" {
		b.WriteString("\n" + facts)
	}
	if reference := s.reference((*stage).name); reference != "" {
		b.WriteString("\n" + joined(wrap(reference, indent, indent, columns)))
	}
	if s.noteAt == s {
		b.WriteString(textNote(s.Note()))
	}
	if s.codeAt == s {
		b.WriteString(textSource(s))
	}
	b.WriteString(textHooks(s))
	return b.String()
}

func textFacts(facts []fact) string {
	var b strings.Builder
	widest := labelWidth
	for _, f := range facts {
		widest = max(widest, min(width(f.label), widestName))
	}
	for i, f := range facts {
		label := padded(cut(f.label, widest), widest)
		if i > 0 && f.label == facts[i-1].label {
			label = padded("", widest)
		}
		deep := indent + strings.Repeat(" ", widest) + indent
		b.WriteString(joined(wrap(f.value, indent+label+indent, deep, columns)))
		for _, line := range f.block {
			b.WriteString(joined(wrapBlock(line, deep+indent, columns)))
		}
	}
	return b.String()
}

// textNote returns a note with its anchors and links.
func textNote(n *notes.Note) string {
	var b strings.Builder
	b.WriteString("\n" + joined(wrap(trace.Clean(n.Title), indent, indent, columns)))
	b.WriteString(prose(n, indent))
	if len(n.Upstream) > 0 {
		b.WriteString("\n" + indent + "Upstream\n\n")
		for _, a := range n.Upstream {
			where := trace.Clean(a.Version) + "  " + trace.Clean(anchorText(a)) + "  " + trace.Clean(a.Symbol)
			b.WriteString(joined(wrap(where, indent+indent, indent+indent+indent, columns)))
		}
	}
	if len(n.Links) > 0 {
		b.WriteString("\n" + indent + "Read on\n\n")
		for _, l := range n.Links {
			where := trace.Clean(l.Title) + ": " + trace.Clean(l.URL)
			b.WriteString(joined(wrap(where, indent+indent, indent+indent+indent, columns)))
		}
	}
	return b.String()
}

// textSource returns the stage's own source. Only its lines may be wider than the page: broken, they would no longer be
// the source.
func textSource(s *stage) string {
	calls := make(map[int]lineCalls)
	for _, call := range callsByLine(s) {
		calls[call.line] = call
	}
	var b strings.Builder
	heading := fmt.Sprintf("%s, lines %d to %d", trace.Clean(s.Code().Path), s.Code().First, s.Code().Last())
	b.WriteString("\n" + joined(wrap(heading, indent, indent, columns)) + "\n")
	for i, line := range sourceLines(s.Code()) {
		number := s.Code().First + i
		mark, called := " ", ""
		if call, ok := calls[number]; ok {
			mark, called = "▶", call.unsaid(line)
		}
		if called != "" {
			called = "  ▶ " + called
		}
		line = strings.ReplaceAll(line, "\t", "    ")
		fmt.Fprintf(&b, "%6d %s %s%s\n", number, mark, line, called)
	}
	return b.String()
}
