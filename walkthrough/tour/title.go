package tour

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/notes"
)

// breadcrumb is the delegation chain, with the server marked to which the learner's stage belongs. The brackets say it
// where there are no colours.
func (m *model) breadcrumb() string {
	t := m.theme
	at, passed := m.walk.Server()
	var out strings.Builder
	for i, server := range notes.Chain {
		if i > 0 {
			out.WriteString(t.muted.Render(" → "))
		}
		name := server.String()
		switch {
		case server == at:
			out.WriteString(t.chosen.focus.Render("[" + name + "]"))
		case slices.Contains(passed, server):
			out.WriteString(t.good.Render(name))
		default:
			out.WriteString(t.muted.Render(name))
		}
	}
	return out.String()
}

// title is the first row: the delegation chain, and at the right how the server is. Where both do not fit, the name of
// the program gives way.
func (m *model) title() string {
	left := " " + m.breadcrumb()
	state, style := m.serverState()
	room := m.width - ansi.StringWidth(left) - 2
	if program := m.theme.focus.Render(" apitour ") + m.theme.muted.Render("·"); ansi.StringWidth(
		program,
	)+ansi.StringWidth(
		state,
	) <= room {
		left = program + left
		room = m.width - ansi.StringWidth(left) - 2
	}
	return ends(left, " "+style.Render(fit(state, min(ansi.StringWidth(state), room)))+" ", m.width)
}
