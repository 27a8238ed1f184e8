package lesson

import (
	"time"

	"apitour/trace"
)

// State is how far a step has got.
type State int

// The states of a step, in their order. A step ends as Done or Failed, or as Skipped when the enclosing stage ended
// without it.
const (
	Ahead State = iota
	Held        // it has begun, and the debugger keeps it from its work
	Running
	Done
	Failed
	Skipped
	EndUnknown // it has begun, and nobody recorded its end: see [trace.NoEnd]
)

func (s State) String() string {
	return [...]string{"ahead", "held", "running", "done", "failed", "skipped", "end unknown"}[s]
}

// View is a lesson at one moment: now, or, with a playhead, the moment when that step began. A screen takes all states
// and times from one view, so that they agree.
type View struct {
	Lesson *Lesson
	// Now is the end of running steps. It is not used when there is a playhead.
	Now time.Time
	// Playhead is the step whose start is the moment of the view, or nil. The step must have begun.
	Playhead *Step
	// Over says that no more spans will arrive: steps that are ahead are skipped.
	Over bool
}

// Moment returns the moment of the view.
func (v View) Moment() time.Time {
	if v.Playhead != nil {
		return v.Playhead.Node.Start.Add(v.Playhead.shift)
	}
	return v.Now
}

// by returns the moment of the view by the clock of the step, with which the times of the step can be compared.
func (v View) by(step *Step) time.Time { return v.Moment().Add(-step.shift) }

// Begun reports whether the step had begun. Steps with the same start began in the order of the lesson.
func (v View) Begun(step *Step) bool {
	if step.Planned() {
		return false
	}
	if v.Playhead == nil {
		return true
	}
	start := step.Node.Start
	return start.Before(v.by(step)) || start.Equal(v.by(step)) && step.Index <= v.Playhead.Index
}

// Ended reports whether the step had ended. A step that ended at the moment of the view had, unless the playhead is
// inside it.
func (v View) Ended(step *Step) bool {
	n := step.Node
	switch {
	case step.Planned() || n.Running():
		return false
	case v.Playhead == nil:
		return true
	case n.TookUnknown(): // one of its times would say that it ends before it begins, or never
		return v.Begun(step) && step != v.Playhead
	case n.End.Equal(v.by(step)):
		return v.Begun(step) && n.Index+n.Size <= v.Playhead.Index
	}
	return n.End.Before(v.by(step))
}

// State returns the state of the step.
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
	case step.Node.Marks.Has(trace.NoEnd):
		return EndUnknown
	}
	return Done
}

// wentBy reports whether the enclosing step of a planned step has ended without it.
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
	// No enclosing step has begun: then all roots that have begun must have ended.
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

// Duration returns how long the step had been running, or had taken.
func (v View) Duration(step *Step) time.Duration {
	if !v.Begun(step) {
		return 0
	}
	return max(0, v.End(step).Sub(step.Node.Start))
}

// End returns the end of the step, or the moment of the view for a running step.
func (v View) End(step *Step) time.Time {
	n := step.Node
	switch {
	case n.Start.IsZero() || !v.Begun(step) || n.Marks.Has(trace.NoEnd):
		return n.Start
	case v.Playhead != nil && (n.End.IsZero() || n.End.After(v.by(step))):
		return trace.Latest(n.Start, v.by(step))
	case n.End.IsZero():
		if stands := v.Lesson.Clock.Stands(n.Key()); !stands.IsZero() {
			return trace.Latest(n.Start, stands)
		}
		return trace.Latest(n.Start, v.Now)
	}
	return trace.Latest(n.Start, n.End)
}

// Own returns the part of the step's duration in which no child was running.
func (v View) Own(step *Step) time.Duration {
	return v.Duration(step) - v.Deeper(step, step.Node.Start, v.End(step))
}

// Deeper returns how long any child of the step was running between two moments.
func (v View) Deeper(step *Step, from, to time.Time) time.Duration {
	if !v.Begun(step) || len(step.Node.Children) == 0 { // most steps of a large trace have no children
		return 0
	}
	return step.cover().Within(from, to, trace.Latest(v.by(step), step.Node.Start))
}

// Events returns the events of the step that had happened.
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
		if !e.Time.After(v.by(step)) {
			past = append(past, e)
		}
	}
	return past
}

// Ready returns the moment when /readyz turned green, zero before that.
func (v View) Ready() time.Time {
	if v.Playhead != nil && v.Lesson.Ready.After(v.Moment()) {
		return time.Time{}
	}
	return v.Lesson.Ready
}

// held reports whether a running step was held.
func (v View) held(step *Step) bool {
	// A stage is held at its start. When that is the moment of the view, the stage was held.
	return step.Node.Held() || v.Playhead == step && step.Node.Pause() > 0
}
