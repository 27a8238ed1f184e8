package walk_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk/walktest"
)

// TestCommandsAtTheEdge does commands where the server is held, and looks at what it is told.
func TestCommandsAtTheEdge(t *testing.T) {
	for commands, want := range map[string]string{
		"next":                          "into",
		"into":                          "into",
		"over":                          "over",
		"out":                           "out",
		"sibling":                       "sibling",
		"free":                          "free",
		"others":                        "others run true",
		"others others":                 "others run false",
		"lane-next":                     "choose 74",
		"lane-before":                   "choose 74",
		"breakpoint":                    "breakpoints " + oneHook,
		"breakpoint breakpoint":         "breakpoints ",
		"last run-to":                   "breakpoints ", // where it has begun there is nothing to run to
		"back next":                     "breakpoints ", // back to the edge
		"back next over":                "over",
		"first last out":                "out",
		"down":                          "breakpoints ", // looking does not step
		"health next":                   "into",
		"terminate terminate":           "terminate",
		"terminate back terminate":      "breakpoints ",
		"request":                       "breakpoints ",
		"next next":                     "into",
		"free next":                     "free", // until the server says that it runs
		"terminate terminate terminate": "terminate",
	} {
		l := stepped()
		do(l.Walk, strings.Fields(commands)...)
		if got := l.Controls.Last(); got != want {
			t.Errorf("%q tells the server %q, want %q", commands, got, want)
		}
	}
}

// TestEveryCommandIsAStep steps faster than the server: every command is a step, one after the other, and the rest is
// forgotten when the learner wants something else.
func TestEveryCommandIsAStep(t *testing.T) {
	l := stepped()
	do(l.Walk, "next", "next", "over")
	told := func(want string) {
		t.Helper()
		if got := strings.Join(l.Controls.Told, "; "); got != want {
			t.Errorf("the server is told %q, want %q", got, want)
		}
	}
	told("breakpoints ; into")
	arrive := func() { l.Receive(l.HeldAt(oneHook, anotherHook)) }
	arrive()
	told("breakpoints ; into; into")
	arrive()
	told("breakpoints ; into; into; over")
	do(l.Walk, "next", "others") // another command means that stepping is over
	arrive()
	told("breakpoints ; into; into; over; others run true")
	for range 50 {
		do(l.Walk, "next")
	}
	for range 50 {
		arrive()
	}
	const mostQueued = 8
	if got, want := len(l.Controls.Told), 5+1+mostQueued; got != want {
		t.Errorf("a key that was held down makes %d calls, want %d", got, want)
	}
	l.Receive(l.Stepping(step.State{Mode: step.Running}))
	do(l.Walk, "next")
	if l.Controls.Last() != "pause" {
		t.Errorf("while it runs free, the server is told %q", l.Controls.Last())
	}
	l.Receive(l.Stepping(step.State{Mode: step.Running}))
	do(l.Walk, "free")
	if !strings.Contains(l.Notice(), "runs free") {
		t.Errorf("free again says %q", l.Notice())
	}
}

// TestAnOlderStateIsNoAnswer sends a state that the server made before it was told to step.
func TestAnOlderStateIsNoAnswer(t *testing.T) {
	l := stepped()
	held := l.HeldAt(oneHook, anotherHook)
	do(l.Walk, "next")
	l.Receive(held)
	if l.Held() || !l.UnderWay() {
		t.Error("a state from before the step ends it")
	}
	l.Receive(l.HeldAt(oneHook, anotherHook))
	if !l.Held() || l.UnderWay() {
		t.Error("the state after the step does not end it")
	}
}

// TestRunTo chooses a stage that is ahead.
func TestRunTo(t *testing.T) {
	l := stepped()
	do(l.Walk, "last")
	for nameOf(l.Walk) != "PostStartHook/apiservice-discovery-controller" {
		do(l.Walk, "down")
	}
	if at := l.Position(); !at.Ahead || at.AtEdge {
		t.Errorf("the learner is at %+v, want ahead", at)
	}
	do(l.Walk, "run-to")
	if want := "run to PostStartHook/apiservice-discovery-controller"; l.Controls.Last() != want {
		t.Errorf("the server is told %q, want %q", l.Controls.Last(), want)
	}
	do(l.Walk, "go WaitForReady", "run-to")
	if got, want := l.Notice(), "the server is still on its way"; got != want {
		t.Errorf("run-to on the way says %q, want %q", got, want)
	}
}

// TestThePastAndBack walks back and forth: the live edge is as before, wherever the learner has been meanwhile.
func TestThePastAndBack(t *testing.T) {
	l := stepped()
	edge := func() string {
		return regexp.MustCompile(`"(Back|Forward)":\d+,`).ReplaceAllString(wordless(t, l.Walk), "")
	}
	before := edge()
	if at := l.Position(); !at.Held || !at.AtEdge || at.Past {
		t.Errorf("the learner is at %+v, want held at the edge", at)
	}
	for _, commands := range []string{
		"back next", "back back next next", "first last", "sibling-before back-over back last", "caller next next",
		"last first last", "down up", "down next next",
	} {
		do(l.Walk, strings.Fields(commands)...)
		if after := edge(); after != before {
			t.Errorf("after %q the edge is\n%s, before\n%s", commands, after, before)
		}
		do(l.Walk, "last")
	}
	if len(l.Controls.Told) != 1 {
		t.Errorf("the server is told %q", l.Controls.Told)
	}
	do(l.Walk, "first")
	if at := l.Position(); at.Behind != 45 || at.AtEdge || !at.Past {
		t.Errorf("the learner is at %+v, want 45 behind, in the past", at)
	}
	// From afar the learner is not taken along.
	happened(l, walktest.Boot(), 400)
	l.Receive(l.HeldAt(anotherHook))
	if nameOf(l.Walk) != "main" {
		t.Errorf("the learner is taken to %q", nameOf(l.Walk))
	}
	do(l.Walk, "last")
	if got := nameOf(l.Walk); got != anotherHook {
		t.Errorf("the live edge is %q", got)
	}
}

// TestGoesAlong follows a boot that is stepped, and one that only runs.
func TestGoesAlong(t *testing.T) {
	l := stepped()
	do(l.Walk, "over")
	happened(l, walktest.Boot(), 330)
	l.Receive(l.HeldAt("WaitForReady"))
	if nameOf(l.Walk) != "WaitForReady" || !l.Following() || !l.AtLive() {
		t.Errorf("a step leads to %q", nameOf(l.Walk))
	}
	running := walktest.Watch()
	happened(running, walktest.Boot(), 100)
	do(running.Walk, "last")
	newest := nameOf(running.Walk)
	happened(running, walktest.Boot(), 330)
	if nameOf(running.Walk) != "WaitForReady" || !running.Following() {
		t.Errorf("the learner stays on %q, is on %q", newest, nameOf(running.Walk))
	}
	happened(running, walktest.Boot(), 700)
	if running.Following() || running.UnderWay() {
		t.Error("a server that is ready is still followed")
	}
}

// TestTakenToTheFailure lets a boot fail: a learner who stood at the live edge is taken to the failure, whatever the
// server did after that on its way out, and no other learner is.
func TestTakenToTheFailure(t *testing.T) {
	for command, want := range map[string]string{"next": "StartEtcd", "first": "main"} {
		l := walktest.Step()
		happened(l, walktest.FailingBoot(), 45)
		l.Receive(l.HeldAt("StartEtcd"))
		do(l.Walk, command)
		root := walktest.FailingBoot()
		run := &root.Parts[1].Parts[len(root.Parts[1].Parts)-1]
		stop := walktest.Stage{Start: 151.41, End: 151.45, Name: "StopEtcd", Function: "StartEtcd"}
		run.Parts = append(run.Parts, stop)
		happened(l, root, 200)
		l.Receive(l.Stepping(step.State{Mode: step.Moving, Lane: 1}))
		l.Receive(feed.Ended{Err: errors.New("the server has ended with exit status 1")})
		if got := nameOf(l.Walk); got != want {
			t.Errorf("after %q the learner stands on %s, want %s", command, got, want)
		}
		do(l.Walk, "failure")
		if nameOf(l.Walk) != "StartEtcd" {
			t.Errorf("the failure is %s", nameOf(l.Walk))
		}
		if got := l.Failure(l.Step()); !strings.Contains(got, "another process holds its lock") {
			t.Errorf("the reason is %q", got)
		}
	}
}

// TestQuitAsks leaves a stepped boot that is not ready with two keys on a screen, with one when it is ready, and from
// lines of text with one word always.
func TestQuitAsks(t *testing.T) {
	held := stepped()
	if r := do(held.Walk, "quit"); r.Quit || !strings.Contains(held.Notice(), "held at "+oneHook+": q again") {
		t.Errorf("the first quit of a held boot says %q, and quits: %v", held.Notice(), r.Quit)
	}
	do(held.Walk, "down")
	if r := do(held.Walk, "quit"); r.Quit {
		t.Error("another key between does not take the first quit back")
	}
	if r := do(held.Walk, "quit"); !r.Quit {
		t.Error("two of them do not quit")
	}
	if r := do(stepped().Walk, "quit-at-once"); !r.Quit {
		t.Error("ctrl+c asks")
	}
	released := stepped()
	do(released.Walk, "free")
	if r := do(released.Walk, "quit"); r.Quit || !strings.Contains(released.Notice(), "still booting") {
		t.Errorf("the first quit of a boot that was let go says %q", released.Notice())
	}
	watched := walktest.Watch()
	happened(watched, walktest.Boot(), 300)
	if r := do(watched.Walk, "quit"); !r.Quit {
		t.Error("a boot that nobody steps asks")
	}
	if r := do(ready().Walk, "quit"); !r.Quit {
		t.Error("a ready server asks")
	}
	if r := do(replay(t), "quit"); !r.Quit {
		t.Error("a recording asks")
	}
}

// TestBreakpointIsNamed names the breakpoint that stops a run, and none where a step leads to its stage anyway.
func TestBreakpointIsNamed(t *testing.T) {
	for _, test := range []struct {
		command step.Command
		named   bool
	}{
		{step.Command{Kind: step.Free}, true},
		{step.Command{Kind: step.Over}, true},
		{step.Command{Kind: step.RunTo, Name: "WaitForReady"}, true},
		{step.Command{Kind: step.RunTo, Name: anotherHook}, false},
		{step.Command{Kind: step.Into}, false},
		{step.Command{Kind: step.Pause}, false},
	} {
		l := stepped()
		do(l.Walk, "go "+anotherHook, "breakpoint", "last", "free")
		stopped := l.HeldAt(anotherHook)
		stopped.Command = test.command
		l.Receive(stopped)
		if named := strings.Contains(l.Notice(), "stopped at the breakpoint on "+anotherHook); named != test.named {
			t.Errorf("%+v stops with %q", test.command, l.Notice())
		}
		if l.Receive(stopped); test.named && l.Notice() == "" {
			t.Errorf("%+v: more news of the same place take the words away", test.command)
		}
	}
}
