package step_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/step"
)

func TestOthersRun(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.RunTo, Name: "prepared"})
	s.settle(nil)
	s.do(step.Command{Kind: step.Into})
	s.settle(nil)
	if got := held(s); got != "hookA b1 hookC stop" {
		t.Fatalf("held are %q", got)
	}
	s.names()
	s.pending = s.SetOthersRun(true)
	s.settle(nil)
	if got, current := s.names(), s.current(); got != "b1 hookC stop b2 drain close" || current != "hookA" {
		t.Errorf("released %q at %q", got, current)
	}
	if state := s.State(); !state.OthersRun || len(state.Held) != 1 {
		t.Errorf("state is %+v", state)
	}
}

func held(s *session) string {
	var names []string
	for _, h := range s.State().Held {
		names = append(names, h.Name)
	}
	return strings.Join(names, " ")
}

// TestIntoStopsAtANewRoot starts a request, which is a trace of its own, while the boot goes on.
func TestIntoStopsAtANewRoot(t *testing.T) {
	for kind, want := range map[step.Kind]string{step.Into: "request", step.Over: ""} {
		s := newSession(t, tree("main(wait)"))
		s.settle(nil)
		s.do(step.Command{Kind: step.RunTo, Name: "wait"})
		s.settle(nil)
		s.do(step.Command{Kind: kind})
		s.deliver()
		s.spawn(tree("request(filter)")...)
		s.play(s.runnable()[1])
		if s.current() != want {
			t.Errorf("command %d: at %q, want %q", kind, s.current(), want)
		}
		if !s.Choose(2) || s.current() != "request" {
			t.Errorf("command %d: the request could not be chosen", kind)
		}
	}
}

func TestRunToFromRunningFree(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.Free})
	s.deliver() // main goes on
	s.do(step.Command{Kind: step.RunTo, Name: "hookC"})
	s.settle(nil)
	if s.current() != "hookC" {
		t.Errorf("at %q; in full\n%s", s.current(), strings.Join(s.lines, "\n"))
	}
}

func TestPauseStopsAFreeBoot(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.Free})
	if s.State().Mode != step.Running {
		t.Errorf("state is %+v", s.State())
	}
	s.deliver()
	for range 4 { // through Create, and into prepared
		s.play(s.runnable()[0])
		s.deliver()
	}
	s.names()
	s.do(step.Command{Kind: step.Pause})
	s.settle(nil)
	if got := s.names(); got != "" || s.current() != "hookA" {
		t.Errorf("released %q, at %q; in full\n%s", got, s.current(), strings.Join(s.lines, "\n"))
	}
}

// TestChildThatLetsGoUnasked is a child whose stdin has ended, or that was freed: it holds nothing any more.
func TestChildThatLetsGoUnasked(t *testing.T) {
	s := newSession(t, tree(chain))
	s.settle(nil)
	s.free = true
	s.release([]trace.Key{s.State().Current.Key})
	if state := s.State(); state.Mode != step.Moving || state.Current != nil || len(state.Held) != 0 {
		t.Errorf("state is %+v", state)
	}
	s.settle(nil)
	if !s.over() {
		t.Error("the boot is not over")
	}
	if state := s.State(); len(state.Lanes) != 0 || len(state.Held) != 0 || state.Mode != step.Moving {
		t.Errorf("state at the end is %+v", state)
	}
}

func TestStateHasLanes(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.RunTo, Name: "a2"})
	s.settle(nil)
	var got []string
	for _, l := range s.State().Lanes {
		got = append(got, fmt.Sprintf("%d %s %s %d", l.ID, l.Name, l.Inner, l.Held))
	}
	want := []string{"1 main stop 1", "2 hookA a2 1"}
	if !slices.Equal(got[:2], want) {
		t.Errorf("lanes are %q, want first %q", got, want)
	}
	if s.State().Lane != 2 {
		t.Errorf("lane is %d", s.State().Lane)
	}
}

func TestChoose(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.RunTo, Name: "prepared"})
	s.settle(nil)
	s.do(step.Command{Kind: step.Into})
	s.settle(nil)
	if s.Choose(99) {
		t.Error("chose a lane that does not exist")
	}
	for _, h := range s.State().Held {
		if !s.Choose(h.Lane) || s.State().Current.Key != h.Key || s.State().Lane != h.Lane {
			t.Errorf("chose lane %d, and the state is %+v", h.Lane, s.State())
		}
	}
	s.names()
	s.do(step.Command{Kind: step.Into})
	s.settle(nil)
	if got := s.names(); got != "stop" || s.current() != "drain" {
		t.Errorf("released %q, at %q", got, s.current())
	}
}

func TestSpanWithoutIDIsIgnored(t *testing.T) {
	var s step.Stepper
	s.Hear(trace.Span{Name: "no id", Attributes: map[string]any{convention.Held: true}})
	if state := s.State(); len(state.Held) != 0 || len(state.Lanes) != 0 {
		t.Errorf("state is %+v", state)
	}
}

// BenchmarkHear measures the cost of a span from start to end, in a boot that is one chain of calls and is run over
// from its middle on.
func BenchmarkHear(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			spans := make([]trace.Span, n)
			for i := range spans {
				spans[i] = trace.Span{
					TraceID: "t", ID: fmt.Sprint(i), ParentID: fmt.Sprint(i - 1),
					Attributes: map[string]any{convention.Held: true, convention.Goroutine: int64(1 + i%7)},
				}
			}
			for b.Loop() {
				var s step.Stepper
				for i, span := range spans {
					s.Hear(span)
					if i == n/2 {
						s.Do(step.Command{Kind: step.Over, Span: spans[0].Key()})
					}
				}
				for i := range spans {
					span := spans[n-1-i]
					span.End = time.Unix(1, 0)
					s.Hear(span)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/span")
		})
	}
}
