package why

import (
	"slices"
	"strings"

	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// A request goes through filters, each inside the one before, then from server to server, and to a handler. What each
// of them did is in the attributes and events of its span, and in what it has called.

// notInstalled begins the event of a filter that has nothing to do.
const notInstalled = "not installed"

// whoDecided tells of a stage of a request what it did with the request, and why.
func whoDecided(f *Facts, step *lesson.Step) *Answer {
	switch {
	case !isRequest(step) || !f.View.Begun(step):
		return nil
	case step.Node == step.Line().Root && step.Node.IsStage():
		return f.whoDecidedAll(step)
	case isStageOf(step, convention.DirectorPrefix):
		return f.whyDirected(step)
	case isStageOf(step, convention.AdmissionPrefix):
		return f.whyAdmitted(step)
	case step.Node.IsStage() && step.Node.Name == convention.NotFoundStage:
		return f.whyNotFound(step)
	case step.Node.IsStage():
		return f.whyFiltered(step)
	}
	return nil
}

// whyDirected tells what the director of a server decided.
func (f *Facts) whyDirected(step *lesson.Step) *Answer {
	n := step.Node
	server := strings.TrimPrefix(n.Name, convention.DirectorPrefix)
	decision, reason := n.Text(convention.DirectorDecision), n.Text(convention.DirectorReason)
	in, next := f.why().Request, f.nextOurs(step)
	switch {
	case decision == "" || !f.View.Ended(step) && decision != "passed on":
		a := f.ask(Decided, step, in.WhatDidServer, server)
		a.untold(in.NotYetSaid)
		return a
	case decision == "passed on":
		a := f.ask(Decided, step, in.WhyPassedOn, server)
		a.say(in.DirectorFound, f.quoted(reason))
		if next != nil {
			a.say(in.HandedTo, next)
		}
		return a
	}
	a := f.ask(Decided, step, in.WhyNotPassedOn, server)
	a.say(in.DirectorSays, f.quoted(decision), f.quoted(reason))
	if address := n.Text(convention.ServerAddress); address != "" {
		a.say(in.CalledServer, address, n.Text(convention.ServerPort))
	}
	if inside := f.firstInside(step); inside != nil {
		a.say(in.DidTheWork, inside)
	}
	return a
}

// whyNotFound tells what the end of the chain of servers answered.
func (f *Facts) whyNotFound(step *lesson.Step) *Answer {
	in := f.why().Request
	a := f.ask(Decided, step, in.WhyNotFound, step)
	var passed []*lesson.Step
	for n := step.Node.Parent; n != nil; n = n.Parent {
		if outer := f.View.Lesson.StepOf(n); isStageOf(outer, convention.DirectorPrefix) {
			passed = append([]*lesson.Step{outer}, passed...)
		}
	}
	if len(passed) > 0 {
		a.say(in.AllPassedOn, passed)
	}
	for _, e := range f.View.Events(step) {
		a.say(in.Answered, f.quoted(e.Name))
	}
	if len(a.Sentences) == 0 {
		a.untold(in.Untold)
	}
	return a
}

// whyAdmitted tells whether a plugin of admission let the object pass.
func (f *Facts) whyAdmitted(step *lesson.Step) *Answer {
	in := f.why().Request
	if step.Node.Failed() {
		a := f.ask(Decided, step, in.WhoRefused)
		a.say(in.Refused, step, f.quotedOr(step.Node.Message, in.NoMessage))
		return a
	}
	if !f.View.Ended(step) {
		return nil
	}
	a := f.ask(Decided, step, in.WhyLetPass, step)
	a.say(in.NoError, f.View.Duration(step))
	a.untold(in.AdmittedUntold)
	return a
}

// quotedOr returns a recorded text as the end of a sentence, or what is said when there is none.
func (f *Facts) quotedOr(text, otherwise string) phrase {
	if text == "" {
		return phrase(otherwise)
	}
	return f.quoted(text)
}

func orWords(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// whyFiltered tells what a filter did.
func (f *Facts) whyFiltered(step *lesson.Step) *Answer {
	in, next := f.why().Request, f.nextOurs(step)
	for _, e := range f.View.Events(step) {
		if rest, idle := strings.CutPrefix(e.Name, notInstalled); idle {
			a := f.ask(Decided, step, in.WhyIdle, step)
			a.say(in.NotInstalled, f.because(rest))
			if next != nil {
				a.say(in.WentOnTo, next)
			}
			return a
		}
	}
	if next == nil {
		return f.whyLast(step)
	}
	if step.Line().Root == step.Node {
		return nil
	}
	if handler, refused := f.refusalInside(step, next); refused {
		a := f.ask(Decided, step, in.WhyNotPassedOn, step)
		a.say(in.CalledInstead, next, handler)
		a.untold(in.CredentialUntold)
		return a
	}
	a := f.ask(Decided, step, in.WhatDid, step)
	f.tellUser(a, step, next)
	a.say(in.PassedOnTo, next, since(begin(step), begin(next)))
	a.untold(in.DoneUntold)
	return a
}

// because says why a filter is not installed, after what an event says behind that.
func (f *Facts) because(behind string) phrase {
	if reason, ok := strings.CutPrefix(behind, ": "); ok {
		return phrase(f.why().Request.Because.With(string(f.quoted(reason))))
	}
	return phrase(words.Cut(behind, longest))
}

// unauthorized is the handler that answers a request without valid credentials.
const unauthorized = "Unauthorized"

// refusalInside returns the handler that answers instead of the next filter, when the step that comes next leads to it.
func (f *Facts) refusalInside(step, next *lesson.Step) (handler *lesson.Step, refused bool) {
	if step.Node.Name != "WithAuthentication" {
		return nil, false
	}
	for at := next; at != nil; at = f.nextOurs(at) {
		if at.Node.Name == unauthorized {
			return at, true
		}
	}
	return nil, false
}

// tellUser says how the user of the request has changed in a filter.
func (f *Facts) tellUser(a *Answer, step, next *lesson.Step) {
	before, behind := step.Node.Text(convention.UserName), next.Node.Text(convention.UserName)
	switch {
	case behind == "" || before == behind:
	case before == "":
		a.say(f.why().Request.HasUser, behind)
	default:
		a.say(f.why().Request.UserChanged, before, behind)
	}
}

// whyLast tells of the last filter that a request has reached.
func (f *Facts) whyLast(step *lesson.Step) *Answer {
	if !f.View.Ended(step) {
		return nil
	}
	in := f.why().Request
	a := f.ask(Decided, step, in.WhyNotPast, step)
	root := f.View.Lesson.StepOf(step.Line().Root)
	a.say(in.AnsweredItself, f.withStatus(root))
	if inside := f.firstInside(step); inside != nil {
		a.say(in.WroteAnswer, inside)
	}
	if user := step.Node.Text(convention.UserName); user != "" {
		a.say(f.why().Request.UserWas, user)
	}
	a.untold(f.why().Request.ReasonUntold)
	return a
}

// withStatus says with which status code a request was answered, "" when that is not known.
func (f *Facts) withStatus(root *lesson.Step) phrase {
	if code := root.Node.Text(convention.StatusCode); code != "" {
		return phrase(f.why().Request.WithStatus(words.Cut(code, longest)))
	}
	return ""
}

// nextOurs returns the first stage of ours inside a step, nil when there is none that has begun.
func (f *Facts) nextOurs(step *lesson.Step) *lesson.Step {
	for _, child := range step.Node.Children {
		if next := f.View.Lesson.StepOf(child); child.IsStage() && f.View.Begun(next) {
			return next
		}
	}
	return nil
}

// firstInside returns the first span of a library inside a step, nil when there is none that has begun.
func (f *Facts) firstInside(step *lesson.Step) *lesson.Step {
	for _, child := range step.Node.Children {
		if next := f.View.Lesson.StepOf(child); !child.IsStage() && f.View.Begun(next) {
			return next
		}
	}
	return nil
}

// whoDecidedAll tells at the root of a request who answered it.
func (f *Facts) whoDecidedAll(root *lesson.Step) *Answer {
	in, code := f.why().Server, root.Node.Text(convention.StatusCode)
	if code == "" || !f.View.Ended(root) {
		a := f.ask(Decided, root, in.WhoDecides)
		a.untold(in.NoAnswerYet)
		return a
	}
	format := in.WhoDecided
	switch {
	case slices.Contains(refusals, root.Node.Int(convention.StatusCode)):
		format = in.WhyRefused
	case isErrorCode(root):
		format = in.WhyAnswered
	}
	a := f.ask(Decided, root, format, code)
	decision := f.View.Lesson.DecisionOf(root)
	if decision == nil {
		a.untold(in.NotFollowed)
		return a
	}
	f.tellAnswered(a, decision)
	return a
}

// refusals are the status codes of requests that are understood and not granted.
var refusals = []int64{401, 403, 405, 409, 413, 415, 422, 429}

func isErrorCode(root *lesson.Step) bool { return root.Node.Int(convention.StatusCode) >= 400 }

// tellAnswered tells where the request was decided, and why, as far as the spans say.
func (f *Facts) tellAnswered(a *Answer, d *lesson.Decision) {
	in, n := f.why().Server, d.Step.Node
	switch d.By {
	case lesson.ByAdmission:
		a.say(in.Refused, d.Step, f.quotedOr(n.Message, f.why().Request.NoMessage))
	case lesson.ByServer:
		f.tellServerDecided(a, d)
	case lesson.ByHandler, lesson.ByStorage:
		by := in.ByHandler
		if d.By == lesson.ByStorage {
			by = in.ByStorage
		}
		if a.say(by, d.Step); n.Failed() && n.Message != "" {
			a.say(in.Failed, f.quoted(n.Message))
			return
		}
		a.untold(in.FoundUntold)
	default:
		f.tellFilterDecided(a, d.Step)
	}
}

func (f *Facts) tellServerDecided(a *Answer, d *lesson.Decision) {
	in, n := f.why().Server, d.Step.Node
	if n.Name == convention.NotFoundStage {
		a.say(in.NobodyHasIt, d.Step)
		for _, e := range f.View.Events(d.Step) {
			a.say(in.Says, f.quoted(e.Name))
		}
		return
	}
	decision, reason := n.Text(convention.DirectorDecision), n.Text(convention.DirectorReason)
	a.say(in.NotPassedOn, d.Step, f.quotedOr(decision, in.NoDecision), f.quotedOr(reason, in.NoReason))
	if d.Refused() {
		a.untold(in.WrongUntold)
	}
}

func (f *Facts) tellFilterDecided(a *Answer, filter *lesson.Step) {
	in := f.why().Server
	if answered := f.inside(filter, unauthorized); answered != nil {
		a.say(in.AnsweredInstead, answered)
		a.say(in.CalledIt, filter)
		return
	}
	a.say(in.LastFilter, filter)
	if user := filter.Node.Text(convention.UserName); user != "" {
		a.say(f.why().Request.UserWas, user)
	}
	a.untold(f.why().Request.ReasonUntold)
}

// inside returns the first step inside one that has a name, nil when none has.
func (f *Facts) inside(step *lesson.Step, name string) *lesson.Step {
	for _, part := range f.View.Lesson.Steps[step.Index+1 : step.Index+step.Node.Size] {
		if part.Node.Name == name {
			return part
		}
	}
	return nil
}
