package why

import (
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
)

// whyLane tells in which goroutine a stage runs, and why in that one.
func whyLane(f *Facts, step *lesson.Step) *Answer {
	if !f.View.Begun(step) {
		return nil
	}
	in, lane := f.why().Lane, step.Lane()
	if lane == 0 {
		if step.Line().Kind == lesson.Other {
			return nil // other programs do not say it
		}
		a := f.ask(Lane, step, in.InWhich, step)
		a.untold(in.Untold, f.word(step), convention.Goroutine)
		return a
	}
	a := f.ask(Lane, step, in.Why, step, lane)
	parent := step.Node.Parent
	if parent == nil {
		a.say(in.Outermost, f.word(step))
		return a
	}
	caller := f.View.Lesson.StepOf(parent)
	switch {
	case caller.Lane() == 0:
		a.untold(in.CallerUntold, caller)
	case !step.Forked():
		a.say(in.Called, caller)
		f.tellCallOutlived(a, caller, step)
	default:
		a.say(in.Beside, caller, caller.Lane())
		f.tellBeside(a, caller, step)
	}
	return a
}

// tellCallOutlived takes back what is said of a call when the caller ended before it.
func (f *Facts) tellCallOutlived(a *Answer, caller, step *lesson.Step) {
	if f.View.Ended(caller) && (!f.View.Ended(step) || end(step).After(end(caller))) {
		a.Sentences = a.Sentences[:len(a.Sentences)-1]
		a.untold(f.why().Lane.Outlived, caller)
	}
}

// tellBeside says what ran at the same time as a stage in a goroutine of its own.
func (f *Facts) tellBeside(a *Answer, caller, step *lesson.Step) {
	in := f.why().Lane
	var beside []*lesson.Step
	hooks, shared := 0, 0
	for _, child := range caller.Node.Children {
		other := f.View.Lesson.StepOf(child)
		if isHook(other) {
			hooks++
		}
		if other == step || !f.View.Begun(other) {
			continue
		}
		if other.Lane() == step.Lane() {
			shared++
		}
		if f.overlaps(step, other) {
			beside = append(beside, other)
		}
	}
	switch {
	case isHook(step) && hooks > 1 && shared == 0:
		a.say(in.OfHooks, hooks)
	case shared > 0:
		a.say(in.Shared, shared)
	}
	switch {
	case len(beside) > 0:
		a.say(in.SameTime, beside)
	case caller.Node.IsStage():
		a.say(in.NoneAtSameTime, caller)
	}
	if !isHook(step) {
		a.untold(in.ReasonUntold)
	}
}

// overlaps reports whether two steps were at work at the same time.
func (f *Facts) overlaps(a, b *lesson.Step) bool {
	if a.Node.TookUnknown() || b.Node.TookUnknown() {
		return false
	}
	endOf := func(s *lesson.Step) (moment int64) { return f.View.End(s).Add(s.Shift()).UnixNano() }
	return begin(a).UnixNano() < endOf(b) && begin(b).UnixNano() < endOf(a)
}
