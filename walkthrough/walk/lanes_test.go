package walk_test

import (
	"slices"
	"testing"
	"time"

	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestHeldForAgreesWithAWatch holds a stage after others have been held for minutes, which the boot's clock leaves out.
func TestHeldForAgreesWithAWatch(t *testing.T) {
	l := walktest.Step()
	spans := walktest.SpansOf(walktest.Source(), walktest.WaitingBoot())
	first, complete := spans[0], spans[1]
	first.Attributes[convention.Pause] = int64(10 * time.Minute)
	complete.Start, complete.End = walktest.At(600_001), time.Time{}
	complete.Attributes[convention.Held] = true
	l.Receive(feed.Span{Span: first}, feed.Span{Span: complete})
	l.Tick(walktest.At(600_001))
	l.Receive(l.HeldAt("Complete"))
	l.Tick(walktest.At(607_001))
	l.Receive(l.HeldAt("Complete"))
	if got := l.HeldFor(l.Step()); got != 7*time.Second || l.Lanes()[0].HeldFor != got {
		t.Errorf("it is held for %v; the lane says %v", got, l.Lanes()[0].HeldFor)
	}
	if began := l.Lesson().Since(l.Step()); began > time.Second {
		t.Errorf("by the boot's clock it began at %v", began)
	}
}

// TestLanes lists the lanes of a boot that is held in two hooks: the stepped one first, then the held one, then the
// others.
func TestLanes(t *testing.T) {
	l := stepped()
	l.Tick(walktest.At(1320.3))
	held := l.HeldAt(anotherHook, oneHook)
	state := held.State
	state.Lanes = slices.Insert(state.Lanes, 0, step.Lane{ID: 1, Name: "main", Inner: "WaitForReady"})
	state.Lane = state.Held[1].Lane
	l.Receive(l.Stepping(state))
	want := []walk.Lane{
		{
			ID: 72, Name: "crd-informer-synced", Inner: oneHook, Stepped: true, HeldAt: oneHook,
			HeldFor: 999950 * time.Microsecond,
		},
		{
			ID: 74, Name: "start-apiextensions-controllers", Inner: anotherHook, HeldAt: anotherHook,
			HeldFor: 999950 * time.Microsecond,
		},
		{ID: 1, Name: "main", Inner: "WaitForReady"},
	}
	if got := l.Lanes(); !slices.Equal(got, want) {
		t.Errorf("the lanes are\n%+v, want\n%+v", got, want)
	}
	if !l.ShowsLanes() || l.OthersRun() {
		t.Errorf("lanes are shown: %t, others run: %t", l.ShowsLanes(), l.OthersRun())
	}
	do(l.Walk, "others")
	if !l.OthersRun() || !l.State().OthersRun {
		t.Error("others do not run")
	}
	state.Mode, state.Held = step.Running, nil
	l.Receive(l.Stepping(state))
	if l.ShowsLanes() || l.Lanes()[0].Stepped {
		t.Errorf("while it runs free the lanes are %+v", l.Lanes())
	}
	if do(l.Walk, "lane-next"); l.Notice() != "no lane is held" {
		t.Errorf("lane-next says %q", l.Notice())
	}
	l.Receive(l.HeldAt(oneHook))
	if do(l.Walk, "lane-next"); l.Notice() != "no other lane is held" {
		t.Errorf("lane-next says %q", l.Notice())
	}
	if got := replay(t).Lanes(); len(got) != 0 {
		t.Errorf("a recording has the lanes %+v", got)
	}
}
