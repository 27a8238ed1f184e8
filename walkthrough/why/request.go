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
	next := f.nextOurs(step)
	switch {
	case decision == "" || !f.View.Ended(step) && decision != "passed on":
		a := f.ask(Decided, step, "What did %s do with the request?", server)
		a.untold("The recording does not tell yet: the director says it when it knows.")
		return a
	case decision == "passed on":
		a := f.ask(Decided, step, "Why did %s pass the request on?", server)
		a.say("Its director found: %s.", sentence(reason))
		if next != nil {
			a.say("So it handed the request on to %s.", next)
		}
		return a
	}
	a := f.ask(Decided, step, "Why did %s not pass the request on?", server)
	a.say("Its director says: %s, %s.", decision, sentence(reason))
	if address := n.Text(convention.ServerAddress); address != "" {
		a.say("It called the server at %s:%s.", address, n.Text(convention.ServerPort))
	}
	if inside := f.firstInside(step); inside != nil {
		a.say("%s, inside it, did the work.", inside)
	}
	return a
}

// whyNotFound tells what the end of the chain of servers answered.
func (f *Facts) whyNotFound(step *lesson.Step) *Answer {
	a := f.ask(Decided, step, "Why did the request come to %s?", step)
	var passed []*lesson.Step
	for n := step.Node.Parent; n != nil; n = n.Parent {
		if outer := f.View.Lesson.StepOf(n); isStageOf(outer, convention.DirectorPrefix) {
			passed = append([]*lesson.Step{outer}, passed...)
		}
	}
	if len(passed) > 0 {
		a.say("Every server passed it on: %s.", passed)
	}
	for _, e := range f.View.Events(step) {
		a.say("It answered %s.", sentence(e.Name))
	}
	if len(a.Sentences) == 0 {
		a.untold("The recording does not tell.")
	}
	return a
}

// whyAdmitted tells whether a plugin of admission let the object pass.
func (f *Facts) whyAdmitted(step *lesson.Step) *Answer {
	if step.Node.Failed() {
		a := f.ask(Decided, step, "Who refused the object?")
		a.say("%s did: %s.", step, sentence(orWords(step.Node.Message, "without a message")))
		return a
	}
	if !f.View.Ended(step) {
		return nil
	}
	a := f.ask(Decided, step, "Why did %s let the object pass?", step)
	a.say("It returned no error, after %s.", f.View.Duration(step))
	a.untold("The recording does not tell what it looked at, nor whether it changed the object.")
	return a
}

func orWords(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// whyFiltered tells what a filter did.
func (f *Facts) whyFiltered(step *lesson.Step) *Answer {
	next := f.nextOurs(step)
	for _, e := range f.View.Events(step) {
		if rest, idle := strings.CutPrefix(e.Name, notInstalled); idle {
			a := f.ask(Decided, step, "Why did %s do nothing?", step)
			a.say("It is not installed" + doubled(words.Cut(rest, longest)) + ". Its function returned the handler " +
				"that it was given.")
			if next != nil {
				a.say("So the request went on to %s.", next)
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
		a := f.ask(Decided, step, "Why did %s not pass the request on?", step)
		a.say("It called %s instead of the next filter, and behind that %s answered.", next, handler)
		a.untold("The recording does not tell which credentials it has looked at, or what was wrong with them.")
		return a
	}
	a := f.ask(Decided, step, "What did %s do?", step)
	f.tellUser(a, step, next)
	a.say("It passed the request on to %s, %s after it began.", next, since(begin(step), begin(next)))
	a.untold("What else it looked at, or noted, the recording does not tell; its note and its source do.")
	return a
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
		a.say("Behind it the request has a user: %s.", behind)
	default:
		a.say("Before it the user was %s, behind it %s.", before, behind)
	}
}

// whyLast tells of the last filter that a request has reached.
func (f *Facts) whyLast(step *lesson.Step) *Answer {
	if !f.View.Ended(step) {
		return nil
	}
	a := f.ask(Decided, step, "Why did the request not get past %s?", step)
	root := f.View.Lesson.StepOf(step.Line().Root)
	a.say("It called no other filter and no server: it answered the request itself" +
		doubled(withStatus(root)) + ".")
	if inside := f.firstInside(step); inside != nil {
		a.say("%s, inside it, wrote the answer.", inside)
	}
	if user := step.Node.Text(convention.UserName); user != "" {
		a.say("The user was %s.", user)
	}
	a.untold("The recording does not tell its reason; the body of the answer does.")
	return a
}

// withStatus says with which status code a request was answered, "" when that is not known.
func withStatus(root *lesson.Step) string {
	if code := root.Node.Text(convention.StatusCode); code != "" {
		return ", with " + words.Cut(code, longest)
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
	code := root.Node.Text(convention.StatusCode)
	if code == "" || !f.View.Ended(root) {
		a := f.ask(Decided, root, "Who decides this request?")
		a.untold("It has no answer at this moment: the recording does not tell yet.")
		return a
	}
	format := "Who decided that the answer is %s?"
	switch {
	case slices.Contains(refusals, root.Node.Int(convention.StatusCode)):
		format = "Why was the request refused with %s?"
	case isErrorCode(root):
		format = "Why was the request answered with %s?"
	}
	a := f.ask(Decided, root, format, code)
	decision := f.View.Lesson.DecisionOf(root)
	if decision == nil {
		a.untold("The recording does not tell: it has no filter and no server of this request. Follow the request " +
			"when you record it: apitour request.")
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
	n := d.Step.Node
	switch d.By {
	case lesson.ByAdmission:
		a.say("%s refused the object: %s.", d.Step, sentence(orWords(n.Message, "without a message")))
	case lesson.ByServer:
		f.tellServerDecided(a, d)
	case lesson.ByHandler, lesson.ByStorage:
		what := "its handler"
		if d.By == lesson.ByStorage {
			what = "the storage behind it"
		}
		if a.say("A server took the request, and "+what+" decided, in %s.", d.Step); n.Failed() && n.Message != "" {
			a.say("It failed: %s.", sentence(n.Message))
			return
		}
		a.untold("What was found there, the recording does not tell; the body of the answer does.")
	default:
		f.tellFilterDecided(a, d.Step)
	}
}

func (f *Facts) tellServerDecided(a *Answer, d *lesson.Decision) {
	n := d.Step.Node
	if n.Name == convention.NotFoundStage {
		a.say("No server has it. Each passed it on, and %s, behind the last of them, answered.", d.Step)
		for _, e := range f.View.Events(d.Step) {
			a.say("It says: %s.", sentence(e.Name))
		}
		return
	}
	decision, reason := n.Text(convention.DirectorDecision), n.Text(convention.DirectorReason)
	a.say("%s did not pass it on: %s, %s.", d.Step, orWords(decision, "decision unknown"),
		sentence(orWords(reason, "no reason recorded")))
	if d.Refused() {
		a.untold("What its handler found wrong, the recording does not tell; the body of the answer does.")
	}
}

func (f *Facts) tellFilterDecided(a *Answer, filter *lesson.Step) {
	if answered := f.inside(filter, unauthorized); answered != nil {
		a.say("%s answered: it is called instead of the next filter for a client whose credentials are missing or "+
			"wrong.", answered)
		a.say("%s called it.", filter)
		return
	}
	a.say("%s is the last filter that the request has reached: it answered itself, and no server was asked.", filter)
	if user := filter.Node.Text(convention.UserName); user != "" {
		a.say("The user was %s.", user)
	}
	a.untold("The recording does not tell its reason; the body of the answer does.")
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
