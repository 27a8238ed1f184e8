package step_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace/step"
)

func TestBreakpoints(t *testing.T) {
	all := []string{"over", "out", "sibling", "runto nowhere", "free"}
	for _, command := range all {
		t.Run(command, func(t *testing.T) {
			s := newSession(t, tree(hooks))
			s.SetBreakpoints("a2", "hookC", "Create")
			s.settle(nil)
			for _, want := range []string{"Create", "a2", "hookC"} {
				s.do(s.command(command))
				s.settle(nil)
				if s.current() != want {
					t.Fatalf("stopped at %q, want %q; in full\n%s", s.current(), want, strings.Join(s.lines, "\n"))
				}
				if command != "free" { // the next breakpoint is outside the current stage
					command = "over main"
				}
			}
		})
	}
}

// TestBreakpointInAnotherLaneIsNotRunOver reaches a breakpoint while the learner stands elsewhere. The stage stays
// held, and stops the command that would let it go on.
func TestBreakpointInAnotherLaneIsNotRunOver(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.SetBreakpoints("hookC")
	s.pending = s.SetOthersRun(true)
	s.settle(nil)
	s.do(step.Command{Kind: step.RunTo, Name: "hookA"})
	s.settle(nil)
	if got := held(s); s.current() != "hookA" || got != "hookA hookC" {
		t.Fatalf("at %q, held %q", s.current(), got)
	}
	s.names()
	s.do(step.Command{Kind: step.Into})
	if s.current() != "hookC" {
		t.Errorf("at %q", s.current())
	}
	s.settle(nil)
	if got := s.names(); got != "hookA a1 a2 a3" {
		t.Errorf("released %q", got)
	}
}

func TestBreakpointStopsOnce(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.SetBreakpoints("hookC")
	s.settle(nil)
	s.do(step.Command{Kind: step.Free})
	s.settle(nil)
	if s.current() != "hookC" {
		t.Fatalf("at %q", s.current())
	}
	s.do(step.Command{Kind: step.Over, Span: s.open("main")})
	s.settle(nil)
	if s.current() != "" || !s.over() {
		t.Errorf("at %q; in full\n%s", s.current(), strings.Join(s.lines, "\n"))
	}
}

// TestBreakpointWhereTheLearnerWasStopsNoOtherCommand leaves a breakpoint held, steps another lane, and runs over both.
func TestBreakpointWhereTheLearnerWasStopsNoOtherCommand(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.SetBreakpoints("hookC")
	s.settle(nil)
	s.do(step.Command{Kind: step.Free})
	s.settle(nil)
	s.spawn(tree("elsewhere(deeper)")...)
	s.settle(nil)
	for _, h := range s.State().Held {
		if h.Name == "elsewhere" {
			s.Choose(h.Lane)
		}
	}
	if s.current() != "elsewhere" {
		t.Fatalf("at %q", s.current())
	}
	s.do(step.Command{Kind: step.Over, Span: s.open("main")})
	s.settle(nil)
	isHookC := func(h step.Held) bool { return h.Name == "hookC" }
	if state := s.State(); s.current() == "hookC" || slices.ContainsFunc(state.Held, isHookC) {
		t.Errorf("stopped again at the same breakpoint: %+v", state)
	}
}

func TestBreakpointStopsLanesThatAreToRun(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.RunTo, Name: "a2"})
	s.settle(nil)
	s.do(step.Command{Kind: step.Over, Span: s.open("a1")}) // to a3, while hookC is held
	s.SetBreakpoints("hookC")
	s.pending = append(s.pending, s.SetOthersRun(true)...)
	if s.current() != "hookC" {
		t.Errorf("at %q; state %+v", s.current(), s.State())
	}
}
