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
	nodes := make(map[string]*Node, len(t.Spans))
	for i := range t.Spans {
		nodes[t.Spans[i].ID] = &Node{Span: &t.Spans[i]}
	}
	all := make([]*Node, 0, len(nodes))
	for _, n := range nodes {
		all = append(all, n)
	}
	slices.SortFunc(all, byStart)
	var roots []*Node
	for _, n := range all {
		parent := nodes[n.ParentID]
		if parent == nil || parent.descendsFrom(n) {
			roots = append(roots, n)
			continue
		}
		n.Parent = parent
		parent.Children = append(parent.Children, n)
	}
	Walk(roots, func(n *Node) {
		if n.Parent != nil {
			n.Depth = n.Parent.Depth + 1
		}
	})
	return roots
}

func (n *Node) descendsFrom(ancestor *Node) bool {
	for ; n != nil; n = n.Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

func byStart(a, b *Node) int {
	return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// Walk visits every node, parents before children, in tree order.
func Walk(roots []*Node, visit func(*Node)) {
	for _, n := range roots {
		visit(n)
		Walk(n.Children, visit)
	}
}

// Bounds returns the earliest start and the latest end among the nodes and all below them. While something is running,
// the latest moment that any span tells of stands for the end.
func Bounds(roots []*Node) (start, end time.Time) {
	Walk(roots, func(n *Node) {
		if start.IsZero() || n.Start.Before(start) {
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
// clocks of a damaged trace may run backwards.
func (n *Node) Duration(now time.Time) time.Duration {
	end := n.End
	if end.IsZero() {
		end = now
	}
	return max(0, end.Sub(n.Start))
}

// Own returns the part of the node's time in which none of its children was at work: the time that no deeper span
// explains. Children that overlap count once, and only for as long as they lie inside their parent.
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

// Ready returns the moment at which the boot was ready, and whether it ever was.
func (t *Trace) Ready() (time.Time, bool) {
	for i := range t.Spans {
		if s := &t.Spans[i]; s.Name == ReadyStage && !s.Running() && !s.Failed() {
			return s.End, true
		}
	}
	return time.Time{}, false
}
