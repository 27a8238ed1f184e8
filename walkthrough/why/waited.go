package why

import (
	"strings"
	"time"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// whyWaited tells what a wait that is over waited for, and what ended it.
func whyWaited(f *Facts, step *lesson.Step) *Answer {
	state := f.View.State(step)
	if state != lesson.Done && state != lesson.Failed {
		return nil
	}
	if step.Node.IsReadyStage() {
		return f.whyReadyWaited(step)
	}
	wanted := step.Node.WaitsFor()
	if wanted == "" {
		return nil
	}
	in := f.why().Waited
	a := f.ask(Waited, step, in.What, step)
	cause := f.find(wanted, step)
	if cause == nil {
		a.say(in.Until, f.recorded(wanted), f.moment(step, step.Node.End))
		a.untold(noStage(wanted, in.NotCovered, in.NoSuchStage), f.word(step))
		return a
	}
	switch {
	case !f.View.Begun(cause) || begin(cause).After(end(step)):
		a.untold(in.NotBegunThen, cause)
	case !f.View.Ended(cause) || end(cause).After(end(step)):
		a.untold(in.NotEndedThen, cause)
	case end(cause).Before(begin(step)):
		a.say(in.EndedBefore, cause, since(end(cause), begin(step)))
		f.tellUnseenWork(a, step, cause)
	case isHook(cause) && longAfter(step, cause):
		a.say(in.WentOnAfter, cause, f.when(cause, cause.Node.End), since(end(cause), end(step)))
		f.tellUnseenWork(a, step, cause)
	default:
		a.say(in.WaitedFor, cause, f.when(cause, cause.Node.End), since(end(cause), end(step)))
	}
	return a
}

// noStage returns what is said where a step waits for what is no step of the recording: for words, or for a name.
func noStage(wanted string, words, name phrases.Format) phrases.Format {
	if strings.Contains(wanted, " ") {
		return words
	}
	return name
}

// tellUnseenWork says that a wait waited for work that no span covers.
func (f *Facts) tellUnseenWork(a *Answer, step, cause *lesson.Step) {
	if isHook(cause) {
		a.untold(f.why().Waited.HooksWork, cause, f.word(step), step, step, f.when(step, step.Node.End))
		return
	}
	a.untold(f.why().Waited.EndUntold, f.when(step, step.Node.End))
}

// longAfter reports whether a wait went on for most of its time after what it names had ended.
func longAfter(step, cause *lesson.Step) bool {
	return 2*since(end(cause), end(step)) > since(begin(step), end(step))
}

// quick is shorter than a learner needs to press a key: what let a stage go on sooner was a command that they had given
// before.
const quick = 20 * time.Millisecond

// whoReleased tells who let a held stage go on, and why a stage was not held.
func whoReleased(f *Facts, step *lesson.Step) *Answer {
	n := step.Node
	if !f.View.Begun(step) || f.View.State(step) == lesson.Held {
		return nil
	}
	in, pause := f.why().Waited, n.Pause()
	who, whose := phrase(in.Learner), phrase(in.Learner)
	if f.Live {
		who, whose = phrase(in.You), phrase(in.Yours)
	}
	switch {
	case n.NeverHeld() != "":
		a := f.ask(Released, step, in.WhyNotHeld, step)
		a.say(in.NeverHeld, f.quoted(n.NeverHeld()))
		return a
	case pause <= 0:
		return nil
	case pause < quick:
		a := f.ask(Released, step, in.WhoLetGoOn, step)
		a.say(in.CommandOf, whose, pause)
		return a
	}
	a := f.ask(Released, step, in.WhoLetGoOn, step)
	a.say(in.ReleasedBy, who, pause)
	if f.Wall {
		a.say(in.PauseIsInIt)
	} else {
		a.say(in.PauseIsLeftOut)
	}
	return a
}
