package tour

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// slower is the recording, with every stage that took time a tenth slower, and two hooks the other way round.
func slower(t *trace.Trace) *trace.Trace {
	other := &trace.Trace{Resource: t.Resource}
	for _, s := range t.Spans {
		if !s.End.IsZero() {
			s.End = s.End.Add(s.End.Sub(s.Start) / 10)
		}
		if strings.HasSuffix(s.Name, "/max-in-flight-filter") {
			s.Start = s.Start.Add(500 * time.Microsecond)
		}
		other.Spans = append(other.Spans, s)
	}
	return other
}

// TestComparedOnTheScreen shows medians in the tree where there is room, and what is luck above the note.
func TestComparedOnTheScreen(t *testing.T) {
	l := walktest.Lesson()
	for _, s := range []size{tiny, small, {120, 40}, {200, 60}} {
		w, err := walk.New(walk.Options{
			Lesson: func(*trace.Trace) *lesson.Lesson { return l }, Trace: l.Trace, Screen: true,
			Compared: walktest.Compared(l.Trace, slower(l.Trace), slower(l.Trace)),
		})
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(t.Context(), w)
		m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
		stand(m, named(m, "StartEtcd"))
		width, height := m.layout.size(stagesPane)
		shown := screen(t, m)
		if column := strings.Contains(shown, "median ±"); column != (width >= leastSpread) {
			t.Errorf("%v: in a pane of %d the column of medians is shown: %v\n%s", s, width, column, shown)
		}
		note := strings.Join(strings.Fields(shown), " ")
		if !strings.Contains(note, "median of 3: 121 ms ±0, 110 ms to 121 ms") {
			t.Errorf("%v: the note does not tell of the median:\n%s", s, shown)
		}
		stand(m, named(m, "PostStartHook/max-in-flight-filter"))
		if shown := screen(t, m); !strings.Contains(strings.Join(strings.Fields(shown), " "), "is luck") {
			t.Errorf("%v: the note does not tell of luck, in a pane of %d rows:\n%s", s, height, shown)
		}
	}
}
