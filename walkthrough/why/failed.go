package why

import (
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// whyFailed tells the error of a stage that has failed, where it came from, and how far it went.
func whyFailed(f *Facts, step *lesson.Step) *Answer {
	in := f.why().Failed
	if f.Died != "" && f.DiedIn == step.Index && !step.Node.Failed() {
		a := f.ask(Failed, step, in.WhyEnded, step)
		a.say(in.ServerEnded, sentence(f.Died))
		a.untold(in.EndUntold, step, f.word(step))
		return a
	}
	if f.View.State(step) != lesson.Failed {
		return nil
	}
	a := f.ask(Failed, step, in.Why, step)
	n := step.Node
	if n.Message == "" {
		a.untold(in.WithoutMessage, f.when(step, n.End))
	} else {
		a.say(in.FailedAt, f.when(step, n.End), f.quoted(n.Message))
	}
	if !f.tellNeighbour(a, step) {
		f.tellCause(a, step)
	}
	f.tellSpread(a, step)
	return a
}

// tellCause leads from a failed stage to the innermost one from which its error came.
func (f *Facts) tellCause(a *Answer, step *lesson.Step) {
	in, chain := f.why().Failed, trace.FailedChain(step.Node.Children)
	if len(chain) == 0 {
		if n := len(step.Node.Children); n > 0 {
			a.say(in.NoPartFailed, f.phrases().Words.Counted.Parts(n))
		} else {
			a.say(in.OwnError)
		}
		return
	}
	cause := f.View.Lesson.StepOf(chain[0])
	switch {
	case end(cause).After(end(step)):
		a.untold(in.FailedLater, cause, end(cause).Sub(end(step)))
	case cause.Node.Message == "" || cause.Node.Message == step.Node.Message:
		a.say(in.Innermost, f.word(step), cause, f.when(cause, cause.Node.End))
	default:
		a.say(in.InnermostSaid, f.word(step), cause, f.when(cause, cause.Node.End), f.quoted(cause.Node.Message))
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
		a.say(f.why().Failed.Spread, around)
	case parent == nil:
	default:
		outer := f.View.Lesson.StepOf(parent)
		if state := f.View.State(outer); state == lesson.Done || state == lesson.Running {
			a.say(f.why().Failed.DidNotSpread, outer)
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
		a.say(f.why().Failed.Repeats, first, before)
		return true
	}
	a.say(f.why().Failed.FailedBefore, first, before)
	return false
}

// kind returns the words for the step's trace and its steps.
func (f *Facts) kind(step *lesson.Step) *phrases.Kind {
	return words.Kind(&f.phrases().Words, step.Line().Kind)
}

// word returns the word for one step of the step's trace: stage or span.
func (f *Facts) word(step *lesson.Step) string { return f.kind(step).Step }

// whyOdd says what is wrong with the record of a span.
func whyOdd(f *Facts, step *lesson.Step) *Answer {
	odd := words.Oddities(step, false)
	if len(odd) == 0 {
		return nil
	}
	a := f.ask(Odd, step, f.why().Parts.WhatIsWrong, step)
	for _, sentence := range odd {
		a.say(f.why().Parts.Oddity, capital(sentence))
	}
	a.untold(f.why().Parts.OddUntold)
	return a
}
