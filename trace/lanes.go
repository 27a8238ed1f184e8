package trace

import (
	"slices"
	"time"
)

// laneClocks are the clocks of goroutines, called lanes. They run with the clock that all share, and each stands still
// while its lane is held, or waits for another one:
//
//   - its innermost span says by [convention.WaitsFor] that it waits for that lane, or waits for all hooks;
//   - or its innermost span has started that lane, and does nothing else.
//
// A lane begins at the time of the lane that has started it. When a wait ends, the lane goes on at the time at which
// the other lane's work ended. So the times are those of a boot in which nobody held anything and the hooks ran side by
// side, whatever the order was in which a learner stepped them.
type laneClocks struct {
	first *lane       // in which the boot began
	times []spanTimes // of the spans
	// stands is where the clock of a span stands that runs, and is held or waits.
	stands map[Key]time.Time
}

// spanTimes are the times of a span by the clock of its lane.
type spanTimes struct {
	lane       *lane // nil for a span whose times are not known
	start, end time.Time
}

// lane is a goroutine.
type lane struct {
	points []point
	now    time.Time // by its own clock, at the shared time of seen
	seen   time.Time
	still  bool
	// idle says that it stands still, and that nothing is known to keep it from work: what it waits for is at work, or
	// is only what it has started itself. It has been idle since a shared time, at a time of its own.
	idle      bool
	since, as time.Time

	open      []int // spans, the innermost last; those below may have ended
	startedBy int   // the span in another lane that has started the outermost, -1 when none has
	held      int   // open spans that are held
	place     int   // in the sweep's list of lanes
	asked     int   // the round in which kept was found
	kept      bool  // from work: it is held, or waits for a lane that is kept from work
}

// point is a point in time from which a lane's clock runs, or stands still, until the next point.
type point struct {
	shared, own time.Time
	still       bool
}

// at returns what the lane's clock shows at a shared time.
func (l *lane) at(shared time.Time) time.Time {
	after, _ := slices.BinarySearchFunc(l.points, shared, func(m point, t time.Time) int {
		if m.shared.After(t) {
			return 1
		}
		return -1
	})
	if after == 0 {
		return shared // before anything began
	}
	m := l.points[after-1]
	if m.still {
		return m.own
	}
	return m.own.Add(shared.Sub(m.shared))
}

// advance takes the lane to a shared time.
func (l *lane) advance(shared time.Time) {
	if !l.still && shared.After(l.seen) {
		l.now = l.now.Add(shared.Sub(l.seen))
	}
	l.seen = Latest(l.seen, shared)
}

// reach takes the lane's clock on to a time of its own, if it is not there yet.
func (l *lane) reach(own time.Time) {
	if own.After(l.now) {
		l.now = own
		l.mark()
	}
}

// work says that a lane that was taken to wait has worked until now after all: something happens in it.
func (l *lane) work(shared time.Time) {
	if l.idle {
		l.seen = Latest(l.seen, shared)
		l.reach(l.as.Add(shared.Sub(l.since)))
		l.since, l.as = shared, l.now
	}
}

// stand makes the lane stand still from a shared time on, or run.
func (l *lane) stand(still, idle bool, shared time.Time) {
	if still != l.still {
		l.advance(shared)
		l.still = still
		l.mark()
	}
	if idle && !l.idle {
		l.since, l.as = shared, l.now
	}
	l.idle = idle
}

func (l *lane) mark() { l.points = append(l.points, point{l.seen, l.now, l.still}) }

// convert puts the times of a span by its lane's clock into it. Its times are those of the shared clock before.
func (c *laneClocks) convert(i int, s *Span) {
	times := c.times[i]
	if times.lane == nil {
		return
	}
	for j := range s.Events {
		e := &s.Events[j]
		isInside := s.End.IsZero() || !e.Time.After(s.End)
		e.Time = times.lane.at(e.Time)
		if isInside && !times.end.IsZero() && e.Time.After(times.end) {
			e.Time = times.end
		}
	}
	s.Start, s.End = times.start, times.end
}

// main returns what the clock of the first lane shows at a shared time.
func (c *laneClocks) main(shared time.Time) time.Time {
	if c.first == nil || shared.IsZero() {
		return shared
	}
	return c.first.at(shared)
}
