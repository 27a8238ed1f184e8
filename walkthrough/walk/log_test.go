package walk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/walkthrough/walk/walktest"
)

// TestLogAndSteps finds the stage of each line of a boot's log, and the lines of each stage.
func TestLogAndSteps(t *testing.T) {
	l := walktest.Step()
	happened(l, walktest.Boot(), 700)
	lines, _ := l.Log().Lines()
	steps := l.LogSteps()
	if len(lines) == 0 || len(steps) != len(lines) {
		t.Fatalf("%d lines, %d steps", len(lines), len(steps))
	}
	matched := 0
	for i, line := range lines {
		step := l.Lesson().Steps[steps[i]]
		if strings.Contains(line, fmt.Sprintf("%q", step.Node.Name)) {
			matched++ // another stage that began at the same moment is as right
		}
		if !slices.Contains(l.LoggedIn(steps[i]), i) {
			t.Errorf("step %d does not have its line %q", steps[i], line)
		}
	}
	if matched < len(lines)*3/4 {
		t.Errorf("%d of %d lines are those of the stage that wrote them", matched, len(lines))
	}
	if s := l.StepState(l.Lesson().Steps[steps[0]]); s.Logged != len(l.LoggedIn(steps[0])) || s.Logged == 0 {
		t.Errorf("the state has %d lines", s.Logged)
	}
}

// TestLogOfAHeldBoot finds the stage by the wall clock, while the lesson leaves out the time for which a stage was
// held.
func TestLogOfAHeldBoot(t *testing.T) {
	l := walktest.Watch()
	span := func(id, name string, start, end float64, pause int64) feed.Span {
		s := trace.Span{
			TraceID: "1", ID: id, Name: name, Start: walktest.At(start), End: walktest.At(end),
			Attributes: map[string]any{convention.ScopeName: convention.Scope},
		}
		if pause > 0 {
			s.Attributes[convention.Pause] = pause
		}
		return feed.Span{Span: s}
	}
	logged := func(at float64) feed.Log {
		return feed.Log("I" + walktest.At(at).Format("0102 15:04:05.000000") + "       1 a.go:1] said")
	}
	l.Receive(
		span("1", "main", 0, 9000, 0), span("2", "held", 10, 5100, int64(5e9)), span("3", "later", 5200, 5300, 0),
		logged(-5), logged(5), logged(2000), logged(5150), logged(5250), feed.Log("ready https://127.0.0.1:1"),
	)
	var names []string
	for _, step := range l.LogSteps() {
		if step < 0 {
			names = append(names, "none")
			continue
		}
		names = append(names, l.Lesson().Steps[step].Node.Name)
	}
	// The last line has no time, and arrives at the beginning of the test's clock.
	if got := strings.Join(names, " "); got != "none main held main later main" {
		t.Errorf("the lines were written during %s", got)
	}
}

// TestLogOfAnotherYear reads lines that were written around the turn of the year.
func TestLogOfAnotherYear(t *testing.T) {
	l := walktest.Watch()
	begun := feed.Span{Span: trace.Span{
		TraceID: "1", ID: "1", Name: "main", Start: walktest.BootStart.AddDate(0, -5, 0),
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
	}}
	l.Receive(begun, feed.Log("I0101 00:00:00.000000       1 a.go:1] next year"),
		feed.Log("W0229 00:00:00.000000       1 a.go:1] no such day"), feed.Log("I1123 short"))
	if got := l.LogSteps(); !slices.Equal(got, []int{0, 0, 0}) {
		t.Errorf("the lines were written during %v", got)
	}
}
