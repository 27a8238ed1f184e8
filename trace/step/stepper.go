package step

import (
	"container/list"

	"apitour/trace"
)

// Stepper is the state machine. The zero value waits for the first stage. It is not safe for concurrent use. The cost
// of a span does not depend on the number of spans; the cost of a command grows with the number of held stages.
type Stepper struct {
	nodes     map[trace.Key]*node
	lanes     map[int64]*lane
	anonymous int64     // minus the number of lanes without a number of their own
	held      list.List // of *node, oldest first
	open      list.List // of *lane, those with open spans

	mode    Mode
	command Command
	move    uint64   // the number of the command, which makes the marks of earlier commands invalid
	lane    *lane    // of the command, or nil
	over    bool     // the lane has ended while no stage was held: the command stops at the next stage that starts
	roots   [2]*node // the stage inside which stages go on, and, for Sibling, the parent
	current *node    // nil unless mode is Waiting

	breakpoints map[string]bool
	othersRun   bool
}

// node is a span.
type node struct {
	key     trace.Key
	name    string
	parent  *node
	lane    *lane
	noticed bool          // was the current stage at some time
	inside  [2]mark       // whether it lies inside each of the roots
	shut    mark          // whether it, or a stage around it, is closed to Next
	inOpen  *list.Element // in its lane's open; nil after its end
	inHeld  *list.Element // in the stepper's held; nil when it is not held
}

// mark is an answer that is valid during one command.
type mark struct {
	move uint64
	yes  bool
}

type lane struct {
	id     int64
	open   list.List // of *node
	held   int
	family uint64        // the last command of this lane, or the one whose lane started this one
	inOpen *list.Element // in the stepper's open; nil when no span is open
}

// Hear takes an update of a span from the live link and returns the stages to let go on because of it.
func (s *Stepper) Hear(span trace.Span) (release []trace.Key) {
	if span.ID == "" {
		return nil
	}
	n, known := s.nodes[span.Key()]
	switch {
	case !known:
		n = s.add(&span)
		if n.inHeld != nil {
			return s.started(n)
		}
	case n.inOpen == nil: // it has ended already
	case !span.End.IsZero():
		s.close(n)
		s.drop(n)
		if s.current == n {
			s.lose()
		}
		s.checkLane()
	case n.inHeld != nil && !span.Held(): // the child holds nothing any more: it was freed, or its stdin ended
		s.drop(n)
		if s.current == n {
			s.lose()
		}
	}
	return nil
}

// add makes a node for a new span.
func (s *Stepper) add(span *trace.Span) *node {
	if s.nodes == nil {
		s.nodes = make(map[trace.Key]*node)
		s.lanes = make(map[int64]*lane)
	}
	n := &node{key: span.Key(), name: span.Name, parent: s.nodes[span.ParentKey()]}
	n.lane = s.laneOf(span, n.parent)
	s.nodes[n.key] = n
	if !span.End.IsZero() {
		return n
	}
	n.inOpen = n.lane.open.PushBack(n)
	if n.lane.inOpen == nil {
		n.lane.inOpen = s.open.PushBack(n.lane)
	}
	if span.Held() {
		n.inHeld = s.held.PushBack(n)
		n.lane.held++
	}
	return n
}

func (s *Stepper) laneOf(span *trace.Span, parent *node) *lane {
	id := span.Goroutine()
	if id == 0 && parent != nil {
		return parent.lane
	}
	if id == 0 {
		s.anonymous--
		id = s.anonymous
	}
	l := s.lanes[id]
	if l == nil {
		l = &lane{id: id}
		if parent != nil && parent.lane.family == s.move {
			l.family = s.move
		}
		s.lanes[id] = l
	}
	return l
}

// close removes the node from the open ones.
func (s *Stepper) close(n *node) {
	n.lane.open.Remove(n.inOpen)
	n.inOpen = nil
	if n.lane.open.Len() == 0 {
		s.open.Remove(n.lane.inOpen)
		n.lane.inOpen = nil
	}
}

// drop removes the node from the held ones.
func (s *Stepper) drop(n *node) {
	if n.inHeld == nil {
		return
	}
	s.held.Remove(n.inHeld)
	n.inHeld = nil
	n.lane.held--
}

func (s *Stepper) release(n *node) trace.Key {
	s.drop(n)
	return n.key
}

// started decides about a stage that has just started and is held.
func (s *Stepper) started(n *node) []trace.Key {
	switch {
	case s.mode != Waiting && s.stopsAt(n):
		s.stop(n)
	case s.breaksAt(n):
		// it stays held, until a command would let it go on
	case s.mode != Waiting && s.frees(n), s.othersRun && n.lane != s.lane:
		return []trace.Key{s.release(n)}
	}
	return nil
}

// stop makes the stage the current one.
func (s *Stepper) stop(n *node) {
	n.noticed = true
	s.mode, s.current, s.lane = Waiting, n, n.lane
}

// lose handles a current stage that went on without a command, as if the learner had stepped into it.
func (s *Stepper) lose() {
	s.begin(Command{Kind: Into}, s.current.lane)
}

// checkLane completes a command when no span is open in its lane any more.
func (s *Stepper) checkLane() {
	if s.mode != Moving || s.lane == nil || s.lane.open.Len() > 0 {
		return
	}
	if next := s.next(); next != nil {
		s.stop(next)
		return
	}
	s.lane, s.over = nil, true
}

// next returns the stage that becomes current when a lane has ended: the one that has been held for longest, and for
// Sibling preferably a part of the same parent. It is nil when no stage is held.
func (s *Stepper) next() *node {
	if s.command.Kind == Sibling {
		for e := s.held.Front(); e != nil; e = e.Next() {
			if n := e.Value.(*node); n.parent == s.roots[1] {
				return n
			}
		}
	}
	if s.held.Len() == 0 {
		return nil
	}
	return s.held.Front().Value.(*node)
}
