package tour

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace/convention"
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
	p.lines = append(healthMoments(t, m.walk, width), "", t.focus.Render(fit(healthTitle(h), width)))
	for _, c := range h.Checks() {
		mark, look := "✓", t.good
		if !c.Green {
			mark, look = "✗", t.bad
		}
		name, by := mark+" "+words.Shown(c.Name), causeWords(m.walk, c)
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
	h := w.Health()
	bound := w.Port()
	if bound != "" {
		bound = "by " + convention.BindStage + ", at " + words.Shown(bound)
	}
	rows := []struct{ what, when string }{
		{"port bound", bound},
		{"first answer", whenBegan(h.Answered)},
		{"/livez green", whenBegan(h.Green("/livez"))},
		{"/readyz green", whenBegan(h.Green("/readyz"))},
	}
	lines := []string{t.focus.Render("Moments")}
	for _, row := range rows {
		mark, look := "✓", t.good
		if row.when == "" {
			mark, look, row.when = "✗", t.bad, "not yet"
		}
		lines = append(lines, look.Render(fit(mark+" "+row.what, 18))+t.plain.Render(fit(row.when, width-18)))
	}
	return lines
}

func whenBegan(stage string) string {
	if stage == "" {
		return ""
	}
	return "when " + words.Shown(stage) + " had begun"
}

// causeWords says what has turned a check green, or why it is red.
func causeWords(w *walk.Walk, c walk.Check) string {
	switch cause := w.CauseOf(c); {
	case cause.NotStarted:
		return "its hook has not started"
	case cause.Hook != nil && !c.Green:
		return "its hook is " + w.Present().State(cause.Hook).String()
	case cause.Hook != nil:
		return "its hook ended at +" + words.Duration(cause.Hook.Node.End.Sub(w.Lesson().Start))
	case cause.Known != "":
		return cause.Known
	case cause.Always:
		return "green when first asked"
	case !c.Green:
		return words.Shown(cause.Reason)
	case cause.From == cause.To:
		return whenBegan(cause.To)
	default:
		return "between " + words.Shown(cause.From) + " and " + words.Shown(cause.To)
	}
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
