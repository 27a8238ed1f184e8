package words

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"apitour/walkthrough/lesson"
)

// Decision says who decided a request, and why: "403 Forbidden, decided by a filter, WithAuthorization: jane is not
// allowed to do it".
func Decision(d *lesson.Decision) string {
	return fmt.Sprintf("%s, decided by %s, %s%s", status(d), d.By, Name(d.Step.Node.Name), because(d))
}

// status is the code and what it means: "409 Conflict".
func status(d *lesson.Decision) string {
	return strings.TrimSpace(strconv.Itoa(d.Code) + " " + http.StatusText(d.Code))
}

func because(d *lesson.Decision) string {
	if d.Reason == "" {
		return ""
	}
	return ": " + Shown(d.Reason)
}

// Decided says what a step of a request has to do with its decision: that it was decided there or, at the root, where
// it was; of a filter that did nothing else that it passed the request on. It is "" for every other step.
func Decided(l *lesson.Lesson, step *lesson.Step) string {
	d := l.DecisionOf(step)
	switch {
	case d == nil || d.Step == nil:
		return ""
	case d.Step == step:
		return fmt.Sprintf("decided here, by %s: %s%s", d.By, status(d), because(d))
	case step.Node == step.Line().Root && d.Refused():
		return Decision(d) + " (! goes there)"
	case step.Node == step.Line().Root:
		return Decision(d)
	case l.PassedOn(step):
		return "passed the request on, and did nothing else"
	}
	return ""
}
