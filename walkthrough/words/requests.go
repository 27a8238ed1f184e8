package words

import (
	"net/http"
	"strconv"
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// Decision says who decided a request, and why: "403 Forbidden, decided by a filter, WithAuthorization: jane is not
// allowed to do it".
func Decision(d *lesson.Decision) string {
	say := &d.Step.Phrases().Words
	return say.Requests.Decided(status(d), Decider(say, d.By), Name(d.Step.Node.Name), Shown(d.Reason))
}

// status is the code and what it means: "409 Conflict".
func status(d *lesson.Decision) string {
	return strings.TrimSpace(strconv.Itoa(d.Code) + " " + http.StatusText(d.Code))
}

// Decider names the part of a server that decided a request: "a filter".
func Decider(say *phrases.Words, by lesson.Decider) string {
	switch names := &say.Requests.By; by {
	case lesson.ByFilter:
		return names.Filter
	case lesson.ByServer:
		return names.Server
	case lesson.ByHandler:
		return names.Handler
	case lesson.ByAdmission:
		return names.Admission
	case lesson.ByStorage:
		return names.Storage
	}
	return string(by)
}

// Decided says what a step of a request has to do with its decision: that it was decided there or, at the root, where
// it was; of a filter that did nothing else that it passed the request on. It is "" for every other step.
func Decided(l *lesson.Lesson, step *lesson.Step) string {
	say := &l.Phrases().Words
	d := l.DecisionOf(step)
	switch {
	case d == nil || d.Step == nil:
		return ""
	case d.Step == step:
		return say.Requests.DecidedHere(status(d), Decider(say, d.By), Shown(d.Reason))
	case step.Node == step.Line().Root && d.Refused():
		return say.Requests.GoThere(Decision(d))
	case step.Node == step.Line().Root:
		return Decision(d)
	case l.PassedOn(step):
		return say.Requests.PassedOn
	}
	return ""
}
