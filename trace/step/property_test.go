package step_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/step"
)

// forest returns a random boot: stages in stages, some in goroutines of their own, some not held, several of one name.
func forest(random *rand.Rand) []*stage {
	size := 1 + random.IntN(40)
	all := []*stage{{name: "n0"}}
	roots := all[:1:1]
	for i := 1; i < size; i++ {
		s := &stage{name: fmt.Sprintf("n%d", random.IntN(size)), unheld: random.IntN(6) == 0, spawned: random.IntN(4) == 0}
		all = append(all, s)
		if random.IntN(12) == 0 {
			s.spawned = false
			roots = append(roots, s)
			continue
		}
		s.parent = all[random.IntN(len(all)-1)]
		if random.IntN(2) == 0 {
			s.parent = all[len(all)-2] // deep ones, too
		}
		s.parent.children = append(s.parent.children, s)
	}
	return roots
}

func anyCommand(random *rand.Rand, s *session) step.Command {
	c := step.Command{Kind: step.Into + step.Kind(random.IntN(7)), Name: fmt.Sprintf("n%d", random.IntN(40))}
	if keys := slices.Collect(keysOf(s.stages)); len(keys) > 0 && random.IntN(2) == 0 {
		slices.SortFunc(keys, func(a, b trace.Key) int { return strings.Compare(a.ID, b.ID) })
		c.Span = keys[random.IntN(len(keys))]
	}
	if random.IntN(30) == 0 {
		c.Span = trace.Key{TraceID: "t", ID: "unknown"}
	}
	return c
}

func keysOf(m map[trace.Key]*stage) func(yield func(trace.Key) bool) {
	return func(yield func(trace.Key) bool) {
		for key := range m {
			if !yield(key) {
				return
			}
		}
	}
}

// stepAtRandom steps a random boot to its end, and checks all the while that it can be stepped on, that nothing is let
// go twice (which boot.release does), and that what is said of the state is true.
func stepAtRandom(t *testing.T, random *rand.Rand) {
	s := newSession(t, forest(random))
	s.laneless = random.IntN(8) == 0
	breakpoints := make(map[string]bool)
	seen := make(map[trace.Key]bool) // stages that have been the current one
	if random.IntN(2) == 0 {
		for range random.IntN(5) {
			breakpoints[fmt.Sprintf("n%d", random.IntN(40))] = true
		}
		var names []string
		for name := range breakpoints {
			names = append(names, name)
		}
		s.SetBreakpoints(names...)
	}
	look := func() step.State {
		state := s.State()
		if state.Current != nil {
			seen[state.Current.Key] = true
		}
		s.agrees(state)
		return state
	}
	ran := 0 // how many have been let go and were checked
	for turn := 0; ; turn++ {
		if turn > 10_000 {
			t.Fatalf("no end; in full\n%s", strings.Join(s.lines, "\n"))
		}
		for _, r := range s.released[ran:] {
			if breakpoints[r.name] && !seen[r.key] {
				t.Fatalf("breakpoint at %q, span %s, was run over; in full\n%s", r.name, r.key.ID, strings.Join(s.lines, "\n"))
			}
		}
		ran = len(s.released)
		state := look()
		switch able := s.runnable(); {
		case len(s.pending) > 0 && random.IntN(3) == 0:
			s.deliver()
		case len(able) > 0 && random.IntN(6) > 0:
			s.play(able[random.IntN(len(able))])
		case random.IntN(10) == 0:
			s.pending = append(s.pending, s.SetOthersRun(random.IntN(2) == 0)...)
		case random.IntN(10) == 0 && len(state.Held) > 0:
			if !s.Choose(state.Held[random.IntN(len(state.Held))].Lane) {
				t.Fatal("a held stage could not be chosen")
			}
		case state.Mode == step.Waiting:
			c := anyCommand(random, s)
			s.lines = append(s.lines, fmt.Sprintf("%+v", c))
			before := len(s.pending)
			s.do(c)
			moved := len(s.pending) > before
			if c.Kind == step.Into && !moved {
				t.Fatalf("nothing was let go; state %+v; in full\n%s", state, strings.Join(s.lines, "\n"))
			}
		case len(able) > 0 || len(s.pending) > 0:
			if random.IntN(4) == 0 {
				s.do(anyCommand(random, s))
			}
		case len(state.Held) > 0: // moving, and nothing goes on by itself
			if !state.Stalled() {
				t.Fatalf("the boot stands still; state %+v; in full\n%s", state, strings.Join(s.lines, "\n"))
			}
			h := state.Held[random.IntN(len(state.Held))]
			if !s.Choose(h.Lane) || s.State().Mode != step.Waiting {
				t.Fatalf("cannot choose lane %d; state %+v", h.Lane, state)
			}
		default:
			if !s.over() {
				t.Fatalf("stuck; state %+v; in full\n%s", state, strings.Join(s.lines, "\n"))
			}
			if len(state.Lanes) > 0 {
				t.Fatalf("at the end there are lanes: %+v", state.Lanes)
			}
			s.everythingRanOnce()
			return
		}
	}
}

// agrees checks the state against what the boot knows.
func (s *session) agrees(state step.State) {
	s.t.Helper()
	if waiting := state.Mode == step.Waiting; waiting != (state.Current != nil) {
		s.t.Fatalf("state is %+v", state)
	}
	var held []trace.Key
	for key := range s.held {
		if !slices.Contains(s.pending, key) {
			held = append(held, key)
		}
	}
	if len(held) != len(state.Held) {
		s.t.Fatalf("held are %v, not %+v; in full\n%s", held, state.Held, strings.Join(s.lines, "\n"))
	}
	found := state.Current == nil
	for _, h := range state.Held {
		if !slices.Contains(held, h.Key) {
			s.t.Fatalf("%v is not held", h)
		}
		found = found || h.Key == state.Current.Key
	}
	if !found {
		s.t.Fatalf("the current stage is not held: %+v", state)
	}
	open := 0
	for _, g := range s.lanes {
		open += len(g.stack)
	}
	for _, l := range state.Lanes {
		open -= l.Open
	}
	if open != 0 {
		s.t.Fatalf("lanes are %+v, which is %d open spans too few", state.Lanes, open)
	}
}

func (s *session) everythingRanOnce() {
	times := make(map[*stage]int)
	for _, r := range s.released {
		times[r]++
	}
	for _, st := range s.stages {
		if want := map[bool]int{false: 1, true: 0}[st.unheld]; times[st] != want {
			s.t.Fatalf("%q was let go %d times", st.name, times[st])
		}
	}
}

func TestRandomBootsComeToTheirEnd(t *testing.T) {
	for seed := range uint64(3000) {
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) { stepAtRandom(t, rand.New(rand.NewPCG(seed, 0))) }) {
			return
		}
	}
}

func FuzzStepping(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) { stepAtRandom(t, rand.New(rand.NewPCG(a, b))) })
}

// below reports whether the stage is the root or below it.
func below(s, root *stage) bool {
	for ; s != nil; s = s.parent {
		if s == root {
			return true
		}
	}
	return false
}

// Naive truth: what a command about a stage lets go, and where it stops, read off the tree.
func TestCommandsAgreeWithTheTree(t *testing.T) {
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 1))
		s := newSession(t, forest(random))
		s.settle(random)
		for s.State().Mode == step.Waiting {
			before, wasOpen := s.State(), s.openNow()
			at := s.stages[before.Current.Key]
			c := step.Command{Kind: []step.Kind{step.Into, step.Over, step.Out, step.Sibling}[random.IntN(4)]}
			started := len(s.lines)
			s.released = nil
			wasHeld := make(map[*stage]bool)
			for _, h := range before.Held {
				wasHeld[s.stages[h.Key]] = true
			}
			s.do(c)
			s.settle(random)
			if why := s.disagrees(c.Kind, at, wasOpen, wasHeld); why != "" {
				t.Fatalf("seed %d: %v at %q (lane %d): %s; let go %s, now at %q; in full\n%s", seed, c.Kind, at.name, at.lane, why,
					s.names(), s.current(), strings.Join(s.lines[started:], "\n"))
			}
			if s.State().Mode == step.Moving && len(s.State().Held) > 0 {
				s.Choose(s.State().Held[0].Lane)
			}
		}
	}
}

// disagrees says what was wrong with a command at a stage, or "".
func (s *session) disagrees(kind step.Kind, at *stage, wasOpen, wasHeld map[*stage]bool) string {
	scope, lane := at, at.lane
	if kind == step.Out {
		for p := at.parent; p != nil; p = p.parent {
			if wasOpen[p] {
				scope = p
				break
			}
		}
		lane = scope.lane
	}
	if s.released == nil || !slices.Contains(s.released, at) {
		return "it was not let go"
	}
	for _, r := range s.released {
		free := below(r, scope)
		switch {
		case kind == step.Into && r != at:
			return "more was let go: " + r.name
		case kind == step.Sibling && !free && r.lane == lane && r.parent != at.parent && below(r, at.parent):
		case !free:
			return "was let go, and is outside: " + r.name
		}
	}
	current := s.State().Current
	if current == nil {
		return ""
	}
	stop := s.stages[current.Key]
	switch {
	case wasHeld[stop]: // the lane has ended
		if s.openNow()[scope] {
			return "it stopped at what was held before, and is not over"
		}
	case kind == step.Into:
	case kind == step.Sibling && stop.parent == at.parent:
	case stop.lane != lane && !s.openNow()[scope]: // the lane has ended while nothing was held; this was next to start
	case below(stop, scope):
		return "it stopped inside"
	}
	return ""
}

// openNow returns the stages that have started and not ended.
func (s *session) openNow() map[*stage]bool {
	open := make(map[*stage]bool)
	for _, g := range s.lanes {
		for _, f := range g.stack {
			open[f.stage] = true
		}
	}
	return open
}
