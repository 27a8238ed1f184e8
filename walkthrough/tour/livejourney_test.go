package tour

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestNStepsReleaseNStages steps in a terminal and looks at which stages the server was told to let go.
func TestNStepsReleaseNStages(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const steps = 9
	s := walktest.NewServer(ctx, steps+1)
	want, last := s.Names[:steps], s.Names[steps]
	term := open(t, small, walk.Options{Lesson: walktest.Join, Feed: s.Feed, Controls: s}, nil)
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
	term.await("q again")
	term.send("q")
	if err := term.end(); err != nil {
		t.Error(err)
	}
	cancel()
	if !slices.Equal(s.Released(), want) {
		t.Errorf("%d steps let go %q, want %q", steps, s.Released(), want)
	}
}

// TestHealth lets a server turn green, check by check.
func TestHealth(t *testing.T) {
	t.Parallel()
	answer := func(m *model, at float64, path string, code int, checks ...health.Check) {
		receive(m, feed.Health{Report: health.Report{
			Path: path, Code: code, Checks: checks, At: walktest.At(at), Asked: walktest.At(at - 5),
		}})
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
		330,
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
	answer(m, 400, "/livez", 500, green("ping"), red("poststarthook/crd-informer-synced"))
	answer(
		m,
		400,
		"/readyz",
		500,
		green("ping"),
		green("etcd"),
		green("informer-sync"),
		green("odd"),
		red("poststarthook/crd-informer-synced\x1b[2J"),
		green("poststarthook/start-system-namespaces-controller"),
	)
	if brief := healthInBrief(m.says().Health, m.walk); brief != "readyz 5/6" {
		t.Errorf("in brief: %q", brief)
	}
	golden.RequireEqual(t, screen(t, m))
	hear(m, walktest.Boot(), 700, nil)
	answer(m, 630, "/readyz", 200, green("ping"))
	if brief := healthInBrief(m.says().Health, m.walk); brief != "" {
		t.Errorf("when it is ready, in brief: %q", brief)
	}
	if s := screen(t, m); !strings.Contains(s, "✓ /readyz green   between +395 and +630 ms") {
		t.Errorf("when it is ready:\n%s", s)
	}
}

// TestRecordedHealth keeps the page of health of a recording, and goes on to why a check is green.
func TestRecordedHealth(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{80, 24}, {120, 40}} {
		t.Run(s.String(), func(t *testing.T) {
			m := replay(walktest.Join(walktest.WaitingRecording()), s.width, s.height)
			press(t, m, "H")
			golden.RequireEqual(t, screen(t, m))
			if s.width < 100 {
				if press(t, m, "W"); m.page != page(&m.pages.why) || !strings.Contains(screen(t, m), "informer-sync") {
					t.Errorf("W leads to\n%s", screen(t, m))
				}
			}
		})
	}
}
