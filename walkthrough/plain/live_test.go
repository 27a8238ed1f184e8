package plain

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// follow returns a walk through a server that is stepped.
func follow(t *testing.T, updates <-chan feed.Update, controls feed.Controls) *walk.Walk {
	t.Helper()
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Feed: updates, Controls: controls})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestLive steps a server with commands from a pipe that is quicker than the server.
func TestLive(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := walktest.NewServer(ctx, 4)
	var out strings.Builder
	o := Options{Input: strings.NewReader("n\nn\nlanes\nb\nn\nhealth\nrequest\nquit\n"), Output: &out}
	if err := Run(ctx, follow(t, s.Feed, s), o); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	inOrder(t, got,
		"step 1 of 1: main, chapter 1 of 5, 1 of 1\n", "live, held",
		"step 2 of 2: NewAPIServerCommand", "step 3 of 3: NewServerRunOptions",
		"live, held", "lane 1, main: held at NewServerRunOptions for 0 s; this one is stepped",
		"step 2 of 3: NewAPIServerCommand", "1 behind live", "step 3 of 3", "live, held",
		"port bound", "not yet", "equests can be sent when the server is ready.")
	if strings.ContainsAny(got, "\x1b\r") {
		t.Error("something steers the terminal")
	}
}

// TestEndsWithItsContext leaves a walk whose input never ends.
func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	s := walktest.NewServer(ctx, 2)
	w := follow(t, s.Feed, s)
	ended := make(chan error)
	go func() { ended <- Run(ctx, w, Options{Input: in, Output: io.Discard}) }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the walk ends with %v, want %v", err, context.Canceled)
	}
}

// finished returns a walk of which everything has happened that a page can show, and that has ended.
func finished(t *testing.T) *walk.Walk {
	t.Helper()
	live := walktest.Step()
	updates := live.Until(walktest.Boot(), 700)
	check := func(name string, ok bool) health.Check {
		return health.Check{Name: name, OK: ok, Reason: "failed: \x1breason withheld"}
	}
	for _, ok := range []bool{false, true} {
		updates = append(updates, feed.Health{Report: health.Report{Path: "/readyz", Code: 500, Checks: []health.Check{
			check("ping", true), check("slow", ok), check("red", false), check("poststarthook/crd-informer-synced", ok),
			check("poststarthook/none", false),
		}}})
	}
	answer := feed.Answer{
		Method: "GET", Path: "/api", Status: "200 OK", Took: 12 * time.Millisecond,
		Lines: []string{"{", "\t\x1b[2J", "}"},
	}
	died := walktest.Died(errors.New("killed"))
	out := make(chan feed.Update, 1000)
	for _, u := range append(append(updates, answer), died...) {
		out <- u
	}
	close(out)
	return follow(t, out, new(walktest.Controls))
}

// TestPages prints what a screen opens a page for.
func TestPages(t *testing.T) {
	got := said(t, finished(t), Options{}, "health", "answer", "log", "log", "lanes")
	inOrder(t, got,
		"Ready in 612 ms · the server has stopped: killed.",
		"port bound: not yet", "first answer: when WaitForReady had begun", "/livez green: not yet",
		"Checks: 0 of 0 green in /livez, 3 of 5 in /readyz",
		"  red: red, ␛reason withheld\n", "  poststarthook/none: red, its hook has not started\n",
		"  poststarthook/crd-informer-synced: green, its hook ended at +481 ms\n",
		"GET /api: 200 OK after 12.0 ms\n", "{\n", "    ␛[2J\n", "}\n",
		`"main" has begun`, "the last words of a server", "killed",
		"The server has logged nothing since.", "No server is stepped.")
	if strings.ContainsAny(got, "\x1b\r") {
		t.Error("something steers the terminal")
	}
}
