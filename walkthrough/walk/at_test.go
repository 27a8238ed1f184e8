package walk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestBeginsAtAStage begins replays at stages, by name, by number and by span, on every path.
func TestBeginsAtAStage(t *testing.T) {
	for at, want := range map[string]string{
		"": "main", "PrepareRun": "PrepareRun", "InstallAPIGroup/events.k8s.io": "InstallAPIGroup/events.k8s.io",
		"3": "NewServerRunOptions", "stage-install-api-group-events-k8s-io": "InstallAPIGroup/events.k8s.io",
		walktest.Recording().Spans[4].ID: walktest.Recording().Spans[4].Name,
	} {
		for _, path := range walk.Paths() {
			w := begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Path: path, At: at})
			if nameOf(w) != want || w.State().Step.Rest != nil {
				t.Errorf("%s: at %q the walk begins at %q, want %q", path, at, nameOf(w), want)
			}
		}
	}
}

func TestBeginsNowhere(t *testing.T) {
	for at, want := range map[string]string{
		"PreparRun": "PrepareRun", "99": "", "xyz": "", "stage-preparerun": "stage-prepare-run",
	} {
		_, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), At: at})
		var unknown *lesson.UnknownStepError
		if !errors.As(err, &unknown) || unknown.Text != at || unknown.Meant != want {
			t.Errorf("at %q: %v, meant is %+v, want %q", at, err, unknown, want)
		}
	}
}

// TestBeginsLive runs a server to the stage, without a key.
func TestBeginsLive(t *testing.T) {
	for at, want := range map[string]string{
		"main": "main", "Validate": "Validate", "InstallAPIGroup/events.k8s.io": "InstallAPIGroup/events.k8s.io",
		convention.ReadyStage: convention.ReadyStage,
	} {
		ctx, cancel := context.WithCancel(t.Context())
		s := walktest.NewServer(ctx, len(walktest.Recording().Spans))
		w, err := walk.New(walk.Options{
			Lesson: walktest.Planned, Feed: s.Feed, Controls: s, Path: walk.Main, At: at,
		})
		if err != nil {
			t.Fatal(err)
		}
		d := walk.Drive(ctx, w)
		await(t, d, at, func(s walk.State) bool {
			return s.Step != nil && s.Step.Name == want && (s.Position.Held || s.Status.Ready)
		})
		cancel()
		d.Wait()
	}
}

// free is what the session tells of a server that nobody holds.
var free = feed.Stepping{State: step.State{Mode: step.Running}}

// TestBeginsWhereNobodyHolds stands at a stage that is ahead of a server which is not held, and stays there: when it
// begins, and when the boot fails elsewhere. A script waits until it has begun.
func TestBeginsWhereNobodyHolds(t *testing.T) {
	for at, want := range map[string]struct {
		boot  walktest.Stage
		begun bool
	}{
		"StartEtcd":               {walktest.Boot(), true},
		"stage-start-etcd":        {walktest.FailingBoot(), true},
		"createAggregatorServer":  {walktest.FailingBoot(), false},
		"PostStartHook/hook-fail": {walktest.Boot(), false},
	} {
		l := walktest.WatchPlannedWith(walk.Options{At: at})
		named, err := l.Lesson().Named(at)
		known := err == nil // in the plan
		stands := func(when string, underWay, begun bool) {
			t.Helper()
			if l.UnderWay() != underWay {
				t.Errorf("%s, %s: under way %v", at, when, !underWay)
			}
			if here := l.Step(); known && (here.Node.Name != named[0].Node.Name || here.Planned() == begun) {
				t.Errorf("%s, %s: stands at %s, planned %v", at, when, here.Node.Name, here.Planned())
			}
		}
		stands("before the first stage", true, false)
		l.Receive(append(l.Until(want.boot, 2), free)...)
		stands("at the first stages", true, false)
		l.Receive(l.Until(want.boot, 160)...)
		stands("in the middle", !want.begun, want.begun)
		l.Receive(walktest.Died(errors.New("ended"))...)
		if notice := l.Notice(); known == (notice == at+" has not begun") {
			t.Errorf("%s: at the end is said %q", at, notice)
		}
		stands("at the end", false, want.begun)
	}
}

// TestBeginsAtAStageWithoutPlan waits for a stage that the plan lacks, and stays there when the boot hangs elsewhere.
func TestBeginsAtAStageWithoutPlan(t *testing.T) {
	late := walktest.Boot()
	late.Parts[1].Parts[0].Name = "PostStartHook/late"
	l := walktest.WatchPlannedWith(walk.Options{At: "PostStartHook/late", Path: walk.Main})
	l.Receive(append(l.Until(late, 2), free)...)
	if !l.UnderWay() {
		t.Error("the stage is not waited for")
	}
	l.Receive(l.Until(late, 400)...)
	if at := nameOf(l.Walk); at != "PostStartHook/late" || l.UnderWay() {
		t.Errorf("the walk begins at %s, under way %v", at, l.UnderWay())
	}
	for second := range 6 {
		l.Tick(walktest.At(400).Add(time.Duration(second) * time.Second))
	}
	if at := nameOf(l.Walk); at != "PostStartHook/late" {
		t.Errorf("it goes on to %s", at)
	}
}

// TestBeginsNowhereForOneWhoHasWalked leaves a learner alone who has walked before the stage began, and a script that
// waits for a server which says nothing more.
func TestBeginsNowhereForOneWhoHasWalked(t *testing.T) {
	late := walktest.Boot()
	late.Parts[1].Parts[0].Name = "PostStartHook/late"
	l := walktest.WatchPlannedWith(walk.Options{At: "PostStartHook/late"})
	l.Receive(l.Until(late, 2)...)
	l.Do("down", "")
	before := nameOf(l.Walk)
	l.Receive(l.Until(late, 700)...)
	if at := nameOf(l.Walk); at != before {
		t.Errorf("the learner is taken from %s to %s", before, at)
	}

	l = walktest.WatchPlannedWith(walk.Options{At: "PostStartHook/never"})
	l.Receive(l.Until(walktest.Boot(), 160)...)
	now := walktest.At(160)
	l.Tick(now)
	l.Receive(l.Until(walktest.Boot(), 161)...)
	for _, tt := range []struct {
		after    time.Duration
		underWay bool
	}{{time.Second, true}, {4 * time.Second, true}, {8 * time.Second, true}, {12 * time.Second, false}} {
		if l.Tick(now.Add(tt.after)); l.UnderWay() != tt.underWay {
			t.Errorf("%s after the last stage it is under way: %v", tt.after, l.UnderWay())
		}
	}
}

// TestBeginsWithoutIntroduction neither introduces a walk that begins at a stage, nor asks what will come of it.
func TestBeginsWithoutIntroduction(t *testing.T) {
	note := &notes.Note{ID: "break-x", Break: "x", Title: "x", Body: "## What happens\nIt fails.\n"}
	note.Questions = []*notes.Question{{
		ID: "break-x-stage", Kind: notes.Reports, Ask: "Which?", Note: note,
		Of: []string{"Validate", "StartEtcd", notes.Ready}, Why: "Because.", Wrong: "No.",
	}}
	for _, at := range []string{"", "Validate"} {
		w := begin(t, walk.Options{
			Lesson: walktest.Join, Trace: walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 160),
			Intro: walk.Intro{Lines: []string{"One thing is wrong."}, Note: note}, Predict: true, Path: walk.Main,
			At: at,
		})
		if asks := at == ""; w.Introduces() != asks || w.PredictingAll() != asks {
			t.Errorf("at %q: it introduces the walk %v and asks %v", at, w.Introduces(), w.PredictingAll())
		}
		if w.Do("intro", "front").Show != walk.IntroView {
			t.Errorf("at %q: the introduction is not to be had", at)
		}
	}
}
