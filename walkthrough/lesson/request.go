package lesson

import "apitour/trace"

// Request returns the root of the trace of one request, or nil when the lesson is about something else. Requests have
// no ready moment: do not report them as "not ready".
func (l *Lesson) Request() *trace.Node {
	if l.Kind() != Request {
		return nil
	}
	return l.Timelines[0].Root
}
