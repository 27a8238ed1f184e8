package walk

import (
	"apitour/trace/step"
)

// nextKind returns what the learner's "next" is for the server: the next stage of all, or the next one on their path
// and outside what is folded.
func (w *Walk) nextKind() step.Kind {
	if w.stops.on == nil && len(w.folds.closed) == 0 {
		return step.Into
	}
	return step.Next
}

// alongPath returns the command that goes on to the next stop. Stages are known by their names: those of the stages
// that are ahead, if the lesson has a plan, and else what notes and chapters tell of stages of that name. What it
// returns is used by the goroutine of the server's session, so it must not change any more.
func (w *Walk) alongPath() step.Command {
	c := step.Command{Kind: step.Next, Closed: w.closedNames()}
	if w.stops.on == nil {
		return c
	}
	planned := make(map[string]bool)
	for i, s := range w.lesson.Steps {
		if s.Planned() {
			planned[s.Node.Name] = planned[s.Node.Name] || w.stops.is(i) && w.folds.Shown(i)
		}
	}
	l, known := w.lesson, w.lesson.KnowsStage
	if w.path == Short {
		known = l.StopsShortAt
	}
	c.Stops = func(name string) bool {
		if stop, isPlanned := planned[name]; isPlanned {
			return stop
		}
		return known(name)
	}
	return c
}

// closedNames returns which stages are folded, nil when none is.
func (w *Walk) closedNames() func(name string) bool {
	names := make(map[string]bool)
	for key, fold := range w.folds.closed {
		if !key.rest {
			names[w.lesson.Steps[fold.step].Node.Name] = true
		}
	}
	if len(names) == 0 {
		return nil
	}
	return func(name string) bool { return names[name] }
}
