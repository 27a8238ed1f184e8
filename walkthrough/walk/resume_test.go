package walk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestResume leaves a recording, and comes back: the walk begins there, and says so; --at and another content begin
// where they would.
func TestResume(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	day := time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC)
	open := func(o walk.Options) *walk.Walk {
		o.Settings, o.Clock = settings.Open(path), func() time.Time { return day }
		if o.Trace == nil {
			o.Trace = walktest.Recording()
		}
		o.Lesson, o.Resume = walktest.Join, true
		return begin(t, o)
	}
	leave := func(w *walk.Walk) { finish(w, w.Leave()) }
	file, shipped := walk.Origin{File: "boot.jsonl"}, walk.Origin{Shipped: true}

	w := open(walk.Options{Origin: file})
	if w.At() != 0 || w.Resumed() || w.Notice() != "" {
		t.Errorf("the first day begins at step %d with %q", w.At()+1, w.Notice())
	}
	do(w, "go CreateServerChain")
	leave(w)
	again := open(walk.Options{Origin: file})
	if nameOf(again) != "CreateServerChain" || !again.Resumed() ||
		again.Notice() != "you were here on 28 Nov: g begins anew" {
		t.Errorf("another day begins at %s with %q", nameOf(again), again.Notice())
	}
	if at := open(walk.Options{Origin: file, At: "Validate"}); nameOf(at) != "Validate" || at.Resumed() {
		t.Errorf("--at begins at %s", nameOf(at))
	}
	for name, o := range map[string]walk.Options{
		"the shipped one": {Origin: shipped}, "another file": {Origin: walk.Origin{File: "other.jsonl"}},
		"no file": {}, "another content": {Origin: file, Trace: renamed(walktest.Recording())},
	} {
		if other := open(o); other.At() != 0 || other.Resumed() {
			t.Errorf("%s begins at step %d", name, other.At()+1)
		}
	}
	do(again, "first")
	leave(again)
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "boot.jsonl") {
		t.Errorf("a recording that was left at its beginning is remembered: %s, %v", text, err)
	}
	for i := range 60 {
		w := open(walk.Options{Origin: walk.Origin{File: fmt.Sprintf("boot%d.jsonl", i)}})
		do(w, "next")
		leave(w)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Count(string(text), "boot") != 50 {
		t.Errorf("%d recordings are remembered, %v", strings.Count(string(text), "boot"), err)
	}
}

// renamed is a recording with another trace ID.
func renamed(t *trace.Trace) *trace.Trace {
	other := &trace.Trace{Resource: t.Resource}
	for _, s := range t.Spans {
		s.TraceID = "f" + s.TraceID
		other.Spans = append(other.Spans, s)
	}
	return other
}

// TestLiveIsNotResumed leaves a watched boot, which nobody can come back to.
func TestLiveIsNotResumed(t *testing.T) {
	if r := stepped().Leave(); len(r.Work) != 0 {
		t.Error("a live boot is remembered")
	}
}
