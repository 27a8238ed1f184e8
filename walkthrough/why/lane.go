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
	lane := step.Lane()
	if lane == 0 {
		if step.Line().Kind == lesson.Other {
			return nil // other programs do not say it
		}
		a := f.ask(Lane, step, "In which goroutine does %s run?", step)
		a.untold("The recording does not tell: the %s has no attribute %s.", f.word(step), convention.Goroutine)
		return a
	}
	a := f.ask(Lane, step, "Why does %s run in goroutine %d?", step, lane)
	parent := step.Node.Parent
	if parent == nil {
		a.say("It is the outermost %s: nothing that was recorded has called it.", f.word(step))
		return a
	}
	caller := f.View.Lesson.StepOf(parent)
	switch {
	case caller.Lane() == 0:
		a.untold("The recording does not tell in which goroutine %s, around it, runs.", caller)
	case !step.Forked():
		a.say("%s called it and runs in that goroutine too: it waited until the call returned.", caller)
		f.tellCallOutlived(a, caller, step)
	default:
		a.say("%s, around it, runs in goroutine %d, and went on beside it.", caller, caller.Lane())
		f.tellBeside(a, caller, step)
	}
	return a
}

// tellCallOutlived takes back what is said of a call when the caller ended before it.
func (f *Facts) tellCallOutlived(a *Answer, caller, step *lesson.Step) {
	if f.View.Ended(caller) && (!f.View.Ended(step) || end(step).After(end(caller))) {
		a.Sentences = a.Sentences[:len(a.Sentences)-1]
		a.untold("%s, around it, runs in that goroutine too, and yet ended before it: the recording does not tell why.",
			caller)
	}
}

// tellBeside says what ran at the same time as a stage in a goroutine of its own.
func (f *Facts) tellBeside(a *Answer, caller, step *lesson.Step) {
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
		a.say("Each of the %d hooks has a goroutine of its own: none of them has to wait for the one before.", hooks)
	case shared > 0:
		a.say("%d others of its parts ran in the same goroutine.", shared)
	}
	switch {
	case len(beside) > 0:
		a.say("At the same time ran %s.", beside)
	case caller.Node.IsStage():
		a.say("No other part of %s ran at the same time.", caller)
	}
	if !isHook(step) {
		a.untold("The recording does not tell why the program starts a goroutine for it; the source may.")
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
