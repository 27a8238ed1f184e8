package walk_test

import (
	"fmt"
	"testing"
	"time"

	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

const (
	patience = 2 * time.Second
	watchdog = 10 * time.Minute
)

// passing returns what lets time pass from now on, tick by tick, and returns the warning of then.
func passing(l *walktest.Live, start time.Time) func(time.Duration) walk.Warning {
	passed := time.Duration(0)
	return func(d time.Duration) walk.Warning {
		for ; passed < d; passed += time.Second {
			l.Tick(start.Add(passed))
		}
		l.Tick(start.Add(d))
		return l.Warning()
	}
}

// TestNothingIsHeardInSleep stops the walk for longer than each warning waits, while its server is held and while it is
// on its way. That time was neither the server's silence nor the learner's.
func TestNothingIsHeardInSleep(t *testing.T) {
	held, moving := stepped(), stepped()
	moving.Receive(moving.Stepping(step.State{Mode: step.Moving, Lane: 1}))
	for name, l := range map[string]*walktest.Live{"held": held, "moving": moving} {
		l.Tick(walktest.At(1000))
		l.Tick(walktest.At(1000).Add(time.Hour))
		if w := l.Warning(); w != (walk.Warning{}) {
			t.Errorf("%s, after the sleep: %+v", name, w)
		}
	}
	for s := range 11 {
		moving.Tick(walktest.At(1000).Add(time.Hour + time.Duration(s)*time.Second))
	}
	if w := moving.Warning(); w != (walk.Warning{Silent: 10 * time.Second}) {
		t.Errorf("ten seconds after the sleep: %+v", w)
	}
}

// TestHeldForLong leaves a server held.
func TestHeldForLong(t *testing.T) {
	l := stepped()
	pass := passing(l, walktest.At(1000))
	if w := pass(0); w != (walk.Warning{}) {
		t.Errorf("at once: %+v", w)
	}
	do(l.Walk, "back")
	if w := pass(watchdog - time.Second); w != (walk.Warning{}) {
		t.Errorf("after %s: %+v", watchdog-time.Second, w)
	}
	w := pass(watchdog + time.Second)
	if want := (walk.Warning{HeldFor: watchdog + time.Second}); w != want {
		t.Errorf("after %s: %+v, want %+v", watchdog+time.Second, w, want)
	}
	if got, want := w.Said(l.Phrases()), "held for 10m1s, no key: c lets the server run"; got != want {
		t.Errorf("in words: %q, want %q", got, want)
	}
	do(l.Walk, "back")
	if w := pass(watchdog + 2*time.Second); w != (walk.Warning{}) {
		t.Errorf("after a command: %+v", w)
	}
}

// TestWaitsForLanes steps a lane that waits for a held one, and then the held one.
func TestWaitsForLanes(t *testing.T) {
	l := stepped()
	l.Tick(walktest.At(1000))
	waiting := l.HeldAt(anotherHook)
	waiting.Mode, waiting.Current, waiting.Lane = step.Moving, nil, l.HeldAt(oneHook).Lane
	do(l.Walk, "next")
	l.Receive(l.Stepping(waiting.State))
	pass := passing(l, walktest.At(1000))
	if w := pass(patience - time.Millisecond); w != (walk.Warning{}) || !l.UnderWay() {
		t.Errorf("on the way: %+v, under way %t", w, l.UnderWay())
	}
	if got := l.Status().WaitsFor; got != 1 {
		t.Errorf("it waits for %d lanes, want 1", got)
	}
	w := pass(patience)
	if w != (walk.Warning{WaitsFor: 1}) || l.UnderWay() {
		t.Errorf("after %s: %+v, under way %t", patience, w, l.UnderWay())
	}
	if got, want := w.Said(l.Phrases()), "may wait for 1 held lane: space steps one, w lets all go on"; got != want {
		t.Errorf("in words: %q, want %q", got, want)
	}
	do(l.Walk, "next")
	if want := fmt.Sprintf("choose %d", waiting.State.Held[0].Lane); l.Controls.Last() != want {
		t.Errorf("the server is told %q, want %q", l.Controls.Last(), want)
	}
	if w := l.Warning(); w != (walk.Warning{}) {
		t.Errorf("after the choice: %+v", w)
	}
	l.Receive(l.HeldAt(anotherHook))
	if l.Controls.Last() != "into" {
		t.Errorf("in the other lane the server is told %q, want the step", l.Controls.Last())
	}
	silence(t, l)
}

// silence lets a server that is on its way send nothing.
func silence(t *testing.T, l *walktest.Live) {
	t.Helper()
	l.Receive(l.Stepping(step.State{Mode: step.Moving, Lane: 1}))
	start := walktest.At(1000).Add(patience)
	w := passing(l, start)(5 * patience)
	if w != (walk.Warning{Silent: 10 * time.Second}) {
		t.Errorf("after %s: %+v", 5*patience, w)
	}
	if got, want := w.Said(l.Phrases()), "the server has sent nothing for 10.0 s"; got != want {
		t.Errorf("in words: %q, want %q", got, want)
	}
}

// TestTicks looks at when the clock ticks: fast while the boot goes on, slowly while it is held, and not after the end.
func TestTicks(t *testing.T) {
	l := stepped()
	if got := l.TickEvery(); got != 500*time.Millisecond {
		t.Errorf("held: every %s", got)
	}
	do(l.Walk, "next")
	if got := l.TickEvery(); got != 100*time.Millisecond {
		t.Errorf("on the way: every %s", got)
	}
	l.Receive(walktest.Died(nil)...)
	if got := l.TickEvery(); got != 0 {
		t.Errorf("after the end: every %s", got)
	}
	if got := replay(t).TickEvery(); got != 0 {
		t.Errorf("of a recording: every %s", got)
	}
}
