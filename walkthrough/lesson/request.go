package lesson

import (
	"apitour/trace"
	"apitour/trace/convention"
)

// Request returns the root of the trace of one request, or nil for the trace of a boot. Requests have no ready moment:
// do not report them as "not ready".
func (l *Lesson) Request() *trace.Node {
	if len(l.Roots) == 0 || l.Roots[0].Text(convention.Method) == "" {
		return nil
	}
	return l.Roots[0]
}
