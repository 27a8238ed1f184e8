package lesson

import (
	"maps"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// Plan is the usual course of a boot: a recording of an earlier one. In a lesson with a plan, a stage that only the
// plan has becomes a step of its own, in the plan's order among its siblings. It has the note and the source of the
// plan's stage, and no times. It is ahead while the enclosing stage runs or is ahead too, and skipped when that has
// ended without it. When its span arrives, the span takes its place and its [Step.Key].
//
// A stage of the trace matches a stage of the plan by its name and its parent. Siblings of one name match in their
// order.
type Plan struct {
	roots []*trace.Node
	spans map[*trace.Node]*trace.Span // of the steps that are ahead
	ready time.Duration
	flags string // of the plan's boot
}

// NewPlan makes a plan of a recording.
func NewPlan(t *trace.Trace) *Plan {
	p := &Plan{roots: t.Tree(), spans: make(map[*trace.Node]*trace.Span, len(t.Spans)), flags: flagsOf(t)}
	start, end := trace.Bounds(p.roots)
	if ready, ok := t.Ready(); ok {
		end = ready
	}
	p.ready = end.Sub(start)
	trace.Walk(p.roots, func(n *trace.Node) { p.spans[n] = expected(n.Span) })
	return p
}

// never is the end of a span that has not begun. Its start is zero, so it has no length and is not running.
var never = time.Unix(0, 0).UTC()

// expected returns a span with the facts that are the same in every boot, without those of the plan's own boot.
func expected(s *trace.Span) *trace.Span {
	attributes := maps.Clone(s.Attributes)
	for _, key := range []string{convention.StillRunning, convention.Pause, convention.Held, convention.Goroutine} {
		delete(attributes, key)
	}
	return &trace.Span{
		TraceID: s.TraceID, ID: s.ID, ParentID: s.ParentID, Name: s.Name, End: never, Attributes: attributes,
	}
}

// matches maps nodes of a tree to the nodes of the plan.
type matches map[*trace.Node]*trace.Node

// join adds the plan's missing stages to a tree, and returns the new roots and the matches. It changes the children of
// the tree's nodes and nothing else of them; the plan stays as it is.
func (p *Plan) join(roots []*trace.Node) (all []*trace.Node, planned matches) {
	planned = make(matches, len(p.spans))
	type pair struct{ node, plan *trace.Node }
	var pending []pair
	siblings := func(parent *trace.Node, nodes, plans []*trace.Node) []*trace.Node {
		nodes = merge(nodes, plans, func(plan *trace.Node) *trace.Node {
			return &trace.Node{Span: p.spans[plan], Parent: parent}
		}, planned)
		for _, n := range nodes {
			if plan := planned[n]; plan != nil && len(plan.Children) > 0 {
				pending = append(pending, pair{n, plan})
			}
		}
		return nodes
	}
	all = siblings(nil, roots, p.roots)
	for len(pending) > 0 {
		next := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		next.node.Children = siblings(next.node, next.node.Children, next.plan.Children)
	}
	return all, planned
}

// merge puts siblings into the plan's order and makes a node for each that is missing. A sibling that the plan lacks
// stays behind all those before it: a termination comes after all hooks, in whatever order these have begun.
func merge(nodes, plans []*trace.Node, missing func(*trace.Node) *trace.Node, planned matches) []*trace.Node {
	expecting := make(map[string][]*trace.Node, len(plans))
	place := make(map[*trace.Node]int, len(plans))
	for i, plan := range plans {
		expecting[plan.Name] = append(expecting[plan.Name], plan)
		place[plan] = i
	}
	merged := make([]*trace.Node, 0, max(len(nodes), len(plans)))
	nodeOf := make(map[*trace.Node]*trace.Node, len(plans))
	behind := make(map[*trace.Node][]*trace.Node) // siblings that the plan lacks, by the plan's stage before them
	var last *trace.Node
	for _, n := range nodes {
		if queue := expecting[n.Name]; len(queue) > 0 {
			plan := queue[0]
			expecting[n.Name] = queue[1:]
			nodeOf[plan], planned[n] = n, plan
			if last == nil || place[plan] > place[last] {
				last = plan
			}
			continue
		}
		if last == nil {
			merged = append(merged, n)
			continue
		}
		behind[last] = append(behind[last], n)
	}
	for _, plan := range plans {
		n := nodeOf[plan]
		if n == nil {
			n = missing(plan)
			planned[n] = plan
		}
		merged = append(append(merged, n), behind[plan]...)
	}
	return merged
}

// Key identifies the step, in this lesson and in the lessons that take its place as a boot goes on. A step of the plan
// has a key made of the plan's stage, so that the key stays the same when the stage begins. Other steps have the key of
// the span.
func (s *Step) Key() trace.Key {
	if of := s.lesson(); of != nil && of.planned != nil {
		if plan := of.planned[s.Node]; plan != nil {
			return trace.Key{TraceID: "plan " + plan.TraceID, ID: plan.ID}
		}
	}
	return s.Node.Key()
}

// Planned reports whether the step is only planned: its span has not been received.
func (s *Step) Planned() bool {
	of := s.lesson()
	return of != nil && of.isPlanned(s.Node)
}

func (l *Lesson) isPlanned(n *trace.Node) bool {
	if l.plan == nil {
		return false
	}
	plan := l.planned[n]
	return plan != nil && l.plan.spans[plan] == n.Span
}

// PlannedReady returns the time until the plan's boot was ready, 0 without a plan.
func (l *Lesson) PlannedReady() time.Duration {
	if l.plan == nil {
		return 0
	}
	return l.plan.ready
}

// Flags returns the command line of the recorded server, "" when it had no flags or none are known.
func (l *Lesson) Flags() string {
	if l.Trace == nil {
		return ""
	}
	return flagsOf(l.Trace)
}

// PlannedFlags returns the command line of the boot that is the plan, and false without a plan.
func (l *Lesson) PlannedFlags() (flags string, ok bool) {
	if l.plan == nil {
		return "", false
	}
	return l.plan.flags, true
}

// flagsOf returns the flags as they are typed, with a space between.
func flagsOf(t *trace.Trace) string {
	list, _ := t.Resource[convention.Flags].([]any)
	var flags []string
	for _, flag := range list {
		if text, ok := flag.(string); ok {
			flags = append(flags, text)
		}
	}
	return strings.Join(flags, " ")
}
