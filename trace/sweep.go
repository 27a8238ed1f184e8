package trace

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"apitour/trace/convention"
)

// sweep goes through everything that happened, in the order of time, and keeps the lanes.
type sweep struct {
	*laneClocks
	spans    []Span
	parents  []int   // of each span, -1 for a root
	lanes    []*lane // with open spans
	byNumber map[int64]*lane
	ended    []bool
	ends     map[string]time.Time // the latest end of the spans of a name, by their own clocks
	hooksEnd time.Time            // that of all hooks
	inner    map[int]time.Time    // the latest end of a span's parts
	held     int                  // spans
	round    int                  // of judging
}

// What happens to a span, in the order in which it happens at one time.
const (
	starts = iota
	released
	ends
)

// happening is a moment of a span, by the shared clock.
type happening struct {
	at         time.Time
	what, span int
}

// newLaneClocks computes the clocks of a trace's lanes from the shared clock.
func (c Clock) newLaneClocks(t *Trace) *laneClocks {
	s := &sweep{
		laneClocks: &laneClocks{times: make([]spanTimes, len(t.Spans)), stands: make(map[Key]time.Time)},
		spans:      t.Spans, parents: parentsOf(t.Spans), ended: make([]bool, len(t.Spans)),
		byNumber: make(map[int64]*lane), ends: make(map[string]time.Time), inner: make(map[int]time.Time),
	}
	for _, h := range c.happenings(t, s.parents) {
		lanes, held := len(s.lanes), s.held
		switch h.what {
		case starts:
			s.start(h.span, h.at)
		case released:
			s.release(h.span, h.at)
		case ends:
			s.end(h.span, h.at)
		}
		s.judge(s.times[h.span].lane, h.at, lanes != len(s.lanes) || held != s.held)
	}
	for i := range s.spans {
		if l := s.times[i].lane; l != nil && l.still && s.spans[i].End.IsZero() {
			s.stands[s.spans[i].Key()] = l.now
		}
	}
	return s.laneClocks
}

// happenings returns what happened in a trace, in the order of time. Damaged spans are left out.
func (c Clock) happenings(t *Trace, parents []int) []happening {
	all := make([]happening, 0, 2*len(t.Spans))
	for i := range t.Spans {
		span := &t.Spans[i]
		if span.Start.IsZero() || !span.End.IsZero() && span.End.Before(span.Start) {
			continue
		}
		all = append(all, happening{c.Shared(span.Start), starts, i})
		if release, wasHeld := span.released(); wasHeld {
			all = append(all, happening{c.Shared(release), released, i})
		}
		if !span.End.IsZero() {
			all = append(all, happening{c.Shared(span.End), ends, i})
		}
	}
	depths := depthsOf(parents)
	slices.SortStableFunc(all, func(a, b happening) int {
		depth := cmp.Compare(depths[a.span], depths[b.span])
		if a.what == ends {
			depth = -depth // what is inside has ended when what is around it ends
		}
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.what, b.what), depth)
	})
	return all
}

// depthsOf returns how many spans are around each. Spans that are inside each other, in a damaged trace, have the depth
// at which the ring was entered.
func depthsOf(parents []int) []int {
	depths := make([]int, len(parents))
	var chain []int
	for i := range parents {
		at := i
		for at >= 0 && depths[at] == 0 {
			depths[at] = -1
			chain = append(chain, at)
			at = parents[at]
		}
		depth := 0
		if at >= 0 {
			depth = max(0, depths[at])
		}
		for _, above := range slices.Backward(chain) {
			depth++
			depths[above] = depth
		}
		chain = chain[:0]
	}
	return depths
}

// parentsOf returns the index of each span's parent, -1 for a root.
func parentsOf(spans []Span) []int {
	index := make(map[Key]int, len(spans))
	for i := range spans {
		index[spans[i].Key()] = i
	}
	parents := make([]int, len(spans))
	for i := range spans {
		parents[i] = -1
		if at, known := index[spans[i].ParentKey()]; known && at != i && spans[i].ParentID != "" {
			parents[i] = at
		}
	}
	return parents
}

// laneOf returns the lane in which a span runs: that of its goroutine, else that of its parent, else one of its own.
func (s *sweep) laneOf(span int) *lane {
	number, above := s.spans[span].Goroutine(), s.above(span)
	if number == 0 && above != nil {
		return above
	}
	if number == 0 {
		number = -int64(span) - 1
	}
	if s.byNumber[number] == nil {
		s.byNumber[number] = &lane{startedBy: -1}
	}
	return s.byNumber[number]
}

// above returns the lane of a span's parent, nil when that has not begun.
func (s *sweep) above(span int) *lane {
	if parent := s.parents[span]; parent >= 0 {
		return s.times[parent].lane
	}
	return nil
}

// start begins a span. The first span of a lane begins at the time of the lane that has started it. That one was at
// work until then, even if it has been taken to wait for something else that it has started.
func (s *sweep) start(span int, at time.Time) {
	l, from := s.laneOf(span), s.above(span)
	if from != nil && from != l {
		from.work(at)
	} else if from == nil {
		from = s.first // for a root that comes later
	}
	if s.first == nil {
		s.first = l
	}
	if len(l.open) == 0 {
		s.enter(l, from, span, at)
	}
	l.work(at)
	l.advance(at)
	l.open = append(l.open, span)
	s.times[span] = spanTimes{lane: l, start: l.now}
	if _, wasHeld := s.spans[span].released(); wasHeld || s.spans[span].Held() {
		l.held++
		s.held++
		return
	}
	s.catchUp(span)
}

// enter adds a lane to those that have open spans.
func (s *sweep) enter(l, from *lane, span int, at time.Time) {
	l.place = len(s.lanes)
	s.lanes = append(s.lanes, l)
	l.startedBy = -1
	l.seen, l.still, l.idle = at, false, false
	switch {
	case from == nil || from == l && l.now.IsZero():
		l.now = at
	case from != l:
		from.advance(at)
		l.now = Latest(l.now, from.now)
		l.startedBy = s.parents[span]
	}
	l.mark()
}

// release lets a held span go on.
func (s *sweep) release(span int, at time.Time) {
	l := s.times[span].lane
	l.advance(at)
	l.held--
	s.held--
	s.catchUp(span)
}

// catchUp takes a span that begins its work past the end of what it waits for, if that has ended already: in a boot
// that nobody holds it would have waited.
func (s *sweep) catchUp(span int) {
	if name := s.spans[span].WaitsFor(); name != "" {
		s.times[span].lane.reach(s.ends[name])
	}
}

// end ends a span. Those that wait for it, and the one that has started it, have waited until then.
func (s *sweep) end(span int, at time.Time) {
	l, name := s.times[span].lane, s.spans[span].Name
	l.work(at)
	l.advance(at)
	l.reach(s.inner[span])
	if s.spans[span].IsReadyStage() {
		l.reach(s.hooksEnd)
	}
	s.times[span].end, s.ended[span] = l.now, true
	s.ends[name] = Latest(s.ends[name], l.now)
	if isHookName(name) {
		s.hooksEnd = Latest(s.hooksEnd, l.now)
	}
	for len(l.open) > 0 && s.ended[l.open[len(l.open)-1]] {
		l.open = l.open[:len(l.open)-1]
	}
	if len(l.open) == 0 {
		last := s.lanes[len(s.lanes)-1]
		s.lanes[l.place], last.place = last, l.place
		s.lanes = s.lanes[:len(s.lanes)-1]
		l.stand(false, false, at)
	}
	s.join(span, l, at)
	s.wake(name, l.now, at)
}

// join takes the lane of the span's parent past the span's end, if it does nothing else.
func (s *sweep) join(span int, l *lane, at time.Time) {
	parent, above := s.parents[span], s.above(span)
	if above == nil {
		return
	}
	s.inner[parent] = Latest(s.inner[parent], l.now)
	if above != l && len(above.open) > 0 && above.innermost() == parent {
		above.advance(at)
		above.reach(l.now)
	}
}

// wake takes the lanes that wait for a name past its end.
func (s *sweep) wake(name string, end, at time.Time) {
	if len(s.lanes) > mostLanes {
		return
	}
	for _, l := range s.lanes {
		in := &s.spans[l.innermost()]
		if l.held == 0 && (name != "" && in.WaitsFor() == name || in.IsReadyStage() && isHookName(name)) {
			l.advance(at)
			l.reach(end)
		}
	}
}

func (l *lane) innermost() int { return l.open[len(l.open)-1] }

func isHookName(name string) bool { return strings.HasPrefix(name, convention.HookPrefix) }

// mostLanes is how many lanes may be open for their waits to be followed. A boot has some thirty; a file that has more
// was not stepped by a learner, and each moment of it would cost as much as it has lanes, squared.
const mostLanes = 64

// judge finds out whether the lane stands still from a shared time on, and with all also the others: those that wait
// for a lane change with it.
func (s *sweep) judge(l *lane, at time.Time, all bool) {
	s.round++
	before := l.still
	if len(l.open) > 0 {
		s.judgeOne(l, at)
	}
	if (all || before != l.still) && len(s.lanes) <= mostLanes {
		for _, other := range s.lanes {
			s.judgeOne(other, at)
		}
	}
}

func (s *sweep) judgeOne(l *lane, at time.Time) {
	kept := s.isKept(l)
	idle := !kept && s.waits(l, func(*lane, bool) bool { return true })
	l.stand(kept || idle, idle, at)
}

// isKept reports whether a lane is held, or says that it waits for one that is kept. A ring of waits ends where it was
// entered.
func (s *sweep) isKept(l *lane) bool {
	switch {
	case l.held > 0:
		return true
	case l.asked == s.round:
		return l.kept
	}
	l.asked, l.kept = s.round, false
	l.kept = s.waits(l, func(other *lane, said bool) bool { return said && s.isKept(other) })
	return l.kept
}

// waits reports whether a lane waits for another one that counts: said tells whether it says so, or has only started
// the other one.
func (s *sweep) waits(l *lane, counts func(other *lane, said bool) bool) bool {
	if len(s.lanes) > mostLanes {
		return false
	}
	innermost := l.innermost()
	name, hooks := s.spans[innermost].WaitsFor(), s.spans[innermost].IsReadyStage()
	for _, other := range s.lanes {
		if other == l {
			continue
		}
		outer, in := s.spans[other.open[0]].Name, s.spans[other.innermost()].Name
		said := name != "" && (outer == name || in == name) || hooks && isHookName(outer)
		if (said || other.startedBy == innermost) && counts(other, said) {
			return true
		}
	}
	return false
}
