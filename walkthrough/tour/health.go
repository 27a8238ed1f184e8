package tour

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// healthPage shows what the server says of itself while it boots: every check of /livez and /readyz, and what has
// turned it green. It is a page, or takes the place of the note where the screen is wide enough to walk on beside it.
type healthPage struct {
	text
	aside bool // it takes the place of the note
}

func (p *healthPage) title() string  { return "Health" }
func (p *healthPage) content() *text { return &p.text }

func (p *healthPage) settle(m *model, width, height int) {
	t, h := m.theme, m.walk.Health()
	width = readable(width)
	p.lines = append(healthMoments(t, m.walk, width), "", t.focus.Render(fit(healthTitle(h), width)))
	for _, c := range h.Checks() {
		mark, look := "✓", t.good
		if !c.Green {
			mark, look = "✗", t.bad
		}
		name, by := mark+" "+words.Shown(c.Name), m.walk.Why(c)
		// What has turned it stands in a column of its own, unless it needs the room that a short name leaves.
		column := max(width*2/3, width-40)
		if need := ansi.StringWidth(by); need > width-column {
			column = max(ansi.StringWidth(name)+2, width-need)
		}
		column = min(column, width-12)
		p.lines = append(p.lines, look.Render(fit(name, column-1))+" "+t.muted.Render(fit(by, width-column)))
	}
	p.clampTo(width, height)
}

func healthTitle(h *walk.Health) string {
	live, lives := h.Count("/livez")
	ready, readies := h.Count("/readyz")
	if lives+readies == 0 {
		return "Checks: none has been answered yet"
	}
	return fmt.Sprintf("Checks: %d of %d green in /livez, %d of %d in /readyz", live, lives, ready, readies)
}

// healthMoments tells of the moments on the way to ready, those that are still to come included.
func healthMoments(t *theme, w *walk.Walk, width int) []string {
	lines := []string{t.focus.Render("Moments")}
	for _, m := range w.Milestones() {
		mark, look, when := "✓", t.good, m.When
		if when == "" {
			mark, look, when = "✗", t.bad, "not yet"
		}
		lines = append(lines, look.Render(fit(mark+" "+m.What, 18))+t.plain.Render(fit(when, width-18)))
	}
	return lines
}

// healthInBrief is the health in a few words, "" before the port is bound and after the server was ready.
func healthInBrief(w *walk.Walk) string {
	h := w.Health()
	green, all := h.Count("/readyz")
	switch {
	case !w.Live() || h.OK("/readyz"):
		return ""
	case all > 0:
		return fmt.Sprintf("readyz %d/%d", green, all)
	case h.Answered != "":
		return "it answers"
	case w.Port() != "":
		return "port bound"
	}
	return ""
}
