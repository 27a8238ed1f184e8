package walk_test

import (
	"strings"
	"testing"
	"time"

	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// waiting watches a server of that boot until a time, stepped, with the whole boot as the plan.
func waiting(until float64) *walktest.Live {
	l := walktest.StepWaiting()
	l.Receive(l.Until(walktest.WaitingBoot(), until)...)
	return l
}

const aHook = convention.HookPrefix

// moving is the state in which a lane goes on while others are held.
func moving(l *walktest.Live, lane int64, held ...string) feed.Stepping {
	state := l.HeldAt(held...).State
	state.Mode, state.Current, state.Lane = step.Moving, nil, lane
	return l.Stepping(state)
}

func TestWait(t *testing.T) {
	for name, test := range map[string]struct {
		lane      int64
		held      []string
		want, say string
	}{
		"for a held one": {
			11, []string{aHook + "informers"}, aHook + "informers", "crd waits for informers: step that one?",
		},
		"for one that waits for a held one": {
			12,
			[]string{aHook + "crd", aHook + "aggregator-informers"},
			aHook + "aggregator-informers",
			"discovery waits for aggregator-informers: step that one?",
		},
		"for a held one that would wait": {
			12,
			[]string{aHook + "registration", aHook + "aggregator-informers"},
			aHook + "registration",
			"discovery waits for registration: step that one?",
		},
		"for none that is held": {12, []string{aHook + "crd"}, "", ""},
		"for nothing":           {13, []string{aHook + "crd"}, "", ""},
	} {
		l := waiting(10)
		l.Receive(moving(l, test.lane, test.held...))
		wait, warning := l.Wait(), l.Warning()
		if wait.For != test.want || wait.For != "" && !wait.Begun || warning.Said(l.Phrases()) != test.say {
			t.Errorf("%s: the lane waits for %q, and the walk says %q", name, wait.For, warning.Said(l.Phrases()))
		}
		if state := l.State(); state.Status.Wait != wait || state.Warning != warning {
			t.Errorf("%s: the state is of %+v, %+v", name, state.Status.Wait, state.Warning)
		}
	}
}

// TestWaitIsSaidAtOnce releases a hook whose wait is held: nothing but the state has to arrive, the next key takes the
// offer, and keys that were typed ahead do not.
func TestWaitIsSaidAtOnce(t *testing.T) {
	l := waiting(10)
	l.Receive(l.HeldAt(aHook+"crd", aHook+"informers"))
	if wait := l.Wait(); wait.Begun || wait.Said(l.Phrases()) != "crd will wait for informers" {
		t.Errorf("at the held hook: %+v", wait)
	}
	if l.Warning() != (walk.Warning{}) {
		t.Errorf("a held server is warned of: %s", l.Warning().Said(l.Phrases()))
	}
	do(l.Walk, "next", "next")
	l.Receive(moving(l, 11, aHook+"informers"))
	l.Tick(walktest.At(11))
	if !l.Wait().Begun || l.UnderWay() || l.Controls.Last() != "into" {
		t.Errorf("the lane waits: %+v; the server was told %q", l.Wait(), l.Controls.Told)
	}
	do(l.Walk, "next")
	if got := l.Controls.Last(); got != "choose 13" {
		t.Errorf("the offer is taken with %q", got)
	}
	old := moving(l, 11, aHook+"informers")
	old.Done-- // from before the lane was chosen
	l.Receive(old)
	if l.Wait().For != "" || !l.UnderWay() {
		t.Errorf("an older state offers again: %+v", l.Wait())
	}
	l.Receive(l.HeldAt(aHook + "informers"))
	if got := nameOf(l.Walk); got != aHook+"informers" || l.Controls.Last() != "choose 13" {
		t.Errorf("the learner stands on %s, and the server was told %q", got, l.Controls.Last())
	}
}

// TestComing promises what comes, and says so where luck decides.
func TestComing(t *testing.T) {
	for name, test := range map[string]struct {
		until float64
		held  []string
		want  walk.Coming
	}{
		"inside":          {0.5, []string{"main"}, walk.Coming{Stage: "Complete"}},
		"behind":          {1.5, []string{"Complete"}, walk.Coming{Stage: "prepared.Run"}},
		"one of all":      {3.5, []string{"prepared.Run"}, walk.Coming{Hooks: 5}},
		"one of the rest": {6.5, []string{aHook + "crd"}, walk.Coming{Hooks: 3}},
		"the oldest":      {8.5, []string{aHook + "informers", aHook + "crd"}, walk.Coming{Stage: aHook + "crd"}},
		"the last one":    {8.5, []string{aHook + "informers"}, walk.Coming{Stage: aHook + "aggregator-informers"}},
		"nothing":         {10, []string{aHook + "informers"}, walk.Coming{}},
	} {
		l := waiting(test.until)
		l.Receive(l.HeldAt(test.held...))
		if got := l.Coming(); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	l := waiting(10)
	l.Receive(l.HeldAt(aHook + "crd"))
	do(l.Walk, "first")
	if got := l.Coming(); got.Stage != "Complete" {
		t.Errorf("in the past comes %+v", got)
	}
	l.Receive(moving(l, 13, aHook+"crd"))
	l.Tick(l.Now().Add(time.Hour))
	if got := l.Coming(); strings.Contains(got.Stage, "informers") {
		t.Errorf("in the past, while the server moves, comes %+v", got)
	}
}
