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
// where somebody stood is found again by its [Step.Key]. So making one has to be cheap, for a trace of a million spans too: what
// only a step that is looked at needs, its note, its source, the calls in it, is joined when it is looked at.
package lesson

import (
	"sync"
	"sync/atomic"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// Lesson is a boot, ready to be told. It may be read from several goroutines.
type Lesson struct {
	Trace *trace.Trace
	Roots []*trace.Node
	// Steps holds a step for every span, in tree order: parents before children, siblings as they started. With a plan it
	// also holds steps for stages that have not begun: see [Plan].
	Steps []*Step
	// Start and End bound the boot. Ready is when /readyz turned green, zero when it did not.
	Start, End, Ready time.Time
	// Newest is the step that began last, 0 in a lesson without steps.
	Newest int
	// Failed and Held are the steps that have failed, and that are held before their work begins, in order.
	Failed, Held []int

	notes  *notes.Library
	source *source.Library
	plan   *Plan
	// planned is the plan's node for every node that the plan has. It is small: plans are of one boot.
	planned map[*trace.Node]*trace.Node

	heard int // steps that have begun

	pathOnce  sync.Once
	pathKnown atomic.Bool
	path      path
}

// New returns the lesson about a trace. Notes, source and plan may be nil: the lesson then has none. With a plan, a stage
// that the plan has and the trace lacks becomes a step too, in its expected place: see [Plan].
func New(t *trace.Trace, n *notes.Library, s *source.Library, p *Plan) *Lesson {
	l := &Lesson{Trace: t, Roots: t.Tree(), notes: n, source: s, plan: p}
	if p != nil {
		l.Roots, l.planned = p.join(l.Roots)
		trace.Number(l.Roots)
	}
	l.Ready, _ = t.Ready()
	l.number()
	return l
}

// number makes the steps, and notes on the way what would need a walk of its own.
func (l *Lesson) number() {
	total := 0
	for _, root := range l.Roots {
		total += root.Size
	}
	// Steps lie beside each other: a list of their own would cost a million allocations.
	steps := make([]Step, total)
	l.Steps = make([]*Step, 0, total)
	newest := -1
	trace.Walk(l.Roots, func(node *trace.Node) {
		step := &steps[node.Index]
		step.Index, step.Node, step.lesson = node.Index, node, l
		l.Steps = append(l.Steps, step)
		if step.Planned() {
			return
		}
		l.heard++
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
	})
	l.Newest = max(0, newest)
}

// bound takes the node's times into those of the boot. While something is running, the latest moment that any span tells
// of stands for the end.
func (l *Lesson) bound(n *trace.Node) {
	if !n.Start.IsZero() && (l.Start.IsZero() || n.Start.Before(l.Start)) {
		l.Start = n.Start
	}
	if n.Start.After(l.End) {
		l.End = n.Start
	}
	if n.End.After(l.End) {
		l.End = n.End
	}
	for i := range n.Events {
		if t := n.Events[i].Time; t.After(l.End) {
			l.End = t
		}
	}
}

// Count returns how many steps have begun: all but those that are only planned.
func (l *Lesson) Count() int { return l.heard }

// StepOf returns the step of a node of this lesson's tree, or nil.
func (l *Lesson) StepOf(node *trace.Node) *Step {
	if node.Index < len(l.Steps) && l.Steps[node.Index].Node == node {
		return l.Steps[node.Index]
	}
	return nil
}

// Since returns how long after the begin of the boot the step began, 0 for one that has not.
func (l *Lesson) Since(step *Step) time.Duration {
	if step.Node.Start.IsZero() {
		return 0
	}
	return step.Node.Start.Sub(l.Start)
}

// Duration returns how long the step took; for one that is still running, how long until the last that was heard of the
// boot. [View] tells how it is at other moments.
func (l *Lesson) Duration(step *Step) time.Duration { return step.Node.Duration(l.End) }

// Own returns the part of the step's duration in which none of its children was at work.
func (l *Lesson) Own(step *Step) time.Duration { return View{Lesson: l, Now: l.End}.Own(step) }
