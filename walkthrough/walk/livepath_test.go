package walk_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// driveAlong returns a driver of a walk along a path, through a server that is stepped through its whole boot, and the
// names of the stages that the server lets go.
func driveAlong(t *testing.T, path walk.Path) (d *walk.Driver, end func() []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := walktest.NewServer(ctx, len(walktest.Recording().Spans))
	w, err := walk.New(walk.Options{Lesson: walktest.Planned, Feed: s.Feed, Controls: s, Path: path})
	if err != nil {
		t.Fatal(err)
	}
	d = walk.Drive(ctx, w)
	await(t, d, "the first stage", held("main"))
	return d, func() []string {
		cancel()
		d.Wait()
		return s.Released()
	}
}

// arrived says that the learner stands where the server is held, or where it has become ready.
func arrived(s walk.State) bool {
	return s.Position.Held || s.Status.Ready && s.Position.Idle && (s.Path == walk.All || s.Step.Name == "WaitForReady")
}

// TestSpaceLeadsTheSameWayLive presses space from main to ready, live and in a replay of the same boot: it stops at the
// same stages, and the server lets go every stage once.
func TestSpaceLeadsTheSameWayLive(t *testing.T) {
	for _, path := range []walk.Path{walk.Short, walk.Main} {
		want := stopsOf(begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Path: path}))
		d, end := driveAlong(t, path)
		got := []string{"main"}
		for range 2 * mostKeys {
			if d.State().Status.Ready {
				break
			}
			d.Do("next", "")
			got = append(got, await(t, d, "the next stop of the "+string(path)+" path", arrived).Step.Name)
		}
		if !slices.Equal(got, want) || len(got) > mostKeys {
			t.Errorf("%s: live\n%q, in a replay\n%q", path, got, want)
		}
		released := end()
		names := slices.Clone(released)
		slices.Sort(names)
		if want := len(walktest.Recording().Spans) - 1; len(slices.Compact(names)) != want {
			t.Errorf("%s: the server lets go %d stages, want %d: %q", path, len(released), want, released)
		}
	}
}

// TestNextPassesWhatIsFolded folds a stage: live, space goes past what is inside, as in a replay.
func TestNextPassesWhatIsFolded(t *testing.T) {
	const folded = "CreateServerChain"
	for _, path := range walk.Paths() {
		replayed := begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Path: path})
		do(replayed, "go "+folded, "fold", "next")
		d, end := driveAlong(t, path)
		d.Read(func(w *walk.Walk) { do(w, "go "+folded, "fold", "first") })
		for range mostKeys {
			if d.State().Step.Name == folded {
				break
			}
			d.Do("next", "")
			await(t, d, "a stop before the folded one", arrived)
		}
		d.Do("next", "")
		if s := await(t, d, "what follows the folded stage", arrived); s.Step.Name != nameOf(replayed) {
			t.Errorf("%s: from the folded stage live to %q, in a replay to %q", path, s.Step.Name, nameOf(replayed))
		}
		end()
	}
}

// TestChaptersLive goes from chapter to chapter: backwards at any time, forward by running the server there.
func TestChaptersLive(t *testing.T) {
	d, end := driveAlong(t, walk.Main)
	for i, want := range []string{"StartEtcd", "PrepareRun", "PostStartHook/max-in-flight-filter"} {
		d.Do("chapter-next", "")
		s := await(t, d, "the next chapter", arrived)
		if s.Step.Name != want || s.Chapter.Number != i+2 {
			t.Errorf("chapter %d of the boot begins at %q, want %q", s.Chapter.Number, s.Step.Name, want)
		}
	}
	d.Do("chapter-before", "")
	d.Do("chapter-before", "")
	if s := d.State(); s.Step.Name != "StartEtcd" || s.Position.AtEdge {
		t.Errorf("two chapters back is %q", s.Step.Name)
	}
	for range 2 {
		d.Do("chapter-next", "")
	}
	if s := d.State(); s.Step.Name != "PostStartHook/max-in-flight-filter" || !s.Position.Held {
		t.Errorf("and forward again is %q", s.Step.Name)
	}
	d.Do("chapter-next", "")
	if s := await(t, d, "ready", arrived); s.Step.Name != "WaitForReady" || !s.Status.Ready || s.Chapter.ID != "ready" {
		t.Errorf("the last chapter is at %+v", s.Step)
	}
	end()
}

// TestBreakpointsStopOnEveryPath sets a breakpoint beside the path.
func TestBreakpointsStopOnEveryPath(t *testing.T) {
	d, end := driveAlong(t, walk.Short)
	d.Read(func(w *walk.Walk) { do(w, "go NewRESTStorage/discovery.k8s.io", "breakpoint", "first") })
	for range mostKeys {
		d.Do("next", "")
		s := await(t, d, "the next stop", arrived)
		if s.Status.Ready || s.Step.Name == "NewRESTStorage/discovery.k8s.io" {
			break
		}
	}
	if s := d.State(); s.Step.Name != "NewRESTStorage/discovery.k8s.io" || !s.Position.Held || s.Step.Stop {
		t.Errorf("the server is held at %+v", s.Step)
	}
	end()
}

// TestPathOfACommand asks the command that the server gets which names it stops at.
func TestPathOfACommand(t *testing.T) {
	l := walktest.Step()
	happened(l, walktest.Boot(), 0.1)
	l.Receive(l.HeldAt("main"))
	for path, want := range map[walk.Path]string{
		walk.Short: "RunE Complete CreateServerChain PrepareRun",
		walk.Main:  "StartEtcd CreateServerChain",
		walk.All:   "",
	} {
		l.SetPath(path)
		do(l.Walk, "next")
		c := l.Controls.Command
		var got []string
		for _, name := range []string{
			"RunE", "Complete", "Validate", "StartEtcd", "CreateServerChain", "InstallAPIGroup/core", "PrepareRun",
			"of no plan and no note",
		} {
			if c.Stops != nil && c.Stops(name) {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want || (c.Kind == step.Into) != (path == walk.All) {
			t.Errorf("%s: the command %v stops at %q, want %q", path, c.Kind, got, want)
		}
		l.Receive(l.HeldAt("main"))
	}
}

// TestReadyIsWhereThePathEnds tells a learner who goes along that the server is ready, and then nothing new: they stay
// on the stage whose end means ready. A request takes them on.
func TestReadyIsWhereThePathEnds(t *testing.T) {
	root := walktest.Boot()
	inOwnGoroutine(&root, "WaitForReady")
	l := walktest.Step()
	l.SetPath(walk.Short)
	happened(l, root, 318)
	l.Receive(l.HeldAt("prepared.Run"))
	do(l.Walk, "next")
	for at := 330.0; at < 700; at += 100 {
		happened(l, root, at)
		l.Receive(l.Stepping(step.State{Mode: step.Moving, Lane: 1}))
	}
	for range 3 {
		happened(l, root, 700)
		l.Receive(l.Stepping(step.State{Mode: step.Moving, Lane: 1}))
		if nameOf(l.Walk) != "WaitForReady" || !l.Following() || !l.Idle() {
			t.Fatalf("the learner stands on %q", nameOf(l.Walk))
		}
	}
	do(l.Walk, "next")
	if !strings.HasPrefix(l.Notice(), "the server is ready") {
		t.Errorf("next says %q", l.Notice())
	}
}

func inOwnGoroutine(s *walktest.Stage, name string) {
	if s.Name == name {
		s.Goroutine = 80
	}
	for i := range s.Parts {
		inOwnGoroutine(&s.Parts[i], name)
	}
}
