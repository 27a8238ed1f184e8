package notes

import "strings"

// Line is a line of a note's body.
type Line struct {
	Text string
	Kind LineKind
}

// LineKind is the role of a line in Markdown.
type LineKind int

// A line that looks like a heading is one only as Prose: in Code it is a comment of a script.
const (
	Prose LineKind = iota
	Fence          // begins or ends a code block
	Code           // is inside a code block
)

// Lines returns the lines of the body.
func (n *Note) Lines() []Line { return linesOf(n.Body) }

func linesOf(body string) []Line {
	texts := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	lines := make([]Line, len(texts))
	open := ""
	for i, text := range texts {
		lines[i].Text = text
		after := fenceAfter(open, text)
		switch {
		case after != open:
			lines[i].Kind = Fence
		case open != "":
			lines[i].Kind = Code
		}
		open = after
	}
	return lines
}

// fenceAfter returns the fence of the code block that is open after the line, or "". Open is the fence before the line.
// A block ends at a fence of the same character that is at least as long and has no text behind it.
func fenceAfter(open, line string) string {
	line = strings.TrimSpace(line)
	mark := ""
	for _, c := range []string{"`", "~"} {
		run := line[:len(line)-len(strings.TrimLeft(line, c))]
		if len(run) >= 3 && !strings.Contains(line[len(run):], "`") {
			mark = run
		}
	}
	switch {
	case mark == "":
		return open
	case open == "":
		return mark
	case mark[0] == open[0] && len(mark) >= len(open) && mark == line:
		return ""
	}
	return open
}

// Names of the sections that every note but the overviews has, in this order.
const (
	WhatHappens = "What happens"
	WhyItIsSo   = "Why"
	InTheSource = "In the source"
	WhatChanged = "What changed"
	InPractice  = "In practice"
	TryIt       = "Try it"
)

// Section is a part of a note's body, below a second-level heading.
type Section struct {
	Title string
	// Name is the title in the language of the original, by which programs know a section in every language.
	Name string
	Body string // Markdown, without the heading
	Line int    // of the heading, counted from 1 at the first line of the body
}

// Sections splits the body at its second-level headings. Text above the first heading is a section without a title. The
// bodies of the sections are raw Markdown, for every form in which a note is shown.
func (n *Note) Sections() []Section {
	var sections []Section
	current, text := Section{Line: 1}, []string(nil)
	flush := func() {
		current.Body = strings.Trim(strings.Join(text, "\n"), "\n")
		if current.Title != "" || strings.TrimSpace(current.Body) != "" {
			if current.Name = current.Title; n.names != nil {
				current.Name = n.names[len(sections)]
			}
			sections = append(sections, current)
		}
	}
	for i, line := range n.Lines() {
		if title, ok := strings.CutPrefix(line.Text, "## "); ok && line.Kind == Prose {
			flush()
			current, text = Section{Title: strings.TrimSpace(title), Line: i + 1}, nil
			continue
		}
		text = append(text, line.Text)
	}
	flush()
	return sections
}

// firstLayer is how many sections of a note stand open at first: what happens, and why.
const firstLayer = 2

// Layer is a section as a reader comes to it.
type Layer struct {
	Section
	Later bool // it is for those who ask for more
}

// Layers returns the sections of the note, each with whether it is for later. In a hurry a reader begins with the first
// paragraph alone: the rest of its section then is a layer of its own, for later, under the same title and an ellipsis.
func (n *Note) Layers(hurry bool) []Layer {
	var layers []Layer
	for i, s := range n.Told() {
		first, rest, found := strings.Cut(s.Body, "\n\n")
		if hurry && i == 0 && found && !strings.Contains(first, "```") {
			lead, more := s, s
			lead.Body = first
			more.Title, more.Name = s.Title+" …", s.Name+" …"
			more.Body = strings.Trim(rest, "\n")
			more.Line += strings.Count(first, "\n") + 2
			layers = append(layers, Layer{lead, false}, Layer{more, true})
			continue
		}
		layers = append(layers, Layer{s, i >= firstLayer || hurry && i > 0})
	}
	return layers
}

// Words counts the words of the layers that are not for later.
func (n *Note) Words(hurry bool) (count int) {
	for _, l := range n.Layers(hurry) {
		if !l.Later {
			count += CountWords(l.Body)
		}
	}
	return count
}
