package trace

import (
	"cmp"
	"slices"
)

// Trace is the record of one boot.
type Trace struct {
	// Resource describes the recorded process: service.name, versions, flags, the size of the host.
	Resource map[string]any
	// Spans are in no particular order.
	Spans []Span
	// Cut says where the file of the trace ends too early, and how many spans were read; "" for a whole trace.
	Cut string

	replaced map[Key]bool // spans that have replaced others: see [Recording.Add]
}

// Node is a span at its place in the tree.
type Node struct {
	*Span
	Parent   *Node
	Children []*Node
	Depth    int
	// Index is the node's place in the order of [Walk], counted from 0. Size counts the nodes of its subtree, itself
	// included: its descendants are the Size-1 nodes that follow it in that order.
	Index, Size int
	// Marks say what is wrong with the record of the span.
	Marks Marks
	// OwnUnknown says that the length of the span or of one of its children is not known, and so its own time is not.
	OwnUnknown bool

	subject *subject
}

// Running reports whether the span had not ended when it was last recorded. A span of another program without an end is
// not running: its end was lost, or it was cut off, and nothing says which.
func (n *Node) Running() bool { return n.Span.Running() && !n.Marks.Has(NoEnd) }

// Tree arranges the spans by their parents and returns the roots. Siblings are sorted by start, then by name, then by
// id, so that the same spans in any order give the same tree.
//
// Where both sides of a call have one id, the receiving side is told inside the calling one, and spans that name the id
// as their parent are children of the receiving side, in which they were opened.
//
// A damaged trace also gives a tree that holds every span once, and marks where it is damaged: see [Marks]. A span
// whose parent is missing becomes a root, and so does one that names itself. Of spans that are each other's ancestors,
// the earliest becomes a root. Of several spans with one key the last one wins, because a live link writes a span once
// when it starts and again when it ends.
//
// Tree is built for a million spans: the nodes are one slice in the order of their starts, all children are pieces of
// one other slice, and spans that are already sorted, as in the files of this project, are not sorted again.
func (t *Trace) Tree() []*Node {
	table := t.table()
	nodes := t.inOrder(table)
	places := make([]int32, len(t.Spans)) // from an index in Spans to one in nodes
	for i := range nodes {
		places[nodes[i].Index] = int32(i)
	}
	for i := range nodes {
		n := &nodes[i]
		if table.replaced[int32(n.Index)] {
			n.Marks |= Replaced
		}
		switch parent := table.parent(n.Span); {
		case parent >= 0:
			n.Parent = &nodes[places[parent]]
		case parent == ownParent:
			n.Marks |= OwnParent
		case parent == missingParent:
			n.Marks |= NoParent
		}
		n.Index = i
	}
	for key := range t.replaced {
		if i := table.find(key.TraceID, key.ID, key.Served); i >= 0 {
			nodes[places[i]].Marks |= Replaced
		}
	}
	cutCycles(nodes)
	t.mark(nodes)
	roots := adopt(nodes)
	Number(roots)
	return roots
}

// inOrder returns a node for each span, sorted by start; for now, each node's Index is the span's index in the trace.
// Spans without an id cannot be told apart, so each of them gets a node, and none of them is a parent.
func (t *Trace) inOrder(table *spanTable) []Node {
	// Sorting compares these compact starts, because reading the spans themselves would miss the processor's caches.
	type start struct {
		seconds     int64
		nanoseconds int32
		span        int32
	}
	starts := make([]start, 0, len(t.Spans))
	sorted := true
	for i := range t.Spans {
		s := &t.Spans[i]
		if s.ID != "" && table.find(s.TraceID, s.ID, s.Served()) != i {
			continue // a later span has the same key
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

// adopt gives the nodes their children, and returns the nodes without a parent.
func adopt(nodes []Node) (roots []*Node) {
	count := 0
	for i := range nodes {
		if parent := nodes[i].Parent; parent != nil {
			parent.Size++ // counts the children until Number sets it
			count++
		}
	}
	children := make([]*Node, count)
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

// Number sets the Depth, Index and Size of every node. Call it after adding nodes to a tree or removing some.
func Number(roots []*Node) {
	next := 0
	var path []*Node // from a root to the current node
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

// cutCycles makes the earliest node of every cycle of parents a root. It walks up from each node, and only until it
// meets a node of an earlier walk, so that every node is visited once, however long the chains are.
func cutCycles(nodes []Node) {
	walkOf := make([]int32, len(nodes)) // the walk that visited the node, 0 for none
	for i := range nodes {
		walk := int32(i + 1)
		n := &nodes[i]
		for n != nil && walkOf[n.Index] == 0 {
			walkOf[n.Index] = walk
			n = n.Parent
		}
		if n != nil && walkOf[n.Index] == walk {
			earliest := earliestOfRing(n)
			earliest.Parent = nil
			earliest.Marks |= Ring
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

// CompareStart orders spans by start, then by name, id and trace, so that the result does not depend on how the spans
// were stored. It is the order of siblings in the tree and of spans in a file.
func CompareStart(a, b *Span) int {
	if c := a.Start.Compare(b.Start); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID), cmp.Compare(a.TraceID, b.TraceID),
		cmp.Compare(b.Kind, a.Kind)) // client and server may share the rest: the client calls first
}

// Walk visits every node, parents before their children, in the order of the tree. It keeps a stack of its own: a file
// decides how deep a tree is, and recursion into one that is too deep would exhaust Go's stack and end the process.
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
