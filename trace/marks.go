package trace

import (
	"sync"
	"time"

	"apitour/trace/convention"
)

// Marks say what is wrong with the record of a span. A trace may come from several hosts, whose clocks differ, and from
// exporters that lose spans or invent ids. Every view shows the marks where the span stands, so that nobody takes a
// wrong time for a slow program.
//
// A child that outlives its parent, or begins after its end, is no mistake: programs start work that they do not wait
// for. Only a call has to be there while it is answered: see [AfterCall].
type Marks uint16

// The marks.
const (
	// NoParent is on a root that names a parent, and the recording does not have it.
	NoParent Marks = 1 << iota
	// OwnParent is on a root that names itself as its parent.
	OwnParent
	// Ring is on a root whose parent is one of its descendants: the ring of parents was cut there.
	Ring
	// Replaced is on a span that took the place of another one with the same key.
	Replaced
	// BeforeParent is on a span that began before its parent: no program does that, so their clocks differ.
	BeforeParent
	// AfterCall is on the receiving side of a call that began when the calling side had ended.
	AfterCall
	// EndFirst is on a span that ended before it began.
	EndFirst
	// NoStart and NoEnd are on spans without these times. A span of the subject without an end is running: NoEnd is on
	// spans of other programs only.
	NoStart
	NoEnd
)

// Has reports whether the mark is one of them.
func (m Marks) Has(mark Marks) bool { return m&mark != 0 }

// TookUnknown reports whether the span lacks one of the times from which its length would follow.
func (n *Node) TookUnknown() bool { return n.Marks.Has(EndFirst | NoStart | NoEnd) }

// Early returns how long before its parent the span began, 0 when it did not.
func (n *Node) Early() time.Duration {
	if !n.Marks.Has(BeforeParent) {
		return 0
	}
	return n.Parent.Start.Sub(n.Start)
}

// onClockOf returns the times of a child by the clock of its parent. Of a child that began before its parent only its
// length is known: it counts from the parent's start.
func (n *Node) onClockOf(parent *Node) (start, end time.Time) {
	if !n.Marks.Has(BeforeParent) {
		return n.Start, n.End
	}
	start, end = parent.Start, n.End
	if !end.IsZero() {
		end = end.Add(start.Sub(n.Start))
	}
	return start, end
}

// mark marks the nodes with wrong times. They know their parents. It looks at no attributes of most spans, because
// reading a million maps would take as long as all the rest of a tree.
func (t *Trace) mark(nodes []Node) {
	of := &subject{trace: t}
	for i := range nodes {
		n := &nodes[i]
		n.subject = of
		// A client that asks for a trace of its request is the parent of the request's root, and is never recorded.
		if n.Marks.Has(NoParent) && n.Name == convention.RequestStage && n.IsStage() {
			n.Marks &^= NoParent
		}
		n.markTimes()
		if n.TookUnknown() {
			n.OwnUnknown = true
			if n.Parent != nil {
				n.Parent.OwnUnknown = true
			}
		}
	}
}

func (n *Node) markTimes() {
	if n.Start.IsZero() {
		n.Marks |= NoStart
	}
	switch {
	case n.End.IsZero():
		if cut, _ := n.Attributes[convention.StillRunning].(bool); !cut && !n.Ours() {
			n.Marks |= NoEnd
		}
	case !n.Start.IsZero() && n.End.Before(n.Start):
		n.Marks |= EndFirst
	}
	parent := n.Parent
	if parent == nil || n.Start.IsZero() || parent.Start.IsZero() {
		return
	}
	switch {
	case n.Start.Before(parent.Start):
		n.Marks |= BeforeParent
	case n.Served() && parent.Kind == KindClient && !parent.End.IsZero() && !parent.End.Before(parent.Start) &&
		n.Start.After(parent.End):
		n.Marks |= AfterCall
	}
}

// origin is where a span comes from: a program's part of a trace.
type origin struct{ traceID, service string }

func (t *Trace) origin(s *Span) origin { return origin{s.TraceID, t.Service(s)} }

// subject finds the origins that have stages when it is first asked. There are none in a trace of another program.
type subject struct {
	trace *Trace
	once  sync.Once
	found map[origin]bool
}

func (s *subject) has(span *Span) bool {
	if s == nil {
		return false
	}
	s.once.Do(func() {
		var last origin // of most spans it is the origin of the one before
		for i := range s.trace.Spans {
			stage := &s.trace.Spans[i]
			if !stage.IsStage() {
				continue
			}
			if s.found == nil {
				s.found = make(map[origin]bool)
			} else if s.trace.origin(stage) == last {
				continue
			}
			last = s.trace.origin(stage)
			s.found[last] = true
		}
	})
	return len(s.found) > 0 && s.found[s.trace.origin(span)]
}

// Ours reports whether the span was recorded from the subject: it is a stage, or a library's span beside stages.
func (n *Node) Ours() bool { return n.IsStage() || n.subject.has(n.Span) }

// Service returns the name of the program that recorded the node's span, "" when it is not known.
func (n *Node) Service() string {
	if n.subject == nil || n.subject.trace == nil {
		return n.Text(convention.ServiceName)
	}
	return n.subject.trace.Service(n.Span)
}

// Service returns the name of the program that recorded the span, "" when it is not known. Spans of other programs than
// the one that the resource describes have the name as an attribute.
func (t *Trace) Service(s *Span) string {
	if name := s.Text(convention.ServiceName); name != "" {
		return name
	}
	name, _ := t.Resource[convention.ServiceName].(string)
	return name
}
