package walk_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// wordsAMinute is how fast a reader of a foreign language or of a hard text reads.
const wordsAMinute = 200

// TestTenMinutes holds the short path to what the page before the walk promises: all that is to be read on it, that
// page and those of the chapters included, takes ten minutes.
func TestTenMinutes(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	w := begin(t, walk.Options{Lesson: join, Trace: recorded, Front: true})
	if !w.Fronted() {
		t.Fatal("the walk does not begin with the page")
	}
	paths := w.Front().Paths
	for _, p := range paths {
		t.Logf("%s: %d stops, %d words, %.1f minutes", p.Name, p.Stops, p.Words, float64(p.Words)/wordsAMinute)
	}
	short, main, all := paths[0], paths[1], paths[2]
	if short.Path != walk.Short || short.Stops != 22 {
		t.Errorf("the first path is %+v, want the short one with 22 stops", short)
	}
	if short.Words > 10*wordsAMinute {
		t.Errorf("%d words take more than ten minutes", short.Words)
	}
	if main.Words > 90*wordsAMinute || main.Words < 30*wordsAMinute {
		t.Errorf("%d words take no hour", main.Words)
	}
	if all.Stops != len(w.Lesson().Steps) || main.Stops <= short.Stops || main.Stops >= all.Stops {
		t.Errorf("the paths stop %d, %d and %d times", short.Stops, main.Stops, all.Stops)
	}
}

// TestFrontIsChosenOnce chooses a path on one day, and finds it chosen on another.
func TestFrontIsChosenOnce(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	path := filepath.Join(t.TempDir(), "settings.json")
	f := settings.Open(path)
	w := begin(t, walk.Options{Lesson: join, Trace: recorded, Front: true, Settings: f})
	if chosen := w.Front().Chosen; chosen != 0 {
		t.Errorf("at first path %d is chosen", chosen)
	}
	finish(w, w.Begin(walk.Main))
	f.Wait()
	if w.Fronted() || w.Path() != walk.Main {
		t.Errorf("a walk that has begun is on path %q, or still before its beginning", w.Path())
	}
	f = settings.Open(path)
	again := begin(t, walk.Options{
		Lesson: join, Trace: recorded, Front: true, Settings: f, Path: walk.RememberedPath(f),
	})
	if chosen := again.Front().Chosen; !again.Fronted() || again.Front().Paths[chosen].Path != walk.Main {
		t.Errorf("on another day path %d is chosen", chosen)
	}
}

// TestNoFront begins walks that have no page: with an introduction of their own, or of nothing.
func TestNoFront(t *testing.T) {
	other := &trace.Trace{Spans: []trace.Span{{ID: "1", Name: "GET"}}}
	recorded, join := walktest.Shipped(), walktest.Explain
	for name, o := range map[string]walk.Options{
		"an introduction": {Lesson: join, Trace: recorded, Front: true, Intro: walk.Intro{Lines: []string{"why"}}},
		"not asked for":   {Lesson: join, Trace: recorded},
		"nothing":         {Lesson: join, Trace: &trace.Trace{}, Front: true},
		"another program": {Lesson: join, Trace: other, Front: true},
	} {
		if w := begin(t, o); w.Fronted() {
			t.Errorf("%s: the walk begins with the page", name)
		}
	}
}

// TestFrontOfARequest looks at the page before the recording of a request.
func TestFrontOfARequest(t *testing.T) {
	f := requestWalk(t, walk.Short, 1).Front()
	if f == nil || f.About.Title != "A request to kube-apiserver" || len(f.Chapters) != 4 || f.Paths[0].Stops != 10 {
		t.Errorf("the page of a request is %+v", f)
	}
	if f.Live || f.Tells() != f.About.Recorded {
		t.Errorf("it says of a recording: %s", f.Tells())
	}
}

// TestFrontOfAnotherProgram looks at the page about a trace of other programs: it says what was read, and asks nothing.
func TestFrontOfAnotherProgram(t *testing.T) {
	join := walktest.Explain
	stranger := tracetest.Stranger()
	w := begin(t, walk.Options{
		Lesson: join, Trace: stranger, Front: true, Origin: walk.Origin{File: "shop.jsonl"},
	})
	if w.Fronted() {
		t.Error("the walk begins with the page")
	}
	if r := do(w, "intro"); r.Show != walk.FrontView {
		t.Fatalf("intro shows %q", r.Show)
	}
	f := w.Front()
	if len(f.Paths) != 0 || len(f.Chapters) != 0 || len(f.Keys) < 3 || f.Tells() == "" {
		t.Errorf("the page has %+v", f)
	}
	facts := make(map[string]string)
	for _, fact := range f.Facts {
		facts[fact.What] = fact.Said
	}
	lesson := w.Lesson()
	if facts["file"] != "shop.jsonl" || facts["services"] != "shop, bank" ||
		facts["traces"] != fmt.Sprintf("%d traces", len(lesson.Timelines)) ||
		!strings.HasPrefix(
			facts["spans"],
			fmt.Sprintf("%d spans, %d of them failed", len(stranger.Spans), len(lesson.Failed)),
		) ||
		!strings.Contains(facts["time"], "UTC, for ") {
		t.Errorf("it says %q", facts)
	}
	bare := begin(t, walk.Options{Lesson: walktest.Bare, Trace: stranger})
	if do(bare, "intro"); bare.Front() != nil || bare.Notice() == "" {
		t.Errorf("without notes there is a page: %+v", bare.Front())
	}
}
