package trace

import (
	"maps"
	"slices"
	"time"
)

// WithoutPauses returns the trace by the boot's clock: what a learner's pauses took is taken out of every time. See
// [Trace.Clock]. How long a span was held can still be read from [Span.Pause]. The trace itself is returned when nothing
// in it was held, and it is never changed.
func WithoutPauses(t *Trace) *Trace {
	c := t.Clock()
	if len(c.stills) == 0 {
		return t
	}
	moved := &Trace{Resource: maps.Clone(t.Resource), Spans: slices.Clone(t.Spans)}
	for i := range moved.Spans {
		s := &moved.Spans[i]
		s.Start, s.End = c.At(s.Start), c.At(s.End)
		s.Events = slices.Clone(s.Events)
		for j := range s.Events {
			s.Events[j].Time = c.At(s.Events[j].Time)
		}
	}
	return moved
}

// Clock is the boot's clock: the wall's, which stands still while a learner holds the boot.
type Clock struct {
	stills []still   // in their order; they do not overlap
	from   time.Time // from when on it stands still, because something is held now; zero when nothing is
}

// still is a time in which the clock stands still.
type still struct {
	start, end time.Time
	before     time.Duration // how long it stood still before
}

// Clock returns the clock by which the boot went. While a stage was held and nothing happened anywhere until the learner
// let one go on, it stands still: from the last moment before that at which anything started, ended or was let go. When
// something happened meanwhile, then the boot was at work, and until that moment the clock goes on.
//
// While a stage is held it stands still after the last thing that happened, as far as is known by now: when something
// happens after all, it has gone on.
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
			break // only a damaged trace pauses for centuries, more of them than a Duration can say
		}
		c.stills = append(c.stills, still{before[i], release, paused})
		paused += release.Sub(before[i])
	}
	if isHeld {
		c.from = last
	}
	return c
}

// releases returns the moments at which held spans were let go, in their order and each once, and whether any is held now.
func (t *Trace) releases() (moments []time.Time, isHeld bool) {
	for i := range t.Spans {
		s := &t.Spans[i]
		isHeld = isHeld || s.Held() && s.End.IsZero()
		if release, ok := s.released(); ok {
			moments = append(moments, release)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return slices.CompactFunc(moments, time.Time.Equal), isHeld
}

// released returns the moment at which the span was let go, if it was held. Not after its end, whatever a damaged trace
// says.
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

// momentsBefore returns for each release the last moment before it at which anything happened, and the last moment of all.
func (t *Trace) momentsBefore(releases []time.Time) (before []time.Time, last time.Time) {
	before = make([]time.Time, len(releases))
	see := func(moment time.Time) {
		if moment.IsZero() {
			return
		}
		if moment.After(last) {
			last = moment
		}
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

// At returns what the boot's clock shows at a moment of the wall's. The zero time, which is not known, stays as it is.
func (c Clock) At(moment time.Time) time.Time {
	if moment.IsZero() {
		return moment
	}
	if !c.from.IsZero() && moment.After(c.from) {
		moment = c.from
	}
	i, _ := slices.BinarySearchFunc(c.stills, moment, func(s still, m time.Time) int { return s.start.Compare(m) })
	if i == 0 { // it has not stood still yet
		return moment
	}
	s := c.stills[i-1]
	if moment.Before(s.end) {
		return s.start.Add(-s.before)
	}
	return moment.Add(-s.before - s.end.Sub(s.start))
}

// Paused returns for how long the clock has stood still between stages that were let go.
func (c Clock) Paused() time.Duration {
	if len(c.stills) == 0 {
		return 0
	}
	last := c.stills[len(c.stills)-1]
	return last.before + last.end.Sub(last.start)
}
