package lesson_test

import (
	"testing"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
)

func shipped(t *testing.T) *lesson.Lesson {
	t.Helper()
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return lesson.New(recorded, library, nil, nil)
}

// firstHook returns the name of the hook that began first, which is luck.
func firstHook(l *lesson.Lesson) string {
	for _, step := range l.Steps {
		if lesson.IsHook(step.Node) {
			return step.Node.Name
		}
	}
	return ""
}

func TestChapterOfAStep(t *testing.T) {
	l := shipped(t)
	for name, want := range map[string]struct {
		id            string
		number, place int
	}{
		"main":                      {"options", 1, 1},
		"Run":                       {"options", 1, 11},
		"StartEtcd":                 {"config", 2, 1},
		"WaitForLeader":             {"config", 2, 3},
		"CreateServerChain":         {"config", 2, 4},
		"createAPIExtensionsServer": {"chain", 3, 3},
		"InstallAPIGroup/core":      {"groups", 4, 4},
		"apiServicesToRegister":     {"prepare", 5, 3},
		firstHook(l):                {"hooks", 6, 1},
		"WaitForReady":              {"ready", 7, 1},
	} {
		c, ok := l.Chapter(stepNamed(t, l, 1, name))
		if !ok || c.ID != want.id || c.Number != want.number || c.Of != 7 || c.Place != want.place {
			t.Errorf("%s: got chapter %q, %d of %d, step %d of %d; want %+v",
				name, c.ID, c.Number, c.Of, c.Place, c.Steps, want)
		}
		if steps := l.ChapterSteps(c.Chapter, l.Steps[0]); len(steps) != c.Steps || steps[c.Place-1].Node.Name != name {
			t.Errorf("%s: chapter %q has %d steps, of which this is no %d", name, c.ID, c.Steps, c.Place)
		}
	}
}

// TestEveryStepIsInOneChapter counts the steps of all chapters: every step is one of them, in one place.
func TestEveryStepIsInOneChapter(t *testing.T) {
	l := shipped(t)
	places := make(map[string]map[int]bool)
	for _, step := range l.Steps {
		c, ok := l.Chapter(step)
		if !ok {
			t.Fatalf("%q is in no chapter", step.Node.Name)
		}
		if places[c.ID] == nil {
			places[c.ID] = make(map[int]bool)
		}
		if places[c.ID][c.Place] || c.Place < 1 || c.Place > c.Steps {
			t.Errorf("%q is at place %d of %d of chapter %q, and another step too",
				step.Node.Name, c.Place, c.Steps, c.ID)
		}
		places[c.ID][c.Place] = true
	}
	total := 0
	for _, c := range places {
		total += len(c)
	}
	if total != len(l.Steps) || len(places) != 7 {
		t.Errorf("%d chapters have %d steps, want 7 and %d", len(places), total, len(l.Steps))
	}
}

func TestStrangersHaveNoChapters(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	s := span("1", "", "main", 0, 1)
	s.Attributes = nil
	l := lesson.New(&trace.Trace{Spans: []trace.Span{s}}, library, nil, nil)
	if c, ok := l.Chapter(l.Steps[0]); ok {
		t.Errorf("another program's main is in chapter %q", c.ID)
	}
}
