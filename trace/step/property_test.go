package step_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/step"
)

// forest returns a random boot: nested stages, some in goroutines of their own, some never held, several of one name.
func forest(random *rand.Rand) []*stage {
	size := 1 + random.IntN(40)
	all := []*stage{{name: "n0"}}
	roots := all[:1:1]
	for i := 1; i < size; i++ {
		s := &stage{name: fmt.Sprintf("n%d", random.IntN(size))}
		s.unheld, s.spawned = random.IntN(6) == 0, random.IntN(4) == 0
		all = append(all, s)
		if random.IntN(12) == 0 {
			s.spawned = false
			roots = append(roots, s)
			continue
		}
		s.parent = all[random.IntN(len(all)-1)]
		if random.IntN(2) == 0 {
			s.parent = all[len(all)-2] // makes some of the trees deep
		}
		s.parent.children = append(s.parent.children, s)
	}
	return roots
}

func anyCommand(random *rand.Rand, s *session) step.Command {
	c := step.Command{Kind: step.Into + step.Kind(random.IntN(8)), Name: fmt.Sprintf("n%d", random.IntN(40))}
	if c.Kind == step.Next {
		c = anyPath(random)
	}
	if keys := slices.Collect(maps.Keys(s.stages)); len(keys) > 0 && random.IntN(2) == 0 {
		slices.SortFunc(keys, func(a, b trace.Key) int { return strings.Compare(a.ID, b.ID) })
		c.Span = keys[random.IntN(len(keys))]
	}
	if random.IntN(30) == 0 {
		c.Span = trace.Key{TraceID: "t", ID: "unknown"}
	}
	return c
}

// randomWalk steps a random boot at random to its end. It checks all the while that the boot can be stepped on, that no
// stage is released twice (boot.release does that), that no breakpoint is run over, and that the state is true.
type randomWalk struct {
	*session
	random      *rand.Rand
	breakpoints map[string]bool
	seen        map[trace.Key]bool // stages that were the current one
	checked     int                // how many of the released stages have been checked
}

func stepAtRandom(t *testing.T, random *rand.Rand) {
	w := &randomWalk{
		session: newSession(t, forest(random)), random: random,
		breakpoints: make(map[string]bool), seen: make(map[trace.Key]bool),
	}
	w.laneless = random.IntN(8) == 0
	if random.IntN(2) == 0 {
		for range random.IntN(5) {
			w.breakpoints[fmt.Sprintf("n%d", random.IntN(40))] = true
		}
		w.SetBreakpoints(slices.Collect(maps.Keys(w.breakpoints))...)
	}
	for range 10_000 {
		if !w.turn() {
			w.everythingRanOnce()
			return
		}
	}
	w.fatal("no end")
}

func (w *randomWalk) fatal(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf(format+"; in full\n%s", append(args, strings.Join(w.lines, "\n"))...)
}

// turn does one thing: a goroutine goes on, an order arrives, or the learner does something. It returns false at the
// end of the boot.
func (w *randomWalk) turn() bool {
	w.t.Helper()
	state := w.look()
	chance := func(n int) bool { return w.random.IntN(n) == 0 }
	switch able := w.runnable(); {
	case len(w.pending) > 0 && chance(3):
		w.deliver()
	case len(able) > 0 && !chance(6):
		w.play(able[w.random.IntN(len(able))])
	case chance(10):
		w.pending = append(w.pending, w.SetOthersRun(chance(2))...)
	case chance(10) && len(state.Held) > 0:
		w.choose(state)
	case state.Mode == step.Waiting:
		w.step(state)
	case len(able) > 0 || len(w.pending) > 0:
		if chance(4) {
			w.do(anyCommand(w.random, w.session))
		}
	case len(state.Held) > 0: // moving, and no goroutine goes on by itself
		if !state.Stalled() {
			w.fatal("the boot stands still; state %+v", state)
		}
		w.choose(state)
	default:
		if !w.over() || len(state.Lanes) > 0 {
			w.fatal("stuck; state %+v", state)
		}
		return false
	}
	return true
}

// look returns the state after checking it and the stages that were released since the last look.
func (w *randomWalk) look() step.State {
	w.t.Helper()
	for _, r := range w.released[w.checked:] {
		if w.breakpoints[r.name] && !w.seen[r.key] {
			w.fatal("breakpoint at %q, span %s, was run over", r.name, r.key.ID)
		}
	}
	w.checked = len(w.released)
	state := w.State()
	if state.Current != nil {
		w.seen[state.Current.Key] = true
	}
	w.agrees(state)
	return state
}

func (w *randomWalk) choose(state step.State) {
	w.t.Helper()
	h := state.Held[w.random.IntN(len(state.Held))]
	if !w.Choose(h.Lane) || w.State().Mode != step.Waiting {
		w.fatal("cannot choose lane %d; state %+v", h.Lane, state)
	}
}

func (w *randomWalk) step(state step.State) {
	w.t.Helper()
	c := anyCommand(w.random, w.session)
	w.lines = append(w.lines, fmt.Sprintf("%+v", c))
	before := len(w.pending)
	w.do(c)
	if c.Kind == step.Into && len(w.pending) == before {
		w.fatal("into released no stage; state %+v", state)
	}
}

// agrees checks the state against the boot.
func (s *session) agrees(state step.State) {
	s.t.Helper()
	if waiting := state.Mode == step.Waiting; waiting != (state.Current != nil) {
		s.t.Fatalf("state is %+v", state)
	}
	held := s.heldKeys()
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
	var lanes []string
	for _, l := range state.Lanes {
		lanes = append(lanes, laneText(l.Name, l.Inner, l.Held))
	}
	slices.Sort(lanes)
	if want := s.openLanes(held); !slices.Equal(lanes, want) {
		s.t.Fatalf("lanes are %q, want %q; in full\n%s", lanes, want, strings.Join(s.lines, "\n"))
	}
}

// heldKeys returns the held stages that have not been released.
func (s *session) heldKeys() []trace.Key {
	var held []trace.Key
	for key := range s.held {
		if !slices.Contains(s.pending, key) {
			held = append(held, key)
		}
	}
	return held
}

func laneText(name, inner string, held int) string {
	return fmt.Sprintf("%s…%s, %d held", name, inner, held)
}

// openLanes describes the lanes with open stages. Stages without the number of their goroutine are in the lane of their
// root.
func (s *session) openLanes(held []trace.Key) []string {
	open := make(map[any][]*stage)
	for _, g := range s.lanes {
		for _, f := range g.stack {
			var lane any = g
			if s.laneless {
				lane = f.root()
			}
			open[lane] = append(open[lane], f.stage)
		}
	}
	var lanes []string
	for _, stages := range open {
		slices.SortFunc(stages, func(a, b *stage) int { return cmp.Compare(a.started, b.started) })
		n := 0
		for _, st := range stages {
			if slices.Contains(held, st.key) {
				n++
			}
		}
		lanes = append(lanes, laneText(stages[0].name, stages[len(stages)-1].name, n))
	}
	slices.Sort(lanes)
	return lanes
}

func (s *session) everythingRanOnce() {
	times := make(map[*stage]int)
	for _, r := range s.released {
		times[r]++
	}
	for _, st := range s.stages {
		want := 1
		if st.unheld {
			want = 0
		}
		if times[st] != want {
			s.t.Fatalf("%q was released %d times", st.name, times[st])
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

// below reports whether the stage is the root or a descendant.
func below(s, root *stage) bool {
	for ; s != nil; s = s.parent {
		if s == root {
			return true
		}
	}
	return false
}

// outcome is a command, and how the boot stood before it.
type outcome struct {
	step.Command
	at               *stage
	wasOpen, wasHeld map[*stage]bool
}

// stepThrough steps random boots with random commands to their ends, and asks of each outcome what is wrong with it.
func stepThrough(
	t *testing.T, stream uint64, command func(*rand.Rand) step.Command, wrong func(*session, outcome) string,
) {
	t.Helper()
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, stream))
		s := newSession(t, forest(random))
		s.settle(random)
		for s.State().Mode == step.Waiting {
			before := s.State()
			o := outcome{command(random), s.stages[before.Current.Key], s.openNow(), make(map[*stage]bool)}
			for _, h := range before.Held {
				o.wasHeld[s.stages[h.Key]] = true
			}
			started := len(s.lines)
			s.released = nil
			s.do(o.Command)
			s.settle(random)
			if why := wrong(s, o); why != "" {
				t.Fatalf("seed %d: command %d at %q (lane %d): %s; released %s, now at %q; in full\n%s", seed,
					o.Kind, o.at.name, o.at.lane, why, s.names(), s.current(), strings.Join(s.lines[started:], "\n"))
			}
			if s.State().Mode == step.Moving && len(s.State().Held) > 0 {
				s.Choose(s.State().Held[0].Lane)
			}
		}
		if !s.over() {
			t.Fatalf("seed %d: the boot has not come to its end; in full\n%s", seed, strings.Join(s.lines, "\n"))
		}
	}
}

// TestCommandsAgreeWithTheTree compares the stages that a command releases, and the one at which it stops, with the
// tree.
func TestCommandsAgreeWithTheTree(t *testing.T) {
	kinds := []step.Kind{step.Into, step.Over, step.Out, step.Sibling}
	anyKind := func(random *rand.Rand) step.Command { return step.Command{Kind: kinds[random.IntN(len(kinds))]} }
	stepThrough(t, 1, anyKind, (*session).disagrees)
}

// disagrees returns the error in the outcome of a command at a stage, or "".
func (s *session) disagrees(o outcome) string {
	kind, at := o.Kind, o.at
	scope, lane := at, at.lane
	if kind == step.Out {
		for p := at.parent; p != nil; p = p.parent {
			if o.wasOpen[p] {
				scope = p
				break
			}
		}
		lane = scope.lane
	}
	if s.released == nil || !slices.Contains(s.released, at) {
		return "it was not released"
	}
	for _, r := range s.released {
		free := below(r, scope)
		switch {
		case kind == step.Into && r != at:
			return "another was released: " + r.name
		case kind == step.Sibling && !free && r.lane == lane && r.parent != at.parent && below(r, at.parent):
		case !free:
			return "one outside was released: " + r.name
		}
	}
	current := s.State().Current
	if current == nil {
		return ""
	}
	stop := s.stages[current.Key]
	switch {
	case o.wasHeld[stop]: // the lane has ended
		if s.openNow()[scope] {
			return "it stopped at a stage that was held before, and its own stage is still open"
		}
	case kind == step.Into:
	case kind == step.Sibling && stop.parent == at.parent:
	case stop.lane != lane && !s.openNow()[scope]: // the lane has ended with no stage held, and this one started next
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
