package tour

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// largeLesson returns a lesson of n spans: stages of stages, as deep as a call graph of a hundred thousand calls is.
func largeLesson(n int) *lesson.Lesson {
	t := &trace.Trace{Spans: make([]trace.Span, n)}
	for i := range t.Spans {
		parent := ""
		if i > 0 {
			parent = fmt.Sprintf("%016x", 1+(i-1)/4)
		}
		start := bootStart.Add(time.Duration(i) * time.Microsecond)
		t.Spans[i] = trace.Span{
			TraceID: "a", ID: fmt.Sprintf("%016x", i+1), ParentID: parent, Name: fmt.Sprintf("stage %d", i),
			Start: start, End: start.Add(time.Duration(n-i) * time.Microsecond),
			Attributes: map[string]any{trace.AttrFile: "apiserver/chain.go", trace.AttrLine: int64(10)},
		}
	}
	return joinBoot(t)
}

var lessonSizes = []int{200, 100_000}

// BenchmarkFirstFrame is what a learner waits for after the lesson is there.
func BenchmarkFirstFrame(b *testing.B) {
	for _, n := range lessonSizes {
		l := largeLesson(n)
		b.Run(fmt.Sprintf("spans=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m := newModel(b.Context(), l, nil, false)
				m.Update(tea.WindowSizeMsg{Width: large.width, Height: large.height})
				m.View()
			}
		})
	}
}

// BenchmarkKeyToFrame is what a learner waits for after a key, in the middle of the lesson.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, n := range lessonSizes {
		m := replay(largeLesson(n), large.width, large.height)
		m.stand(n / 2)
		b.Run(fmt.Sprintf("spans=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				key := tea.KeyPressMsg{Code: 'n', Text: "n"}
				if i%2 == 1 {
					key = tea.KeyPressMsg{Code: 'b', Text: "b"}
				}
				m.Update(key)
				m.View()
			}
		})
	}
}

// BenchmarkHear is what a live boot costs for each burst of spans.
func BenchmarkHear(b *testing.B) {
	l := largeLesson(200)
	m := watch(large.width, large.height)
	b.ReportAllocs()
	for b.Loop() {
		m.Update(heardMsg{lesson: l})
		m.View()
	}
}
