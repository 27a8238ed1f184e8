package tour

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestHooksPage compares the view of hooks with its goldens: as a page, and beside the tree.
func TestHooksPage(t *testing.T) {
	t.Parallel()
	for _, s := range []size{small, large, {200, 60}} {
		t.Run("live "+s.String(), func(t *testing.T) {
			m := screenOf(walktest.StepWaiting(), s.width, s.height)
			hear(m, walktest.WaitingBoot(), 41, nil)
			waitAt(m, convention.HookPrefix+"informers", convention.HookPrefix+"discovery")
			press(t, m, "P")
			golden.RequireEqual(t, screen(t, m))
		})
		t.Run("replay "+s.String(), func(t *testing.T) {
			m := replay(walktest.Join(walktest.WaitingRecording()), s.width, s.height)
			play(t, m, "space", "space", "space", "space", "P")
			golden.RequireEqual(t, screen(t, m))
		})
	}
}

// TestChooseAHook moves in the list and goes to the chosen hook, by keys and by a click.
func TestChooseAHook(t *testing.T) {
	t.Parallel()
	m := replay(walktest.Join(walktest.WaitingRecording()), 80, 24)
	play(t, m, "P", "down", "down", "enter")
	if got := m.walk.Step().Node.Name; got != convention.HookPrefix+"registration" || m.page != nil {
		t.Errorf("the learner stands on %s, and a page is open: %t", got, m.page != nil)
	}
	play(t, m, "P", "space")
	if s := screen(t, m); !strings.Contains(s, "Hooks") {
		t.Errorf("walking on closes the page:\n%s", s)
	}
	wide := replay(walktest.Join(walktest.WaitingRecording()), 120, 40)
	play(t, wide, "P", "tab", "tab", "home", "enter")
	if got := wide.walk.Step().Node.Name; got != convention.HookPrefix+"aggregator-informers" {
		t.Errorf("beside the tree, the learner goes to %s", got)
	}
}

// TestHooksGiveTheNoteItsPlaceBack puts the hooks beside the tree until the boot is over and a request is sent.
func TestHooksGiveTheNoteItsPlaceBack(t *testing.T) {
	t.Parallel()
	m, news := becomes(200, 60)
	press(t, m, "P")
	if m.pages.aside() == nil {
		t.Fatal("the hooks are not beside the tree")
	}
	press(t, m, "c")
	receive(m, news...)
	press(t, m, "r")
	if m.pages.aside() != nil {
		t.Errorf("the hooks keep the place of the note:\n%s", screen(t, m))
	}
}

// TestSlicesPage lists the parts of the critical path, and goes to the third.
func TestSlicesPage(t *testing.T) {
	t.Parallel()
	for _, s := range []size{small, large} {
		m := replay(walktest.Lesson(), s.width, s.height)
		play(t, m, "E")
		t.Run(s.String(), func(t *testing.T) { golden.RequireEqual(t, screen(t, m)) })
		want := m.walk.Slices()[2].Step
		play(t, m, "down", "down", "enter")
		if m.walk.At() != want || m.page != nil {
			t.Errorf("the learner stands on step %d, want %d", m.walk.At()+1, want+1)
		}
	}
}

// TestHeldIsDrawnAsHeld shows a stage that was held for most of its wall time; by the boot's clock it was not.
func TestHeldIsDrawnAsHeld(t *testing.T) {
	t.Parallel()
	held := trace.Span{
		ID: "2", ParentID: "1", Name: "Run", Start: walktest.At(10), End: walktest.At(1000),
		Attributes: map[string]any{convention.Pause: int64(800 * time.Millisecond)},
	}
	root := trace.Span{
		ID: "1", Name: "main", Start: walktest.At(0), End: walktest.At(1000),
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
	}
	w, err := walk.New(walk.Options{Lesson: walktest.Bare, Trace: &trace.Trace{Spans: []trace.Span{root, held}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{0, 16, 0} {
		m := stages{}
		m.look(w)
		cells, _ := m.cells(w.Lesson().Steps[1], m.moment.State(w.Lesson().Steps[1]), 20)
		if got := strings.Count(string(cells), string(barHeld)); got != want {
			t.Errorf("%d cells of %q are held, want %d", got, string(cells), want)
		}
		for _, work := range w.Do("wall-time", "").Work {
			w.Take(work(t.Context()))
		}
	}
}
