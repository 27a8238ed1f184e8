package walk_test

import (
	"fmt"
	"strings"
	"testing"

	"apitour/trace/convention"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// states writes the states of the hooks, in their order.
func states(h walk.Hooks) string {
	var all []string
	for _, hook := range h.List {
		said := hook.Name + " " + string(hook.State)
		if hook.KeptBy != "" {
			said += "<" + hook.KeptBy
		}
		all = append(all, said)
	}
	return strings.Join(all, ", ")
}

// TestHooksOfARecording walks through a recording: the hooks are those of the learner's moment, in the same order.
func TestHooksOfARecording(t *testing.T) {
	w := replayOf(t, walktest.WaitingRecording(), walktest.Join)
	for name, want := range map[string]string{
		"main":                "0 0/7: ahead, ahead, ahead, ahead, ahead",
		"prepared.Run":        "0 0/7: ahead, ahead, ahead, ahead, ahead",
		aHook + "crd":         "1 2/7: runs, runs, waits, done, waits",
		convention.ReadyStage: "5 7/7: done, done, done, done, done",
	} {
		w.GoTo(name)
		h := w.Hooks()
		var names, inState []string
		for _, hook := range h.List {
			names, inState = append(names, hook.Name), append(inState, string(hook.State))
		}
		if got := fmt.Sprintf("%d %d/%d: %s", h.Done, h.Green, h.Checks, strings.Join(inState, ", ")); got != want {
			t.Errorf("at %s: %s, want %s", name, got, want)
		}
		if got := strings.Join(names, " "); got != "aggregator-informers informers registration crd discovery" {
			t.Errorf("at %s the order is %s", name, got)
		}
	}
	if r := do(w, "hooks"); r.Show != walk.HooksView {
		t.Errorf("hooks shows %q", r.Show)
	}
	h := w.Hooks()
	w.ChooseHook(h.List[3])
	if got := nameOf(w); got != aHook+"crd" {
		t.Errorf("the learner stands on %s", got)
	}
	if r := do(walktest.Watch().Walk, "hooks"); r.Show != "" {
		t.Errorf("before any hook is known, hooks shows %q", r.Show)
	}
}

// TestHooksOfAServer shows the hooks as they are now, and which held one keeps others from their work.
func TestHooksOfAServer(t *testing.T) {
	l := waiting(8.5)
	hold := func(l *walktest.Live, held ...string) {
		for i := range held {
			held[i] = aHook + held[i]
		}
		l.Receive(l.HeldAt(held...))
	}
	hold(l, "informers", "crd")
	h := l.Hooks()
	want := "aggregator-informers ahead, informers held, registration waits, crd held<informers, discovery waits"
	if got := states(h); got != want {
		t.Errorf("the hooks are %s, want %s", got, want)
	}
	l.ChooseHook(walk.Hook{Step: h.List[3].Step, State: walk.HookHeld})
	if got := l.Controls.Last(); got != "choose 11" {
		t.Errorf("a held hook is chosen with %q", got)
	}
	if got := states(l.State().Hooks); got != want {
		t.Errorf("the state has %s", got)
	}
}
