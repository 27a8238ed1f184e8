package why

import (
	"time"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// Facts are what is known at a moment.
type Facts struct {
	// View is the lesson at the moment of which the answers speak.
	View lesson.View
	// Live says that a server is watched, and "you" are who steps it. The learner of a recording is another one.
	Live bool
	// Wall says that the times of the lesson contain the pauses in which stages were held.
	Wall bool
	// Held says more of the steps that are held now, by their indexes.
	Held map[int]Held
	// Checks are the health checks as the server has answered them last; nil when it was not asked.
	Checks []Check
	// Died is why the server ended without a stage that failed, "" when it did not. DiedIn is the index of the step in
	// which it did.
	Died   string
	DiedIn int

	ready *lesson.Step // see readyStage
	known bool         // that ready has been looked for
}

// Held is what is known of a step that is held now.
type Held struct {
	For  time.Duration // by a watch; 0 when it is not known
	Keys string        // what to press to let it go on, "" when nothing does
}

// Check is a health check as the server answered it.
type Check struct {
	Name   string
	Green  bool
	Reason string // the server's, of a red check; it may be empty
}

// Kind tells the questions apart.
type Kind string

// The kinds of questions.
const (
	Failed   Kind = "failed"
	Open     Kind = "open" // has not ended: it is held, it waits, it is at work
	Skipped  Kind = "skipped"
	NotBegun Kind = "not begun"
	Decided  Kind = "decided" // of a request
	Waited   Kind = "waited"
	Took     Kind = "took"
	Released Kind = "released"
	Turned   Kind = "check"
	Lane     Kind = "lane"
	OnPath   Kind = "critical path"
	Odd      Kind = "odd"
)

// Answer is a question with its answer.
type Answer struct {
	Kind     Kind
	Question string // "Why is crd-informer-synced waiting?"
	// About is the name of the health check that is asked about, as the server gives it; "" for a stage.
	About string
	// Sentences are the answer: at least one.
	Sentences []string
	// Places are the steps that the sentences name, each once, in their order; not the step that was asked about.
	Places []Place
	// Untold says that the recording does not tell the answer, or not all of it, and the sentences say so.
	Untold bool

	of int              // the index of the step that was asked about, -1 for none
	in *phrases.Phrases // of its language
}

// Place is a step that an answer names.
type Place struct {
	Index int    // in the steps of the lesson
	Name  string // as the sentences have it
}

// question makes the answer to one question about the step, and returns nil when the question cannot be asked of it
// at this moment.
type question func(f *Facts, step *lesson.Step) *Answer

// questions are all there are, the most pressing first.
var questions = []question{
	whyFailed, whyOpen, whySkipped, whyNotBegun, whoDecided, whyWaited, whyOdd, whyTook, whoReleased, whyLane,
	whyOnPath,
}

// Ask returns the questions that can be asked of the step at this moment, with their answers. There is always one. In a
// lesson of a million steps it may take some hundred milliseconds, because a wait names a span that may be anywhere.
func (f *Facts) Ask(step *lesson.Step) []Answer {
	var answers []Answer
	for _, ask := range questions {
		if a := ask(f, step); a != nil && len(a.Sentences) > 0 {
			answers = append(answers, *a)
		}
	}
	switch {
	case step.Line().Kind != lesson.Boot || !step.Node.IsStage():
	case step.Node.IsReadyStage():
		answers = append(answers, f.askChecks(step)...)
	default:
		answers = append(answers, f.checksOf(step)...)
	}
	if len(answers) == 0 {
		a := f.ask(Odd, step, f.why().Parts.WhatIsKnown, step)
		a.untold(f.why().Parts.OnlyItsName)
		answers = append(answers, *a)
	}
	return answers
}
