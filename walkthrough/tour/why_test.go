package tour

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/walk/walktest"
)

// TestWhyPages compares the page of questions with its goldens.
func TestWhyPages(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func(*testing.T, size) *model{
		"wait": func(t *testing.T, s size) *model {
			m := shippedBoot(t, s)
			stand(m, named(m, "PostStartHook/crd-informer-synced"))
			press(t, m, "W")
			return m
		},
		"place": func(t *testing.T, s size) *model {
			m := shippedBoot(t, s)
			stand(m, named(m, "PostStartHook/crd-informer-synced"))
			press(t, m, "W", "3", "down")
			return m
		},
		"ready": func(t *testing.T, s size) *model {
			m := shippedBoot(t, s)
			stand(m, named(m, "WaitForReady"))
			press(t, m, "W", "8")
			return m
		},
		"failed": func(t *testing.T, s size) *model {
			failing := walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 160)
			m := replay(walktest.Join(failing), s.width, s.height)
			press(t, m, "W")
			return m
		},
		"held": func(t *testing.T, s size) *model {
			m := heldHooks(s)
			press(t, m, "W")
			return m
		},
		"checks": func(t *testing.T, s size) *model {
			m := heldHooks(s)
			m.page = m.pages.of("health")
			press(t, m, "W")
			return m
		},
	} {
		for _, s := range []size{small, large} {
			t.Run(name+" "+s.String(), func(t *testing.T) { golden.RequireEqual(t, panesOf(t, build(t, s))) })
		}
	}
}

// shippedBoot is a tour of the recording inside apitour, with the notes.
func shippedBoot(t *testing.T, s size) *model {
	t.Helper()
	return replay(walktest.Explain(walktest.Shipped()), s.width, s.height)
}

const (
	waitingHook = "PostStartHook/crd-informer-synced"
	heldHook    = "PostStartHook/start-apiextensions-informers"
	otherHook   = "PostStartHook/max-in-flight-filter"
)

// heldHooks is a live boot in which a hook waits for one that is held, and the learner stands on the first.
func heldHooks(s size) *model {
	l := walktest.Step()
	m := screenOf(l, s.width, s.height)
	updates := l.Until(walktest.Boot(), 322)
	for i, u := range updates {
		span, ok := u.(feed.Span)
		switch {
		case !ok:
		case span.Name == waitingHook:
			span.Attributes[convention.WaitsFor] = heldHook
		case span.Name == heldHook || span.Name == otherHook:
			span.Attributes[convention.Held], span.End = true, time.Time{}
			updates[i] = span
		}
	}
	receive(m, updates...)
	receive(m, l.HeldAt(otherHook, heldHook))
	receive(m, feed.Health{Report: health.Report{Path: "/readyz", Code: 500, Checks: []health.Check{
		{Name: "ping", OK: true},
		{Name: "poststarthook/crd-informer-synced", Reason: "failed: reason withheld"},
		{Name: "poststarthook/start-apiextensions-informers", Reason: "not finished"},
	}}})
	m.Update(tickMsg(walktest.At(12_320)))
	stand(m, named(m, waitingHook))
	return m
}

// TestWhyKeys moves through the questions and the stages that an answer names.
func TestWhyKeys(t *testing.T) {
	m := shippedBoot(t, small)
	stood := named(m, waitingHook)
	stand(m, stood)
	chosen := func() (int, int) { a := m.walk.Asked(); return a.Chosen, a.Place }
	for _, test := range []struct {
		keys            string
		question, place int
	}{
		{"W", 0, -1},
		{"up", 0, -1},
		{"down", 0, 0},
		{"down", 1, -1},
		{"up", 0, -1},
		{"3", 2, -1},
		{"j j", 2, 1},
		{"k", 2, 0},
		{"9", 2, 0},
		{"1", 0, -1},
	} {
		press(t, m, strings.Fields(test.keys)...)
		if q, p := chosen(); q != test.question || p != test.place {
			t.Fatalf("after %q question %d, place %d are chosen, want %d, %d",
				test.keys, q, p, test.question, test.place)
		}
		screen(t, m)
	}
	press(t, m, "enter")
	if at := m.walk.Step().Node.Name; at != heldHook || m.page != nil {
		t.Errorf("enter leads to %s, with a page: %t", at, m.page != nil)
	}
	press(t, m, "W")
	if m.page != page(&m.pages.why) {
		t.Error("W opens no page")
	}
	if press(t, m, "W"); m.page != nil || m.walk.Asked() != nil {
		t.Error("W does not close its page, or the walk still asks")
	}
}

// TestWhyOnEveryStage presses W on every stage of the shipped boot and of requests: the answer to the most pressing
// question is there, and a digit opens each of the next ones.
func TestWhyOnEveryStage(t *testing.T) {
	t.Parallel()
	replayOf := func(read func(string) (*trace.Trace, error), name string) *model {
		t.Helper()
		r, err := read(name)
		if err != nil {
			t.Fatal(err)
		}
		return replay(walktest.Bare(r), small.width, small.height)
	}
	for _, m := range []*model{
		shippedBoot(t, small), replayOf(recording.Request, "denied"), replayOf(recording.Request, "server-side-apply"),
		replayOf(recording.Broken, "hook-fails"),
	} {
		for i := range m.walk.Lesson().Steps {
			stand(m, i)
			press(t, m, "W")
			asked := m.walk.Asked()
			for _, q := range []int{0, min(9, len(asked.Answers)) - 1} {
				press(t, m, fmt.Sprint(q+1))
				want, _, _ := strings.Cut(asked.Answers[q].Sentences[0], " ")
				open := fmt.Sprintf("▾ %d ", q+1)
				if s := screen(t, m); !strings.Contains(s, open) || !strings.Contains(s, "      "+want) {
					t.Fatalf("question %d of %s has no answer:\n%s", q+1, asked.Title, s)
				}
			}
			press(t, m, "W")
		}
	}
}

// TestWhyClicks opens questions and goes to stages with the mouse.
func TestWhyClicks(t *testing.T) {
	m := shippedBoot(t, small)
	stand(m, named(m, waitingHook))
	press(t, m, "W")
	click := func(text string) {
		t.Helper()
		for y, row := range strings.Split(screen(t, m), "\n") {
			if strings.Contains(row, text) {
				m.Update(tea.MouseClickMsg{X: 8, Y: y, Button: tea.MouseLeft})
				return
			}
		}
		t.Fatalf("no row has %q:\n%s", text, screen(t, m))
	}
	if click("in goroutine"); m.walk.Asked().Chosen != 2 {
		t.Errorf("a click opens question %d", m.walk.Asked().Chosen)
	}
	if click("→ prepared.Run"); m.walk.Step().Node.Name != "prepared.Run" || m.page != nil {
		t.Errorf("a click leads to %s", m.walk.Step().Node.Name)
	}
}

// TestStepFromWhy presses what an answer says to press: the page closes, and the lane is chosen.
func TestStepFromWhy(t *testing.T) {
	m := heldHooks(small)
	press(t, m, "W")
	if s := screen(t, m); !strings.Contains(s, "Step it: ], then space") {
		t.Fatalf("it does not say how to step:\n%s", s)
	}
	press(t, m, "]")
	if told := live(m).Controls.Last(); told != "choose 73" || m.page != nil {
		t.Errorf("the server was told %q, with a page: %t", told, m.page != nil)
	}
}
