package why

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// whyOpen tells why a stage that has begun has not ended.
func whyOpen(f *Facts, step *lesson.Step) *Answer {
	var a *Answer
	in := f.why().Open
	switch f.View.State(step) {
	case lesson.Held:
		a = f.ask(Open, step, in.WhyHeld, step)
	case lesson.Running:
		a = f.ask(Open, step, in.WhyNotEnded, step)
		if step.Node.WaitsFor() != "" || step.Node.IsReadyStage() {
			a = f.ask(Open, step, in.WhyWaiting, step)
		}
	default:
		return nil
	}
	f.tellOpen(a, step, make(map[int]bool))
	return a
}

// deepest limits how far an answer follows what waits for what: longer chains are for the learner to walk.
const deepest = 6

// tellOpen says why a step has not ended, and follows what it waits for. Seen holds the steps that were told before: a
// file may say that stages wait for each other in a ring.
func (f *Facts) tellOpen(a *Answer, step *lesson.Step, seen map[int]bool) {
	if seen[step.Index] {
		a.say(f.why().Open.InARing, step)
		return
	}
	seen[step.Index] = true
	if len(seen) > deepest {
		return
	}
	switch f.View.State(step) {
	case lesson.Held:
		f.tellHeld(a, step)
	case lesson.Ahead:
		f.tellAhead(a, step, seen)
	case lesson.Running:
		switch {
		case step.Node.IsReadyStage():
			f.tellReadyWaits(a, step)
		case step.Node.WaitsFor() != "":
			f.tellWaits(a, step, seen)
		default:
			f.tellAtWork(a, step, seen)
		}
	}
}

// tellHeld says since when a step is held, and what lets it go on.
func (f *Facts) tellHeld(a *Answer, step *lesson.Step) {
	in, held := f.why().Open, f.Held[step.Index]
	who := phrase(in.LearnerSteps)
	if f.Live {
		who = phrase(in.YouStep)
	}
	switch {
	case f.View.Playhead == step && !step.Node.Held():
		a.say(in.WasHeldThen, step, step.Node.Pause())
	case held.For > 0:
		a.say(in.HeldFor, step, watch(held.For), who)
	default:
		a.say(in.Held, step, who)
	}
	if held.Keys != "" {
		a.say(in.StepIt, held.Keys)
	}
	if a.of == step.Index {
		f.tellWaiting(a, step)
	}
}

// watch writes the length of a wait, as a watch shows it.
func watch(d time.Duration) string {
	if d < time.Second || d >= time.Minute {
		return words.Duration(d)
	}
	return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
}

// tellWaiting names the steps beside a held one that wait for it.
func (f *Facts) tellWaiting(a *Answer, step *lesson.Step) {
	if step.Node.Parent == nil {
		return
	}
	var waiting []*lesson.Step
	for _, child := range step.Node.Parent.Children {
		other := f.View.Lesson.StepOf(child)
		if child.WaitsFor() == step.Node.Name && f.View.State(other) == lesson.Running {
			waiting = append(waiting, other)
		}
	}
	if len(waiting) > 0 {
		a.say(f.why().Open.WaitForIt(len(waiting)), waiting)
	}
}

// tellWaits says what a step waits for, and how that is.
func (f *Facts) tellWaits(a *Answer, step *lesson.Step, seen map[int]bool) {
	in, wanted := f.why().Open, step.Node.WaitsFor()
	cause := f.find(wanted, step)
	if cause == nil {
		a.say(in.HasWaited, step, f.View.Duration(step), f.recorded(wanted))
		a.untold(noStage(wanted, in.NotCovered, in.NoSuchStage), f.word(step))
		f.tellOtherHeld(a, step)
		return
	}
	switch f.View.State(cause) {
	case lesson.Held:
		held := f.Held[cause.Index]
		if held.For > 0 {
			a.say(in.WaitsForHeldFor, step, cause, watch(held.For))
		} else {
			a.say(in.WaitsForHeld, step, cause)
		}
		if held.Keys != "" {
			a.say(in.StepIt, held.Keys)
		}
	case lesson.Ahead:
		a.say(in.WaitsForAhead, step, cause)
		f.tellOpen(a, cause, seen)
	case lesson.Skipped:
		a.say(in.WaitsForSkipped, step, cause)
	case lesson.Running:
		a.say(in.WaitsForRunning, step, cause, f.when(cause, cause.Node.Start))
		f.tellOpen(a, cause, seen)
	case lesson.Failed:
		a.say(in.WaitsForFailed, step, cause, f.when(cause, cause.Node.End), f.quoted(cause.Node.Message))
	default:
		f.tellBegunWork(a, step, cause)
		f.tellOtherHeld(a, step)
	}
}

// tellBegunWork says that what a step waits for has ended, and the step still waits. The end of a hook is not the end
// of the work that it has begun.
func (f *Facts) tellBegunWork(a *Answer, step, cause *lesson.Step) {
	in, ended := f.why().Open, f.when(cause, cause.Node.End)
	if isHook(cause) {
		a.say(in.WaitsForHooksWork, step, cause, ended)
		a.untold(in.HooksWorkUntold, f.word(step))
		return
	}
	a.say(in.WaitsForEnded, step, cause, ended)
	a.untold(in.StillWaitsUntold)
}

// tellOtherHeld names the steps that are held while a step waits: it may wait for one of them.
func (f *Facts) tellOtherHeld(a *Answer, step *lesson.Step) {
	var held []*lesson.Step
	for _, i := range f.View.Lesson.Held {
		if other := f.View.Lesson.Steps[i]; i != step.Index && f.View.State(other) == lesson.Held {
			held = append(held, other)
		}
	}
	if len(held) > 0 {
		a.untold(f.why().Open.OthersHeld(len(held)), held)
	}
}

// tellAtWork says what keeps a step open that is no wait: a part in its own goroutine, or its own work.
func (f *Facts) tellAtWork(a *Answer, step *lesson.Step, seen map[int]bool) {
	inside, beside := f.openParts(step)
	if inside == nil {
		f.tellOwnWork(a, step, beside)
		return
	}
	in, within := f.why().Open, []*lesson.Step{inside}
	for at := inside; f.View.State(at) == lesson.Running && at.Node.WaitsFor() == "" && len(within) < 2*deepest; {
		next, others := f.openParts(at)
		if next == nil {
			if at != inside {
				a.say(in.IsDeepIn, step, inside, at)
			} else {
				a.say(in.IsIn, step, inside)
			}
			f.tellOwnWork(a, at, others)
			return
		}
		within, at = append(within, next), next
	}
	last := within[len(within)-1]
	if last == inside {
		a.say(in.IsIn, step, inside)
	} else {
		a.say(in.IsDeepIn, step, inside, last)
	}
	f.tellOpen(a, last, seen)
}

// tellOwnWork says what is known of a step that is in no part: when it stopped being heard of, and what is open beside
// it, in other goroutines.
func (f *Facts) tellOwnWork(a *Answer, step *lesson.Step, beside []*lesson.Step) {
	in := f.why().Open
	if len(beside) > 0 {
		a.untold(in.PartsOpen(len(beside)), step, beside)
		return
	}
	if f.View.Over && f.View.Playhead == nil {
		a.untold(in.RecordingOver, f.when(step, f.View.Lesson.End.Add(-step.Shift())), step)
		return
	}
	a.say(in.AtWork, step, f.View.Duration(step))
	f.tellOtherHeld(a, step)
}

// openParts returns the part in which a step is, in its own goroutine, and those that are open beside it in others.
func (f *Facts) openParts(step *lesson.Step) (inside *lesson.Step, beside []*lesson.Step) {
	for _, child := range step.Node.Children {
		part := f.View.Lesson.StepOf(child)
		if state := f.View.State(part); state != lesson.Running && state != lesson.Held {
			continue
		}
		if part.Forked() {
			beside = append(beside, part)
			continue
		}
		inside = part // of several without a goroutine, the one that began last
	}
	return inside, beside
}

// find returns the step that a name means to a step: the nearest in its trace that has it, among its siblings, among
// those of the steps around it, or anywhere. It is nil when there is none, and for the step itself.
func (f *Facts) find(wanted string, near *lesson.Step) *lesson.Step {
	if wanted == "" {
		return nil
	}
	l := f.View.Lesson
	for n, up := near.Node.Parent, 0; n != nil && up < mostAround; n, up = n.Parent, up+1 {
		for _, child := range n.Children {
			if child.Name == wanted && child != near.Node {
				return l.StepOf(child)
			}
		}
	}
	for _, step := range l.Steps {
		if step.Node.Name == wanted && step != near && step.Line() == near.Line() {
			return step
		}
	}
	return nil
}

// capital begins a sentence, where the language has capitals.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size < 2 {
		return strings.ToUpper(s[:size]) + s[size:]
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// since returns how long before another moment one was; never negative.
func since(from, to time.Time) time.Duration { return max(0, to.Sub(from)) }
