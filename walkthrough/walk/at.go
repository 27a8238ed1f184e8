package walk

import (
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// beginAt has the walk begin at the stage that the text means: a recording at once, a server that is held when it has
// run there. A server that nobody holds is not waited for: the learner stands at the stage, and sees it come.
func (w *Walk) beginAt(name string) error {
	if name == "" {
		w.resume()
		return nil
	}
	if w.follower != nil {
		w.live.goal = name
		w.standAtGoal()
		return CheckStage(w.lesson, name)
	}
	named, err := w.lesson.Named(name)
	if err != nil {
		return err
	}
	w.beginOn(named[0])
	return nil
}

func (w *Walk) beginOn(step *lesson.Step) {
	w.folds.openRest(step.Index)
	w.stand(step.Index)
	w.touched, w.follow = true, false
}

// standAtGoal takes a learner who has not walked yet to where the walk is to begin, when nobody holds the server. They
// need not wait for a stage of the plan; what the plan lacks is there only when it has begun.
func (w *Walk) standAtGoal() {
	if w.live.goal == "" || w.live.controls != nil {
		return
	}
	named, err := w.lesson.Named(w.live.goal)
	if err == nil && !w.touched {
		w.beginOn(named[0])
	}
	switch {
	case err == nil && named[0].Planned() && !w.ended, err != nil && !w.touched && !w.ended:
		return
	case err != nil && w.ended:
		w.notice = w.say().Moves.HasNotBegun(w.live.goal)
	}
	w.live.goal = ""
}

// awaitsGoal reports whether the stage is still to come at which the walk is to begin, when nobody holds the server. A
// server that has sent nothing for long may never come there.
func (w *Walk) awaitsGoal() bool {
	return w.live.goal != "" && w.live.controls == nil && w.quiet() < 5*patience
}

// CheckStage returns a [lesson.UnknownStepError] when a boot of which the lesson is the plan can have no stage of that
// name. A stage of which only a note knows, because it needs a flag, it can have.
func CheckStage(l *lesson.Lesson, name string) error {
	if _, err := l.Named(name); err != nil && !l.KnowsStage(name) {
		return err
	}
	return nil
}

// toGoal lets a server that is held for the first time run to where the walk is to begin, and reports whether it does.
func (w *Walk) toGoal() bool {
	goal := w.live.goal
	if goal == "" || !w.Held() {
		return false
	}
	w.live.goal = ""
	at := -1
	if named, err := w.lesson.Named(goal); err == nil {
		at = named[0].Index
	}
	if at == w.Edge() || at >= 0 && !w.lesson.Steps[at].Planned() {
		return false
	}
	w.touched, w.follow = true, true
	if at < 0 {
		w.send(step.Command{Kind: step.RunTo, Name: goal})
	} else {
		w.send(w.runningTo(at))
	}
	return true
}

// runningTo returns the command that lets the server run to a stage. Where it cannot be held, the server runs on to
// what follows that stage or, when its end means ready, until it is ready.
func (w *Walk) runningTo(at int) step.Command {
	n := w.lesson.Steps[at].Node
	if n.NeverHeld() == "" {
		return step.Command{Kind: step.RunTo, Name: n.Name}
	}
	later := make(map[string]bool)
	if !n.IsReadyStage() {
		for _, s := range w.lesson.Steps[at+n.Size:] {
			later[s.Node.Name] = true
		}
	}
	return step.Command{Kind: step.Next, Name: n.Name, Stops: func(name string) bool { return later[name] }}
}
