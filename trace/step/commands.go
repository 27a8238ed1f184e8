package step

import "apitour/trace"

// begin makes the command the one under way.
func (s *Stepper) begin(c Command, in *lane) {
	s.move++
	s.mode, s.command, s.lane, s.over, s.current = Moving, c, in, false, nil
	s.roots = [2]*node{}
	if c.Kind == Free {
		s.mode = Running
	}
	if in != nil {
		in.family = s.move
	}
}

// Do begins a command, in place of the one under way, and returns the stages to let go on.
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

// aim begins the command with its lane and its roots.
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

// outer returns the node's nearest ancestor that has not ended, because its parent may have ended before it, or else
// the node itself.
func (n *node) outer() *node {
	for outer := n.parent; outer != nil; outer = outer.parent {
		if outer.inOpen != nil {
			return outer
		}
	}
	return n
}

// firstOf returns the held stage of the command's lane that goes on first: the current one, if it is in that lane.
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

// reached returns a held stage at which the command would stop, so that no stage needs to go on, or nil. A learner who
// stands at a stage and runs to its name wants a stage of that name at which they have not been.
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

// Choose makes the lane the one that is stepped, and its held stage the current one. It returns false when the lane has
// none.
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

// SetOthersRun sets whether the lanes that are not stepped go on, and returns the stages to let go on because of it.
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

// SetBreakpoints replaces the names of the stages at which to stop.
func (s *Stepper) SetBreakpoints(names ...string) {
	s.breakpoints = make(map[string]bool, len(names))
	for _, name := range names {
		s.breakpoints[name] = true
	}
}
