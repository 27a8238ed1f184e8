package walk

import (
	"fmt"
	"strconv"

	"apitour/trace/nearest"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// UnknownStageError is the error of a walk that is to begin at a stage that does not exist.
type UnknownStageError struct {
	Name string
	// Meant is the name that was most likely meant, "" when none is near.
	Meant string
}

func (e *UnknownStageError) Error() string { return fmt.Sprintf("no stage is called %q", e.Name) }

// beginAt has the walk begin at the stage of that name, number, span or address: a recording at once, a server when it
// has run there.
func (w *Walk) beginAt(name string) error {
	if name == "" {
		w.resume()
		return nil
	}
	at := indexOf(w.lesson, name)
	switch {
	case w.follower != nil:
		w.live.goal = name
		return CheckStage(w.lesson, name)
	case at < 0:
		return unknownStage(w.lesson, name)
	}
	w.folds.openRest(at)
	w.stand(at)
	w.touched = true
	return nil
}

// CheckStage returns an [UnknownStageError] when a boot of which the lesson is the plan can have no stage of that name.
// A stage of which only a note knows, because it needs a flag, it can have.
func CheckStage(l *lesson.Lesson, name string) error {
	if indexOf(l, name) < 0 && !l.KnowsStage(name) {
		return unknownStage(l, name)
	}
	return nil
}

func unknownStage(l *lesson.Lesson, name string) error {
	return &UnknownStageError{name, nearest.Name(name, stageNames(l))}
}

// indexOf returns the step with exactly that name, number, span id or address, or -1.
func indexOf(l *lesson.Lesson, name string) int {
	for i, s := range l.Steps {
		if s.Node.Name == name || s.Node.ID == name && !s.Planned() {
			return i
		}
	}
	if number, err := strconv.Atoi(name); err == nil && number >= 1 && number <= len(l.Steps) {
		return number - 1
	}
	if step := l.StepAt(name); step != nil {
		return step.Index
	}
	return -1
}

// toGoal lets a server that is held for the first time run to where the walk is to begin, and reports whether it does.
func (w *Walk) toGoal() bool {
	goal := w.live.goal
	if goal == "" || !w.Held() {
		return false
	}
	w.live.goal = ""
	at := indexOf(w.lesson, goal)
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
