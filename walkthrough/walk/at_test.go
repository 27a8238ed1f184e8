package walk_test

import (
	"context"
	"errors"
	"testing"

	"apitour/trace/convention"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestBeginsAtAStage begins replays at stages, by name, by number and by span, on every path.
func TestBeginsAtAStage(t *testing.T) {
	for at, want := range map[string]string{
		"": "main", "PrepareRun": "PrepareRun", "InstallAPIGroup/events.k8s.io": "InstallAPIGroup/events.k8s.io",
		"3": "NewServerRunOptions", walktest.Recording().Spans[4].ID: walktest.Recording().Spans[4].Name,
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
	for at, want := range map[string]string{"PreparRun": "PrepareRun", "99": "", "xyz": ""} {
		_, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), At: at})
		var unknown *walk.UnknownStageError
		if !errors.As(err, &unknown) || unknown.Name != at || unknown.Meant != want {
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
