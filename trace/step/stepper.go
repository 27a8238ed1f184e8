package step

import (
	"container/list"

	"apitour/trace"
)

// Stepper is the state machine. The zero value waits for the first stage. Not safe for concurrent use. A span costs it
// the same however many there are; a command costs as much as there are stages held.
type Stepper struct {
	nodes     map[trace.Key]*node
	lanes     map[int64]*lane
	anonymous int64     // how many lanes have no number of their own
	held      list.List // of *node, oldest first
	open      list.List // of *lane, those in which something is open

	mode    Mode
	command Command
	move    uint64   // counts commands; what was found out for an earlier one does not hold
	lane    *lane    // in which the command goes on, or nil
	over    bool     // the lane has ended and nothing was held: whatever starts next is the stop
	roots   [2]*node // of the command: what goes free, and, for Sibling, the parent
	current *node    // nil unless waiting

	breakpoints map[string]bool
	hit         string // breakpoint at which the boot stopped
	othersRun   bool
}

// node is a span.
type node struct {
	key     trace.Key
	name    string
	parent  *node
	lane    *lane
	noticed bool          // has been the current one
	inside  [2]mark       // whether it lies in each of the roots of the command
	inOpen  *list.Element // of its lane; nil when it has ended
	inHeld  *list.Element // nil when it is not held
}

// mark is what was found out for one command.
type mark struct {
	move uint64
	yes  bool
}

type lane struct {
	id     int64
	open   list.List // of *node
	held   int
	family uint64        // the command that goes on in this lane, or in the one that started it while it went on
	inOpen *list.Element // of the stepper; nil when nothing is open
}

// Hear takes in what the live link tells of a span and returns what is to be let go because of it.
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
	case n.inOpen == nil: // has ended
	case !span.End.IsZero():
		s.close(n)
		s.drop(n)
		if s.current == n {
			s.lose()
		}
		s.checkLane()
	case n.inHeld != nil && !span.Held(): // the child let it go unasked: it was told to hold nothing, or its stdin ended
		s.drop(n)
		if s.current == n {
			s.lose()
		}
	}
	return nil
}

// add makes a node of a span that was not known.
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

// close takes the node out of what is open.
func (s *Stepper) close(n *node) {
	n.lane.open.Remove(n.inOpen)
	n.inOpen = nil
	if n.lane.open.Len() == 0 {
		s.open.Remove(n.lane.inOpen)
		n.lane.inOpen = nil
	}
}

// drop takes the node out of what is held.
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

// started decides about a stage that has just started, and is held.
func (s *Stepper) started(n *node) []trace.Key {
	switch {
	case s.mode != Waiting && s.stopsAt(n):
		s.stop(n)
	case s.breaksAt(n):
		// stays where it is, until a command would run over it
	case s.mode != Waiting && s.frees(n), s.othersRun && n.lane != s.lane:
		return []trace.Key{s.release(n)}
	}
	return nil
}

// breaksAt reports whether the learner wants to stop at the stage and has not done so yet.
func (s *Stepper) breaksAt(n *node) bool { return s.breakpoints[n.name] && !n.noticed }

// stopsAt reports whether the command is over when the stage starts.
func (s *Stepper) stopsAt(n *node) bool {
	if s.breaksAt(n) {
		return true
	}
	if s.mode == Running {
		return false
	}
	if s.over || s.lane == nil && s.command.Kind != RunTo {
		return true
	}
	inLane := n.lane == s.lane
	switch s.command.Kind {
	case Over, Out:
		return inLane && !s.inside(n, 0)
	case Sibling:
		if n.parent == s.roots[1] {
			return true
		}
		return inLane && !s.inside(n, 0) && !s.inside(n, 1)
	case RunTo:
		return n.name == s.command.Name
	}
	return inLane || n.lane.family == s.move || n.parent == nil
}

// frees reports whether the command lets the stage go without stopping there.
func (s *Stepper) frees(n *node) bool {
	switch {
	case s.mode == Running:
		return true
	case s.othersRun && n.lane != s.lane:
		return true
	}
	switch s.command.Kind {
	case Over, Out:
		return s.inside(n, 0)
	case Sibling:
		return s.inside(n, 0) || n.lane == s.lane && s.inside(n, 1)
	case RunTo:
		return s.lane == nil || n.lane == s.lane || n.lane.family == s.move
	}
	return false
}

// inside reports whether the node is the root, or below it. Each node is looked at once a command.
func (s *Stepper) inside(n *node, root int) bool {
	if s.roots[root] == nil {
		return false
	}
	top := n
	for top != nil && top != s.roots[root] && top.inside[root].move != s.move {
		top = top.parent
	}
	yes := top != nil && (top == s.roots[root] || top.inside[root].yes)
	for m := n; m != top; m = m.parent {
		m.inside[root] = mark{s.move, yes}
	}
	return yes
}

// stop makes the stage the current one.
func (s *Stepper) stop(n *node) {
	s.hit = ""
	if s.breaksAt(n) {
		s.hit = n.name
	}
	n.noticed = true
	s.mode, s.current, s.lane = Waiting, n, n.lane
}

// lose is what happens when the current stage is let go by somebody else: as if the learner had stepped into it.
func (s *Stepper) lose() {
	s.begin(Command{Kind: Into}, s.current.lane)
}

// checkLane ends a command in whose lane nothing is open any more.
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

// next returns the stage that is current when a lane has ended: what has been held for longest, of what the command
// looks for if there is any.
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

// begin has the boot move.
func (s *Stepper) begin(c Command, in *lane) {
	s.move++
	s.mode, s.command, s.lane, s.over, s.current, s.hit = Moving, c, in, false, nil, ""
	s.roots = [2]*node{}
	if c.Kind == Free {
		s.mode = Running
	}
	if in != nil {
		in.family = s.move
	}
}

// Do begins a command, in place of the one that goes on, and returns what is to be let go.
func (s *Stepper) Do(c Command) (release []trace.Key) {
	if n := s.reached(c); n != nil {
		if n != s.current {
			s.command = c
			s.stop(n)
		}
		return nil
	}
	current := s.current
	s.aim(c)
	first := s.firstOf(current)
	var broken *node
	for e := s.held.Front(); e != nil; {
		n := e.Value.(*node)
		e = e.Next() // release takes n out of the list
		switch {
		case n != first && !s.frees(n):
		case n != current && s.breaksAt(n):
			if broken == nil {
				broken = n
			}
		default:
			release = append(release, s.release(n))
		}
	}
	if broken != nil {
		s.stop(broken)
	}
	s.checkLane()
	return release
}

// aim begins the command: in which lane, and what goes free.
func (s *Stepper) aim(c Command) {
	current, in := s.current, s.lane
	stage := s.nodes[c.Span]
	if stage == nil || stage.inOpen == nil {
		stage = current
	}
	switch {
	case c.Kind == Free, c.Kind == Pause:
		s.begin(c, nil)
	case stage == nil, c.Kind == Into, c.Kind == RunTo:
		s.begin(c, in)
	case c.Kind == Sibling:
		s.begin(c, stage.lane)
		s.roots = [2]*node{stage, stage.parent}
	default:
		if c.Kind == Out {
			stage = stage.outer()
		}
		s.begin(c, stage.lane)
		s.roots[0] = stage
	}
}

// outer returns the nearest span around the node that has not ended, or the node itself: what it was part of may have
// ended before it.
func (n *node) outer() *node {
	for outer := n.parent; outer != nil; outer = outer.parent {
		if outer.inOpen != nil {
			return outer
		}
	}
	return n
}

// firstOf returns the held stage of the command's lane that the command lets go: the current one, if it is there.
func (s *Stepper) firstOf(current *node) *node {
	if s.lane == nil || current != nil && current.lane == s.lane {
		return current
	}
	return s.heldIn(s.lane)
}

// heldIn returns the stage of the lane that has been held for longest, or nil.
func (s *Stepper) heldIn(l *lane) *node {
	if l.held == 0 {
		return nil
	}
	for e := s.held.Front(); e != nil; e = e.Next() {
		if n := e.Value.(*node); n.lane == l {
			return n
		}
	}
	return nil
}

// reached returns a held stage at which the command would stop, so that nothing needs to be let go for it. When the
// learner stands at a stage of the name to which he runs he wants one that he has not seen.
func (s *Stepper) reached(c Command) *node {
	if c.Kind == Pause && s.current != nil {
		return s.current
	}
	again := s.current != nil && s.current.name == c.Name
	for e := s.held.Front(); e != nil; e = e.Next() {
		n := e.Value.(*node)
		isThere := c.Kind == RunTo && n.name == c.Name && n != s.current
		if c.Kind == Pause || isThere && (!again || !n.noticed) {
			return n
		}
	}
	return nil
}

// Choose makes the lane the one that is stepped, and its held stage the current one. It reports whether there is one.
func (s *Stepper) Choose(lane int64) bool {
	l := s.lanes[lane]
	if l == nil || l.held == 0 {
		return false
	}
	if s.current == nil || s.current.lane != l {
		s.stop(s.heldIn(l))
	}
	return true
}

// SetOthersRun says whether other lanes run, and returns what is to be let go because of it.
func (s *Stepper) SetOthersRun(run bool) (release []trace.Key) {
	s.othersRun = run
	if !run || s.mode == Running {
		return nil
	}
	var broken *node
	for e := s.held.Front(); e != nil; {
		n := e.Value.(*node)
		e = e.Next() // release takes n out of the list
		switch {
		case n.lane == s.lane:
		case !s.breaksAt(n):
			release = append(release, s.release(n))
		case broken == nil:
			broken = n
		}
	}
	if broken != nil && s.mode == Moving {
		s.stop(broken)
	}
	return release
}

// SetBreakpoints says at which names to stop, in place of those before.
func (s *Stepper) SetBreakpoints(names ...string) {
	s.breakpoints = make(map[string]bool, len(names))
	for _, name := range names {
		s.breakpoints[name] = true
	}
}

// State returns a copy of the state.
func (s *Stepper) State() State {
	state := State{
		Mode:        s.mode,
		Command:     s.command,
		OthersRun:   s.othersRun,
		Breakpoint:  s.hit,
		HoldNothing: s.mode == Running && len(s.breakpoints) == 0,
	}
	if s.lane != nil {
		state.Lane = s.lane.id
	}
	for e := s.held.Front(); e != nil; e = e.Next() {
		state.Held = append(state.Held, s.describe(e.Value.(*node)))
	}
	if s.current != nil {
		current := s.describe(s.current)
		state.Current = &current
	}
	for e := s.open.Front(); e != nil; e = e.Next() {
		l := e.Value.(*lane)
		state.Lanes = append(state.Lanes, Lane{
			ID:    l.id,
			Name:  l.open.Front().Value.(*node).name,
			Inner: l.open.Back().Value.(*node).name,
			Open:  l.open.Len(),
			Held:  l.held,
		})
	}
	return state
}

func (s *Stepper) describe(n *node) Held {
	return Held{Key: n.key, Name: n.name, Lane: n.lane.id, Breakpoint: s.breakpoints[n.name]}
}
