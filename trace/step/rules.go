package step

// breaksAt reports whether the stage has a breakpoint at which the boot has not stopped yet.
func (s *Stepper) breaksAt(n *node) bool { return s.breakpoints[n.name] && !n.noticed }

// stopsAt reports whether the command is complete when the stage starts.
func (s *Stepper) stopsAt(n *node) bool {
	if s.breaksAt(n) {
		return true
	}
	if s.mode == Running || s.passes(n) {
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

// frees reports whether the command lets the stage go on without stopping there.
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
	return s.passes(n)
}

// passes reports whether the stage is none of the stops of Next.
func (s *Stepper) passes(n *node) bool {
	return s.command.Kind == Next && (s.command.Stops != nil && !s.command.Stops(n.name) || s.closed(n))
}

// closed reports whether the node lies inside a stage that is closed to Next. Each node keeps the answer for its parts
// during one command, so that a command asks each node once.
func (s *Stepper) closed(n *node) bool {
	if s.command.Closed == nil {
		return false
	}
	top := n.parent
	for top != nil && top.shut.move != s.move && !s.command.Closed(top.name) {
		top = top.parent
	}
	yes := top != nil && (top.shut.move != s.move || top.shut.yes)
	for m := n.parent; m != nil; m = m.parent {
		m.shut = mark{s.move, yes}
		if m == top {
			break
		}
	}
	return yes
}

// inside reports whether the node is the root or a descendant. It marks the nodes on the way, so that a command visits
// each node once.
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
