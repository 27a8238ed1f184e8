package trace

import (
	"slices"
	"time"
)

// Bounds returns the earliest start and the latest moment of the trees: the latest start, end or event of any span, so
// that spans that are still running count as well. Both are zero when no time is known.
func Bounds(roots []*Node) (start, end time.Time) {
	Walk(roots, func(n *Node) {
		if !n.Start.IsZero() && (start.IsZero() || n.Start.Before(start)) {
			start = n.Start
		}
		end = Latest(end, Latest(n.Start, n.End))
		for _, e := range n.Events {
			end = Latest(end, e.Time)
		}
	})
	return start, end
}

// Latest returns the later of two moments. The zero time, which means "not known", is earlier than any other.
func Latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Duration returns how long the span took; while it is running, how long it has taken until now. It is zero when the
// start or the end is not known, and never negative, although the clocks of a damaged trace may run backwards.
func (n *Node) Duration(now time.Time) time.Duration {
	if n.Start.IsZero() {
		return 0
	}
	end := n.End
	switch {
	case n.Marks.Has(NoEnd):
		return 0
	case end.IsZero():
		end = now
	}
	return max(0, end.Sub(n.Start))
}

// Own returns the part of the node's time in which no child was at work, and which no deeper span explains. Children
// that overlap count once, and only the part of a child that lies inside its parent counts. The result is between 0
// and Duration.
func (n *Node) Own(now time.Time) time.Duration {
	took := n.Duration(now)
	return took - n.Cover().Within(n.Start, n.Start.Add(took), now)
}

// Cover holds the times at which any child of a node was at work, as stretches in the order of time that do not
// touch. It answers questions without looking at the children again, because a node may have a million of them.
type Cover struct {
	from    []time.Time     // of each stretch
	to      []time.Time     // of each stretch; the last is zero while a child is running
	covered []time.Duration // the sum of the stretches before each
}

// Cover returns the times at which the node's children were at work. A child that began before its parent counts from
// the parent's start on, because its clock differs; a child whose end is not known does not count.
func (n *Node) Cover() Cover {
	children := n.Children
	byStart := func(a, b *Node) int {
		from, _ := a.onClockOf(n)
		other, _ := b.onClockOf(n)
		return from.Compare(other)
	}
	if !slices.IsSortedFunc(children, byStart) {
		children = slices.SortedStableFunc(slices.Values(children), byStart)
	}
	var c Cover
	for _, child := range children {
		if child.Start.IsZero() || child.Marks.Has(NoEnd) || !child.End.IsZero() && !child.End.After(child.Start) {
			continue
		}
		start, end := child.onClockOf(n)
		last := len(c.from) - 1
		switch {
		case last < 0:
			c.from, c.to, c.covered = append(c.from, start), append(c.to, end), append(c.covered, 0)
		case c.to[last].IsZero():
			return c // a child that is still running covers the rest
		case start.After(c.to[last]):
			c.covered = append(c.covered, c.covered[last]+c.to[last].Sub(c.from[last]))
			c.from, c.to = append(c.from, start), append(c.to, end)
		case end.IsZero() || end.After(c.to[last]):
			c.to[last] = end
		}
	}
	return c
}

// Within returns how long any child was at work between two moments; children that are still running count until now.
func (c Cover) Within(from, to, now time.Time) time.Duration {
	if !to.After(from) {
		return 0
	}
	return c.until(to, now) - c.until(from, now)
}

// until returns how long any child was at work before the moment.
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

// Ready returns the moment at which the boot was ready, and whether it ever was. In a trace of several boots the
// first to become ready counts.
func (t *Trace) Ready() (time.Time, bool) {
	var ready time.Time
	for i := range t.Spans {
		s := &t.Spans[i]
		if !s.IsReadyStage() || s.Running() || s.Failed() {
			continue
		}
		if ready.IsZero() || s.End.Before(ready) {
			ready = s.End
		}
	}
	return ready, !ready.IsZero()
}
