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

// chain is a boot of one goroutine; hooks starts some.
const (
	chain = "main(RunE(Complete(Certs) Validate Run(Etcd(Start ~Wait(Poll) Leader) Create(Config Server) Prepare)) Bye)"
	hooks = "main(Create prepared(go hookA(a1(a2) a3) go ~hookB(b1 b2) go hookC ~ready) stop(drain close))"
)

// A script is pairs of a command and what is expected of it: "command: let go -> current", where the names are those of what
// was let go, in their order. The command is the kind, and, after it, on which open stage, or to which name.
func TestCommands(t *testing.T) {
	for name, tt := range map[string]struct {
		boot   string
		script []string
	}{
		"into": {chain, []string{
			"into: main -> RunE", "into: RunE -> Complete", "into: Complete -> Certs", "into: Certs -> Validate",
			"into: Validate -> Run", "into: Run -> Etcd", "into: Etcd -> Start", "into: Start -> Poll", "into: Poll -> Leader",
		}},
		"over": {chain, []string{
			"into: main -> RunE", "into: RunE -> Complete", "over: Complete Certs -> Validate", "over: Validate -> Run",
			"into: Run -> Etcd", "over: Etcd Start Poll Leader -> Create", "over: Create Config Server -> Prepare",
			"over: Prepare -> Bye", "over: Bye -> ",
		}},
		"over a leaf is into the next":       {chain, []string{"into: main -> RunE", "into: RunE -> Complete", "into: Complete -> Certs", "over: Certs -> Validate"}},
		"over a stage that is open":          {chain, []string{"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "over Etcd: Start Poll Leader -> Create"}},
		"over the whole":                     {chain, []string{"over: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare Bye -> "}},
		"over a stage that has ended":        {chain, []string{"runto Create: main RunE Complete Certs Validate Run Etcd Start Poll Leader -> Create", "over gone: Create Config Server -> Prepare"}},
		"out":                                {chain, []string{"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "out: Start Poll Leader -> Create", "out: Create Config Server Prepare -> Bye"}},
		"out of an open stage":               {chain, []string{"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "out Etcd: Start Poll Leader Create Config Server Prepare -> Bye"}},
		"out of a root":                      {"a(b) c", []string{"out: a b -> c"}},
		"sibling":                            {chain, []string{"into: main -> RunE", "into: RunE -> Complete", "sibling: Complete Certs -> Validate", "sibling: Validate -> Run", "sibling: Run Etcd Start Poll Leader Create Config Server Prepare -> Bye"}},
		"sibling from the last":              {chain, []string{"runto Config: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create -> Config", "sibling: Config -> Server", "sibling: Server -> Prepare"}},
		"sibling leaves out nephews":         {chain, []string{"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "sibling: Start Poll -> Leader"}},
		"sibling of a root":                  {"a(b) c", []string{"sibling: a b -> c"}},
		"run to":                             {chain, []string{"runto Server: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config -> Server"}},
		"run to what never comes":            {chain, []string{"runto nowhere: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare Bye -> "}},
		"run to what the lane never has":     {"a(b) c", []string{"runto nowhere: a b -> c"}},
		"run to the next of one name":        {"a(x x(x) x)", []string{"runto x: a -> x", "runto x: x -> x", "runto x: x -> x", "runto x: x -> x"}},
		"free":                               {chain, []string{"free: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare Bye -> "}},
		"unheld spans are no stop":           {"~main(a ~b(~c) d)", []string{"into: a -> d"}},
		"into a lane that the lane starts":   {hooks, []string{"into: main -> Create", "into: Create -> prepared", "into: prepared -> hookA"}},
		"into stays in the lane":             {hooks, []string{"runto prepared: main Create -> prepared", "into: prepared -> hookA", "into: hookA -> a1", "into: a1 -> a2"}},
		"the others wait":                    {hooks, []string{"runto prepared: main Create -> prepared", "into: prepared -> hookA", "into: hookA -> a1", "over: a1 a2 -> a3"}},
		"a lane that ends gives the oldest":  {hooks, []string{"runto prepared: main Create -> prepared", "into: prepared -> hookA", "over: hookA a1 a2 a3 -> b1", "over: b1 -> b2", "over: b2 -> hookC", "over: hookC -> stop"}},
		"over frees the lanes inside":        {hooks, []string{"runto prepared: main Create -> prepared", "over: prepared hookA a1 a2 a3 b1 b2 hookC -> stop"}},
		"over what the current one is in":    {"main(p(go a(a1(a2)) w) stop)", []string{"into: main -> p", "into: p -> a", "over p: a w a1 a2 -> stop"}},
		"out of a lane is into its parent's": {"main(p(go a(a1(a2)) w) stop)", []string{"into: main -> p", "into: p -> a", "out: a w a1 a2 -> stop"}},
		"sibling in another lane":            {"main(x(go a(a1) go b go c) y)", []string{"into: main -> x", "into: x -> a", "sibling: a a1 -> b", "sibling: b -> c", "sibling: c -> y"}},
		"a lane's sibling before the rest":   {"main(x(go a(a1) go ~s(t) go b) y)", []string{"into: main -> x", "into: x -> a", "sibling: a a1 -> b", "sibling: b -> t"}},
		"run to what is held already":        {hooks, []string{"runto prepared: main Create -> prepared", "into: prepared -> hookA", "runto hookC:  -> hookC", "into: hookC -> hookA"}},
		"run to something in a new lane":     {hooks, []string{"runto a2: main Create prepared hookA a1 -> a2"}},
		"pause where it is held":             {chain, []string{"pause:  -> main"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, tree(tt.boot))
			s.settle(nil)
			for _, line := range tt.script {
				command, want, _ := strings.Cut(line, ": ")
				s.do(s.command(command))
				s.settle(nil)
				if got := s.names() + " -> " + s.current(); got != want {
					t.Fatalf("%s: let go, and stopped at\n%q, want\n%q; in full\n%s", command, got, want, strings.Join(s.lines, "\n"))
				}
			}
		})
	}
}

var kinds = map[string]step.Kind{
	"into": step.Into, "over": step.Over, "out": step.Out, "sibling": step.Sibling, "runto": step.RunTo, "free": step.Free, "pause": step.Pause,
}

func (s *session) command(text string) step.Command {
	kind, name, _ := strings.Cut(text, " ")
	c := step.Command{Kind: kinds[kind]}
	switch {
	case c.Kind == step.RunTo:
		c.Name = name
	case name == "gone":
		c.Span = trace.Key{TraceID: "t", ID: "3"}
	case name != "":
		c.Span = s.open(name)
	}
	return c
}

// Each command to the next stage lets exactly one go, and they go in the order in which they stand in the source.
func TestNTimesIntoReleasesNInOrder(t *testing.T) {
	s := newSession(t, tree(chain))
	s.settle(nil)
	last := 0
	for n := 1; s.State().Mode == step.Waiting; n++ {
		s.do(step.Command{Kind: step.Into})
		s.settle(nil)
		if len(s.released) != n {
			t.Fatalf("%d times into let %d stages go", n, len(s.released))
		}
		if order := s.released[n-1].order; order <= last {
			t.Fatalf("%q was let go out of turn", s.released[n-1].name)
		} else {
			last = order
		}
	}
	if want := strings.Count(chain, "(") + strings.Count(chain, " ") + 1 - strings.Count(chain, "~"); len(s.released) != want {
		t.Errorf("let %d stages go, want %d", len(s.released), want)
	}
	if !s.over() {
		t.Error("the boot has not come to its end")
	}
}

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
		t.Errorf("let go %q at %q", got, current)
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
				if state := s.State(); s.current() != want || state.Breakpoint != want || !state.Current.Breakpoint {
					t.Fatalf("stopped at %q, breakpoint %q, want %q; in full\n%s", s.current(), state.Breakpoint, want, strings.Join(s.lines, "\n"))
				}
				if command != "free" { // the breakpoint is in another scope; the whole is what is to be run over
					command = "over main"
				}
			}
		})
	}
}

// A breakpoint that is reached while the learner stands elsewhere stays held, and stops the command that would let it go.
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
	if state := s.State(); s.current() != "hookC" || state.Breakpoint != "hookC" {
		t.Errorf("at %q, breakpoint %q", s.current(), state.Breakpoint)
	}
	s.settle(nil)
	if got := s.names(); got != "hookA a1 a2 a3" {
		t.Errorf("let go %q", got)
	}
}

// A breakpoint at which the learner has been is not in the way any more.
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

	again := newSession(t, tree(hooks))
	again.SetBreakpoints("hookC")
	again.settle(nil)
	again.do(step.Command{Kind: step.Free})
	again.settle(nil)
	again.spawn(tree("elsewhere(deeper)")...)
	again.settle(nil)
	for _, h := range again.State().Held {
		if h.Name == "elsewhere" {
			again.Choose(h.Lane)
		}
	}
	if again.current() != "elsewhere" {
		t.Fatalf("at %q", again.current())
	}
	again.do(step.Command{Kind: step.Over, Span: again.open("main")})
	again.settle(nil)
	if state := again.State(); state.Breakpoint != "" || slices.ContainsFunc(state.Held, func(h step.Held) bool { return h.Name == "hookC" }) {
		t.Errorf("stopped again at a breakpoint that had been seen: %+v", state)
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
	if state := s.State(); s.current() != "hookC" || state.Breakpoint != "hookC" {
		t.Errorf("at %q; state %+v", s.current(), state)
	}
}

// A request is a trace of its own, and may come while the boot goes on.
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
			t.Errorf("%v: at %q, want %q", kind, s.current(), want)
		}
		if !s.Choose(2) || s.current() != "request" {
			t.Errorf("%v: the request could not be chosen", kind)
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

func TestHoldNothing(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	if s.State().HoldNothing {
		t.Error("nothing is held before the learner said anything")
	}
	s.do(step.Command{Kind: step.Free})
	if !s.State().HoldNothing || s.State().Mode != step.Running {
		t.Errorf("state is %+v", s.State())
	}
	s.SetBreakpoints("a2")
	if s.State().HoldNothing {
		t.Error("nothing is held, and there is a breakpoint")
	}
	s.SetBreakpoints()
	s.free = true
	s.deliver()
	for range 6 { // into prepared
		s.play(s.runnable()[0])
	}
	s.free = false
	s.do(step.Command{Kind: step.Pause})
	if s.State().HoldNothing {
		t.Error("nothing is held in a pause")
	}
	s.settle(nil)
	if s.current() == "" {
		t.Errorf("did not stop; in full\n%s", strings.Join(s.lines, "\n"))
	}
}

// The child lets everything go by itself when its stdin ends, or when it is told to stop.
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

func TestStateTellsLanes(t *testing.T) {
	s := newSession(t, tree(hooks))
	s.settle(nil)
	s.do(step.Command{Kind: step.RunTo, Name: "a2"})
	s.settle(nil)
	var got []string
	for _, l := range s.State().Lanes {
		got = append(got, fmt.Sprintf("%d %s %s %d/%d", l.ID, l.Name, l.Inner, l.Held, l.Open))
	}
	want := []string{"1 main stop 1/2", "2 hookA a2 1/3"}
	if !slices.Equal(got[:2], want) {
		t.Errorf("lanes are %q, want %q first", got, want)
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
		t.Error("chose a lane that is not there")
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
		t.Errorf("let go %q, at %q", got, s.current())
	}
}

func TestSpanWithoutIDIsIgnored(t *testing.T) {
	var s step.Stepper
	s.Hear(trace.Span{Name: "nobody", Attributes: map[string]any{convention.Held: true}})
	if state := s.State(); len(state.Held) != 0 || len(state.Lanes) != 0 {
		t.Errorf("state is %+v", state)
	}
}

// BenchmarkHear is what a span costs, from its start to its end: in a boot that is as deep as it is long, run over whole
// from its middle.
func BenchmarkHear(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			spans := make([]trace.Span, n)
			for i := range spans {
				spans[i] = trace.Span{TraceID: "t", ID: fmt.Sprint(i), ParentID: fmt.Sprint(i - 1), Attributes: map[string]any{convention.Held: true, convention.Goroutine: int64(1 + i%7)}}
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
