package trace_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// program is a boot's hooks: each has work to do, after the hook for which it waits has ended. A hook waits for an
// earlier one, or with -1 for none.
type program struct{ waits, work []int }

const (
	hooksBegin = 10 // the first hook starts; each is started a millisecond after the one before
	lag        = 2  // how long after the last hook WaitForReady ends
)

func randomProgram(random *rand.Rand) program {
	p := program{make([]int, 2+random.IntN(8)), nil}
	for i := range p.waits {
		p.waits[i] = -1
		if i > 0 && random.IntN(2) == 0 {
			p.waits[i] = random.IntN(i)
		}
		p.work = append(p.work, 1+random.IntN(20))
	}
	return p
}

func (p program) begins(hook int) int { return hooksBegin + hook }

// free returns when the hooks end when nobody holds them.
func (p program) free() []int {
	ends := make([]int, len(p.work))
	for i := range ends {
		ends[i] = p.begins(i) + p.work[i]
		if p.waits[i] >= 0 {
			ends[i] = max(p.begins(i), ends[p.waits[i]]) + p.work[i]
		}
	}
	return ends
}

// stepped returns when the hooks are let go, and when they end, if a learner lets them go in a random order, with time
// to think in between.
func (p program) stepped(random *rand.Rand) (released, ends []int) {
	n := len(p.work)
	released, ends = make([]int, n), make([]int, n)
	now := p.begins(n - 1)
	for _, next := range random.Perm(n) {
		now += 1 + random.IntN(5000)
		released[next] = now
		for i := range n { // an earlier hook never waits for a later one
			waited := p.waits[i]
			if released[i] == 0 || ends[i] > 0 || waited >= 0 && ends[waited] == 0 {
				continue
			}
			ends[i] = released[i] + p.work[i]
			if waited >= 0 {
				ends[i] = max(released[i], ends[waited]) + p.work[i]
			}
		}
		now = max(now, slices.Max(ends))
	}
	return released, ends
}

// trace records a run of the program. Without releases nothing was held.
func (p program) trace(released, ends []int) *trace.Trace {
	in := func(s trace.Span, lane int, more map[string]any) trace.Span {
		s.Attributes = map[string]any{
			convention.Goroutine: int64(lane), convention.ScopeName: convention.Scope,
		}
		for key, value := range more {
			s.Attributes[key] = value
		}
		return s
	}
	ready := in(span("ready", "run", 9, slices.Max(ends)+lag), 2, nil)
	ready.Name = convention.ReadyStage
	spans := []trace.Span{in(span("main", "", 0, running), 1, nil), in(span("run", "main", 8, running), 1, nil), ready}
	for i, end := range ends {
		more := map[string]any{}
		if p.waits[i] >= 0 {
			more[convention.WaitsFor] = convention.HookPrefix + strconv.Itoa(p.waits[i])
		}
		if released != nil {
			more[convention.Pause] = int64(released[i]-p.begins(i)) * int64(time.Millisecond)
		}
		s := in(span("hook"+strconv.Itoa(i), "run", p.begins(i), end), 10+i, more)
		s.Name = convention.HookPrefix + strconv.Itoa(i)
		spans = append(spans, s)
	}
	return &trace.Trace{Spans: spans}
}

// TestSteppedHooksTakeAsLongAsFreeOnes steps random hooks in a random order. By the boot's clock all their times, and
// the moment of ready, are those of the boot that nobody held.
func TestSteppedHooksTakeAsLongAsFreeOnes(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 0))
		p := randomProgram(random)
		want := p.trace(nil, p.free())
		released, ends := p.stepped(random)
		recorded := p.trace(released, ends)
		random.Shuffle(len(recorded.Spans), func(i, j int) {
			recorded.Spans[i], recorded.Spans[j] = recorded.Spans[j], recorded.Spans[i]
			want.Spans[i], want.Spans[j] = want.Spans[j], want.Spans[i]
		})
		got := trace.WithoutPauses(recorded)
		if g, w := timesByName(got), timesByName(want); g != w {
			t.Fatalf("seed %d: %+v, released at %v, ended at %v:\n%s, want\n%s", seed, p, released, ends, g, w)
		}
		if g, w := pathTo(got), pathTo(want); g != w {
			t.Fatalf("seed %d: %+v, released at %v: the critical path is\n%s, want\n%s", seed, p, released, g, w)
		}
	}
}

// pathTo writes the critical path to ready.
func pathTo(t *trace.Trace) string {
	ready, _ := t.Ready()
	var path []string
	for _, s := range trace.CriticalPath(t.Tree(), ready) {
		name := "nothing"
		if s.Node != nil {
			name = s.Node.Name
		}
		path = append(path, fmt.Sprintf("%s %s", name, s.End.Sub(s.Start)))
	}
	return fmt.Sprint(path)
}

func timesByName(t *trace.Trace) string {
	var lines []string
	for _, s := range t.Spans {
		lines = append(lines, fmt.Sprintf("%s %s", s.Name, times([]trace.Span{s})))
	}
	slices.Sort(lines)
	return fmt.Sprint(lines)
}

// TestAHeldLaneStands holds some of the hooks now: their clocks stand, and those of the hooks that wait for them.
func TestAHeldLaneStands(t *testing.T) {
	p := program{waits: []int{-1, 0, -1}, work: []int{5, 5, 5}}
	recorded := p.trace([]int{100, 200, 300}, []int{105, 205, 305})
	for i := range recorded.Spans {
		s := &recorded.Spans[i]
		switch s.Name {
		case convention.HookPrefix + "0": // held now
			s.End = time.Time{}
			delete(s.Attributes, convention.Pause)
			s.Attributes[convention.Held] = true
		case convention.HookPrefix + "1", convention.ReadyStage: // wait for it
			s.End = time.Time{}
		}
	}
	clock := recorded.Clock()
	out := clock.Of(recorded)
	for _, s := range out.Spans {
		stands, isKnown := map[string]int{
			convention.HookPrefix + "0": 10, convention.HookPrefix + "1": 11,
		}[s.Name]
		if got := clock.Stands(s.Key()); isKnown && !got.Equal(at(stands)) {
			t.Errorf("%s stands at %v, want %d ms", s.Name, got.Sub(at(0)), stands)
		}
		if s.Name == convention.HookPrefix+"2" && s.End.Sub(s.Start) != 5*time.Millisecond {
			t.Errorf("%s took %v", s.Name, s.End.Sub(s.Start))
		}
		if s.Name == "main" && clock.Stands(s.Key()).IsZero() {
			t.Error("main does not stand, although it waits for what it has started")
		}
	}
}
