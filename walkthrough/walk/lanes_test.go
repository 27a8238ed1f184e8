package walk_test

import (
	"slices"
	"testing"
	"time"

	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

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
			HeldFor: 1000200 * time.Microsecond,
		},
		{
			ID: 74, Name: "start-apiextensions-controllers", Inner: anotherHook, HeldAt: anotherHook,
			HeldFor: time.Second,
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
