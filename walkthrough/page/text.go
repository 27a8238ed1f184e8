package page

import (
	"fmt"
	"iter"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
)

const (
	columns    = 100 // of a page of text
	indent     = "  "
	deepest    = 40 // columns of indentation at most, so that a line has room for text
	labelWidth = 11
	widestName = 48 // in the tree of times
)

// text returns the page as plain text, piece by piece.
func text(o *outline) iter.Seq[string] {
	parts := []iter.Seq[string]{one(o.textBeginning)}
	if o.compares() {
		parts = append(parts, o.textCompared())
	}
	parts = append(parts, one(func() string { return textHeading("Contents", "─") }))
	if o.Stable {
		parts = append(parts, o.each(textContents))
	} else {
		parts = append(
			parts,
			one(func() string { return joined(linebreak.Wrap(o.timesExplained(), "", "", columns)) + "\n" }),
			indentedLines(timeTree(o, widestName)),
		)
	}
	parts = append(parts, one(o.textOverviews))
	if o.chapters {
		parts = append(parts, o.each(func(s *stage) string { return "\n\n" + textStage(o, s) }))
	} else {
		parts = append(parts, one(func() string {
			return "\n" + joined(linebreak.Wrap(o.without(quoted(renderStage), quoted(renderAll)), "", "", columns))
		}))
	}
	return func(yield func(string) bool) {
		for piece := range joinPieces(parts...) {
			if !yield(trimmed(piece)) {
				return
			}
		}
	}
}

// indentedLines returns the lines of a list.
func indentedLines(lines iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range lines {
			if !yield(indent + line + "\n") {
				return
			}
		}
	}
}

// textBeginning returns the title, the introduction, and what was recorded.
func (o *outline) textBeginning() string {
	return textHeading(o.title(), "═") + joined(linebreak.Wrap(o.introduction(), "", "", columns)) + "\n" +
		textHeading("What was recorded", "─") + textFacts(o.recorded()) + "\n"
}

// textContents returns a line of the list of stages.
func textContents(s *stage) string {
	line := cut(indent+s.inList()+s.remark(), columns) + "\n"
	if s.opensGroup() {
		return cut(indent+indented(s.depth-1)+s.group.title()+":", columns) + "\n" + line
	}
	return line
}

func quoted(command string) string { return "\"" + command + "\"" }

func joined(lines []string) string { return strings.Join(lines, "\n") + "\n" }

// trimmed removes the spaces at the ends of lines.
func trimmed(page string) string {
	var b strings.Builder
	for line := range strings.Lines(page) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

// indented returns the indentation of that depth. A stage that is too deep for one says how deep it is, and needs room
// for that and for its name.
func indented(depth int) string {
	if depth*len(indent) > deepest {
		return strings.Repeat(indent, 4)
	}
	return strings.Repeat(indent, max(0, depth))
}

// textHeading underlines a title.
func textHeading(title, line string) string {
	return cut(title, columns) + "\n" + strings.Repeat(line, columns) + "\n\n"
}

func textStage(o *outline, s *stage) string {
	var b strings.Builder
	number := fmt.Sprintf("%d of %d", s.Index+1, o.total)
	if o.Stable {
		number = "" // a stable page has an order of its own, so its numbers would mislead
	}
	name := cut(s.name(), columns-width(number)-2)
	b.WriteString(padded(name, columns-width(number)) + number + "\n")
	b.WriteString(strings.Repeat("─", columns) + "\n")
	if path := s.path((*stage).name); len(path) > 0 {
		b.WriteString(joined(linebreak.Wrap("in "+strings.Join(path, " › "), "", "   ", columns)))
	}
	if facts := textFacts(o.facts(s)); facts != "" {
		b.WriteString("\n" + facts)
	}
	if reference := s.reference((*stage).name); reference != "" {
		b.WriteString("\n" + joined(linebreak.Wrap(reference, indent, indent, columns)))
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
		b.WriteString(joined(linebreak.Wrap(f.value, indent+label+indent, deep, columns)))
		for _, line := range f.block {
			b.WriteString(joined(wrapBlock(line, deep+indent, columns)))
		}
	}
	return b.String()
}

// textNote returns a note with its anchors and links.
func textNote(n *notes.Note) string {
	var b strings.Builder
	b.WriteString("\n" + joined(linebreak.Wrap(trace.Clean(n.Title), indent, indent, columns)))
	b.WriteString(prose(n, indent))
	if len(n.Upstream) > 0 {
		b.WriteString("\n" + indent + "Upstream\n\n")
		for _, a := range n.Upstream {
			where := trace.Clean(a.Version) + "  " + trace.Clean(anchorText(a)) + "  " + trace.Clean(a.Symbol)
			b.WriteString(joined(linebreak.Wrap(where, indent+indent, indent+indent+indent, columns)))
		}
	}
	if len(n.Links) > 0 {
		b.WriteString("\n" + indent + "Read on\n\n")
		for _, l := range n.Links {
			where := trace.Clean(l.Title) + ": " + trace.Clean(l.URL)
			b.WriteString(joined(linebreak.Wrap(where, indent+indent, indent+indent+indent, columns)))
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
	b.WriteString("\n" + joined(linebreak.Wrap(heading, indent, indent, columns)) + "\n")
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
