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

	notYet string
}

// Said says when it was.
func (m Milestone) Said() string { return cmp.Or(m.When, m.notYet) }

// Milestones returns the moments on the way to ready, those to come included.
func (w *Walk) Milestones() []Milestone {
	say := &w.say().Health
	list := []Milestone{w.portBound(), w.milestone(say.FirstAnswer, w.FirstAnswer())}
	for _, path := range []string{"/livez", "/readyz"} {
		list = append(list, w.milestone(say.Green(path), w.PathTurned(path)))
	}
	return list
}

func (w *Walk) portBound() Milestone {
	say := &w.say().Health
	m := w.milestone(say.PortBound, Turn{})
	if bound := w.Port(); bound != "" {
		at := w.firstOf(convention.BindStage).Node.End.Sub(w.lesson.Start)
		m.Turned = Turn{From: at, At: at, By: convention.BindStage}
		m.When = say.PortAt(m.Turned.Said(w.Phrases()), words.Shown(bound), convention.BindStage)
	}
	return m
}

func (w *Walk) milestone(what string, turned Turn) Milestone {
	say := &w.say().Health
	m := Milestone{What: what, When: turned.Said(w.Phrases()), Turned: turned, notYet: say.NotYet}
	if turned.By != "" {
		m.When = say.TurnedBy(m.When, words.Hook(turned.By))
	}
	return m
}

// Why says what has turned a check green, or keeps it red.
func (w *Walk) Why(c Check) string {
	say := &w.say().Health
	switch cause := w.CauseOf(c); {
	case cause.NotStarted:
		return say.HookNotStarted
	case cause.Hook != nil && !c.Green:
		return say.HookIs(words.State(&w.Phrases().Words, w.Present().State(cause.Hook)))
	case cause.Hook != nil:
		return say.HookEnded(cause.Turned.Said(w.Phrases()))
	case cause.Known != "" && !cause.Always:
		return say.TurnedBy(cause.Turned.Said(w.Phrases()), words.Hook(cause.Known))
	case cause.Known != "":
		return words.Shown(w.translated(cause.Known))
	case !c.Green:
		return words.Shown(cause.Reason)
	case cause.Always:
		return say.GreenAtFirst
	default:
		return cause.Turned.Said(w.Phrases())
	}
}
