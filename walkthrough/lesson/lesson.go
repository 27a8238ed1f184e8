// Package lesson joins what happened, what it means and where it is written: every span of a boot becomes a step with
// its note and its source. It draws nothing; page and tour do.
//
//	trace    main ─ RunE ─ Run ─ CreateServerChain      what happened, and when
//	notes                        CreateServerChain.md   what it means
//	source                       apiserver/chain.go     where it is written, and on which lines it calls its children
//	         ─────────────────────────────────────────
//	lesson   Steps[0] … Steps[3]                        one after the other
//
// A lesson is a snapshot. When a span arrives from a boot that is still running, a new lesson is made, and the step
// where somebody stood is found again with [Lesson.Find].
package lesson

import (
	"slices"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// Lesson is a boot, ready to be told.
type Lesson struct {
	Trace *trace.Trace
	Roots []*trace.Node
	// Steps holds a step for every span, in tree order: parents before children, siblings as they started.
	Steps []*Step
	// Start and End bound the boot. Ready is when /readyz turned green, zero when it did not.
	Start, End, Ready time.Time

	steps map[*trace.Node]*Step
}

// Step is one stop of the tour.
type Step struct {
	Index int // in Lesson.Steps
	Node  *trace.Node
	Note  *notes.Note     // nil when nothing explains the span
	Code  *source.Excerpt // nil when the source cannot be shown here
	Calls []Call          // the lines of Code on which the step's children were called, in the order of the lines
}

// Call is a line of a step's source on which a child was called.
type Call struct {
	Line  int
	Child *Step
}

// New returns the lesson about a trace. Notes and source may be nil: the steps are then without. Both remember what they
// were asked, so that a lesson can be made anew for every span of a boot that is being watched.
func New(t *trace.Trace, n *notes.Library, s *source.Library) *Lesson {
	l := &Lesson{
		Trace: t,
		Roots: t.Tree(),
		Steps: make([]*Step, 0, len(t.Spans)),
		steps: make(map[*trace.Node]*Step, len(t.Spans)),
	}
	l.Start, l.End = trace.Bounds(l.Roots)
	l.Ready, _ = t.Ready()
	trace.Walk(l.Roots, func(node *trace.Node) {
		step := &Step{Index: len(l.Steps), Node: node, Note: n.For(node.Span)}
		// Source that is not to be had here is no fault of the lesson: there is a permalink, or the place by itself.
		step.Code, _ = s.Function(node.Source())
		l.Steps = append(l.Steps, step)
		l.steps[node] = step
	})
	for _, step := range l.Steps {
		step.Calls = l.calls(step)
	}
	return l
}

// calls finds the children that were called inside the step's own source.
func (l *Lesson) calls(step *Step) []Call {
	if step.Code == nil {
		return nil
	}
	var calls []Call
	for _, child := range step.Node.Children {
		if place := child.Call(); step.Code.Has(place.File, place.Line) {
			calls = append(calls, Call{place.Line, l.steps[child]})
		}
	}
	slices.SortStableFunc(calls, func(a, b Call) int { return a.Line - b.Line })
	return calls
}

// StepOf returns the step of a node of this lesson's tree, or nil.
func (l *Lesson) StepOf(node *trace.Node) *Step { return l.steps[node] }

// Since returns how long after the begin of the boot the step began.
func (l *Lesson) Since(step *Step) time.Duration { return step.Node.Start.Sub(l.Start) }

// Duration returns how long the step took; for one that is still running, how long until the last that was heard of the
// boot.
func (l *Lesson) Duration(step *Step) time.Duration { return step.Node.Duration(l.End) }

// Own returns the part of the step's duration in which none of its children was at work.
func (l *Lesson) Own(step *Step) time.Duration { return step.Node.Own(l.End) }
