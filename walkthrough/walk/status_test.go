package walk_test

import (
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

const ms = time.Millisecond

// statusTest is a walk and its status.
type statusTest struct {
	walk func(*testing.T) *walk.Walk
	want walk.Status
}

func (test statusTest) run(t *testing.T) {
	w := test.walk(t)
	if got := w.Status(); got != test.want {
		t.Errorf("the status is\n%+v, want\n%+v", got, test.want)
	}
	if got := w.State().Status; got != test.want {
		t.Errorf("the state has another status:\n%+v", got)
	}
}

func watched(root walktest.Stage, until float64, more ...feed.Update) func(*testing.T) *walk.Walk {
	return func(*testing.T) *walk.Walk {
		l := walktest.Watch()
		happened(l, root, until)
		if len(more) > 0 {
			l.Receive(more...)
		}
		return l.Walk
	}
}

func recording(recorded *trace.Trace) func(*testing.T) *walk.Walk {
	return func(t *testing.T) *walk.Walk { return replayOf(t, recorded, walktest.Join) }
}

const second = "NewAPIServerCommand"

// TestStatusOfABoot has a row for every phase on the way to ready, and for every way to end before.
func TestStatusOfABoot(t *testing.T) {
	died := feed.Ended{Err: errDead}
	for name, test := range map[string]statusTest{
		"before the first stage": {
			func(*testing.T) *walk.Walk { return walktest.Watch().Walk }, walk.Status{Phase: walk.Booting},
		},
		"booting": {
			func(*testing.T) *walk.Walk {
				l := walktest.Watch()
				happened(l, walktest.Boot(), 100)
				l.Tick(walktest.At(159)) // the boot's clock goes on between two updates
				return l.Walk
			},
			walk.Status{Phase: walk.Booting, Took: 100 * ms, Stages: 13, Next: second},
		},
		"held": {
			func(*testing.T) *walk.Walk { return stepped().Walk },
			walk.Status{
				Phase: walk.Held, Took: 320*ms + 300*time.Microsecond, Stages: 46, HeldAt: oneHook,
				Next: "PostStartHook/start-apiextensions-informers",
			},
		},
		"failed": {
			watched(walktest.FailingBoot(), 300, died),
			walk.Status{
				Phase: walk.Failed, Took: 151*ms + 600*time.Microsecond, Stages: 13, FailedIn: "StartEtcd",
				Reason: "dead",
			},
		},
		"died without a failure": {
			watched(walktest.Boot(), 100, died),
			walk.Status{Phase: walk.Failed, Took: 41 * ms, Stages: 13, FailedIn: "StartEtcd", Reason: "dead"},
		},
	} {
		t.Run(name, test.run)
	}
}

// TestStatusOfAServer has a row for every phase of a server that was ready.
func TestStatusOfAServer(t *testing.T) {
	status := func(phase walk.Phase, reason string) walk.Status {
		return walk.Status{Phase: phase, Ready: true, Took: 612 * ms, Stages: 52, Reason: reason, Next: second}
	}
	for name, test := range map[string]statusTest{
		"ready": {watched(walktest.Boot(), 700), status(walk.Ready, "")},
		"stopping": {
			func(*testing.T) *walk.Walk { l := ready(); do(l.Walk, "terminate", "first"); return l.Walk },
			status(walk.Stopping, ""),
		},
		"stopped": {watched(walktest.Boot(), 700, feed.Ended{}), status(walk.Stopped, "")},
		"killed":  {watched(walktest.Boot(), 700, feed.Ended{Err: errDead}), status(walk.Stopped, "dead")},
	} {
		t.Run(name, test.run)
	}
}

// TestStatusOfARecording has a row for every phase in which a recording may be.
func TestStatusOfARecording(t *testing.T) {
	part := trace.Span{
		ID: "1", Name: "main", Start: walktest.At(0), End: walktest.At(9),
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
	}
	request := trace.Span{
		TraceID: "1", ID: "1", Name: "ServeRequest", Start: walktest.At(0), End: walktest.At(1.5),
		Attributes: map[string]any{
			convention.ScopeName: convention.Scope, convention.Method: "GET", convention.StatusCode: int64(403),
		},
	}
	for name, test := range map[string]statusTest{
		"boot": {
			replay,
			walk.Status{
				Phase: walk.Ready, Recording: true, Ready: true, Took: 612 * ms, Stages: 52, Next: second,
			},
		},
		"failure": {
			recording(walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 200)),
			walk.Status{
				Phase: walk.Failed, Recording: true, Took: 151*ms + 600*time.Microsecond, Stages: 13,
				FailedIn: "StartEtcd", Next: second,
			},
		},
		"part of a boot": {
			recording(&trace.Trace{Spans: []trace.Span{part}}),
			walk.Status{Phase: walk.NotReady, Recording: true, Took: 9 * ms, Stages: 1},
		},
		"request": {
			recording(&trace.Trace{Spans: []trace.Span{request}}),
			walk.Status{
				Phase: walk.Answered, Recording: true, Took: 1500 * time.Microsecond, Stages: 1, Request: "GET 403",
			},
		},
	} {
		t.Run(name, test.run)
	}
}

// TestUnderWay has a row for every walk in which the next command would come too soon, and for some in which not.
func TestUnderWay(t *testing.T) {
	for name, test := range map[string]struct {
		walk func() *walk.Walk
		want bool
	}{
		"recording":              {func() *walk.Walk { return replay(t) }, false},
		"before the first stage": {func() *walk.Walk { return walktest.Watch().Walk }, true},
		"not stepped yet": {
			func() *walk.Walk { l := walktest.Step(); happened(l, walktest.Boot(), 10); return l.Walk }, true,
		},
		"held":       {func() *walk.Walk { return stepped().Walk }, false},
		"on the way": {func() *walk.Walk { l := stepped(); do(l.Walk, "next"); return l.Walk }, true},
		"ready":      {func() *walk.Walk { return ready().Walk }, false},
		"request":    {func() *walk.Walk { l := ready(); do(l.Walk, "request /"); return l.Walk }, true},
		"stopping":   {func() *walk.Walk { l := ready(); do(l.Walk, "terminate"); return l.Walk }, true},
		"behind": {
			func() *walk.Walk { l := walktest.Watch(); happened(l, walktest.Boot(), 10); return l.Walk }, false,
		},
		"goes along": {
			func() *walk.Walk {
				l := walktest.Watch()
				happened(l, walktest.Boot(), 10)
				do(l.Walk, "last")
				return l.Walk
			}, true,
		},
		"stopped": {func() *walk.Walk { l := stepped(); l.Receive(feed.Ended{}); return l.Walk }, false},
	} {
		if got := test.walk().UnderWay(); got != test.want {
			t.Errorf("%s: %t, want %t", name, got, test.want)
		}
	}
}

// TestStepState looks at a stage as plain data.
func TestStepState(t *testing.T) {
	w := replay(t)
	do(w, "go StartEtcd", "breakpoint")
	want := walk.StepState{
		Index: 12, Depth: 3, Name: "StartEtcd", Function: "apitour/apiserver.StartEtcd", State: lesson.Done.String(),
		Began: 41 * ms, Took: 110 * ms, Own: 110 * ms, Lane: 1, OnPath: true, Breakpoint: true, Note: "start-etcd",
		Stop: true,
	}
	if got := w.State().Step; got == nil || *got != want {
		t.Errorf("the stage is\n%+v, want\n%+v", got, want)
	}
}
