package words

import (
	"fmt"

	"apitour/walkthrough/lesson"
)

// Decision says who decided a request, and why: "403, decided by a filter, WithAuthorization: it is not allowed to
// jane".
func Decision(d *lesson.Decision) string {
	return fmt.Sprintf("%d, decided by %s, %s%s", d.Code, d.By, Name(d.Step.Node.Name), because(d))
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
		return fmt.Sprintf("decided here, by %s: %d%s", d.By, d.Code, because(d))
	case step.Node == step.Line().Root && d.Refused():
		return Decision(d) + " (! goes there)"
	case step.Node == step.Line().Root:
		return Decision(d)
	case l.PassedOn(step):
		return "passed the request on, and did nothing else"
	}
	return ""
}
