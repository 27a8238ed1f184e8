package page

import (
	"fmt"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
)

// overviewAnchor begins the anchor of an overview. The anchors of stages begin in another way.
const overviewAnchor = "overview-"

// markdownOverviewList returns links to the overviews, for the beginning of the page.
func (o *outline) markdownOverviewList() string {
	if len(o.overviews) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(o.says.Intro.Overviews + "\n\n")
	for _, note := range o.overviews {
		fmt.Fprintf(&b, "- %s\n", link(inline(trace.Clean(note.Title)), "#"+overviewAnchor+note.Overview))
	}
	return b.String() + "\n"
}

// markdownOverviews returns the overviews, each with links to the stages at which to read on.
func (o *outline) markdownOverviews() string {
	if len(o.overviews) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## " + o.says.Headings.Overviews + "\n")
	for _, note := range o.overviews {
		anchor, title := overviewAnchor+note.Overview, inline(trace.Clean(note.Title))
		fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n\n### %s\n\n", anchor, title)
		if on := o.readOn(note, (*stage).link); on != "" {
			b.WriteString(on + "\n\n")
		}
		b.WriteString(strings.TrimRight(o.notes.markdown(note), "\n") + "\n")
	}
	return b.String()
}

// textOverviews returns the overviews as plain text.
func (o *outline) textOverviews() string {
	if len(o.overviews) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n" + textHeading(o.says.Headings.Overviews, "─"))
	for i, note := range o.overviews {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(strings.TrimPrefix(o.notes.text(note), "\n"))
		if on := o.readOn(note, (*stage).name); on != "" {
			b.WriteString("\n" + joined(linebreak.Wrap(on, indent, indent, columns)))
		}
	}
	return b.String()
}

// readOn says which stages tell more. Name names a stage.
func (o *outline) readOn(overview *notes.Note, name func(*stage) string) string {
	var names []string
	for _, id := range overview.See {
		for note, s := range o.noteAt {
			if note.ID == id {
				names = append(names, name(s))
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return o.says.Stage.Its(names)
}
