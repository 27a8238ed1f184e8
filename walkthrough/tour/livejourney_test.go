package tour

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/health"
	"apitour/trace/step"
)

// server plays a boot that is stepped: its stages start one after the other, each is held until a step lets it go.
type server struct {
	controls
	spans    []trace.Span // those that are still to start
	feed     chan Update
	orders   chan func()
	stepper  step.Stepper
	released []string
}

func newServer(ctx context.Context, names int) *server {
	s := &server{feed: make(chan Update), orders: make(chan func(), 100)}
	spans := spansOf(bootSource(), boot())
	slices.SortStableFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	s.spans = spans[:names]
	go s.run(ctx)
	return s
}

func (s *server) run(ctx context.Context) {
	done := 0
	send := func(u Update) {
		select {
		case s.feed <- u:
		case <-ctx.Done():
		}
	}
	hear := func(span trace.Span, held bool) {
		span.Attributes = map[string]any{convention.Goroutine: int64(1)}
		span.End = time.Time{}
		if held {
			span.Attributes[convention.Held] = true
		}
		send(Span{span})
		s.release(s.stepper.Hear(span))
		send(Stepping{s.stepper.State(), done})
	}
	next := func() {
		if len(s.spans) > 0 {
			hear(s.spans[0], true)
		}
	}
	next()
	for {
		select {
		case <-ctx.Done():
			return
		case order := <-s.orders:
			order()
			done++
			if len(s.released) > 0 && len(s.spans) > 0 && s.released[len(s.released)-1] == s.spans[0].Name {
				gone := s.spans[0]
				s.spans = s.spans[1:]
				hear(gone, false)
				next()
			}
			send(Stepping{s.stepper.State(), done})
		}
	}
}

// release notes which stages are let go.
func (s *server) release(keys []trace.Key) {
	for _, key := range keys {
		for _, span := range s.spans {
			if span.Key() == key {
				s.released = append(s.released, span.Name)
			}
		}
	}
}

func (s *server) Step(c step.Command) {
	s.orders <- func() { s.release(s.stepper.Do(c)) }
}

func (s *server) SetBreakpoints(names []string) {
	s.orders <- func() { s.stepper.SetBreakpoints(names...) }
}

// TestNStepsReleaseNStages steps in a terminal and looks at which stages the server was told to let go.
func TestNStepsReleaseNStages(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const steps = 9
	s := newServer(ctx, steps+1)
	want := make([]string, steps)
	for i := range want {
		want[i] = s.spans[i].Name
	}
	last := s.spans[steps].Name
	term := open(t, small, Options{Lesson: joinBoot, Feed: s.feed, Controls: s}, nil)
	term.await("live, held")
	for range steps {
		term.send(" ") // quicker than the server: every key is a step all the same
	}
	thereAndBack := func() {
		term.send("b")
		term.await("1 behind")
		term.send(" ")
		term.await("live, held")
	}
	term.await("· " + last)
	term.await("live, held")
	thereAndBack() // all that was on its way to the screen has arrived by then
	seen := term.screen()
	thereAndBack()
	term.awaitThat("the screen as it was:\n"+seen, func() bool { return term.screen() == seen })
	term.send("q")
	if err := term.end(); err != nil {
		t.Error(err)
	}
	cancel()
	if !slices.Equal(s.released, want) {
		t.Errorf("%d steps let go %q, want %q", steps, s.released, want)
	}
}

// TestPlainLive steps with lines of text, from a pipe that is quicker than the server.
func TestPlainLive(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newServer(ctx, 4)
	var out strings.Builder
	o := Options{
		Lesson: joinBoot, Feed: s.feed, Controls: s, Plain: true, Environment: colourTerminal,
		Input: strings.NewReader("n\nn\nlanes\nb\nn\nhealth\nrequest\nquit\n"), Output: &out,
	}
	if err := Run(ctx, o); err != nil {
		t.Fatal(err)
	}
	said := out.String()
	at := 0
	for _, want := range []string{
		"step 1 of 1: main\n", "live, held", "step 2 of 2: NewAPIServerCommand", "step 3 of 3: NewServerRunOptions", "live, held",
		"lane 1, main: held at NewServerRunOptions for 0 s; this one is stepped",
		"step 2 of 3: NewAPIServerCommand", "1 behind live", "step 3 of 3", "live, held",
		"port bound", "not yet", "A request can be sent when the server is ready.",
	} {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("%q does not come, or not in its place:\n%s", want, said)
		}
		at += i
	}
	if strings.ContainsAny(said, "\x1b\r") {
		t.Error("something steers the terminal")
	}
}

// TestPlainEndsWithItsContext leaves a plain walk whose input never ends.
func TestPlainEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	s := newServer(ctx, 2)
	ended := make(chan error)
	go func() {
		ended <- Run(ctx, Options{Lesson: joinBoot, Feed: s.feed, Controls: s, Plain: true, Environment: colourTerminal, Input: in, Output: io.Discard})
	}()
	cancel()
	if err := <-ended; err == nil {
		t.Error("nothing tells that the context has ended")
	}
}

// TestHealth lets a server turn green, check by check.
func TestHealth(t *testing.T) {
	t.Parallel()
	answer := func(m *model, path string, code int, checks ...health.Check) {
		m.Update(heardMsg{health: []Health{{health.Report{Path: path, Code: code, Checks: checks}}}})
	}
	red := func(name string) health.Check { return health.Check{Name: name, Reason: "failed: reason withheld"} }
	green := func(name string) health.Check { return health.Check{Name: name, OK: true} }
	m, _ := stepping(small, 320.35)
	waitAt(m, "PostStartHook/crd-informer-synced", "PostStartHook/start-apiextensions-controllers")
	press(t, m, "H")
	m.Update(heardMsg{health: []Health{{health.Report{Path: "/readyz", Waiting: true}}}})
	if s := screen(t, m); !strings.Contains(s, "first answer    not yet") {
		t.Errorf("before the first answer:\n%s", s)
	}
	answer(m, "/readyz", 500, green("ping"), green("etcd"), red("informer-sync"), red("odd"), red("poststarthook/crd-informer-synced"), red("poststarthook/start-system-namespaces-controller"))
	hear(m, boot(), 400, nil)
	answer(m, "/livez", 500, green("ping"), red("poststarthook/crd-informer-synced"))
	answer(m, "/readyz", 500, green("ping"), green("etcd"), green("informer-sync"), green("odd"), red("poststarthook/crd-informer-synced\x1b[2J"), green("poststarthook/start-system-namespaces-controller"))
	if brief := m.healthInBrief(); brief != "readyz 5/6" {
		t.Errorf("in brief: %q", brief)
	}
	golden.RequireEqual(t, screen(t, m))
	hear(m, boot(), 700, nil)
	answer(m, "/readyz", 200, green("ping"))
	if brief := m.healthInBrief(); brief != "" {
		t.Errorf("when it is ready, in brief: %q", brief)
	}
	if s := screen(t, m); !strings.Contains(s, "✓ /readyz green   when WaitForReady had begun") {
		t.Errorf("when it is ready:\n%s", s)
	}
}
