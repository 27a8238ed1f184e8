package walk_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestBurstsAreGathered checks that a burst of spans makes one lesson, and that an end is never left out.
func TestBurstsAreGathered(t *testing.T) {
	joins := 0
	updates := make(chan feed.Update, 3000)
	w, err := walk.New(walk.Options{Feed: updates, Lesson: func(t *trace.Trace) *lesson.Lesson {
		joins++
		return walktest.Bare(t)
	}})
	if err != nil {
		t.Fatal(err)
	}
	work := w.Start().Work
	receive := func() {
		t.Helper()
		if len(work) != 1 {
			t.Fatalf("%d works listen, want 1", len(work))
		}
		work = w.Take(work[0](t.Context())).Work
	}
	joins = 0
	for _, s := range walktest.SpansOf(walktest.Source(), walktest.Boot()) {
		updates <- feed.Span{Span: s}
	}
	updates <- feed.Log("one")
	receive()
	if lines, _ := w.Log().Lines(); joins != 1 || w.State().Steps != 52 || len(lines) != 1 || lines[0] != "one" {
		t.Errorf("%d joins, %d steps, the log %q", joins, w.State().Steps, lines)
	}
	updates <- feed.Log("last words")
	updates <- feed.Ended{Err: errors.New("killed")}
	receive()
	ended, reason := w.Ended()
	if lines, _ := w.Log().Lines(); joins != 1 || !ended || reason == nil || len(lines) != 3 || lines[2] != "killed" {
		t.Errorf("%d joins, ended %t because of %v, the log %q", joins, ended, reason, lines)
	}
	if len(work) != 0 {
		t.Error("after the end of the feed it is still listened to")
	}
}

// TestClosedFeed ends a walk whose feed is closed without an end, and one whose context is done.
func TestClosedFeed(t *testing.T) {
	updates := make(chan feed.Update)
	w, err := walk.New(walk.Options{Feed: updates, Lesson: walktest.Bare})
	if err != nil {
		t.Fatal(err)
	}
	listen := w.Start().Work[0]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if event := listen(ctx); event != nil {
		t.Errorf("when the context is done the work returns %+v", event)
	}
	close(updates)
	w.Take(listen(t.Context()))
	if ended, reason := w.Ended(); !ended || reason != nil {
		t.Errorf("ended %t, because of %v", ended, reason)
	}
}

// TestLogKeepsItsEnd logs more than is kept.
func TestLogKeepsItsEnd(t *testing.T) {
	l := walktest.Watch()
	const all = 30_000
	for i := 0; i < all; {
		var updates []feed.Update
		for range 1000 {
			updates = append(updates, feed.Log(strconv.Itoa(i)))
			i++
		}
		l.Receive(updates...)
	}
	lines, dropped := l.Log().Lines()
	if dropped+len(lines) != all || len(lines) > 20_000 || len(lines) < 15_000 {
		t.Errorf("%d lines are kept, %d dropped", len(lines), dropped)
	}
	if lines[0] != strconv.Itoa(dropped) || lines[len(lines)-1] != strconv.Itoa(all-1) {
		t.Errorf("the log goes from %q to %q", lines[0], lines[len(lines)-1])
	}
}
