package tour

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// palette names colours by what they mean. Which colour of the terminal each becomes is settled where the output is
// written: with NO_COLOR none of them is, so nothing may be told by colour alone.
type palette struct {
	accent    string // what has the focus, what to press
	muted     string // what can be overlooked
	good      string // ready
	bad       string // failed
	running   string // not over yet
	own       string // a stage's own time
	selection string // background of the line on which the learner stands

	keyword, literal, comment, name, kind string // of Go
}

// The colours of each palette can be read on black and on white respectively; a test measures the contrast.
var (
	darkPalette = palette{
		accent: "#6cb6ff", muted: "#98a2ad", good: "#57cc80", bad: "#ff7b72", running: "#e3b341", own: "#58b8a8",
		selection: "#22324a",
		keyword:   "#d2a8ff", literal: "#8fd694", comment: "#98a2ad", name: "#79c0ff", kind: "#e3b341",
	}
	lightPalette = palette{
		accent: "#0550ae", muted: "#59636e", good: "#116329", bad: "#b3261e", running: "#7d4e00", own: "#0b6e63",
		selection: "#d8e6f8",
		keyword:   "#6f2dbd", literal: "#116329", comment: "#59636e", name: "#0550ae", kind: "#7d4e00",
	}
)

// theme is a palette made into styles. Marks, weight and reversal carry the meaning where there are no colours.
type theme struct {
	dark bool
	palette

	title      lipgloss.Style // the first line of the screen
	plain      lipgloss.Style
	muted      lipgloss.Style
	strong     lipgloss.Style
	focus      lipgloss.Style // heading and rule of the pane that has the focus
	blurred    lipgloss.Style // heading of the others
	good       lipgloss.Style
	bad        lipgloss.Style
	running    lipgloss.Style
	own        lipgloss.Style
	key        lipgloss.Style
	background color.Color // of the selected line
}

func newTheme(dark bool) *theme {
	p := lightPalette
	if dark {
		p = darkPalette
	}
	foreground := func(hex string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(hex)) }
	return &theme{
		dark: dark, palette: p,
		title:      foreground(p.accent).Bold(true),
		plain:      lipgloss.NewStyle(),
		muted:      foreground(p.muted),
		strong:     lipgloss.NewStyle().Bold(true),
		focus:      foreground(p.accent).Bold(true),
		blurred:    lipgloss.NewStyle().Bold(true),
		good:       foreground(p.good).Bold(true),
		bad:        foreground(p.bad).Bold(true),
		running:    foreground(p.running),
		own:        foreground(p.own),
		key:        foreground(p.accent).Bold(true),
		background: lipgloss.Color(p.selection),
	}
}

// selected returns the style as it is on the line where the learner stands.
func (t *theme) selected(s lipgloss.Style) lipgloss.Style {
	return s.Background(t.background).Bold(true)
}
