package lesson_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
)

// TestNamed finds each step by its number, its address and its ID, and all steps of a name together.
func TestNamed(t *testing.T) {
	l := lesson.New(tracetest.Synthetic(2000), nil, nil, nil)
	count := make(map[string]int)
	for _, step := range l.Steps {
		count[step.Node.Name]++
	}
	for _, step := range l.Steps {
		for _, text := range []string{strconv.Itoa(step.Index + 1), l.Address(step), step.Node.ID} {
			if named, err := l.Named(text); err != nil || !slices.Equal(named, []*lesson.Step{step}) {
				t.Fatalf("%q means %v, %v, not step %d alone", text, named, err, step.Index)
			}
		}
		named, err := l.Named(step.Node.Name)
		if err != nil || len(named) != count[step.Node.Name] || !slices.Contains(named, step) {
			t.Fatalf("%q means %d steps, %v, want %d", step.Node.Name, len(named), err, count[step.Node.Name])
		}
	}
	if names := l.Names(); len(names) != len(count) {
		t.Errorf("%d names, want %d", len(names), len(count))
	}
}

// TestNamedLikeANumber has a name, an ID and an address that look like each other: a name is a name before all else.
func TestNamedLikeANumber(t *testing.T) {
	l := lesson.New(&trace.Trace{Spans: []trace.Span{
		span("01", "", "root", 0, 9), span("02", "01", "1", 1, 2), span("4", "01", "stage-root", 3, 4),
		span("04", "01", "01", 5, 6),
	}}, nil, nil, nil)
	for text, want := range map[string]string{
		"1": "1", "2": "1", "02": "1", "01": "01", "3": "stage-root", "4": "stage-root",
		"stage-root": "stage-root", "stage-stage-root": "stage-root",
	} {
		named, err := l.Named(text)
		if err != nil || len(named) != 1 || named[0].Node.Name != want {
			t.Errorf("%q means %v, %v, want %q", text, named, err, want)
		}
	}
}

// TestNamedNothing says of what means nothing what was meant.
func TestNamedNothing(t *testing.T) {
	boot := lesson.New(&trace.Trace{Spans: []trace.Span{
		span("01", "", "main", 0, 9), span("02", "01", "PrepareRun", 1, 2),
	}}, nil, nil, nil)
	other := lesson.New(&trace.Trace{Spans: []trace.Span{theirs("a", "01", "", "POST /order", 0, 9)}}, nil, nil, nil)
	for _, tt := range []struct {
		lesson     *lesson.Lesson
		text, want string
		meant      string
	}{
		{boot, "PrepairRun", `no stage is called "PrepairRun"`, "PrepareRun"},
		{boot, "stage-preparerun", `no stage is called "stage-preparerun"`, "stage-prepare-run"},
		{boot, "0", `no stage is called "0"`, ""},
		{boot, "3", `no stage is called "3"`, ""},
		{boot, "", `no stage is called ""`, ""},
		{boot, "xyz", `no stage is called "xyz"`, ""},
		{other, "POST /ordr", `no span is called "POST /ordr"`, "POST /order"},
		{other, "span-post-ordr", `no span is called "span-post-ordr"`, "span-post-order"},
	} {
		_, err := tt.lesson.Named(tt.text)
		var unknown *lesson.UnknownStepError
		if !errors.As(err, &unknown) || unknown.Error() != tt.want || unknown.Meant != tt.meant {
			t.Errorf("%q: %v, meant is %+v", tt.text, err, unknown)
		}
	}
}
