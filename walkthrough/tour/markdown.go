package tour

import (
	"strings"

	"charm.land/glamour/v2"
	"charm.land/glamour/v2/ansi"
	xansi "github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// markdown turns the bodies of notes into sections, each note once for a width and a theme: rendering takes
// milliseconds, and a frame is drawn for every key and every span.
type markdown struct {
	sections map[rendering][]section
	review   *anchors.Review // of the places that notes cite, nil until it is known
}

type rendering struct {
	note  *notes.Note
	words *notes.Glossary
	hurry bool
	width int
	theme string
}

// section is a part of the note pane that can be folded, below its title; one without a title cannot.
type section struct {
	title string
	name  string // by which it is remembered, in whatever language its title is; the title when left out
	lines []string
	later bool // it is folded at first
}

// Every resize of the window is a width of its own, so what is remembered has an end.
const rememberedRenderings = 64

// Sections returns the sections of the note's body, as a reader in a hurry or with time comes to them. The first uses
// of words are underlined.
func (m *markdown) Sections(n *notes.Note, words *notes.Glossary, hurry bool, t *theme, width int) []section {
	key := rendering{n, words, hurry, width, t.name}
	if sections, ok := m.sections[key]; ok {
		return sections
	}
	if m.sections == nil || len(m.sections) >= rememberedRenderings {
		m.sections = make(map[rendering][]section)
	}
	var sections []section
	seen := make(map[*notes.Term]bool)
	for _, layer := range n.Layers(hurry) {
		body := layer.Body
		if layer.Name == notes.InTheSource {
			body += "\n\n" + phrases.In(n.Lang).Cited.OfNote(m.review.OfNote(n))
		}
		text := withWords(words, linebreak.Joined(trace.CleanLines(body)), seen)
		lines := underlineWords(renderMarkdown(text, t, width))
		sections = append(sections, section{layer.Title, layer.Name, lines, layer.Later})
	}
	m.sections[key] = sections
	return sections
}

// renderMarkdown lays a text out. Glamour leaves a full stop or a comma that no longer fits on its line, so a text in
// which that has happened is laid out again with less room. Code is not wrapped: a text with code may be wider.
func renderMarkdown(body string, t *theme, width int) []string {
	lines := layOut(body, t, width)
	for room := width - 1; room > width-4 && longest(lines) > width && !strings.Contains(body, "```"); room-- {
		lines = layOut(body, t, room)
	}
	return lines
}

// layOut lays a text out. Glamour breaks lines at spaces, so it is told where else Chinese may be broken.
func layOut(body string, t *theme, width int) []string {
	marked := linebreak.MarkMarkdown(body, width)
	lines := renderers{theme: t}.set(marked, width)
	if marked != body {
		linebreak.Unmark(lines)
	}
	return lines
}

// renderers are those of one text, by the width of what they render.
type renderers struct {
	theme *theme
	ready map[int]*glamour.TermRenderer
}

// deepest is how many lists are laid out inside each other. The rest is left to glamour.
const deepest = 6

// set lays a text out, with its lists: see lists.go.
func (r renderers) set(body string, width int) []string {
	r.ready = make(map[int]*glamour.TermRenderer)
	return r.within(body, width, 0)
}

func (r renderers) within(body string, width, depth int) (lines []string) {
	const least = 10 // columns of an item
	blocks := blocksOf(body)
	if depth == deepest || width < least {
		return r.rendered(body, width)
	}
	kind := ""
	for _, b := range blocks {
		text := strings.Trim(strings.Join(b.lines, "\n"), "\n")
		if text == "" {
			continue
		}
		if len(lines) > 0 && (b.mark == "" || b.kind != kind && (b.apart || depth == 0)) {
			lines = append(lines, "")
		}
		if kind = b.kind; b.mark == "" {
			lines = append(lines, r.rendered(text, width)...)
			continue
		}
		indent := xansi.StringWidth(b.mark)
		for i, line := range r.within(text, width-indent, depth+1) {
			before := spaces(indent)
			if i == 0 {
				before = b.mark
			}
			lines = append(lines, before+line)
		}
	}
	return lines
}

// rendered falls back to the text as it was written: a note that cannot be rendered can still be read.
func (r renderers) rendered(body string, width int) []string {
	renderer := r.ready[width]
	if renderer == nil {
		var err error
		renderer, err = glamour.NewTermRenderer(
			glamour.WithStyles(markdownStyle(&r.theme.palette)),
			glamour.WithWordWrap(width),
		)
		if err != nil {
			return strings.Split(expandTabs(body, tabSize), "\n")
		}
		if r.ready != nil {
			r.ready[width] = renderer
		}
	}
	out, err := renderer.Render(body)
	if err != nil {
		return strings.Split(expandTabs(body, tabSize), "\n")
	}
	var lines []string
	blank := true
	for line := range strings.SplitSeq(out, "\n") {
		// Glamour puts as many blank lines between two blocks as both of them ask for. A screen has no room for more
		// than one.
		was := blank
		if blank = strings.TrimSpace(xansi.Strip(line)) == ""; !blank || !was {
			lines = append(lines, expandTabs(line, tabSize))
		}
	}
	if blank && len(lines) > 0 {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// markdownStyle tells glamour the colours. Code blocks are in one colour on purpose: glamour keeps its highlighter's
// colours in one place for the whole process, where the first theme wins for ever.
func markdownStyle(p *palette) ansi.StyleConfig {
	heading := ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{
		Color: &p.accent, Bold: new(true),
	}}
	return ansi.StyleConfig{
		BlockQuote: ansi.StyleBlock{
			StylePrimitive: ansi.StylePrimitive{Color: &p.muted},
			Indent:         new(uint(1)),
			IndentToken:    new("│ "),
		},
		List:    ansi.StyleList{LevelIndent: 2},
		Heading: heading,

		Strong:         ansi.StylePrimitive{Bold: new(true)},
		Emph:           ansi.StylePrimitive{Italic: new(true)},
		Strikethrough:  ansi.StylePrimitive{CrossedOut: new(true)},
		HorizontalRule: ansi.StylePrimitive{Color: &p.muted, Format: "\n────\n"},

		Item:        ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration: ansi.StylePrimitive{BlockPrefix: ". "},
		Task:        ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},

		Link:     ansi.StylePrimitive{Color: &p.muted, Underline: new(true)},
		LinkText: ansi.StylePrimitive{Color: &p.accent},

		Code: ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: &p.kind}},
		CodeBlock: ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{
			StylePrimitive: ansi.StylePrimitive{Color: &p.literal}, Margin: new(uint(2)),
		}},
		DefinitionDescription: ansi.StylePrimitive{BlockPrefix: "\n  "},
	}
}
