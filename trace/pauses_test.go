package trace_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// held returns a span that was held at its start for that many milliseconds.
func held(id, parent string, start, pause, end int) trace.Span {
	s := span(id, parent, start, end)
	s.Attributes = map[string]any{convention.Pause: int64(time.Duration(pause) * time.Millisecond)}
	return s
}

// heldNow returns a span that is held.
func heldNow(id, parent string, start int) trace.Span {
	s := span(id, parent, start, running)
	s.Attributes = map[string]any{convention.Held: true}
	return s
}

func TestWithoutPauses(t *testing.T) {
	event := span("e", "", 0, 40)
	event.Events = []trace.Event{{Time: at(5)}, {Time: at(15)}, {Time: at(30)}}
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  string // starts, ends and events, in the order of the spans
	}{
		"one":                 {[]trace.Span{span("a", "", 0, 30), held("b", "a", 10, 10, 25)}, "0-20 10-15"},
		"one after the other": {[]trace.Span{held("a", "", 0, 10, 60), held("b", "a", 20, 10, 50)}, "0-40 10-30"},
		"nested": {
			[]trace.Span{held("a", "", 0, 10, 60), held("b", "a", 11, 9, 30), held("c", "b", 21, 4, 26)},
			"0-37 1-7 2-3",
		},
		"something happened":   {[]trace.Span{held("a", "", 0, 10, 20), span("b", "", 4, 7)}, "0-10 0-3"},
		"happened in the end":  {[]trace.Span{held("a", "", 0, 10, 20), span("b", "", 4, 30)}, "0-10 0-20"},
		"two at once":          {[]trace.Span{held("a", "", 0, 20, 30), held("b", "", 5, 10, 25)}, "0-10 0-5"},
		"other than in order":  {[]trace.Span{held("a", "", 0, 10, 30), held("b", "", 5, 20, 28)}, "0-5 0-3"},
		"still runs":           {[]trace.Span{held("a", "", 0, 10, running), span("b", "a", 15, running)}, "0-? 5-?"},
		"events":               {[]trace.Span{event, held("b", "e", 10, 10, 35)}, "0-30 5 10 20 10-25"},
		"pause past the end":   {[]trace.Span{held("a", "", 0, 10, 4), span("b", "", 20, 30)}, "0-0 16-26"},
		"pause below zero":     {[]trace.Span{held("a", "", 0, -10, 4), held("b", "", 20, 5, 30)}, "0-4 20-25"},
		"end before its start": {[]trace.Span{held("a", "", 10, 5, 4), held("b", "", 20, 5, 30)}, "10-4 20-25"},
		"start not known": {
			[]trace.Span{
				{ID: "a", Attributes: map[string]any{convention.Pause: int64(1)}, End: at(3)}, held("b", "", 20, 5, 30),
			},
			"?-3 20-25",
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(tt.spans)
			in := &trace.Trace{Resource: map[string]any{"a": "b"}, Spans: tt.spans}
			out := trace.WithoutPauses(in)
			if got := times(out.Spans); got != tt.want {
				t.Errorf("times are %q, want %q", got, tt.want)
			}
			if !reflect.DeepEqual(in.Spans, before) {
				t.Errorf("the argument was changed: %v", in.Spans)
			}
			if !reflect.DeepEqual(in.Resource, out.Resource) {
				t.Errorf("resource is %v", out.Resource)
			}
			for i, s := range out.Spans {
				if s.Int(convention.Pause) != tt.spans[i].Int(convention.Pause) {
					t.Errorf("span %q was held for %v", s.ID, s.Pause())
				}
			}
		})
	}
}

// times writes the times of spans in milliseconds.
func times(spans []trace.Span) string {
	var text []byte
	say := func(moment time.Time) {
		if moment.IsZero() {
			text = append(text, '?')
			return
		}
		text = strconv.AppendInt(text, moment.Sub(at(0)).Milliseconds(), 10)
	}
	for i, s := range spans {
		if i > 0 {
			text = append(text, ' ')
		}
		say(s.Start)
		text = append(text, '-')
		say(s.End)
		for _, e := range s.Events {
			text = append(text, ' ')
			say(e.Time)
		}
	}
	return string(text)
}

func TestWithoutPausesReturnsATraceWithoutPauses(t *testing.T) {
	for name, spans := range map[string][]trace.Span{
		"no span":     nil,
		"never held":  {span("a", "", 0, 9)},
		"a zero":      {held("a", "", 0, 0, 9)},
		"held by now": {heldNow("b", "", 3)},
	} {
		in := &trace.Trace{Spans: spans}
		if trace.WithoutPauses(in) != in {
			t.Errorf("%s: the result is another trace", name)
		}
	}
}

func TestClock(t *testing.T) {
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  map[int]int // from the wall clock's time to the boot's
	}{
		"never held": {[]trace.Span{span("a", "", 0, 9)}, map[int]int{-5: -5, 0: 0, 50: 50}},
		"held once": {
			[]trace.Span{held("a", "", 10, 10, 25)},
			map[int]int{5: 5, 10: 10, 13: 10, 20: 10, 21: 11, 99: 89},
		},
		"held now": {
			[]trace.Span{span("a", "", 0, running), heldNow("b", "a", 3)},
			map[int]int{2: 2, 3: 3, 4: 3, 1000: 3},
		},
		"held twice": {
			[]trace.Span{held("a", "", 0, 10, running), heldNow("b", "a", 30)},
			map[int]int{5: 0, 12: 2, 30: 20, 900: 20},
		},
		"others still go on": {
			[]trace.Span{heldNow("b", "", 30), span("c", "", 35, 40)},
			map[int]int{33: 33, 40: 40, 41: 40},
		},
		"died while held": {
			[]trace.Span{{ID: "b", Start: at(3), End: at(5), Attributes: map[string]any{convention.Held: true}}},
			map[int]int{9: 9},
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := (&trace.Trace{Spans: tt.spans}).Clock()
			for wall, want := range tt.want {
				if got := clock.Shared(at(wall)); !got.Equal(at(want)) {
					t.Errorf("at %d ms it shows %v, want %d ms", wall, got.Sub(at(0)), want)
				}
			}
			if !clock.At(time.Time{}).IsZero() {
				t.Error("an unknown moment became known")
			}
		})
	}
}

// paused returns a random, damaged trace in which spans were held.
func paused(random *rand.Rand, spans []trace.Span) []trace.Span {
	for i := range spans {
		s := &spans[i]
		switch random.IntN(4) {
		case 0, 1:
			pause := int64(random.IntN(30)) * int64(time.Millisecond)
			if random.IntN(50) == 0 {
				pause = math.MaxInt64 - random.Int64N(2)
			}
			s.Attributes = map[string]any{convention.Pause: pause}
		case 2:
			s.Attributes = map[string]any{convention.Held: true}
		}
		if random.IntN(3) == 0 {
			s.Events = []trace.Event{{Time: at(random.IntN(60))}}
		}
	}
	return spans
}

// naive is the definition of the clock: the time between two moments is a pause if the second is a release.
func naive(spans []trace.Span) (moments []time.Time, isRelease map[int64]bool) {
	isRelease = make(map[int64]bool)
	for _, s := range spans {
		for _, m := range []time.Time{s.Start, s.End} {
			if !m.IsZero() {
				moments = append(moments, m)
			}
		}
		if s.Pause() == 0 || s.Start.IsZero() {
			continue
		}
		release := s.Start.Add(s.Pause())
		if !s.End.IsZero() && release.After(s.End) {
			release = s.End
		}
		if release.After(s.Start) {
			moments = append(moments, release)
			isRelease[release.UnixNano()] = true
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return moments, isRelease
}

func isHeldNow(s trace.Span) bool { return s.Held() && s.End.IsZero() }

func TestPausesAreWhatTheyAreDefinedAs(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, random *rand.Rand, spans []trace.Span) {
		for i := range paused(random, spans) {
			if spans[i].Pause() > time.Hour {
				delete(spans[i].Attributes, convention.Pause)
			}
		}
		tr := &trace.Trace{Spans: spans}
		clock := tr.Clock()
		moments, isRelease := naive(spans)
		shift := time.Duration(0)
		for i, m := range moments {
			if i > 0 && isRelease[m.UnixNano()] {
				shift += m.Sub(moments[i-1])
			}
			if got, want := clock.Shared(m), m.Add(-shift); !got.Equal(want) {
				t.Errorf("at %v it shows %v, want %v", m.Sub(at(0)), got.Sub(at(0)), want.Sub(at(0)))
			}
		}
		if n := len(moments); n > 0 {
			late := moments[n-1].Add(time.Hour)
			if slices.ContainsFunc(spans, isHeldNow) {
				shift += time.Hour
			}
			if stood := late.Sub(clock.Shared(late)); stood != shift {
				t.Errorf("the clock stood still for %v, want %v", stood, shift)
			}
		}
	})
}

// TestWithoutPausesKeepsOrderAndNests demands of spans whose times are in order that they stay in order, and that those
// inside others stay inside.
func TestWithoutPausesKeepsOrderAndNests(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, random *rand.Rand, spans []trace.Span) {
		tr := &trace.Trace{Spans: paused(random, spans)}
		out := trace.WithoutPauses(tr)
		byKey := make(map[trace.Key]int)
		for i := range tr.Spans {
			byKey[tr.Spans[i].Key()] = i
		}
		for i := range tr.Spans {
			a, b := &tr.Spans[i], &out.Spans[i]
			if a.Start.IsZero() != b.Start.IsZero() || a.End.IsZero() != b.End.IsZero() {
				t.Fatalf("an unknown time became known, or a known one unknown: %v, %v", a, b)
			}
			if !isOrderly(a) {
				continue
			}
			if !b.End.IsZero() && b.End.Before(b.Start) {
				t.Fatalf("%v became %v", a, b)
			}
			parent, known := byKey[a.ParentKey()]
			if !known || a.ParentID == "" || !isOrderly(&tr.Spans[parent]) {
				continue
			}
			around, moved := &tr.Spans[parent], &out.Spans[parent]
			isInside := !a.Start.Before(around.Start) && (around.End.IsZero() || !a.Start.After(around.End))
			if isInside && b.Start.Before(moved.Start) {
				t.Fatalf("%v, inside %v, became %v, before %v", a, around, b, moved)
			}
			isInside = isInside && !around.End.IsZero() && !a.End.IsZero() && !a.End.After(around.End)
			if isInside && b.End.After(moved.End) {
				t.Fatalf("%v, inside %v, became %v, past the end of %v", a, around, b, moved)
			}
		}
	})
}

func isOrderly(s *trace.Span) bool {
	return !s.Start.IsZero() && (s.End.IsZero() || !s.End.Before(s.Start))
}

func TestFinishEndsAPause(t *testing.T) {
	var r trace.Recording
	r.Add(span("a", "", 0, running))
	r.Add(heldNow("now", "a", 3))
	r.Add(held("later", "a", 4, 50, running))
	r.Add(held("before", "a", 5, 2, 90))
	for i, want := range []int{0, 7, 6, 2} {
		s := r.Finish(at(10)).Spans[i]
		if s.Pause() != time.Duration(want)*time.Millisecond || s.Held() {
			t.Errorf("%q was held for %v, held now: %t; want %d ms", s.ID, s.Pause(), s.Held(), want)
		}
	}
	if s := r.Snapshot().Spans[1]; !s.Held() {
		t.Error("finishing changed the recording")
	}
}

func TestRecordingOfAHeldSpan(t *testing.T) {
	var r trace.Recording
	r.Add(heldNow("a", "", 0))
	r.Add(held("a", "", 0, 5, running))
	r.Add(held("a", "", 0, 5, 9))
	spans := r.Snapshot().Spans
	if len(spans) != 1 || spans[0].Held() || spans[0].Pause() != 5*time.Millisecond || spans[0].Running() {
		t.Errorf("spans are %v", spans)
	}
}

func BenchmarkWithoutPauses(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		spans := make([]trace.Span, n)
		for i := range spans {
			spans[i] = held(strconv.Itoa(i), "", i*10, 3, i*10+7)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				trace.WithoutPauses(&trace.Trace{Spans: spans})
			}
		})
	}
}
