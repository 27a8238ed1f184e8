package lesson

import (
	"time"

	"apitour/trace"
)

// State is how far a step has got.
type State int

// The states of a step, in the order in which it goes through them. A step is either Done or Failed in the end, or Skipped
// when the stage around it ended without it.
const (
	Ahead State = iota
	Held        // it has begun, and the learner keeps it from its work
	Running
	Done
	Failed
	Skipped
)

func (s State) String() string {
	return [...]string{"ahead", "held", "running", "done", "failed", "skipped"}[s]
}

// View tells how the steps of a lesson are at a moment: now, or, with a playhead, as they were when that step began. All
// that a screen says of states and times it asks a view, so that everything on it is of the same moment.
type View struct {
	Lesson *Lesson
	// Now is how far running steps have got. Nobody looks at it when there is a playhead.
	Now time.Time
	// Playhead is the step at whose start time stands still, nil when it does not. It has to be one that has begun.
	Playhead *Step
	// Over says that nothing more will be heard of the boot: what is ahead will not come.
	Over bool
}

// Moment is the moment of the view.
func (v View) Moment() time.Time {
	if v.Playhead != nil {
		return v.Playhead.Node.Start
	}
	return v.Now
}

// Begun reports whether the step had begun. Of steps that began at the same moment the first in the lesson was first.
func (v View) Begun(step *Step) bool {
	if step.Planned() {
		return false
	}
	if v.Playhead == nil {
		return true
	}
	start := step.Node.Start
	return start.Before(v.Moment()) || start.Equal(v.Moment()) && step.Index <= v.Playhead.Index
}

// Ended reports whether the step had ended. One that ended in the very moment had, unless the playhead is inside it.
func (v View) Ended(step *Step) bool {
	n := step.Node
	switch {
	case step.Planned() || n.Running():
		return false
	case v.Playhead == nil:
		return true
	case n.End.Before(n.Start): // a clock ran backwards
		return v.Begun(step) && step != v.Playhead
	case n.End.Equal(v.Moment()):
		return v.Begun(step) && n.Index+n.Size <= v.Playhead.Index
	}
	return n.End.Before(v.Moment())
}

// State returns how far the step had got.
func (v View) State(step *Step) State {
	switch {
	case step.Planned():
		if v.wentBy(step) {
			return Skipped
		}
		return Ahead
	case !v.Begun(step):
		return Ahead
	case !v.Ended(step):
		if v.held(step) {
			return Held
		}
		return Running
	case step.Node.Failed():
		return Failed
	}
	return Done
}

// wentBy reports whether what is around a planned step has ended without it.
func (v View) wentBy(step *Step) bool {
	if v.Over && v.Playhead == nil {
		return true
	}
	l := v.Lesson
	for n := step.Node.Parent; n != nil; n = n.Parent {
		if around := l.Steps[n.Index]; !around.Planned() {
			return v.Ended(around)
		}
	}
	// Nothing is around it: it is a root, or inside one.
	some := false
	for _, root := range l.Roots {
		if around := l.Steps[root.Index]; !around.Planned() {
			some = true
			if !v.Ended(around) {
				return false
			}
		}
	}
	return some
}

// Duration returns how long the step had taken.
func (v View) Duration(step *Step) time.Duration {
	if !v.Begun(step) {
		return 0
	}
	return max(0, v.End(step).Sub(step.Node.Start))
}

// End returns when the step ended, or until when it had run.
func (v View) End(step *Step) time.Time {
	n := step.Node
	switch {
	case n.Start.IsZero() || !v.Begun(step):
		return n.Start
	case v.Playhead != nil && (n.End.IsZero() || n.End.After(v.Moment())):
		return Latest(n.Start, v.Moment())
	case n.End.IsZero():
		return Latest(n.Start, v.Now)
	}
	return Latest(n.Start, n.End)
}

// Own returns the part of the step's duration in which none of its children was at work.
func (v View) Own(step *Step) time.Duration {
	return v.Duration(step) - v.Deeper(step, step.Node.Start, v.End(step))
}

// Deeper returns for how long between two moments any of the step's children was at work.
func (v View) Deeper(step *Step, from, to time.Time) time.Duration {
	if !v.Begun(step) {
		return 0
	}
	return step.cover().Within(from, to, Latest(v.Moment(), step.Node.Start))
}

// Events returns the step's events, those that had happened.
func (v View) Events(step *Step) []trace.Event {
	events := step.Node.Events
	if v.Playhead == nil || len(events) == 0 {
		return events
	}
	if !v.Begun(step) {
		return nil
	}
	past := make([]trace.Event, 0, len(events))
	for _, e := range events {
		if !e.Time.After(v.Moment()) {
			past = append(past, e)
		}
	}
	return past
}

// Ready returns when /readyz turned green, zero when it had not.
func (v View) Ready() time.Time {
	if v.Playhead != nil && v.Lesson.Ready.After(v.Moment()) {
		return time.Time{}
	}
	return v.Lesson.Ready
}

// Latest returns the later of two moments.
func Latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// held reports whether the step, which has begun and not ended, was held.
func (v View) held(step *Step) bool {
	// A stage is held at its start, so when that is the moment of the view, it was.
	return step.Node.Held() || v.Playhead == step && step.Node.Pause() > 0
}
