package tour

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// breadcrumb is the delegation chain, with the server marked to which the learner's stage belongs. The brackets say it
// where there are no colours.
func (m *model) breadcrumb() string {
	t := m.theme
	if step := m.walk.Step(); step != nil && m.walk.Kind() == lesson.Other && !step.Node.Ours() {
		return m.program()
	}
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

// program names the service of another program's trace, which has no delegation chain, and says which trace it is.
func (m *model) program() string {
	s := m.walk.Status()
	name := m.says().Status.ThisTrace
	if s.Program != "" {
		name = words.Shown(s.Program)
	}
	said := m.theme.focus.Render(fit(name, min(ansi.StringWidth(name), m.width/2)))
	if s.Traces > 1 {
		said += m.theme.muted.Render(separator + m.says().Status.TraceOf(s.Trace, s.Traces))
	}
	return said
}

// title is the first row: the delegation chain or the program, and at the right how the server is. Where both
// do not fit, the name of apitour gives way.
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
