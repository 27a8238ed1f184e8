package walk

import (
	"container/heap"
	"slices"
	"time"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// Log holds the end of the server's log. Its lines are as the server wrote them: a driver cleans them before it shows
// them.
type Log struct {
	lines   []string
	at      []time.Time // when each of them was written, by the wall clock
	dropped int
}

// A server that runs for a day logs more than a learner reads. The end is kept.
const mostLogLines = 20_000

// add adds lines that arrived at a time.
func (l *Log) add(lines []string, arrived time.Time) {
	for _, line := range lines {
		at, ok := writtenAt(line, arrived)
		if !ok {
			at = arrived
		}
		l.lines, l.at = append(l.lines, line), append(l.at, at)
	}
	if drop := len(l.lines) - mostLogLines; drop > 0 {
		// Dropping line by line would move thousands of lines for each new one.
		drop = min(drop+mostLogLines/10, len(l.lines))
		l.lines = append([]string(nil), l.lines[drop:]...)
		l.at = append([]time.Time(nil), l.at[drop:]...)
		l.dropped += drop
	}
}

// Lines returns the lines that are kept, and how many were dropped before them. They do not change.
func (l *Log) Lines() (lines []string, dropped int) { return l.lines, l.dropped }

// Log returns the server's log.
func (w *Walk) Log() *Log { return &w.log }

// klogHeader is the beginning of klog's lines, behind the letter of the severity: month, day and local time
// (k8s.io/klog/v2, internal/buffer, FormatHeader).
const klogHeader = "0102 15:04:05.000000"

// writtenAt returns the time with which klog has begun a line. It has no year: that is the one by which the line was
// written closest to its arrival.
func writtenAt(line string, arrived time.Time) (at time.Time, ok bool) {
	if len(line) <= len(klogHeader) {
		return at, false
	}
	at, err := time.ParseInLocation(klogHeader, line[1:1+len(klogHeader)], time.Local)
	if err != nil {
		return at, false
	}
	const halfAYear = 183 * 24 * time.Hour
	at = at.AddDate(arrived.Year(), 0, 0)
	switch {
	case at.Sub(arrived) > halfAYear:
		at = at.AddDate(-1, 0, 0)
	case arrived.Sub(at) > halfAYear:
		at = at.AddDate(1, 0, 0)
	}
	return at, true
}

// logged is which line of the log was written during which stage.
type logged struct {
	lesson *lesson.Lesson
	lines  int   // how many lines there were, dropped ones included
	steps  []int // of each line that is kept, -1 for none
	of     map[int][]int
}

// LogSteps returns, for each line of the log that is kept, the step during which it was written: of the stages that
// were open then, the one that had begun last, which is the innermost of its lane. It is -1 for a line that was written
// before the first stage. What other lanes did at the same time nobody can tell from a line.
func (w *Walk) LogSteps() []int { return w.whatWasLogged().steps }

// LoggedIn returns the numbers of the kept lines that were written during a step, in their order.
func (w *Walk) LoggedIn(step int) []int { return w.whatWasLogged().of[step] }

// LoggedLines returns the lines that were written during a step.
func (w *Walk) LoggedLines(step *lesson.Step) (lines []string) {
	for _, i := range w.LoggedIn(step.Index) {
		lines = append(lines, w.log.lines[i])
	}
	return lines
}

func (w *Walk) whatWasLogged() *logged {
	k := &w.known.logged
	if count := w.log.dropped + len(w.log.lines); k.lesson != w.lesson || k.lines != count {
		*k = logged{lesson: w.lesson, lines: count, of: make(map[int][]int)}
		if len(w.log.lines) > 0 {
			k.steps = w.stepsOf(w.log.at)
		}
		for i, step := range k.steps {
			if step >= 0 {
				k.of[step] = append(k.of[step], i)
			}
		}
	}
	return k
}

// stepsOf returns the step that was open and had begun last, at each of the times. The lesson may be by the boot's
// clock, and the log is not, so the spans are compared as they were recorded.
func (w *Walk) stepsOf(times []time.Time) []int {
	spans := slices.DeleteFunc(w.recorded().Spans, func(s trace.Span) bool { return !s.IsStage() || s.Start.IsZero() })
	slices.SortStableFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	index := make(map[trace.Key]int, len(w.lesson.Steps))
	for i, step := range w.lesson.Steps {
		if !step.Planned() {
			index[step.Node.Key()] = i
		}
	}
	order := make([]int, len(times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return times[a].Compare(times[b]) })

	steps := make([]int, len(times))
	var open newestFirst
	next := 0
	for _, line := range order {
		for ; next < len(spans) && !spans[next].Start.After(times[line]); next++ {
			heap.Push(&open, opened{&spans[next], next})
		}
		// What has ended by now has ended for all later lines too.
		for len(open) > 0 && !open[0].Running() && open[0].End.Before(times[line]) {
			heap.Pop(&open)
		}
		steps[line] = -1
		if len(open) > 0 {
			if at, known := index[open[0].Key()]; known {
				steps[line] = at
			}
		}
	}
	return steps
}

// opened is a span that has begun, with its place in the order of the starts.
type opened struct {
	*trace.Span
	order int
}

// newestFirst is a heap of spans of which the one that began last is the first.
type newestFirst []opened

func (h newestFirst) Len() int           { return len(h) }
func (h newestFirst) Less(i, j int) bool { return h[i].order > h[j].order }
func (h newestFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push and Pop are for package heap.
func (h *newestFirst) Push(x any) { *h = append(*h, x.(opened)) }

// Pop removes the last element.
func (h *newestFirst) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
