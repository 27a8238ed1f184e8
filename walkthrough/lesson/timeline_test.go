package lesson_test

import (
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// stepNamed returns the first step of that name in a trace, counted from 1.
func stepNamed(t *testing.T, l *lesson.Lesson, number int, name string) *lesson.Step {
	t.Helper()
	for _, step := range l.Steps {
		if step.Node.Name == name && step.Line().Number == number {
			return step
		}
	}
	t.Fatalf("there is no %q in trace %d", name, number)
	return nil
}

// theirs makes a span of another program.
func theirs(traceID, id, parent, name string, from, to int) trace.Span {
	s := span(id, parent, name, from, to)
	s.TraceID, s.Attributes = traceID, map[string]any{convention.ServiceName: "shop"}
	return s
}

// TestTimelines gives every trace of a recording a clock of its own.
func TestTimelines(t *testing.T) {
	l := lesson.New(tracetest.Stranger(), nil, nil, nil)
	if len(l.Timelines) != 2 || l.Kind() != lesson.Other || !l.Ready.IsZero() || l.Request() != nil {
		t.Fatalf("%d traces of kind %v, ready at %v", len(l.Timelines), l.Kind(), l.Ready)
	}
	for _, c := range []struct {
		number int
		name   string
		since  time.Duration
	}{
		{1, "main", 0},
		{1, "Validate", 5},
		{1, "Run", 25},
		{1, "List", 97},
		{2, "main", 0},
		{2, "Validate", 10},
		{1, "Get", 25}, // its clock is behind: it began with its parent at the earliest
	} {
		if got := l.Since(stepNamed(t, l, c.number, c.name)); got != c.since*time.Millisecond {
			t.Errorf("%q of trace %d began at %v, want %v ms", c.name, c.number, got, int(c.since))
		}
	}
	for i, want := range []time.Duration{100, 40} {
		if got := l.Timelines[i].Length(); got != want*time.Millisecond {
			t.Errorf("trace %d took %v, want %v ms", i+1, got, int(want))
		}
	}
}

// TestMixedRecording holds a boot, and what other programs recorded beside it and around a request of it.
func TestMixedRecording(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	from := func(service string, s trace.Span) trace.Span {
		s.Attributes[convention.ServiceName] = service
		return s
	}
	request := from("apitour", span("r2", "r1", convention.RequestStage, 600, 700))
	request.TraceID = "2"
	l := lesson.New(&trace.Trace{Spans: []trace.Span{
		from("apitour", span("1", "", "main", 0, 90)), from("apitour", span("2", "1", "WaitForReady", 50, 80)),
		theirs("2", "r1", "", "main", 500, 900), request,
		theirs("3", "1", "", "main", 1000, 1010), theirs("3", "2", "1", "WaitForReady", 1001, 1002),
	}}, library, nil, nil)
	if l.Kind() != lesson.Other || !l.Ready.Equal(boot.Add(80*time.Millisecond)) {
		t.Errorf("the recording is of kind %v, ready at %v", l.Kind(), l.Ready)
	}
	for _, c := range []struct {
		number int
		name   string
		kind   lesson.Kind
		note   bool
	}{
		{1, "main", lesson.Boot, true},
		{1, "WaitForReady", lesson.Boot, true},
		{2, "main", lesson.Other, false},
		{2, convention.RequestStage, lesson.Other, true},
		{3, "main", lesson.Other, false},
		{3, "WaitForReady", lesson.Other, false},
	} {
		step := stepNamed(t, l, c.number, c.name)
		if got := step.Line().Kind; got != c.kind {
			t.Errorf("trace %d is a %v, want a %v", c.number, got, c.kind)
		}
		if got := step.Note() != nil; got != c.note {
			t.Errorf("%q of trace %d has a note: %t, want %t", c.name, c.number, got, c.note)
		}
	}
	if l.Timelines[2].Ready != (time.Time{}) || l.Timelines[0].Ready.IsZero() {
		t.Error("the wrong trace was ready")
	}
	l.FindPath()
	if total := l.PathTotal(); total != 80*time.Millisecond {
		t.Errorf("the critical path takes %v, want that of the boot alone", total)
	}
}

// TestSkewedAsItWas shows a recording as it was: a span with a clock that is behind has not begun before its parent.
func TestSkewedAsItWas(t *testing.T) {
	l := lesson.New(&trace.Trace{Spans: []trace.Span{
		theirs("1", "1", "", "root", 0, 300), theirs("1", "2", "1", "call", 100, 200),
		theirs("1", "3", "2", "serve", 30, 110), theirs("1", "4", "3", "query", 40, 50),
		theirs("1", "5", "1", "after", 250, 260),
	}}, nil, nil, nil)
	state := func(at, of string) lesson.State {
		v := lesson.View{Lesson: l, Now: l.End, Over: true, Playhead: stepNamed(t, l, 1, at)}
		return v.State(stepNamed(t, l, 1, of))
	}
	for _, c := range []struct {
		at, of string
		want   lesson.State
	}{
		{"root", "serve", lesson.Ahead},
		{"call", "query", lesson.Ahead},
		{"serve", "serve", lesson.Running},
		{"query", "serve", lesson.Running},
		{"query", "call", lesson.Running},
		{"after", "serve", lesson.Done},
		{"after", "query", lesson.Done},
	} {
		if got := state(c.at, c.of); got != c.want {
			t.Errorf("when %q began, %q was %v, want %v", c.at, c.of, got, c.want)
		}
	}
	if got := l.Since(stepNamed(t, l, 1, "query")); got != 110*time.Millisecond {
		t.Errorf("query began at %v, want 110ms", got)
	}
}

// TestKindOfNothing says that a lesson without steps is about a boot that has not begun.
func TestKindOfNothing(t *testing.T) {
	l := lesson.New(&trace.Trace{}, nil, nil, nil)
	if l.Kind() != lesson.Boot || l.Line(0) != nil || l.Services() != nil {
		t.Errorf("an empty lesson is a %v", l.Kind())
	}
}
