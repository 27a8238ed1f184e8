package page

import (
	"fmt"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// teller writes notes, in the words of one language around them.
type teller struct {
	*phrases.Phrases
	review *anchors.Review // nil for none
}

// body returns the Markdown of a note. What has become of the places in upstream's source that it cites stands below
// the section about that source, or at the end of a note that has none.
func (t teller) body(n *notes.Note) string {
	became := t.Cited.OfNote(t.review.OfNote(n))
	if became == "" {
		return n.Markdown()
	}
	told := n.Told()
	at := slices.IndexFunc(told, func(s notes.Section) bool { return s.Name == notes.InTheSource })
	if at < 0 {
		at = len(told) - 1
	}
	told[at].Body += "\n\n" + became
	return notes.Markdown(told)
}

// markdown returns a note below a heading of the third level.
func (t teller) markdown(n *notes.Note) string {
	say := &t.Page
	var b strings.Builder
	b.WriteString(shifted(t.body(n), 2) + "\n\n")
	if len(n.Upstream) > 0 {
		b.WriteString("#### " + say.Headings.Upstream + "\n\n")
		for _, a := range n.Upstream {
			where := link(codeSpan(trace.Clean(anchorText(a))), trace.Clean(a.URL()))
			symbol := codeSpan(trace.Clean(a.Symbol))
			fmt.Fprintf(&b, "- %s\n", say.Stage.Upstream(trace.Clean(a.Version), symbol, where))
		}
		b.WriteString("\n")
	}
	if len(n.Links) > 0 {
		b.WriteString("#### " + say.Headings.ReadOn + "\n\n")
		for _, l := range n.Links {
			fmt.Fprintf(&b, "- %s\n", link(inline(trace.Clean(l.Title)), trace.Clean(l.URL)))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// text returns a note with its anchors and links as plain text.
func (t teller) text(n *notes.Note) string {
	say := &t.Page
	var b strings.Builder
	b.WriteString("\n" + joined(linebreak.Wrap(trace.Clean(n.Title), indent, indent, columns)))
	b.WriteString(prose(t.body(n), indent))
	item := func(text string) {
		b.WriteString(joined(linebreak.Wrap(text, indent+indent, indent+indent+indent, columns)))
	}
	if len(n.Upstream) > 0 {
		b.WriteString("\n" + indent + say.Headings.Upstream + "\n\n")
		for _, a := range n.Upstream {
			item(trace.Clean(a.Version) + "  " + trace.Clean(anchorText(a)) + "  " + trace.Clean(a.Symbol))
		}
	}
	if len(n.Links) > 0 {
		b.WriteString("\n" + indent + say.Headings.ReadOn + "\n\n")
		for _, l := range n.Links {
			item(say.Stage.Labelled(trace.Clean(l.Title), trace.Clean(l.URL)))
		}
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

// shifted returns Markdown with its headings that many levels deeper, and with its HTML as plain text.
func shifted(markdown string, levels int) string {
	var out []string
	// GitHub shows the end of a line as a space.
	safe := notes.Note{Body: linebreak.Joined(withoutHTML(trace.CleanLines(markdown)))}
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
