package why

import (
	"strings"
	"time"

	"apitour/walkthrough/lesson"
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
	a := f.ask(Waited, step, "What did %s wait for, and what ended the wait?", step)
	cause := f.find(wanted, step)
	if cause == nil {
		a.say("It waited for %s, until %s.", wanted, after(when(step, step.Node.End)))
		a.untold(f.noStage(step, wanted) + ", so the recording does not tell what ended the wait.")
		return a
	}
	switch {
	case !f.View.Begun(cause) || begin(cause).After(end(step)):
		a.untold("It names %s, which had not begun when the wait ended, so that cannot have ended it. The recording "+
			"does not tell what did.", cause)
	case !f.View.Ended(cause) || end(cause).After(end(step)):
		a.untold("It names %s, which had not ended when the wait did. The recording does not tell what ended the wait.",
			cause)
	case end(cause).Before(begin(step)):
		a.say("It names %s, which had ended %s before it began.", cause, since(end(cause), begin(step)))
		f.tellUnseenWork(a, step, cause)
	case isHook(cause) && longAfter(step, cause):
		a.say("It names %s, which ended %s; it went on for another %s.", cause, when(cause, cause.Node.End),
			since(end(cause), end(step)))
		f.tellUnseenWork(a, step, cause)
	default:
		a.say("It waited for %s, which ended %s. It ended %s later.", cause, when(cause, cause.Node.End),
			since(end(cause), end(step)))
	}
	return a
}

// noStage says that what a step waits for, a name or words, is no step of the recording.
func (f *Facts) noStage(step *lesson.Step, wanted string) string {
	if strings.Contains(wanted, " ") {
		return "No " + f.word(step) + " covers that"
	}
	return "No " + f.word(step) + " of that name is in the recording"
}

// tellUnseenWork says that a wait waited for work that no span covers.
func (f *Facts) tellUnseenWork(a *Answer, step, cause *lesson.Step) {
	if isHook(cause) {
		a.untold("So it waited for the work that %s had begun. No %s covers that work, and %s may work itself too: "+
			"the recording does not tell when the wait was over, only that %s ended %s.",
			cause, f.word(step), step, step, when(step, step.Node.End))
		return
	}
	a.untold("The recording does not tell what ended the wait, %s.", when(step, step.Node.End))
}

// longAfter reports whether a wait went on for most of its time after what it names had ended.
func longAfter(step, cause *lesson.Step) bool {
	return 2*since(end(cause), end(step)) > since(begin(step), end(step))
}

// after turns "at +3 ms" into "+3 ms".
func after(when string) string { return strings.TrimPrefix(when, "at ") }

// quick is shorter than a learner needs to press a key: what let a stage go on sooner was a command that they had given
// before.
const quick = 20 * time.Millisecond

// whoReleased tells who let a held stage go on, and why a stage was not held.
func whoReleased(f *Facts, step *lesson.Step) *Answer {
	n := step.Node
	if !f.View.Begun(step) || f.View.State(step) == lesson.Held {
		return nil
	}
	pause, who := n.Pause(), "the learner who stepped this server"
	if f.Live {
		who = "you"
	}
	switch {
	case n.NeverHeld() != "":
		a := f.ask(Released, step, "Why was %s not held?", step)
		a.say("It is never held. %s.", sentence(n.NeverHeld()))
		return a
	case pause <= 0:
		return nil
	case pause < quick:
		a := f.ask(Released, step, "Who let %s go on?", step)
		a.say("A command of %s, given before it began: it was held for %s only.", ofWhom(who), pause)
		return a
	}
	a := f.ask(Released, step, "Who let %s go on?", step)
	a.say("It was released by %s, %s after it began.", who, pause)
	if f.Wall {
		a.say("The times that are shown contain that pause.")
	} else {
		a.say("The times that are shown are by the boot's own clock, which leaves pauses out.")
	}
	return a
}

func ofWhom(who string) string {
	if who == "you" {
		return "yours"
	}
	return who
}
