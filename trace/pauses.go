package trace

import (
	"maps"
	"slices"
	"time"
)

// WithoutPauses returns the trace with all its times converted to the boot's clock, which leaves out the learner's
// pauses: see [Trace.Clock]. Every goroutine has a clock of its own, which also stands still while the goroutine is
// held or waits for one that is, so that the times are those of a boot that nobody held. [Span.Pause] still returns how
// long a span was held. The argument is never changed, and is itself the result when nothing in it was held.
func WithoutPauses(t *Trace) *Trace { return t.Clock().Of(t) }

// Of returns the trace of which the clock is with its times converted: see [WithoutPauses].
func (c Clock) Of(t *Trace) *Trace {
	if c.lanes == nil {
		return t
	}
	moved := *t
	moved.Resource, moved.Spans = maps.Clone(t.Resource), slices.Clone(t.Spans)
	for i := range moved.Spans {
		s := &moved.Spans[i]
		s.Events = slices.Clone(s.Events)
		for j := range s.Events {
			s.Events[j].Time = c.Shared(s.Events[j].Time)
		}
		s.Start, s.End = c.Shared(s.Start), c.Shared(s.End)
		c.lanes.convert(i, s)
	}
	return &moved
}

// Clock is the boot's clock. It runs with the wall clock, and stands still while a learner holds the boot.
type Clock struct {
	lanes  *laneClocks // nil when nothing was held
	stills []still     // in the order of time, without overlap
	from   time.Time   // since when it stands still because a span is held now; zero when no span is
}

// still is a stretch of wall time in which the clock stands still.
type still struct {
	start, end time.Time
	before     time.Duration // the sum of the earlier stills
}

// Clock returns the boot's clock. A pause ends when the learner lets a held span go on. It began at the last moment
// before that at which any span started, ended or was let go: until then the boot was at work, and the clock ran.
//
// While a span is held now, the clock stands still from the last known moment of that kind on. A later moment, once
// it is known, shows that the clock ran until then.
func (t *Trace) Clock() Clock {
	releases, isHeld := t.releases()
	var c Clock
	if len(releases) == 0 && !isHeld {
		return c
	}
	before, last := t.momentsBefore(releases)
	paused := time.Duration(0)
	for i, release := range releases {
		if paused+release.Sub(before[i]) < paused {
			break // only a damaged trace has pauses that sum to more than a Duration holds, some 292 years
		}
		c.stills = append(c.stills, still{before[i], release, paused})
		paused += release.Sub(before[i])
	}
	if isHeld {
		c.from = last
	}
	if len(c.stills) > 0 || isHeld && len(t.Spans) > 1 {
		c.lanes = c.newLaneClocks(t)
	}
	return c
}

// releases returns the moments at which held spans were let go, sorted and without duplicates, and whether a span is
// held now.
func (t *Trace) releases() (moments []time.Time, isHeld bool) {
	for i := range t.Spans {
		s := &t.Spans[i]
		isHeld = isHeld || s.Held()
		if release, ok := s.released(); ok {
			moments = append(moments, release)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return slices.CompactFunc(moments, time.Time.Equal), isHeld
}

// released returns the moment at which the span was let go, if it was held. In a damaged trace that moment may lie
// after the span's end; then the end is returned.
func (s *Span) released() (time.Time, bool) {
	if s.Pause() == 0 || s.Start.IsZero() {
		return time.Time{}, false
	}
	release := s.Start.Add(s.Pause())
	if !s.End.IsZero() && release.After(s.End) {
		release = s.End
	}
	return release, release.After(s.Start)
}

// momentsBefore returns, for each release, the last moment before it at which a span started, ended or was let go, and
// the last such moment of the trace.
func (t *Trace) momentsBefore(releases []time.Time) (before []time.Time, last time.Time) {
	before = make([]time.Time, len(releases))
	see := func(moment time.Time) {
		if moment.IsZero() {
			return
		}
		last = Latest(last, moment)
		i, same := slices.BinarySearchFunc(releases, moment, time.Time.Compare)
		if same {
			i++
		}
		if i < len(releases) && moment.After(before[i]) {
			before[i] = moment
		}
	}
	for i := range t.Spans {
		see(t.Spans[i].Start)
		see(t.Spans[i].End)
	}
	for _, release := range releases {
		see(release)
	}
	return before, last
}

// At returns what the clock of the goroutine in which the boot began shows at a moment of the wall clock. The zero time
// means "not known" and stays zero.
func (c Clock) At(moment time.Time) time.Time {
	if c.lanes == nil {
		return c.Shared(moment)
	}
	return c.lanes.main(c.Shared(moment))
}

// Stands returns the moment at which the clock of a span's goroutine stands, when the span runs and is held, or waits
// for one that is; zero when its clock runs.
func (c Clock) Stands(span Key) time.Time {
	if c.lanes == nil {
		return time.Time{}
	}
	return c.lanes.stands[span]
}

// IsWall reports whether the clock shows wall time, because nothing was held.
func (c Clock) IsWall() bool { return c.lanes == nil }

// Shared returns what the clock shows that all goroutines share: it stands still while nothing happens but that a
// learner lets a held span go on.
func (c Clock) Shared(moment time.Time) time.Time {
	if moment.IsZero() {
		return moment
	}
	if !c.from.IsZero() && moment.After(c.from) {
		moment = c.from
	}
	i, _ := slices.BinarySearchFunc(c.stills, moment, func(s still, m time.Time) int { return s.start.Compare(m) })
	if i == 0 { // before the first still
		return moment
	}
	s := c.stills[i-1]
	if moment.Before(s.end) {
		return s.start.Add(-s.before)
	}
	return moment.Add(-s.before - s.end.Sub(s.start))
}
