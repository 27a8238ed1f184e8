package trace

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Segment is a piece of the critical path: the node explains the time from Start to End.
type Segment struct {
	// Node is nil where no span explains the time.
	Node       *Node
	Start, End time.Time
}

// CriticalPath returns the chain of segments that explains the time from the first start to ready: if one of them had
// been shorter, the boot would have been ready earlier. The segments are in the order of time and follow each other
// without gaps, so they sum to exactly that time. The roots are those of [Trace.Tree]; times without pauses give a
// path without pauses.
//
// The path is found by walking back from ready. A span explains its own time. Where one of its parts ended, the path
// leads into that part, and comes out again at the part's start. The path also leads through a wait: the span that
// was waited for explains the time until its end, and only the lag after that belongs to the wait. The span that was
// waited for is the one that [convention.WaitsFor] names; without such a span it is the descendant of the wait's
// parent that ended last during the wait.
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

// backWalk is the walk back from ready. Times are nanoseconds after ready, so they are negative. The cursor only moves
// back, so each span is discarded at most once: a span that is too late for the cursor stays too late.
type backWalk struct {
	ready         time.Time
	first, cursor int64
	at            *Node            // nil between the roots
	calls         map[*Node]*calls // of the visited nodes; the roots are at nil
	through       map[*Node]bool   // waits that the path has led through
	up            map[*Node]*Node  // shortcuts upwards, past nodes that start after the cursor
	path          []Segment        // the last segment first
	roots         []*Node
	causes        *causes // nil until the first wait
}

// calls are the children of a node in two lists, each sorted by end, the latest first. choose removes children that end
// after the cursor.
type calls struct {
	here, other []*Node // in the node's own goroutine, and in others
	open        *Node   // the earliest start of the children here that end after the cursor
	spawned     bool    // the walk came here from a span that the node started in another goroutine
}

func newBackWalk(roots []*Node, ready time.Time, total time.Duration) *backWalk {
	return &backWalk{
		ready:   ready,
		first:   -int64(total),
		calls:   make(map[*Node]*calls),
		through: make(map[*Node]bool),
		up:      make(map[*Node]*Node),
		roots:   roots,
	}
}

// open is the end of a span that has not ended.
const open = math.MaxInt64

func (w *backWalk) start(n *Node) int64 { return int64(n.Start.Sub(w.ready)) }

func (w *backWalk) end(n *Node) int64 {
	if n.Running() {
		return open
	}
	return int64(n.End.Sub(w.ready))
}

// step either explains some time before the cursor, or moves to a node that does.
func (w *backWalk) step() {
	n := w.at
	if n != nil && n.isWait() && !w.through[n] {
		w.through[n] = true
		if cause := w.cause(n); cause != nil {
			w.explain(w.end(cause))
			w.at = cause
			return
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

// explain assigns the time from the moment to the cursor to the current node, and moves the cursor back to the moment.
func (w *backWalk) explain(from int64) {
	if from >= w.cursor {
		return
	}
	start, end := w.ready.Add(time.Duration(from)), w.ready.Add(time.Duration(w.cursor))
	w.path = append(w.path, Segment{Node: w.at, Start: start, End: end})
	w.cursor = from
}

// leave moves up to the nearest ancestor that was open at the cursor.
func (w *backWalk) leave() {
	from := w.at
	// In a file any number of ancestors may have ended before their children. After this many the next one will do.
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

// started returns the node, or its nearest ancestor, that had started by the cursor. It records a shortcut, so that no
// stretch is walked twice.
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

// sameLane reports whether the child ran in the goroutine of its parent. A span without a goroutine counts as such.
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

// choose returns the child that explains the time before the cursor: a child that ended exactly there, else one in the
// node's own goroutine that was still open, else the one that ended last. After the walk came from another goroutine,
// children in other goroutines are left out: they do not explain when the node started that goroutine, because the node
// was not waiting for them then.
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

// first returns nil for an empty list.
func first(list []*Node) *Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// isWait reports whether the node does no work itself and waits for others.
func (n *Node) isWait() bool { return n.IsReadyStage() || n.WaitsFor() != "" }

// cause returns the node for which the wait waited, or nil.
func (w *backWalk) cause(wait *Node) *Node {
	if w.causes == nil {
		w.causes = newCauses(w)
	}
	return w.causes.of(wait)
}
