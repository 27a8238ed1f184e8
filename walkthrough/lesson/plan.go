package lesson

import (
	"maps"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// Plan is how a boot usually goes: a recording of another one. In a lesson with a plan, stages that the plan has and the
// trace has not stand in the tree as steps of their own, in the plan's order among their siblings. Such a step is ahead
// while the stage around it runs or is ahead itself, and skipped when that has ended without it; its note and its source
// are those of the plan's stage, and it has no times. When its span arrives, that takes its place, and its [Key].
//
// A stage of the trace is the plan's when its name is, below the same stage; of several with one name the first is the
// first, and so on.
type Plan struct {
	roots []*trace.Node
	spans map[*trace.Node]*trace.Span // what a step that is ahead knows of the plan's stage
	ready time.Duration
}

// NewPlan returns the plan that a recording makes.
func NewPlan(t *trace.Trace) *Plan {
	p := &Plan{roots: t.Tree(), spans: make(map[*trace.Node]*trace.Span, len(t.Spans))}
	start, end := trace.Bounds(p.roots)
	if ready, ok := t.Ready(); ok {
		end = ready
	}
	p.ready = end.Sub(start)
	trace.Walk(p.roots, func(n *trace.Node) { p.spans[n] = expected(n.Span) })
	return p
}

// never is when a span ended that has not begun: its start is not known, so it has no length, and it does not run.
var never = time.Unix(0, 0).UTC()

// expected returns a span with what will be the same in another boot, and without what happened in the plan's.
func expected(s *trace.Span) *trace.Span {
	attributes := maps.Clone(s.Attributes)
	for _, key := range []string{convention.StillRunning, convention.Pause, convention.Held, convention.Goroutine} {
		delete(attributes, key)
	}
	return &trace.Span{TraceID: s.TraceID, ID: s.ID, ParentID: s.ParentID, Name: s.Name, End: never, Attributes: attributes}
}

// join puts the plan's stages that are missing into a tree, and returns the new roots and the plan's node of every node
// that has one. The tree's nodes get other children; nothing else of them changes, and the plan stays as it is.
func (p *Plan) join(roots []*trace.Node) (all []*trace.Node, planned map[*trace.Node]*trace.Node) {
	planned = make(map[*trace.Node]*trace.Node, len(p.spans))
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

// merge puts siblings into the plan's order, each with those behind it that the plan does not know, and makes a node for
// every one that is missing.
func merge(nodes, plans []*trace.Node, missing func(*trace.Node) *trace.Node, planned map[*trace.Node]*trace.Node) []*trace.Node {
	expecting := make(map[string][]*trace.Node, len(plans))
	for _, plan := range plans {
		expecting[plan.Name] = append(expecting[plan.Name], plan)
	}
	merged := make([]*trace.Node, 0, max(len(nodes), len(plans)))
	nodeOf := make(map[*trace.Node]*trace.Node, len(plans))
	behind := make(map[*trace.Node][]*trace.Node) // those that are in no plan, by the plan's stage before them
	var last *trace.Node
	for _, n := range nodes {
		if queue := expecting[n.Name]; len(queue) > 0 {
			last, expecting[n.Name] = queue[0], queue[1:]
			nodeOf[last], planned[n] = n, last
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

// Key tells the step from all others, in a lesson and in those that take its place as a boot goes on. It is the span's,
// save where there is a plan's stage: then it is made of that one's, so that it stays the same when what was ahead begins.
func (s *Step) Key() trace.Key {
	if s.lesson != nil && s.lesson.planned != nil {
		if plan := s.lesson.planned[s.Node]; plan != nil {
			return trace.Key{TraceID: "plan " + plan.TraceID, ID: plan.ID}
		}
	}
	return s.Node.Key()
}

// Planned reports whether the step is only a plan: no span of it has been heard of.
func (s *Step) Planned() bool {
	if s.lesson == nil || s.lesson.plan == nil {
		return false
	}
	plan := s.lesson.planned[s.Node]
	return plan != nil && s.lesson.plan.spans[plan] == s.Node.Span
}

// PlannedReady returns how long the boot of the plan took until it was ready, 0 without a plan.
func (l *Lesson) PlannedReady() time.Duration {
	if l.plan == nil {
		return 0
	}
	return l.plan.ready
}
