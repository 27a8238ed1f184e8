package lesson

import (
	"sync"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// Kind is what a trace is about. Only the subject's own traces have stages, a ready moment and a delegation chain.
type Kind int

// The kinds.
const (
	Boot    Kind = iota // of the subject, up to ready and beyond
	Request             // one request, on its way through the subject
	Other               // what another program recorded
)

// String returns the word for the trace as a whole.
func (k Kind) String() string { return [...]string{"boot", "request", "trace"}[k] }

// Step returns the word for one step of it: programs other than the subject have spans, and call none of them a stage.
func (k Kind) Step() string {
	if k == Other {
		return "span"
	}
	return "stage"
}

// Timeline is one trace of a lesson: roots with one trace id, and everything inside them. A file may hold many traces,
// of several programs, hours apart, so that each has a clock of its own: its times count from its start.
type Timeline struct {
	// Number counts from 1, in the order of the starts.
	Number int
	Kind   Kind
	// Root is the first root. A trace that has lost spans has several.
	Root  *trace.Node
	Roots []*trace.Node
	// Start is that of the earliest root. End is the latest moment, by the clock of the roots. Ready is the moment when
	// /readyz turned green, zero before that and in other traces than boots.
	Start, End, Ready time.Time

	lesson *Lesson

	decided  sync.Once
	decision *Decision // of a request
}

// Line returns the timeline of the step.
func (s *Step) Line() *Timeline { return s.line }

// Line returns the timeline of the step of that index; nil in a lesson without steps.
func (l *Lesson) Line(i int) *Timeline {
	if len(l.Steps) == 0 {
		return nil
	}
	return l.Steps[l.clamp(i)].line
}

// timelines makes a timeline for each trace, and notes that of each root. Roots that are only planned belong to the
// boot that has begun.
func (l *Lesson) timelines() (lines []*Timeline) {
	l.lines = make([]*Timeline, len(l.Roots))
	known := make(map[string]*Timeline)
	add := func(i int, root *trace.Node, traceID string) {
		line := known[traceID]
		if line == nil {
			line = &Timeline{Number: len(lines) + 1, Kind: kindOf(root), Root: root, lesson: l}
			known[traceID] = line
			lines = append(lines, line)
		}
		line.Roots = append(line.Roots, root)
		if line.Kind == Other {
			line.Kind = kindOf(root) // a root may be a span whose parent is lost
		}
		l.lines[i] = line
	}
	begun := ""
	for i, root := range l.Roots {
		if !l.isPlanned(root) {
			if len(lines) == 0 {
				begun = root.TraceID
			}
			add(i, root, root.TraceID)
		}
	}
	for i, root := range l.Roots {
		if l.isPlanned(root) {
			add(i, root, begun)
		}
	}
	return lines
}

// kindOf returns what the trace of the root is about.
func kindOf(root *trace.Node) Kind {
	switch {
	case !root.IsStage():
		return Other
	case root.Text(convention.Method) != "":
		return Request
	}
	return Boot
}

// bound widens the timeline to the times of a step.
func (t *Timeline) bound(step *Step) {
	n := step.Node
	if n.Parent == nil && !n.Start.IsZero() && (t.Start.IsZero() || n.Start.Before(t.Start)) {
		t.Start = n.Start
	}
	if last := lastMoment(n); !last.IsZero() {
		t.End = trace.Latest(t.End, last.Add(step.shift))
	}
	if t.Start.IsZero() && n.Parent != nil { // no root has a start
		t.Start = n.Start
	}
	if n.IsReadyStage() && !n.Running() && !n.Failed() && (t.Ready.IsZero() || n.End.Before(t.Ready)) {
		t.Ready = n.End
	}
}

// Service returns the name of the program that recorded the root of the trace, "" when it is not known.
func (t *Timeline) Service() string {
	if t.lesson.Trace == nil {
		return ""
	}
	return t.lesson.Trace.Service(t.Root.Span)
}

// Length returns the time from the start of the trace to its end.
func (t *Timeline) Length() time.Duration { return max(0, t.End.Sub(t.Start)) }

// Kind returns what the whole lesson is about: Other when it holds traces of several kinds. A lesson without steps is
// about a boot that has not begun.
func (l *Lesson) Kind() Kind {
	kind := Boot
	for i, line := range l.Timelines {
		switch {
		case i == 0:
			kind = line.Kind
		case line.Kind != kind && (kind != Boot || line.Kind != Request):
			return Other
		}
	}
	return kind
}

// Services returns the names of the programs that recorded the roots, in the order of the traces.
func (l *Lesson) Services() (names []string) {
	seen := make(map[string]bool)
	for _, line := range l.Timelines {
		if name := line.Service(); name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// Service returns the name of the program that recorded the step, "" when it is not known.
func (l *Lesson) Service(step *Step) string {
	if l.Trace == nil {
		return ""
	}
	return l.Trace.Service(step.Node.Span)
}

// Shift returns what has to be added to the times of the step to set its clock right, which is at least as much as the
// clock is behind that of the root. A span that began before its parent is taken to have begun with it, and what is
// inside such a span moves with it.
func (s *Step) Shift() time.Duration { return s.shift }

// Since returns the time from the start of the step's trace to a moment in the step, by the clock of the trace. It is 0
// for a moment that is not known.
func (s *Step) Since(moment time.Time) time.Duration {
	if moment.IsZero() || s.line == nil {
		return 0
	}
	return moment.Add(s.shift).Sub(s.line.Start)
}

// Since returns the time from the start of the step's trace to the start of the step, 0 for a step that has not begun
// or whose start is not known.
func (l *Lesson) Since(step *Step) time.Duration { return step.Since(step.Node.Start) }
