package server_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/cmd/server"
	"apitour/cmd/server/servertest"
	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/walk"
)

// spread is how long a hook took in several boots.
type spread struct{ least, most time.Duration }

const freeBoots = 10

// freeSpreads boots the server several times, and returns the times of its hooks.
func freeSpreads(t *testing.T) (hooks map[string]spread, ready spread) {
	hooks = make(map[string]spread)
	widen := func(s spread, took time.Duration) spread {
		return spread{min(s.least, took), max(s.most, took)}
	}
	for boot := range freeBoots {
		recorded, err := server.Child{}.Record(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		start, _ := trace.Bounds(recorded.Tree())
		at, _ := recorded.Ready()
		if boot == 0 {
			ready = spread{at.Sub(start), at.Sub(start)}
		}
		ready = widen(ready, at.Sub(start))
		for i := range recorded.Spans {
			s := &recorded.Spans[i]
			if !strings.HasPrefix(s.Name, convention.HookPrefix) {
				continue
			}
			known, ok := hooks[s.Name]
			if took := s.End.Sub(s.Start); ok {
				hooks[s.Name] = widen(known, took)
			} else {
				hooks[s.Name] = spread{took, took}
			}
		}
	}
	return hooks, ready
}

// stop is where a stepped walk stands: at a held stage, at a lane that waits for a held one, or at the end.
type stop struct {
	held   string
	wait   walk.Wait
	coming walk.Coming
	ready  bool
}

func nextStop(t *testing.T, d *walk.Driver) (s stop) {
	until(t, d, "the next stop", func(w *walk.Walk) bool {
		s = stop{wait: w.Wait(), coming: w.Coming(), ready: w.Idle()}
		if w.Held() {
			s.held = w.Lesson().Steps[w.Edge()].Node.Name
		}
		return s.held != "" || s.wait.Begun || s.ready
	})
	return s
}

// stepToReady presses the key of the next step until the server is ready. On the way it holds the walk to its word:
// what comes next comes, and a lane that waits for a held one is said to at once.
func stepToReady(t *testing.T, d *walk.Driver) {
	offers := 0
	for s := nextStop(t, d); !s.ready; {
		d.Do("next", "")
		came := nextStop(t, d)
		switch {
		case s.wait.Begun:
			offers++
			if came.held != s.wait.For {
				t.Errorf("%+v, and the offer leads to %+v", s.wait, came)
			}
		case came.wait.Begun: // which may have been held only since
		case s.wait.For != "": // it was let go meanwhile
		case s.coming.Hooks > 0 && !strings.HasPrefix(came.held, convention.HookPrefix),
			s.coming.Stage != "" && came.held != s.coming.Stage:
			t.Errorf("at %s, %+v was to come, and %+v came", s.held, s.coming, came)
		}
		s = came
	}
	t.Logf("%d offers were taken", offers)
}

// TestSteppedHooksTakeAsLongAsFreeOnes steps everything to ready, and compares the times of the hooks with those of
// boots that run free. A hook that waits looks again every 100 ms: how much of that falls behind the end of its wait
// depends on when the learner has let it go, and nothing does if the wait was over by then. So it may be longer by
// that, and much shorter. One that does not wait takes microseconds, or as long as the machine gives its processors to
// others: that can happen to any of them, so the longest time of any in a free boot bounds them all.
func TestSteppedHooksTakeAsLongAsFreeOnes(t *testing.T) {
	servertest.Use(t)
	free, freeReady := freeSpreads(t)
	s, err := server.Child{Mode: server.Stepped, Health: true}.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	})
	plan, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	d := follow(t, s, walk.Options{Controls: s}, lesson.NewPlan(plan))
	stepToReady(t, d)
	d.Read(func(w *walk.Walk) {
		l := w.Lesson()
		var rows []string
		// A hook that does nothing but start others takes microseconds in one of the free boots at least.
		atOnce := func(s spread) bool { return s.least < time.Millisecond }
		var longest time.Duration
		for _, hook := range l.Hooks() {
			if free := free[hook.Node.Name]; hook.Node.WaitsFor() == "" && atOnce(free) {
				longest = max(longest, free.most)
			}
		}
		for _, hook := range l.Hooks() {
			took, want := l.Duration(hook), free[hook.Node.Name]
			slack := 5 * time.Millisecond
			switch {
			case hook.Node.WaitsFor() != "":
				slack = 100 * time.Millisecond
			case atOnce(want):
				want.most = longest
			}
			row := fmt.Sprintf("%-60s %10s, free %10s to %10s, held %s", hook.Node.Name, took, want.least, want.most,
				hook.Node.Pause())
			rows = append(rows, row)
			if took > want.most+slack {
				t.Error("not as in a free boot: " + row)
			}
		}
		t.Log(strings.Join(rows, "\n"))
		ready := l.Ready.Sub(l.Start)
		t.Logf("ready after %s, free %s to %s", ready, freeReady.least, freeReady.most)
		if ready > freeReady.most+200*time.Millisecond {
			t.Errorf("ready after %s, in a free boot after %s at most", ready, freeReady.most)
		}
		hooks := l.Hooks()
		if !slices.ContainsFunc(hooks, func(s *lesson.Step) bool { return s.Node.Pause() > 0 }) {
			t.Error("no hook was held")
		}
	})
}
