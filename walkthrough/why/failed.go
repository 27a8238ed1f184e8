package why

import (
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// whyFailed tells the error of a stage that has failed, where it came from, and how far it went.
func whyFailed(f *Facts, step *lesson.Step) *Answer {
	if f.Died != "" && f.DiedIn == step.Index && !step.Node.Failed() {
		a := f.ask(Failed, step, "Why did the server end in %s?", step)
		a.say("The server ended: %s.", sentence(f.Died))
		a.untold("%s is the last that it was heard of, and no error of a %s is recorded: the recording does not tell "+
			"what ended the server. Its log may.", step, f.word(step))
		return a
	}
	if f.View.State(step) != lesson.Failed {
		return nil
	}
	a := f.ask(Failed, step, "Why did %s fail?", step)
	n := step.Node
	if n.Message == "" {
		a.untold("It failed %s without a message: the recording does not tell why.", when(step, n.End))
	} else {
		a.say("It failed %s: %s.", when(step, n.End), sentence(n.Message))
	}
	if !f.tellNeighbour(a, step) {
		f.tellCause(a, step)
	}
	f.tellSpread(a, step)
	return a
}

// tellCause leads from a failed stage to the innermost one from which its error came.
func (f *Facts) tellCause(a *Answer, step *lesson.Step) {
	chain := trace.FailedChain(step.Node.Children)
	if len(chain) == 0 {
		if n := len(step.Node.Children); n > 0 {
			a.say("None of its %s failed: the error is its own.", words.Counted(n, "part"))
		} else {
			a.say("Nothing is inside it: the error is its own.")
		}
		return
	}
	cause := f.View.Lesson.StepOf(chain[0])
	switch {
	case end(cause).After(end(step)):
		a.untold("%s, inside it, failed as well, but only %s later: that is not the reason, and the recording "+
			"does not tell another.", cause, end(cause).Sub(end(step)))
	case cause.Node.Message == "" || cause.Node.Message == step.Node.Message:
		a.say("The innermost %s that failed is %s, %s.", f.word(step), cause, when(cause, cause.Node.End))
	default:
		a.say("The innermost %s that failed is %s, %s: %s.", f.word(step), cause, when(cause, cause.Node.End),
			sentence(cause.Node.Message))
	}
}

// tellSpread says which of the stages around a failed one have failed after it.
func (f *Facts) tellSpread(a *Answer, step *lesson.Step) {
	var around []*lesson.Step
	last := step
	for n := step.Node.Parent; n != nil && len(around) < mostAround; n = n.Parent {
		outer := f.View.Lesson.StepOf(n)
		if f.View.State(outer) != lesson.Failed || end(outer).Before(end(last)) {
			break
		}
		around = append(around, outer)
		last = outer
	}
	switch parent := step.Node.Parent; {
	case len(around) > 0:
		a.say("%s, around it, failed after it.", around)
	case parent == nil:
	default:
		outer := f.View.Lesson.StepOf(parent)
		if state := f.View.State(outer); state == lesson.Done || state == lesson.Running {
			a.say("%s, around it, did not fail with it.", outer)
		}
	}
}

// tellNeighbour names the stage beside a failed one that had failed before, and reports whether the error is its own.
func (f *Facts) tellNeighbour(a *Answer, step *lesson.Step) (theirs bool) {
	parent := step.Node.Parent
	if parent == nil {
		return false
	}
	chain := trace.FailedChain(parent.Children)
	if len(chain) == 0 || slices.Contains(chain, step.Node) {
		return false
	}
	first := f.View.Lesson.StepOf(chain[len(chain)-1])
	if first.Node.End.IsZero() || !end(first).Before(end(step)) {
		return false
	}
	before := end(step).Sub(end(first))
	if message := first.Node.Message; message != "" && strings.Contains(step.Node.Message, message) {
		a.say("It repeats the error of %s, beside it, which had failed %s before.", first, before)
		return true
	}
	a.say("%s, beside it, had failed %s before.", first, before)
	return false
}

// word returns the word for one step of the step's trace: stage or span.
func (f *Facts) word(step *lesson.Step) string { return step.Line().Kind.Step() }

// whyOdd says what is wrong with the record of a span.
func whyOdd(f *Facts, step *lesson.Step) *Answer {
	odd := words.Oddities(step, false)
	if len(odd) == 0 {
		return nil
	}
	a := f.ask(Odd, step, "What is wrong with the record of %s?", step)
	for _, sentence := range odd {
		a.say("%s.", capital(sentence))
	}
	a.untold("The recording does not tell which of its programs or clocks is wrong.")
	return a
}
