package lesson

import (
	"apitour/trace"
	"apitour/trace/convention"
)

// Request returns the root of the one request that the trace is of, or nil when it is of a boot. A request is never ready,
// and whoever tells of it should not say that it is not.
func (l *Lesson) Request() *trace.Node {
	if len(l.Roots) == 0 || l.Roots[0].Text(convention.Method) == "" {
		return nil
	}
	return l.Roots[0]
}
