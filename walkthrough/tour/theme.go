package tour

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// palette names colours by what they mean. Which colour of the terminal each becomes is settled where the output is
// written: with NO_COLOR none of them is, so nothing may be told by colour alone.
type palette struct {
	accent, muted, good, bad, running, own   string // as the styles of these names mean it
	path                                     string // the critical path
	lane1, lane2, lane3, lane4, lane5, lane6 string // goroutines other than the first
	keyword, literal, comment, name, kind    string // of Go
	selection                                string // background of the line on which the learner stands
}

// The colours of each palette can be read on black and on white respectively; a test measures the contrast.
var (
	darkPalette = palette{
		accent: "#6cb6ff", muted: "#98a2ad", good: "#57cc80", bad: "#ff7b72", running: "#e3b341", own: "#58b8a8",
		selection: "#22324a",
		path:      "#ffb86b", lane1: "#58b8a8", lane2: "#6cb6ff", lane3: "#e07be0", lane4: "#57cc80",
		lane5: "#f0f060", lane6: "#a0a8b0",
		keyword: "#d2a8ff", literal: "#8fd694", comment: "#98a2ad", name: "#79c0ff", kind: "#e3b341",
	}
	lightPalette = palette{
		accent: "#0550ae", muted: "#59636e", good: "#116329", bad: "#b3261e", running: "#7d4e00", own: "#0b6e63",
		selection: "#d8e6f8",
		path:      "#8a3b00", lane1: "#0b6e63", lane2: "#0550ae", lane3: "#8a008a", lane4: "#116329",
		lane5: "#6a5a00", lane6: "#505050",
		keyword: "#6f2dbd", literal: "#116329", comment: "#59636e", name: "#0550ae", kind: "#7d4e00",
	}
)

// style is how text looks: what a terminal is told before it and after it. Styles are put together with lipgloss once
// for a theme; a frame, which is drawn for every key and has hundreds of styled words, only joins strings.
type style struct{ before, after string }

func compile(s lipgloss.Style) style {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return style{before, after}
}

// Render returns the text, which has to be within one line, in the style.
func (s style) Render(text string) string {
	if text == "" {
		return ""
	}
	return s.before + text + s.after
}

// theme is a palette made into styles. Marks and weight carry the meaning where there are no colours.
type theme struct {
	name    string // tells it from other themes
	dark    bool
	palette palette
	styles
	chosen styles // the same on the line where the learner stands
	match  style  // of what is searched for
	pinned styles // the same on a line that stays in view above others
}

// styles names looks by what they mean.
type styles struct {
	plain, strong style
	muted         style // can be overlooked
	heading       style // of a pane without the focus
	focus         style // heading of the pane that has it, and other headings
	rule          style // the line beside that heading
	key           style // what to press, what to look at
	good, bad     style // ready, failed
	running       style // not over yet
	own           style // a stage's own time
	path          style // on the critical path
	lanes         [lanes]style

	keyword, literal, comment, name, kind style // of Go
}

func newTheme(dark bool) *theme {
	if dark {
		return makeTheme("dark", true, darkPalette)
	}
	return makeTheme("light", false, lightPalette)
}

func makeTheme(name string, dark bool, p palette) *theme {
	chosen := lipgloss.NewStyle().Bold(true)
	if p.selection == "" {
		chosen = chosen.Reverse(true)
	} else {
		chosen = chosen.Background(lipgloss.Color(p.selection))
	}
	return &theme{
		name: name, dark: dark, palette: p, styles: newStyles(p, lipgloss.NewStyle()), chosen: newStyles(p, chosen),
		match:  compile(lipgloss.NewStyle().Reverse(true).Bold(true)),
		pinned: newStyles(p, lipgloss.NewStyle().Underline(true)),
	}
}

// newStyles returns the styles of a palette on the given base.
func newStyles(p palette, base lipgloss.Style) styles {
	in := func(hex string) style { return compile(base.Foreground(lipgloss.Color(hex))) }
	bold := func(hex string) style { return compile(base.Foreground(lipgloss.Color(hex)).Bold(true)) }
	strong := compile(base.Bold(true))
	return styles{
		plain: compile(base), strong: strong,
		muted:   in(p.muted),
		heading: strong,
		focus:   bold(p.accent),
		rule:    in(p.accent),
		key:     bold(p.accent),
		good:    bold(p.good),
		bad:     bold(p.bad),
		running: in(p.running),
		own:     in(p.own),
		path:    bold(p.path),
		lanes:   [lanes]style{in(p.lane1), in(p.lane2), in(p.lane3), in(p.lane4), in(p.lane5), in(p.lane6)},
		keyword: in(p.keyword), literal: in(p.literal), comment: in(p.comment), name: in(p.name), kind: in(p.kind),
	}
}

// on returns the styles for a line: the learner stands on it or not.
func (t *theme) on(here bool) *styles {
	if here {
		return &t.chosen
	}
	return &t.styles
}
