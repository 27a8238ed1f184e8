package trace

import (
	"cmp"
	"hash/maphash"
	"slices"
	"time"

	"apitour/trace/convention"
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
	// Index is the node's place in the order of [Walk], counted from 0, and Size how many nodes the walk meets from it to
	// its end, itself included: what is inside a node are the Size-1 nodes behind it.
	Index, Size int
}

// Tree arranges the spans by their parents and returns the roots. Siblings come in the order in which they started; where
// two started together, by name and then by id, so that the same spans in any order give the same tree.
//
// Damaged traces still give a tree that holds every span once: a span whose parent is missing becomes a root, of spans
// that are each other's ancestors the first becomes one, and of several spans with one id the last one wins, because
// that is what a live link's "started" and "ended" lines are.
//
// It is made for a million spans: nodes lie beside each other in the order of their starts, children in one list that is
// cut into pieces, and spans that are in order already, as they are in our files, are not sorted.
func (t *Trace) Tree() []*Node {
	table := t.table()
	nodes := t.inOrder(table)
	places := make([]int32, len(t.Spans)) // of a span in nodes
	for i := range nodes {
		places[nodes[i].Index] = int32(i)
	}
	for i := range nodes {
		n := &nodes[i]
		if parent := table.find(n.TraceID, n.ParentID); parent >= 0 {
			n.Parent = &nodes[places[parent]]
		}
		n.Index = i
	}
	cutCycles(nodes)
	roots := adopt(nodes)
	Number(roots)
	return roots
}

// inOrder returns a node for each span, in the order in which they started, with the span's place in the trace as its
// index. Spans without an id cannot be told apart, so each keeps its node, and none of them is anybody's parent.
func (t *Trace) inOrder(table *spanTable) []Node {
	// Times stand beside each other here, so that sorting does not look up every span again and again.
	type start struct {
		seconds     int64
		nanoseconds int32
		span        int32
	}
	starts := make([]start, 0, len(t.Spans))
	sorted := true
	for i := range t.Spans {
		s := &t.Spans[i]
		if s.ID != "" && table.find(s.TraceID, s.ID) != i {
			continue // another span with this id comes later
		}
		if n := len(starts); n > 0 && sorted {
			sorted = CompareStart(&t.Spans[starts[n-1].span], s) <= 0
		}
		starts = append(starts, start{s.Start.Unix(), int32(s.Start.Nanosecond()), int32(i)})
	}
	if !sorted {
		slices.SortStableFunc(starts, func(a, b start) int {
			switch {
			case a.seconds != b.seconds:
				return cmp.Compare(a.seconds, b.seconds)
			case a.nanoseconds != b.nanoseconds:
				return cmp.Compare(a.nanoseconds, b.nanoseconds)
			}
			return CompareStart(&t.Spans[a.span], &t.Spans[b.span])
		})
	}
	nodes := make([]Node, len(starts))
	for i, s := range starts {
		nodes[i].Span, nodes[i].Index = &t.Spans[s.span], int(s.span)
	}
	return nodes
}

// spanTable finds a span by its trace and its id: a hash table of places in the trace, which for a million spans is a tenth
// of the size of a map and several times as quick.
type spanTable struct {
	spans []Span
	seed  maphash.Seed
	slots []int32 // one more than the place, 0 where nothing is
}

func (t *Trace) table() *spanTable {
	size := 16
	for size < 2*len(t.Spans) {
		size *= 2
	}
	table := &spanTable{spans: t.Spans, seed: maphash.MakeSeed(), slots: make([]int32, size)}
	for i := range t.Spans {
		if s := &t.Spans[i]; s.ID != "" {
			table.slots[table.slot(s.TraceID, s.ID)] = int32(i + 1)
		}
	}
	return table
}

// slot returns where the span is, or where it would be.
func (t *spanTable) slot(traceID, id string) int {
	at := int(maphash.String(t.seed, id)) & (len(t.slots) - 1)
	for ; t.slots[at] != 0; at = (at + 1) & (len(t.slots) - 1) {
		if s := &t.spans[t.slots[at]-1]; s.ID == id && s.TraceID == traceID {
			break
		}
	}
	return at
}

// find returns the span's place in the trace, or -1.
func (t *spanTable) find(traceID, id string) int {
	if id == "" {
		return -1
	}
	return int(t.slots[t.slot(traceID, id)]) - 1
}

// adopt gives the nodes their children and returns those that are nobody's.
func adopt(nodes []Node) (roots []*Node) {
	many := 0
	for i := range nodes {
		if parent := nodes[i].Parent; parent != nil {
			parent.Size++ // until the tree is numbered: how many children
			many++
		}
	}
	children := make([]*Node, many)
	for i := range nodes {
		n := &nodes[i]
		if parent := n.Parent; parent == nil {
			roots = append(roots, n)
		} else {
			if parent.Children == nil {
				parent.Children, children = children[:0:parent.Size], children[parent.Size:]
			}
			parent.Children = append(parent.Children, n)
		}
	}
	return roots
}

// Number says anew of every node how deep it is, where in the walk, and how much is in it, after roots or children have
// been added to a tree or taken from it.
func Number(roots []*Node) {
	next := 0
	var path []*Node // from a root to the node that is being walked
	leave := func(depth int) {
		for len(path) > depth {
			n := path[len(path)-1]
			n.Size = next - n.Index
			path = path[:len(path)-1]
		}
	}
	Walk(roots, func(n *Node) {
		n.Depth = 0
		if n.Parent != nil {
			n.Depth = n.Parent.Depth + 1
		}
		leave(n.Depth)
		n.Index = next
		next++
		path = append(path, n)
	})
	leave(0)
}

// cutCycles makes a root of the earliest node of every ring of parents. It walks up from each node only until it meets
// one that an earlier walk has been to, so that a chain of any length costs one visit a node.
func cutCycles(nodes []Node) {
	walkOf := make([]int32, len(nodes)) // the walk that has been to the node, 0 for none
	for i := range nodes {
		walk := int32(i + 1)
		n := &nodes[i]
		for n != nil && walkOf[n.Index] == 0 {
			walkOf[n.Index] = walk
			n = n.Parent
		}
		if n != nil && walkOf[n.Index] == walk {
			earliestOfRing(n).Parent = nil
		}
	}
}

func earliestOfRing(n *Node) *Node {
	earliest := n
	for other := n.Parent; other != n; other = other.Parent {
		if CompareStart(other.Span, earliest.Span) < 0 {
			earliest = other
		}
	}
	return earliest
}

// CompareStart orders spans by their start, then by name, id and trace: an order that does not depend on how the spans
// were stored. It is the order of siblings in the tree and of spans in a file.
func CompareStart(a, b *Span) int {
	if c := a.Start.Compare(b.Start); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID), cmp.Compare(a.TraceID, b.TraceID))
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
	took := n.Duration(now)
	return took - n.Cover().Within(n.Start, n.Start.Add(took), now)
}

// Cover is when the children of a node were at work, whichever of them: stretches of time, one after the other, that do not
// touch. What it tells of a moment it tells without looking at the children again, since a node may have a million of them.
type Cover struct {
	from    []time.Time
	to      []time.Time     // of the last one the zero time while a child is running
	covered []time.Duration // before the stretch of the same place begins
}

// Cover returns when the node's children were at work.
func (n *Node) Cover() Cover {
	children := n.Children
	byStart := func(a, b *Node) int { return a.Start.Compare(b.Start) }
	if !slices.IsSortedFunc(children, byStart) {
		children = slices.SortedStableFunc(slices.Values(children), byStart)
	}
	var c Cover
	for _, child := range children {
		if child.Start.IsZero() || !child.End.IsZero() && !child.End.After(child.Start) {
			continue
		}
		last := len(c.from) - 1
		switch {
		case last < 0:
			c.from, c.to, c.covered = append(c.from, child.Start), append(c.to, child.End), append(c.covered, 0)
		case c.to[last].IsZero():
			return c // somebody is at work for good
		case child.Start.After(c.to[last]):
			c.covered = append(c.covered, c.covered[last]+c.to[last].Sub(c.from[last]))
			c.from, c.to = append(c.from, child.Start), append(c.to, child.End)
		case child.End.IsZero() || child.End.After(c.to[last]):
			c.to[last] = child.End
		}
	}
	return c
}

// Within returns for how long between two moments any child was at work, those that are running until now.
func (c Cover) Within(from, to, now time.Time) time.Duration {
	if !to.After(from) {
		return 0
	}
	return c.until(to, now) - c.until(from, now)
}

// until returns for how long any child had been at work by that moment.
func (c Cover) until(t, now time.Time) time.Duration {
	i, _ := slices.BinarySearchFunc(c.from, t, time.Time.Compare)
	if i--; i < 0 {
		return 0
	}
	end := c.to[i]
	if end.IsZero() {
		end = now
	}
	if end.Before(t) {
		t = end
	}
	return c.covered[i] + max(0, t.Sub(c.from[i]))
}

// Ready returns the moment at which the boot was ready, and whether it ever was. When the trace holds several boots, it
// is the first to be ready that counts.
func (t *Trace) Ready() (time.Time, bool) {
	var ready time.Time
	for i := range t.Spans {
		s := &t.Spans[i]
		if s.Name != convention.ReadyStage || s.Running() || s.Failed() {
			continue
		}
		if ready.IsZero() || s.End.Before(ready) {
			ready = s.End
		}
	}
	return ready, !ready.IsZero()
}
