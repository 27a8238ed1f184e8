package walk

import (
	"apitour/trace/convention"
	"apitour/walkthrough/words"
)

// Milestone is a moment on the way to ready, in words.
type Milestone struct {
	What, When string // When is "" before it
}

// Milestones returns the moments on the way to ready, those to come included.
func (w *Walk) Milestones() []Milestone {
	h, bound := w.Health(), w.Port()
	if bound != "" {
		bound = "by " + convention.BindStage + ", at " + words.Shown(bound)
	}
	return []Milestone{
		{"port bound", bound},
		{"first answer", whenBegan(h.Answered)},
		{"/livez green", whenBegan(h.Green("/livez"))},
		{"/readyz green", whenBegan(h.Green("/readyz"))},
	}
}

func whenBegan(stage string) string {
	if stage == "" {
		return ""
	}
	return "when " + words.Shown(stage) + " had begun"
}

// Why says what has turned a check green, or keeps it red.
func (w *Walk) Why(c Check) string {
	switch cause := w.CauseOf(c); {
	case cause.NotStarted:
		return "its hook has not started"
	case cause.Hook != nil && !c.Green:
		return "its hook is " + w.Present().State(cause.Hook).String()
	case cause.Hook != nil:
		return "its hook ended at +" + words.Duration(cause.Hook.Node.End.Sub(w.lesson.Start))
	case cause.Known != "":
		return words.Shown(cause.Known)
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
