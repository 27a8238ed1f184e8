package why

import (
	"strings"

	"apitour/walkthrough/lesson"
)

// whyNotBegun tells what comes before a stage that is ahead.
func whyNotBegun(f *Facts, step *lesson.Step) *Answer {
	if f.View.State(step) != lesson.Ahead {
		return nil
	}
	in := f.why().Begun
	a := f.ask(NotBegun, step, in.WhyNotBegun, step)
	if !step.Planned() {
		a.say(in.BeginsLater, f.when(step, step.Node.Start))
	}
	f.tellAhead(a, step, make(map[int]bool))
	if waits := step.Node.WaitsFor(); waits != "" {
		if cause := f.find(waits, step); cause != nil {
			a.say(in.ThenWaitsFor, cause)
		} else {
			a.say(in.ThenWaitsFor, f.recorded(waits))
		}
	}
	return a
}

// tellAhead says where the stages are that come before a step that has not begun.
func (f *Facts) tellAhead(a *Answer, step *lesson.Step, seen map[int]bool) {
	in := f.why().Begun
	outer, above := f.begunAround(step)
	if outer == nil {
		f.tellNoneAround(a, step)
		return
	}
	switch above {
	case 0:
	case 1:
		a.say(in.PartOfAhead, f.View.Lesson.StepOf(step.Node.Parent))
	default:
		a.say(in.SeveralAhead, f.kind(step).OfStep(above), f.View.Lesson.Steps[f.outermostAhead(step, above)])
	}
	if f.View.State(outer) == lesson.Held {
		a.say(in.ComerIsHeld, outer)
		f.tellOpen(a, outer, seen)
		return
	}
	inside, _ := f.openParts(outer)
	switch {
	case inside != nil:
		a.say(in.ComerIsIn, outer, inside)
		f.tellOpen(a, inside, seen)
	case isHook(step):
		a.say(in.BeginsHooks, outer)
	default:
		f.tellPlannedBefore(a, outer, step)
	}
}

// begunAround returns the nearest step around one that has begun, and how many between them have not.
func (f *Facts) begunAround(step *lesson.Step) (outer *lesson.Step, above int) {
	for n := step.Node.Parent; n != nil; n = n.Parent {
		if around := f.View.Lesson.StepOf(n); f.View.Begun(around) {
			return around, above
		}
		above++
	}
	return nil, above
}

// outermostAhead returns the index of the ancestor that is so many above.
func (f *Facts) outermostAhead(step *lesson.Step, above int) int {
	n := step.Node
	for range above {
		n = n.Parent
	}
	return n.Index
}

// tellNoneAround is said of a step around which nothing has begun.
func (f *Facts) tellNoneAround(a *Answer, step *lesson.Step) {
	for _, root := range f.View.Lesson.Roots {
		if other := f.View.Lesson.StepOf(root); other != step && f.View.State(other) == lesson.Running {
			a.untold(f.why().Begun.AnotherAtWork, f.word(step), other)
			return
		}
	}
	a.untold(f.why().Begun.NothingAround, f.word(step))
}

// tellPlannedBefore names what the plan, or the rest of the recording, has between what has ended and the step.
func (f *Facts) tellPlannedBefore(a *Answer, outer, step *lesson.Step) {
	top := step.Node // the part of outer to which the step belongs
	for top.Parent != outer.Node {
		top = top.Parent
	}
	var before []*lesson.Step
	var last *lesson.Step
	for _, sibling := range outer.Node.Children {
		other := f.View.Lesson.StepOf(sibling)
		if sibling == top {
			break
		}
		switch f.View.State(other) {
		case lesson.Ahead:
			before = append(before, other)
		case lesson.Done:
			last = other
		}
	}
	if last != nil {
		a.say(f.why().Begun.GotAsFarAs, outer, last)
	} else {
		a.say(f.why().Begun.BeforeFirstPart, outer)
	}
	if len(before) > 0 {
		a.say(f.why().Begun.UsuallyBefore(len(before)), before)
	}
}

// whySkipped tells why a stage that was planned never began.
func whySkipped(f *Facts, step *lesson.Step) *Answer {
	if f.View.State(step) != lesson.Skipped {
		return nil
	}
	in := f.why().Begun
	a := f.ask(Skipped, step, in.WhySkipped, step)
	outer, above := f.begunAround(step)
	switch {
	case outer == nil:
		a.say(in.EndedWithout)
	case !f.View.Ended(outer):
		a.say(in.RecordingOver, outer)
		return a
	case f.View.State(outer) == lesson.Failed:
		a.say(in.ComerFailed, outer, f.quoted(outer.Node.Message))
		f.tellCause(a, outer)
		return a
	case above > 0:
		a.say(in.ComerDidWithout, outer, f.View.Lesson.Steps[f.outermostAhead(step, above)])
	default:
		a.say(in.UsuallyComes, outer)
	}
	f.tellDecision(a, outer)
	f.tellFlags(a)
	return a
}

// tellDecision repeats what the stage that did without a part says of itself.
func (f *Facts) tellDecision(a *Answer, outer *lesson.Step) {
	if outer == nil {
		return
	}
	var said []string
	for _, e := range f.View.Events(outer) {
		if len(said) < mostNamed {
			said = append(said, string(f.quoted(e.Name)))
		}
	}
	if len(said) > 0 {
		a.say(f.why().Begun.Says, outer, strings.Join(said, f.why().Begun.Semicolon))
	}
}

// tellFlags compares the flags of this boot with those of the boot that is the plan.
func (f *Facts) tellFlags(a *Answer) {
	l, in := f.View.Lesson, f.why().Begun
	planned, known := l.PlannedFlags()
	if !known || l.Trace == nil {
		a.untold(in.Untold)
		return
	}
	flags := l.Flags()
	switch {
	case flags == planned && flags == "":
		a.untold(in.SameNoFlags)
	case flags == planned:
		a.untold(in.SameFlags, flags)
	default:
		a.untold(in.OtherFlags, orWords(planned, in.NoFlags), orWords(flags, in.NoFlags))
	}
}

// isRequest reports whether a step belongs to the trace of a request.
func isRequest(step *lesson.Step) bool { return step.Line().Kind == lesson.Request }

// isStageOf reports whether the step is a stage with one of these beginnings of names.
func isStageOf(step *lesson.Step, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if step.Node.IsStage() && strings.HasPrefix(step.Node.Name, prefix) {
			return true
		}
	}
	return false
}
