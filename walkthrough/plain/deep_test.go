package plain

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestDeepStage goes to the last stage of a recursion, and of one eight times as deep. Naming each stage around it
// costs 64 times as much there: what the walk allocates tells, which is the same in each run.
func TestDeepStage(t *testing.T) {
	const depth, times = 2000, 8
	walkTo := func(depth int) (text string, bytes uint64) {
		w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: recursion(depth)})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		text = said(t, w, Options{}, "last", "where", "parts")
		runtime.ReadMemStats(&after)
		return text, after.TotalAlloc - before.TotalAlloc
	}
	_, first := walkTo(depth)
	text, second := walkTo(times * depth)
	if second > 12*max(first, 1<<20) {
		t.Errorf("%d deep it takes %d bytes, %d deep %d", depth, first, times*depth, second)
	}
	if !strings.Contains(text, "in visit > visit > visit > … 15,988 more … > visit > visit") {
		t.Errorf("it does not say what is around the stage:\n%s", text)
	}
}

func recursion(depth int) *trace.Trace {
	t := new(trace.Trace)
	for i := range depth {
		s := trace.Span{
			TraceID: "1", ID: fmt.Sprint(i + 1), Name: "visit", Start: tracetest.Start, End: tracetest.Start,
		}
		if i > 0 {
			s.ParentID = fmt.Sprint(i)
		}
		t.Spans = append(t.Spans, s)
	}
	return t
}
