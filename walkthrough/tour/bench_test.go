package tour

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

var lessonSizes = []int{110, 100_000, 1_000_000}

// synthetic keeps the last boot that was asked for: two of a million spans need not be in memory at the same time.
var synthetic = struct {
	sync.Mutex
	boot *trace.Trace
}{}

func syntheticBoot(n int) *trace.Trace {
	synthetic.Lock()
	defer synthetic.Unlock()
	if synthetic.boot == nil || len(synthetic.boot.Spans) != n {
		synthetic.boot = nil
		synthetic.boot = tracetest.Synthetic(n)
		runtime.GC()
	}
	return synthetic.boot
}

// BenchmarkOpen is what a learner waits for from a decoded trace to the first frame.
func BenchmarkOpen(b *testing.B) {
	for _, n := range lessonSizes {
		b.Run(fmt.Sprintf("spans=%d", n), func(b *testing.B) {
			t := syntheticBoot(n)
			b.ReportAllocs()
			for b.Loop() {
				m := newModel(b.Context(), recorded(walktest.Join(t), walk.Intro{}))
				m.Update(tea.WindowSizeMsg{Width: wide.width, Height: wide.height})
				m.View()
			}
		})
	}
}

// BenchmarkMemory tells how much of the heap a span takes: the trace alone, and with its tree, its lesson and the tour.
func BenchmarkMemory(b *testing.B) {
	for _, n := range lessonSizes[1:] {
		b.Run(fmt.Sprintf("spans=%d", n), func(b *testing.B) {
			synthetic.boot = nil
			for b.Loop() {
				before := heap()
				t := tracetest.Synthetic(n)
				spans := heap()
				m := newModel(b.Context(), recorded(walktest.Join(t), walk.Intro{}))
				m.Update(tea.WindowSizeMsg{Width: wide.width, Height: wide.height})
				m.View()
				told := heap()
				b.ReportMetric(float64(spans-before)/float64(n), "trace-B/span")
				b.ReportMetric(float64(told-before)/float64(n), "all-B/span")
				runtime.KeepAlive(m)
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// BenchmarkKeyToFrame is what a learner waits for after a key: Update and View. It presses every key of the walk all
// over the lesson, with folds here and there, as it was and as it is, and tells the slow ones: p50, p99 and the
// slowest.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, n := range lessonSizes {
		for _, s := range []size{small, wide} {
			b.Run(fmt.Sprintf("spans=%d/%v", n, s), func(b *testing.B) {
				l := walktest.Join(syntheticBoot(n))
				l.FindPath()
				m := replay(l, s.width, s.height)
				keys := benchKeys(m)
				r := rand.New(rand.NewPCG(1, 1))
				for _, k := range keys { // the first of each kind fills caches that every tour has
					m.Update(k)
					m.View()
				}
				runtime.GC()
				var took []time.Duration
				for i := 0; b.Loop(); i++ {
					if i%16 == 0 {
						stand(m, r.IntN(n))
						m.settle()
					}
					k := keys[r.IntN(len(keys))]
					began := time.Now()
					m.Update(k)
					m.View()
					took = append(took, time.Since(began))
				}
				report(b, took)
			})
		}
	}
}

// benchKeys are all keys of the tables for walking, moving and looking.
func benchKeys(m *model) []tea.KeyPressMsg {
	var keys []tea.KeyPressMsg
	for _, k := range "nbiouOsSChjklgGJKzfALA?q" {
		keys = append(keys, tea.KeyPressMsg{Code: k, Text: string(k)})
	}
	return append(
		keys,
		tea.KeyPressMsg{Code: tea.KeyTab},
		tea.KeyPressMsg{Code: tea.KeyEscape},
		tea.KeyPressMsg{Code: tea.KeyBackspace},
	)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	n := len(took)
	for name, at := range map[string]int{"p50-ms": n / 2, "p99-ms": n * 99 / 100, "max-ms": n - 1} {
		b.ReportMetric(float64(took[at])/float64(time.Millisecond), name)
	}
}

// BenchmarkHear is what a live boot costs for each span that is heard of: the join, beside the model, and the frame.
func BenchmarkHear(b *testing.B) {
	for _, n := range []int{110, 1000, 10_000} {
		t := syntheticBoot(n)
		plan := lesson.NewPlan(tracetest.Synthetic(110))
		var recording trace.Recording
		for _, s := range t.Spans {
			recording.Add(s)
		}
		b.Run(fmt.Sprintf("spans=%d/join", n), func(b *testing.B) {
			for b.Loop() {
				walktest.JoinPlanned(trace.WithoutPauses(recording.Snapshot()), plan)
			}
		})
		b.Run(fmt.Sprintf("spans=%d/frame", n), func(b *testing.B) {
			// The join is measured above: here it returns the same lesson, as long as no span is new.
			var joined *lesson.Lesson
			m := screenOf(walktest.WatchWith(func(t *trace.Trace) *lesson.Lesson {
				if joined == nil || len(joined.Trace.Spans) != len(t.Spans) {
					joined = walktest.JoinPlanned(t, plan)
				}
				return joined
			}), large.width, large.height)
			receiveAll(m, t)
			s := t.Spans[len(t.Spans)-1]
			for b.Loop() {
				b.StopTimer()
				event := live(m).Event(feed.Span{Span: s})
				b.StartTimer()
				m.Update(eventMsg{event})
				m.View()
			}
		})
	}
}

// receiveAll brings all spans of a trace.
func receiveAll(m *model, t *trace.Trace) {
	for spans := range slices.Chunk(t.Spans, 1000) {
		updates := make([]feed.Update, 0, len(spans))
		for _, s := range spans {
			updates = append(updates, feed.Span{Span: s})
		}
		receive(m, updates...)
	}
}

// BenchmarkPath is what the learner does not wait for: the critical path of a large recording is found beside the tour.
func BenchmarkPath(b *testing.B) {
	for _, n := range lessonSizes {
		b.Run(fmt.Sprintf("spans=%d", n), func(b *testing.B) {
			t := syntheticBoot(n)
			for b.Loop() {
				walktest.Join(t).FindPath()
			}
		})
	}
}
