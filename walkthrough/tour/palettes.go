package tour

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// Palettes for terminals that have 16 colours, by their numbers. Which colours these are is the user's business; those
// here can be read with what xterm and the console of Linux come with. There is no background that every one of them
// can be read on, so the line on which the learner stands is reversed.
var (
	darkFewPalette = palette{
		accent: "14", muted: "7", good: "10", bad: "9", running: "11", own: "14",
		path: "11", lane1: "14", lane2: "13", lane3: "10", lane4: "11", lane5: "7", lane6: "15",
		keyword: "13", literal: "10", comment: "7", name: "14", kind: "11",
	}
	lightFewPalette = palette{
		accent: "4", muted: "0", good: "4", bad: "1", running: "5", own: "4",
		path: "1", lane1: "4", lane2: "5", lane3: "0", lane4: "1", lane5: "4", lane6: "5",
		keyword: "5", literal: "4", comment: "0", name: "4", kind: "1",
	}
)

// Palettes for presentations, on black and on white: projectors wash colours out.
var (
	darkLoudPalette = palette{
		accent: "#9cd2ff", muted: "#c9d1d9", good: "#7ee7a0", bad: "#ffb1a8", running: "#ffd75e", own: "#7fe0cf",
		selection: "#10305c",
		path:      "#ffcf8f", lane1: "#7fe0cf", lane2: "#9cd2ff", lane3: "#e2c5ff", lane4: "#7ee7a0",
		lane5: "#ffd75e", lane6: "#ffb8d9",
		keyword: "#e2c5ff", literal: "#a8eeb0", comment: "#c9d1d9", name: "#9cd2ff", kind: "#ffd75e",
	}
	lightLoudPalette = palette{
		accent: "#003a80", muted: "#373e47", good: "#0a4718", bad: "#8a1210", running: "#5a3800", own: "#064f47",
		selection: "#d8e6f8",
		path:      "#632a00", lane1: "#064f47", lane2: "#003a80", lane3: "#521f90", lane4: "#0a4718",
		lane5: "#5a3800", lane6: "#7a1049",
		keyword: "#521f90", literal: "#0a4718", comment: "#373e47", name: "#003a80", kind: "#5a3800",
	}
)

// retheme chooses the theme for the terminal, and for what it is used for.
func (m *model) retheme() {
	choose := func(dark, light palette) palette {
		if m.dark {
			return dark
		}
		return light
	}
	ground := "light"
	if m.dark {
		ground = "dark"
	}
	switch {
	case m.ansi16:
		m.theme = makeTheme(ground+", few colours", m.dark, choose(darkFewPalette, lightFewPalette))
	case m.presenting:
		m.theme = makeTheme(ground+", loud", m.dark, choose(darkLoudPalette, lightLoudPalette))
	default:
		m.theme = newTheme(m.dark)
	}
}

// paper returns the colours of a presentation: black and white, whatever the terminal has.
func (t *theme) paper() (background, foreground color.Color) {
	black, white := lipgloss.Color("#000000"), lipgloss.Color("#ffffff")
	if t.dark {
		return black, white
	}
	return white, black
}
