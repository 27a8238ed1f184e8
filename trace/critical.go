package trace

import (
	"cmp"
	"math"
	"slices"
	"time"

	"apitour/trace/convention"
)

// Segment is a piece of the critical path: from Start to End, Node is what the boot was at.
type Segment struct {
	// Node is nil where no span explains the time.
	Node       *Node
	Start, End time.Time
	// Waiting says that the node is a wait. WaitedFor is what it waited for, where that is known.
	Waiting   bool
	WaitedFor *Node
}

// CriticalPath returns the chain of segments that explains the time from the first start to ready: had one of them been
// shorter, the boot would have been ready earlier. They are in the order of time, follow each other without gaps, and
// so sum to exactly that time. The roots are those of [Trace.Tree]; times without pauses give a path without pauses.
//
// The path is found by walking back from ready. A span's own time belongs to it; where a part of it ended, the path leads
// into that part, and comes out at the part's start. A wait is gone through: what was waited for explains the time until
// it ended, and only the lag after that is the wait's own. It is what [convention.WaitsFor] names, or else what ended last, while the
// wait went on, of all that the wait's parent had started.
func CriticalPath(roots []*Node, ready time.Time) []Segment {
	first, _ := Bounds(roots)
	if first.IsZero() || !ready.After(first) {
		return nil
	}
	w := newBackWalk(roots, ready, ready.Sub(first))
	for w.cursor > w.first {
		w.step()
	}
	slices.Reverse(w.path)
	return w.path
}

// backWalk is the walk back from ready. Times are nanoseconds after ready, so they are negative, and the cursor only ever
// falls. That is what makes it quick: what is too late for the cursor once is too late for good.
type backWalk struct {
	ready         time.Time
	first, cursor int64
	at            *Node            // nil: between the roots
	calls         map[*Node]*calls // of the nodes that the walk has been in; nil has the roots
	through       map[*Node]*Node  // waits that have been gone through, and what they waited for
	up            map[*Node]*Node  // shorter ways up, past nodes that start after the cursor
	path          []Segment        // the last one first
	roots         []*Node
	causes        *causes // nil until there is a wait
}

// calls are the children of a node, each kind by their ends, the last first; the cursor has come down to here and other.
type calls struct {
	here, other []*Node // in the node's own goroutine, and in others
	open        *Node   // of those here that end after the cursor, what started first
	spawned     bool    // the walk came here from something that the node started in another goroutine
}

func newBackWalk(roots []*Node, ready time.Time, total time.Duration) *backWalk {
	return &backWalk{
		ready:   ready,
		first:   -int64(total),
		calls:   make(map[*Node]*calls),
		through: make(map[*Node]*Node),
		up:      make(map[*Node]*Node),
		roots:   roots,
	}
}

// open is the end of what has not ended.
const open = math.MaxInt64

func (w *backWalk) start(n *Node) int64 { return int64(n.Start.Sub(w.ready)) }

func (w *backWalk) end(n *Node) int64 {
	if n.Running() {
		return open
	}
	return int64(n.End.Sub(w.ready))
}

// step explains some time before the cursor, or finds a node that does.
func (w *backWalk) step() {
	n := w.at
	if n != nil && n.isWait() {
		if _, gone := w.through[n]; !gone {
			cause := w.cause(n)
			w.through[n] = cause
			if cause != nil {
				w.explain(w.end(cause))
				w.at = cause
				return
			}
		}
	}
	if child := w.choose(w.callsOf(n)); child != nil {
		w.explain(w.end(child))
		w.at = child
		return
	}
	if n == nil {
		w.explain(w.first)
		return
	}
	w.explain(w.start(n))
	w.leave()
}

// explain gives the time from the moment to the cursor to the node at which the walk is.
func (w *backWalk) explain(from int64) {
	if from >= w.cursor {
		return
	}
	s := Segment{Node: w.at, Start: w.ready.Add(time.Duration(from)), End: w.ready.Add(time.Duration(w.cursor))}
	if s.Node != nil && s.Node.isWait() {
		s.Waiting, s.WaitedFor = true, w.through[s.Node]
	}
	w.cursor = from
	w.path = append(w.path, s)
}

// leave goes up to the nearest node around that was open at the cursor.
func (w *backWalk) leave() {
	from := w.at
	// A file decides how many of those around ended before what they had started; of more than a few the next best one does.
	const patience = 100
	top := w.started(from)
	for range patience {
		if top == nil || w.end(top) >= w.cursor {
			break
		}
		top = w.started(top.Parent)
	}
	w.at = top
	w.callsOf(top).spawned = !sameLane(from, top)
}

// started returns the node, or the nearest one around it, that had started by the cursor. It remembers the way, so that
// it is gone once.
func (w *backWalk) started(n *Node) *Node {
	top := n
	for top != nil && w.tooLate(top) {
		top = w.above(top)
	}
	for n != top {
		next := w.above(n)
		w.up[n] = top
		n = next
	}
	return top
}

func (w *backWalk) above(n *Node) *Node {
	if top, known := w.up[n]; known {
		return top
	}
	return n.Parent
}

// explains reports whether the node has taken any time.
func (w *backWalk) explains(n *Node) bool { return !n.Start.IsZero() && w.end(n) > w.start(n) }

func (w *backWalk) tooLate(n *Node) bool { return n.Start.IsZero() || w.start(n) >= w.cursor }

// sameLane reports whether the child goes on in the goroutine of its parent. A span that does not say its goroutine does.
func sameLane(child, parent *Node) bool {
	if parent == nil {
		return true
	}
	a, b := child.Goroutine(), parent.Goroutine()
	return a == b || a == 0 || b == 0
}

func (w *backWalk) callsOf(n *Node) *calls {
	if c := w.calls[n]; c != nil {
		return c
	}
	c := new(calls)
	children := w.roots
	if n != nil {
		children = n.Children
	}
	for _, child := range children {
		switch {
		case !w.explains(child):
		case sameLane(child, n):
			c.here = append(c.here, child)
		default:
			c.other = append(c.other, child)
		}
	}
	for _, list := range [][]*Node{c.here, c.other} {
		slices.SortStableFunc(list, func(a, b *Node) int { return cmp.Compare(w.end(b), w.end(a)) })
	}
	w.calls[n] = c
	return c
}

// choose returns the child that explains what was before the cursor: what ended right there, else what was still going on
// in the same goroutine, else what ended last. Of the parts in other goroutines none explains why the node got to the
// point at which it started another one; it was not waiting then.
func (w *backWalk) choose(c *calls) *Node {
	for len(c.here) > 0 && w.end(c.here[0]) > w.cursor {
		if c.open == nil || w.start(c.here[0]) < w.start(c.open) {
			c.open = c.here[0]
		}
		c.here = c.here[1:]
	}
	for len(c.other) > 0 && w.end(c.other[0]) > w.cursor {
		c.other = c.other[1:]
	}
	last := first(c.here)
	if other := first(c.other); other != nil && !c.spawned && (last == nil || w.end(other) > w.end(last)) {
		last = other
	}
	if c.open != nil && !w.tooLate(c.open) && (last == nil || w.end(last) < w.cursor) {
		return c.open
	}
	return last
}

// first is nil where there is none.
func first(list []*Node) *Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// isWait reports whether the node does nothing itself and waits for others.
func (n *Node) isWait() bool { return n.Name == convention.ReadyStage || n.WaitsFor() != "" }

// cause returns what the wait waited for, or nil.
func (w *backWalk) cause(wait *Node) *Node {
	if w.causes == nil {
		w.causes = newCauses(w)
	}
	return w.causes.of(wait)
}
