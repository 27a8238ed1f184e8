package tour

import (
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// healthPage shows what the server says of itself while it boots, and what a recording tells of that: every check of
// /livez and /readyz, and what has turned it green. It is a page, or takes the place of the note where the screen is
// wide enough to walk on beside it.
type healthPage struct {
	text
	aside bool // it takes the place of the note
}

func (p *healthPage) title(m *model) string { return m.says().Health.Title }
func (p *healthPage) content() *text        { return &p.text }

func (p *healthPage) settle(m *model, width, height int) {
	t, said := m.theme, m.walk.HealthSaid()
	width = readable(width)
	p.lines = nil
	if said.About != "" {
		p.lines = append(wrapped(t.muted, said.About, width), "")
	}
	p.lines = append(p.lines, healthMoments(t, m.says().Health.Moments, said.Moments, width)...)
	p.lines = append(p.lines, "", t.focus.Render(fit(said.Title, width)))
	for _, c := range said.Checks {
		mark, look := "✓", t.good
		if !c.Green {
			mark, look = "✗", t.bad
		}
		name, by := mark+" "+words.Shown(c.Name), c.Why
		// What has turned it stands in a column of its own, unless it needs the room that a short name leaves.
		column := max(width*2/3, width-40)
		if need := ansi.StringWidth(by); need > width-column {
			column = max(ansi.StringWidth(name)+2, width-need)
		}
		column = min(column, width-12)
		p.lines = append(p.lines, look.Render(fit(name, column-1))+" "+t.muted.Render(fit(by, width-column)))
	}
	if said.Untold != "" {
		p.lines = append(append(p.lines, ""), wrapped(t.muted, said.Untold, width)...)
	}
	p.clampTo(width, height)
}

// healthMoments tells of the moments on the way to ready, those that are still to come included.
func healthMoments(t *theme, title string, moments []walk.Milestone, width int) []string {
	lines := []string{t.focus.Render(title)}
	for _, m := range moments {
		mark, look := "✓", t.good
		switch {
		case m.Untold:
			mark, look = "?", t.muted
		case m.Turned.At == 0:
			mark, look = "✗", t.bad
		}
		lines = append(lines, look.Render(fit(mark+" "+m.What, 18))+t.plain.Render(fit(m.Said(), width-18)))
	}
	return lines
}

// healthInBrief is the health in a few words, "" before the port is bound and after the server was ready.
func healthInBrief(said phrases.TourHealth, w *walk.Walk) string {
	h := w.Health()
	green, all := h.Count("/readyz")
	switch {
	case !w.Live() || h.OK("/readyz"):
		return ""
	case all > 0:
		return said.ReadyzOf(green, all)
	case h.Answered():
		return said.ItAnswers
	case w.Port() != "":
		return said.PortIsBound
	}
	return ""
}
