package lesson

import (
	"sync"
	"sync/atomic"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// Lesson is a boot with notes and source. It may be read from several goroutines.
type Lesson struct {
	Trace *trace.Trace
	Roots []*trace.Node
	// Steps holds a step for every span, in tree order: parents before children, siblings in the order of their start.
	// With a plan it also holds steps for stages that have not begun: see [Plan].
	Steps []*Step
	// Start and End bound everything that was recorded. Ready is the moment when /readyz turned green, zero before
	// that.
	Start, End, Ready time.Time
	// Clock converts moments of the wall clock to the lesson's time, for what is known from elsewhere than the trace.
	// The zero value is that of a lesson in wall time.
	Clock trace.Clock
	// Timelines are the traces of the lesson, in the order of their starts. Usually there is one.
	Timelines []*Timeline
	// Newest is the step that began last, 0 in a lesson without steps.
	Newest int
	// Failed and Held are the steps that have failed and those that are held before their work begins, in order.
	Failed, Held []int

	notes  *notes.Library
	source *source.Library
	plan   *Plan
	// planned maps nodes to the plan's nodes. It is small: a plan is one boot.
	planned matches
	lines   []*Timeline // of each root

	begun int // how many steps

	hooksOnce   sync.Once
	hooks       []*Step // see Hooks
	addressOnce sync.Once
	addresses   addresses

	pathOnce  sync.Once
	pathKnown atomic.Bool
	path      path

	chaptersOnce  sync.Once
	chaptersKnown atomic.Bool
	chapters      chapters
}

// New returns the lesson about a trace. Notes, source and plan may be nil: the lesson then has none. With a plan, a
// stage that the plan has and the trace lacks becomes a step too, in its expected place: see [Plan].
func New(t *trace.Trace, n *notes.Library, s *source.Library, p *Plan) *Lesson {
	l := &Lesson{Trace: t, Roots: t.Tree(), notes: n, source: s, plan: p}
	if p != nil {
		l.Roots, l.planned = p.join(l.Roots)
		trace.Number(l.Roots)
	}
	l.number()
	for _, line := range l.Timelines {
		if ready := line.Ready; !ready.IsZero() && (l.Ready.IsZero() || ready.Before(l.Ready)) {
			l.Ready = ready
		}
	}
	return l
}

// Joiner returns what joins traces with other notes, and with the source and the plan of this lesson.
func (l *Lesson) Joiner(n *notes.Library) func(*trace.Trace) *Lesson {
	source, plan := l.source, l.plan
	return func(t *trace.Trace) *Lesson { return New(t, n, source, plan) }
}

// number makes the steps and gathers, in the same walk, what the lesson says of all of them.
func (l *Lesson) number() {
	total := 0
	for _, root := range l.Roots {
		total += root.Size
	}
	// One allocation holds all steps. One for each would be a million of them.
	steps := make([]Step, total)
	l.Steps = make([]*Step, 0, total)
	newest := -1
	l.Timelines = l.timelines()
	var line *Timeline
	next := 0
	trace.Walk(l.Roots, func(node *trace.Node) {
		if node.Parent == nil {
			line = l.lines[next]
			next++
		}
		step := &steps[node.Index]
		step.Index, step.Node, step.line = node.Index, node, line
		if node.Parent != nil {
			step.shift = steps[node.Parent.Index].shift + node.Early()
		}
		l.Steps = append(l.Steps, step)
		if step.Planned() {
			return
		}
		l.begun++
		if node.Failed() {
			l.Failed = append(l.Failed, node.Index)
		}
		if node.Held() {
			l.Held = append(l.Held, node.Index)
		}
		if newest < 0 || !node.Start.Before(l.Steps[newest].Node.Start) {
			newest = node.Index
		}
		l.bound(node)
		line.bound(step)
	})
	l.Newest = max(0, newest)
}

// bound widens the lesson to the node's times. While a span is running, the latest moment in any span stands for the
// end.
func (l *Lesson) bound(n *trace.Node) {
	if !n.Start.IsZero() && (l.Start.IsZero() || n.Start.Before(l.Start)) {
		l.Start = n.Start
	}
	if n.Start.After(l.End) {
		l.End = n.Start
	}
	l.End = trace.Latest(l.End, lastMoment(n))
}

// lastMoment returns the end of a span or, while it is running, the time of its last event. An event after the end of
// its span is a mistake, and must not make the trace longer.
func lastMoment(n *trace.Node) time.Time {
	if !n.End.IsZero() {
		return n.End
	}
	last := n.Start
	for i := range n.Events {
		last = trace.Latest(last, n.Events[i].Time)
	}
	return last
}

// Count returns how many steps have begun: all but the planned ones.
func (l *Lesson) Count() int { return l.begun }

// StepOf returns the step of a node of this lesson's tree, or nil.
func (l *Lesson) StepOf(node *trace.Node) *Step {
	if node.Index < len(l.Steps) && l.Steps[node.Index].Node == node {
		return l.Steps[node.Index]
	}
	return nil
}

// Duration returns how long the step took. A running step has taken the time until the last moment in the trace; a
// [View] has the durations at other moments.
func (l *Lesson) Duration(step *Step) time.Duration { return step.Node.Duration(l.End) }

// Own returns the part of the step's duration in which no child was running.
func (l *Lesson) Own(step *Step) time.Duration { return View{Lesson: l, Now: l.End}.Own(step) }
