package walk

import (
	"cmp"

	"apitour/trace/convention"
	"apitour/walkthrough/words"
)

// Milestone is a moment on the way to ready, in words.
type Milestone struct {
	What, When string // When is "" before it
	Turned     Turn
	Untold     bool // the recording does not tell, and When says so
}

// Said says when it was.
func (m Milestone) Said() string { return cmp.Or(m.When, "not yet") }

// Milestones returns the moments on the way to ready, those to come included.
func (w *Walk) Milestones() []Milestone {
	list := []Milestone{w.portBound()}
	list = append(list, milestone("first answer", w.FirstAnswer()))
	for _, path := range []string{"/livez", "/readyz"} {
		list = append(list, milestone(path+" green", w.PathTurned(path)))
	}
	return list
}

func (w *Walk) portBound() Milestone {
	m := Milestone{What: "port bound"}
	if bound := w.Port(); bound != "" {
		at := w.firstOf(convention.BindStage).Node.End.Sub(w.lesson.Start)
		m.Turned = Turn{From: at, At: at, By: convention.BindStage}
		m.When = m.Turned.String() + ", " + words.Shown(bound) + ", by " + convention.BindStage
	}
	return m
}

func milestone(what string, turned Turn) Milestone {
	m := Milestone{What: what, When: turned.String(), Turned: turned}
	if turned.By != "" {
		m.When += ", by " + words.Hook(turned.By)
	}
	return m
}

// Why says what has turned a check green, or keeps it red.
func (w *Walk) Why(c Check) string {
	switch cause := w.CauseOf(c); {
	case cause.NotStarted:
		return "its hook has not started"
	case cause.Hook != nil && !c.Green:
		return "its hook is " + w.Present().State(cause.Hook).String()
	case cause.Hook != nil:
		return "its hook ended " + cause.Turned.String()
	case cause.Known != "" && !cause.Always:
		return cause.Turned.String() + ", by " + words.Hook(cause.Known)
	case cause.Known != "":
		return words.Shown(cause.Known)
	case !c.Green:
		return words.Shown(cause.Reason)
	case cause.Always:
		return "green when first asked"
	default:
		return cause.Turned.String()
	}
}
