package trace

import (
	"cmp"
	"slices"
	"time"
)

// Trace is all that was recorded of one boot.
type Trace struct {
	// Resource says what was recorded: service.name, versions, flags, the size of the host.
	Resource map[string]any
	// Spans are in no particular order.
	Spans []Span
}

// Node is a span at its place in the tree.
type Node struct {
	*Span
	Parent   *Node
	Children []*Node
	Depth    int
}

// Tree arranges the spans by their parents and returns the roots. Siblings come in the order in which they started; where
// two started together, by name and then by id, so that the same spans in any order give the same tree.
//
// Damaged traces still give a tree that holds every span once: a span whose parent is missing becomes a root, of spans
// that are each other's ancestors the first becomes one, and of several spans with one id the last one wins, because
// that is what a live link's "started" and "ended" lines are.
func (t *Trace) Tree() []*Node {
	all, byKey := t.nodes()
	for _, n := range all {
		n.Parent = byKey[n.ParentKey()]
	}
	cutCycles(all)
	var roots []*Node
	for _, n := range all {
		if n.Parent == nil {
			roots = append(roots, n)
			continue
		}
		n.Parent.Children = append(n.Parent.Children, n)
	}
	Walk(roots, func(n *Node) {
		if n.Parent != nil {
			n.Depth = n.Parent.Depth + 1
		}
	})
	return roots
}

// nodes returns a node for each span, in the order in which they started. Spans without an id cannot be told apart, so
// each keeps its node, and none of them is anybody's parent.
func (t *Trace) nodes() ([]*Node, map[Key]*Node) {
	byKey := make(map[Key]*Node, len(t.Spans))
	all := make([]*Node, 0, len(t.Spans))
	for i := range t.Spans {
		s := &t.Spans[i]
		if known := byKey[s.Key()]; known != nil {
			known.Span = s
			continue
		}
		n := &Node{Span: s}
		all = append(all, n)
		if s.ID != "" {
			byKey[s.Key()] = n
		}
	}
	slices.SortFunc(all, byStart)
	return all, byKey
}

// cutCycles makes a root of the earliest node of every ring of parents. It walks up from each node only until it meets
// one that an earlier walk has been to, so that a chain of any length costs one visit a node.
func cutCycles(all []*Node) {
	walkOf := make(map[*Node]int, len(all))
	for i, first := range all {
		walk := i + 1
		n := first
		for n != nil && walkOf[n] == 0 {
			walkOf[n] = walk
			n = n.Parent
		}
		if n != nil && walkOf[n] == walk {
			earliestOfRing(n).Parent = nil
		}
	}
}

func earliestOfRing(n *Node) *Node {
	earliest := n
	for other := n.Parent; other != n; other = other.Parent {
		if byStart(other, earliest) < 0 {
			earliest = other
		}
	}
	return earliest
}

func byStart(a, b *Node) int { return CompareStart(a.Span, b.Span) }

// CompareStart orders spans by their start, then by name, id and trace: an order that does not depend on how the spans
// were stored. It is the order of siblings in the tree and of spans in a file.
func CompareStart(a, b *Span) int {
	return cmp.Or(
		a.Start.Compare(b.Start),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.TraceID, b.TraceID),
	)
}

// Walk visits every node, parents before children, in tree order. It keeps its own stack: a file decides how deep a tree
// is, and one that is too deep for Go's stack would end the process.
func Walk(roots []*Node, visit func(*Node)) {
	stack := slices.Clone(roots)
	slices.Reverse(stack)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		visit(n)
		for _, child := range slices.Backward(n.Children) {
			stack = append(stack, child)
		}
	}
}

// Bounds returns the earliest start and the latest end among the nodes and all below them. While something is running,
// the latest moment that any span tells of stands for the end. Both are zero when there is nothing to tell.
func Bounds(roots []*Node) (start, end time.Time) {
	Walk(roots, func(n *Node) {
		if !n.Start.IsZero() && (start.IsZero() || n.Start.Before(start)) {
			start = n.Start
		}
		for _, t := range []time.Time{n.Start, n.End} {
			if t.After(end) {
				end = t
			}
		}
		for _, e := range n.Events {
			if e.Time.After(end) {
				end = e.Time
			}
		}
	})
	return start, end
}

// Duration returns how long the span took, and how long so far, measured at now, when it is running. Never negative: the
// clocks of a damaged trace may run backwards. Zero when the start is not known.
func (n *Node) Duration(now time.Time) time.Duration {
	if n.Start.IsZero() {
		return 0
	}
	end := n.End
	if end.IsZero() {
		end = now
	}
	return max(0, end.Sub(n.Start))
}

// Own returns the part of the node's time in which none of its children was at work: the time that no deeper span
// explains. Children that overlap count once, and only for as long as they lie inside their parent. It is never negative
// and never more than Duration.
func (n *Node) Own(now time.Time) time.Duration {
	end := n.Start.Add(n.Duration(now))
	covered := time.Duration(0)
	reached := n.Start
	for _, c := range n.Children {
		from, to := c.Start, c.Start.Add(c.Duration(now))
		if from.Before(reached) {
			from = reached
		}
		if to.After(end) {
			to = end
		}
		if to.After(from) {
			covered += to.Sub(from)
			reached = to
		}
	}
	return n.Duration(now) - covered
}

// ReadyStage is the span that ends when the server is ready: when /readyz has turned green.
const ReadyStage = "WaitForReady"

// Ready returns the moment at which the boot was ready, and whether it ever was. When the trace holds several boots, it
// is the first to be ready that counts.
func (t *Trace) Ready() (time.Time, bool) {
	var ready time.Time
	for i := range t.Spans {
		s := &t.Spans[i]
		if s.Name != ReadyStage || s.Running() || s.Failed() {
			continue
		}
		if ready.IsZero() || s.End.Before(ready) {
			ready = s.End
		}
	}
	return ready, !ready.IsZero()
}
