package page

import (
	"fmt"
	"iter"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
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
	parts = append(parts, one(func() string { return textHeading(o.says.Headings.Contents, "─") }))
	if o.Stable {
		parts = append(parts, o.each(o.textContents))
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
	introduction := joined(linebreak.Wrap(o.introduction(), "", "", columns)) + "\n"
	if upstream := o.ofUpstream(); upstream != "" {
		introduction += joined(linebreak.Wrap(upstream, "", "", columns)) + "\n"
	}
	return textHeading(o.title(), "═") + introduction +
		textHeading(o.says.Headings.Recorded, "─") + textFacts(o.recorded()) + "\n"
}

// textContents returns a line of the list of stages.
func (o *outline) textContents(s *stage) string {
	line := cut(indent+s.inList()+s.remark(), columns) + "\n"
	if s.opensGroup() {
		return cut(indent+indented(s.depth-1)+o.says.Stage.Heads(o.groupTitle(s.group)), columns) + "\n" + line
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
	number := o.says.Stage.Number(s.Index+1, o.total)
	if o.Stable {
		number = "" // a stable page has an order of its own, so its numbers would mislead
	}
	name := cut(s.name(), columns-width(number)-2)
	b.WriteString(padded(name, columns-width(number)) + number + "\n")
	b.WriteString(strings.Repeat("─", columns) + "\n")
	if path := s.path((*stage).name); len(path) > 0 {
		b.WriteString(joined(linebreak.Wrap(o.says.Stage.In(strings.Join(path, " › ")), "", "   ", columns)))
	}
	if facts := textFacts(o.facts(s)); facts != "" {
		b.WriteString("\n" + facts)
	}
	if reference := s.reference((*stage).name); reference != "" {
		b.WriteString("\n" + joined(linebreak.Wrap(reference, indent, indent, columns)))
	}
	if s.noteAt == s {
		b.WriteString(o.notes.text(s.Note()))
	}
	if s.codeAt == s {
		b.WriteString(o.textSource(s))
	}
	b.WriteString(o.textHooks(s))
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

// textSource returns the stage's own source. Only its lines may be wider than the page: broken, they would no longer be
// the source.
func (o *outline) textSource(s *stage) string {
	calls := make(map[int]lineCalls)
	for _, call := range callsByLine(s) {
		calls[call.line] = call
	}
	var b strings.Builder
	heading := o.says.Stage.Lines(trace.Clean(s.Code().Path), s.Code().First, s.Code().Last())
	b.WriteString("\n" + joined(linebreak.Wrap(heading, indent, indent, columns)) + "\n")
	for i, line := range sourceLines(s.Code()) {
		number := s.Code().First + i
		mark, called := " ", ""
		if call, ok := calls[number]; ok {
			mark, called = "▶", call.unsaid(o.says, line)
		}
		if called != "" {
			called = "  ▶ " + called
		}
		line = strings.ReplaceAll(line, "\t", "    ")
		fmt.Fprintf(&b, "%6d %s %s%s\n", number, mark, line, called)
	}
	return b.String()
}
