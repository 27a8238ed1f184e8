package walk_test

import (
	"testing"

	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// hanging is a boot in which a hook never returns, so that another one waits for it for ever.
func hanging() walktest.Stage {
	boot := walktest.WaitingBoot()
	parts := boot.Parts[1].Parts
	for i := range parts {
		switch parts[i].Name {
		case aHook + "informers", aHook + "crd", convention.ReadyStage:
			parts[i].End, parts[i].Events = walktest.Running, nil
		}
	}
	return boot
}

// TestAwaited hangs a boot: "!" finds the hook that is waited for, in a recording too.
func TestAwaited(t *testing.T) {
	for name, w := range map[string]*walk.Walk{
		"live":     watched(hanging(), 90)(t),
		"recorded": replayOf(t, walktest.TraceOf(walktest.Source(), hanging(), 90), walktest.Join),
	} {
		do(w, "failure")
		if got := nameOf(w); got != aHook+"informers" || w.Notice() == "" {
			t.Errorf("%s: the learner stands on %s, told %q", name, got, w.Notice())
		}
	}
	ready := replayOf(t, walktest.WaitingRecording(), walktest.Join)
	if do(ready, "failure"); nameOf(ready) != "main" || ready.Notice() != "no stage has failed" {
		t.Errorf("in a ready boot, the learner stands on %s, told %q", nameOf(ready), ready.Notice())
	}
}

// TestStandOnAwaited watches a boot that hangs: after a while the learner stands on the hook that is waited for, unless
// they have gone elsewhere.
func TestStandOnAwaited(t *testing.T) {
	l := walktest.Watch()
	happened(l, hanging(), 90)
	l.Tick(walktest.At(1000))
	if got := nameOf(l.Walk); got != "main" {
		t.Errorf("at once the learner stands on %s", got)
	}
	l.Tick(walktest.At(3000))
	if got := nameOf(l.Walk); got != aHook+"informers" || !l.Touched() {
		t.Errorf("the learner stands on %s", got)
	}
	do(l.Walk, "first")
	l.Tick(walktest.At(9000))
	if got := nameOf(l.Walk); got != "main" {
		t.Errorf("a learner who looks elsewhere is taken to %s", got)
	}
	early := walktest.Watch()
	early.Receive(early.Until(walktest.Stage{Start: 0, End: walktest.Running, Name: "main"}, 5)...)
	early.Tick(walktest.At(5))
	early.Tick(walktest.At(4000))
	if got := early.Awaited(); got != -1 {
		t.Errorf("before the hooks, step %d is waited for", got)
	}
}

// TestSaysOnceThatABootHangs polls the health of a boot that hangs: the learner stays on the hook that is waited for,
// is told so once, and a script goes on.
func TestSaysOnceThatABootHangs(t *testing.T) {
	l := walktest.Watch()
	l.Receive(append(l.Until(hanging(), 90), free)...)
	if !l.UnderWay() {
		t.Error("a script does not wait for the boot")
	}
	told := 0
	for ms := 100.0; ms < 10_000; ms += 500 {
		l.Tick(walktest.At(ms))
		if l.Notice() != "" {
			told++
			l.Say("")
		}
		l.Receive(feed.Health{Report: health.Report{Path: "/readyz", Code: 500}})
	}
	if got := nameOf(l.Walk); got != aHook+"informers" || told != 1 || l.UnderWay() {
		t.Errorf("the learner stands on %s, told %d times, under way %v", got, told, l.UnderWay())
	}
}
