package tour

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// server plays a boot that is stepped: its stages start one after the other, each is held until a step lets it go.
type server struct {
	walktest.Controls
	spans    []trace.Span // those that are still to start
	updates  chan feed.Update
	orders   chan func()
	stepper  step.Stepper
	released []string
}

func newServer(ctx context.Context, names int) *server {
	s := &server{updates: make(chan feed.Update), orders: make(chan func(), 100)}
	spans := walktest.SpansOf(walktest.Source(), walktest.Boot())
	slices.SortStableFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	s.spans = spans[:names]
	go s.run(ctx)
	return s
}

func (s *server) run(ctx context.Context) {
	done := 0
	send := func(u feed.Update) {
		select {
		case s.updates <- u:
		case <-ctx.Done():
		}
	}
	hear := func(span trace.Span, held bool) {
		span.Attributes = map[string]any{convention.Goroutine: int64(1)}
		span.End = time.Time{}
		if held {
			span.Attributes[convention.Held] = true
		}
		send(feed.Span{Span: span})
		s.release(s.stepper.Hear(span))
		send(feed.Stepping{State: s.stepper.State(), Done: done})
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
			send(feed.Stepping{State: s.stepper.State(), Done: done})
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
	term := open(t, small, walk.Options{Lesson: walktest.Join, Feed: s.updates, Controls: s}, nil)
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

// TestHealth lets a server turn green, check by check.
func TestHealth(t *testing.T) {
	t.Parallel()
	answer := func(m *model, path string, code int, checks ...health.Check) {
		receive(m, feed.Health{Report: health.Report{Path: path, Code: code, Checks: checks}})
	}
	red := func(name string) health.Check { return health.Check{Name: name, Reason: "failed: reason withheld"} }
	green := func(name string) health.Check { return health.Check{Name: name, OK: true} }
	m, _ := stepping(small, 320.35)
	waitAt(m, "PostStartHook/crd-informer-synced", "PostStartHook/start-apiextensions-controllers")
	press(t, m, "H")
	receive(m, feed.Health{Report: health.Report{Path: "/readyz", Waiting: true}})
	if s := screen(t, m); !strings.Contains(s, "first answer    not yet") {
		t.Errorf("before the first answer:\n%s", s)
	}
	answer(
		m,
		"/readyz",
		500,
		green("ping"),
		green("etcd"),
		red("informer-sync"),
		red("odd"),
		red("poststarthook/crd-informer-synced"),
		red("poststarthook/start-system-namespaces-controller"),
	)
	hear(m, walktest.Boot(), 400, nil)
	answer(m, "/livez", 500, green("ping"), red("poststarthook/crd-informer-synced"))
	answer(
		m,
		"/readyz",
		500,
		green("ping"),
		green("etcd"),
		green("informer-sync"),
		green("odd"),
		red("poststarthook/crd-informer-synced\x1b[2J"),
		green("poststarthook/start-system-namespaces-controller"),
	)
	if brief := healthInBrief(m.walk); brief != "readyz 5/6" {
		t.Errorf("in brief: %q", brief)
	}
	golden.RequireEqual(t, screen(t, m))
	hear(m, walktest.Boot(), 700, nil)
	answer(m, "/readyz", 200, green("ping"))
	if brief := healthInBrief(m.walk); brief != "" {
		t.Errorf("when it is ready, in brief: %q", brief)
	}
	if s := screen(t, m); !strings.Contains(s, "✓ /readyz green   when WaitForReady had begun") {
		t.Errorf("when it is ready:\n%s", s)
	}
}
