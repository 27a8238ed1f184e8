package trace

import (
	"cmp"
	"slices"
)

// causes finds the nodes for which waits have waited. It numbers the nodes in the order of the tree, in which the
// descendants of a node follow it.
type causes struct {
	w      *backWalk
	nodes  []*Node
	past   []int32            // for each node, the number after its last descendant
	number map[*Node]int32    // of waits and their parents
	named  map[string][]*Node // nodes that a wait names, sorted by end, the latest first
	byEnd  []int32            // nodes that ended by the cursor of the last question, the latest first
	// latest is a segment tree of maxima. Its second half holds the nodes; each place i before them holds the one of
	// its children, at 2i and 2i+1, that ended last by the cursor, or none.
	latest []int32
}

const none = -1

func newCauses(w *backWalk) *causes {
	c := &causes{w: w, number: make(map[*Node]int32), named: make(map[string][]*Node)}
	c.count()
	for i, n := range c.nodes {
		if !w.explains(n) || w.end(n) == open {
			continue
		}
		c.byEnd = append(c.byEnd, int32(i))
		if list, asked := c.named[n.Name]; asked {
			c.named[n.Name] = append(list, n)
		}
	}
	for _, list := range c.named {
		slices.SortStableFunc(list, func(a, b *Node) int { return cmp.Compare(w.end(b), w.end(a)) })
	}
	slices.SortStableFunc(c.byEnd, func(a, b int32) int { return cmp.Compare(w.end(c.nodes[b]), w.end(c.nodes[a])) })
	size := int32(len(c.nodes))
	c.latest = make([]int32, 2*size)
	for i := range c.latest {
		c.latest[i] = none
	}
	for _, i := range c.byEnd {
		c.latest[size+i] = i
	}
	for place := size - 1; place > 0; place-- {
		c.latest[place] = c.later(c.latest[2*place], c.latest[2*place+1])
	}
	return c
}

// count numbers the nodes.
func (c *causes) count() {
	var around []int32
	leave := func(until *Node) {
		for len(around) > 0 && c.nodes[around[len(around)-1]] != until {
			c.past[around[len(around)-1]] = int32(len(c.nodes))
			around = around[:len(around)-1]
		}
	}
	Walk(c.w.roots, func(n *Node) {
		leave(n.Parent)
		i := int32(len(c.nodes))
		if n.isWait() {
			c.number[n] = i
			if len(around) > 0 {
				c.number[n.Parent] = around[len(around)-1]
			}
			if name := n.WaitsFor(); name != "" {
				c.named[name] = nil
			}
		}
		c.nodes, c.past, around = append(c.nodes, n), append(c.past, 0), append(around, i)
	})
	leave(nil)
}

// of returns the node for which the wait waited: the one that the wait names, or else the descendant of the wait's
// parent that ended last. Only nodes that ended during the wait and by the cursor count; it returns nil when there is
// none.
func (c *causes) of(wait *Node) *Node {
	if cause := c.byName(wait); cause != nil {
		return cause
	}
	parent, ok := c.number[wait.Parent]
	if !ok {
		return nil
	}
	c.forget()
	i := c.number[wait]
	last := c.later(c.lastIn(parent+1, i), c.lastIn(c.past[i], c.past[parent]))
	if last == none || c.w.end(c.nodes[last]) <= c.w.start(wait) {
		return nil
	}
	return c.nodes[last]
}

func (c *causes) byName(wait *Node) *Node {
	name := wait.WaitsFor()
	list := c.named[name]
	for len(list) > 0 && c.w.end(list[0]) > c.w.cursor {
		list = list[1:]
	}
	c.named[name] = list
	if len(list) == 0 || c.w.end(list[0]) <= c.w.start(wait) || list[0] == wait {
		return nil
	}
	return list[0]
}

// later returns the node that ended later; of two that ended together, the first in the tree.
func (c *causes) later(a, b int32) int32 {
	switch {
	case a == none:
		return b
	case b == none:
		return a
	}
	order := cmp.Or(cmp.Compare(c.w.end(c.nodes[b]), c.w.end(c.nodes[a])), cmp.Compare(a, b))
	if order < 0 {
		return a
	}
	return b
}

// forget removes the nodes that ended after the cursor.
func (c *causes) forget() {
	size := int32(len(c.nodes))
	for len(c.byEnd) > 0 && c.w.end(c.nodes[c.byEnd[0]]) > c.w.cursor {
		place := size + c.byEnd[0]
		c.latest[place] = none
		for place /= 2; place > 0; place /= 2 {
			c.latest[place] = c.later(c.latest[2*place], c.latest[2*place+1])
		}
		c.byEnd = c.byEnd[1:]
	}
}

// lastIn returns which of the nodes from, from+1 … to-1 ended last.
func (c *causes) lastIn(from, to int32) int32 {
	size := int32(len(c.nodes))
	last := int32(none)
	for from, to = from+size, to+size; from < to; from, to = from/2, to/2 {
		if from%2 == 1 {
			last = c.later(last, c.latest[from])
			from++
		}
		if to%2 == 1 {
			to--
			last = c.later(last, c.latest[to])
		}
	}
	return last
}
