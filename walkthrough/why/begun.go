package why

import (
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// whyNotBegun tells what comes before a stage that is ahead.
func whyNotBegun(f *Facts, step *lesson.Step) *Answer {
	if f.View.State(step) != lesson.Ahead {
		return nil
	}
	a := f.ask(NotBegun, step, "Why has %s not begun?", step)
	if !step.Planned() {
		a.say("At this moment it had not begun: it begins %s.", when(step, step.Node.Start))
	}
	f.tellAhead(a, step, make(map[int]bool))
	if waits := step.Node.WaitsFor(); waits != "" {
		if cause := f.find(waits, step); cause != nil {
			a.say("Once it has begun, it waits for %s.", cause)
		} else {
			a.say("Once it has begun, it waits for %s.", waits)
		}
	}
	return a
}

// tellAhead says where the stages are that come before a step that has not begun.
func (f *Facts) tellAhead(a *Answer, step *lesson.Step, seen map[int]bool) {
	outer, above := f.begunAround(step)
	if outer == nil {
		f.tellNoneAround(a, step)
		return
	}
	switch above {
	case 0:
	case 1:
		a.say("It is a part of %s, which has not begun either.", f.View.Lesson.StepOf(step.Node.Parent))
	default:
		a.say("The %s around it have not begun either, up to %s.", words.Counted(above, f.word(step)),
			f.View.Lesson.Steps[f.outermostAhead(step, above)])
	}
	if f.View.State(outer) == lesson.Held {
		a.say("%s, which comes to it, is held.", outer)
		f.tellOpen(a, outer, seen)
		return
	}
	inside, _ := f.openParts(outer)
	switch {
	case inside != nil:
		a.say("%s, which comes to it, is still in %s.", outer, inside)
		f.tellOpen(a, inside, seen)
	case isHook(step):
		a.say("%s begins the hooks, each in a goroutine of its own, in an order that luck decides.", outer)
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
			a.untold("It is inside of no %s that has begun. %s is at work; the recording does not tell whether one "+
				"waits for the other.", f.word(step), other)
			return
		}
	}
	a.untold("No %s around it has begun, and the recording does not tell what starts it.", f.word(step))
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
		a.say("%s, which comes to it, has got as far as the end of %s.", outer, last)
	} else {
		a.say("%s, which comes to it, is at work before its first part.", outer)
	}
	if len(before) > 0 {
		a.say("Usually %s before it.", a.list(before)+comes(len(before)))
	}
}

func comes(n int) string {
	if n == 1 {
		return " comes"
	}
	return " come"
}

// whySkipped tells why a stage that was planned never began.
func whySkipped(f *Facts, step *lesson.Step) *Answer {
	if f.View.State(step) != lesson.Skipped {
		return nil
	}
	a := f.ask(Skipped, step, "Why was %s skipped?", step)
	outer, above := f.begunAround(step)
	switch {
	case outer == nil:
		a.say("Everything that has begun ended without it.")
	case !f.View.Ended(outer):
		a.say("The recording ended before %s came to it.", outer)
		return a
	case f.View.State(outer) == lesson.Failed:
		a.say("%s, which would have come to it, failed before: %s.", outer, sentence(outer.Node.Message))
		f.tellCause(a, outer)
		return a
	case above > 0:
		a.say("%s, which would have come to it, ended without %s.", outer,
			f.View.Lesson.Steps[f.outermostAhead(step, above)])
	default:
		a.say("%s, which usually comes to it, ended without it.", outer)
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
			said = append(said, words.Cut(e.Name, longest))
		}
	}
	if len(said) > 0 {
		a.say("%s says: %s.", outer, strings.Join(said, "; "))
	}
}

// tellFlags compares the flags of this boot with those of the boot that is the plan.
func (f *Facts) tellFlags(a *Answer) {
	l := f.View.Lesson
	planned, known := l.PlannedFlags()
	if !known || l.Trace == nil {
		a.untold("The recording does not tell why: it is in the flags or in the program.")
		return
	}
	flags := l.Flags()
	switch {
	case flags == planned && flags == "":
		a.untold("Both boots had no flags, this one and the one in which it began: the recording does not tell why.")
	case flags == planned:
		a.untold("Both boots had the flags %s, this one and the one in which it began: the recording does not "+
			"tell why.", flags)
	default:
		a.untold("The boot in which it began had the flags %s, this one has %s. The recording does not tell whether "+
			"that is the reason.", orNone(planned), orNone(flags))
	}
}

func orNone(flags string) string {
	if flags == "" {
		return "(none)"
	}
	return flags
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
