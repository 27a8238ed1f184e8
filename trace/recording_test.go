package trace_test

import (
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

func TestRecordingReplacesStartedByEnded(t *testing.T) {
	var r trace.Recording
	r.Add(span("a", "", 0, running))
	r.Add(span("b", "a", 1, running))
	before := r.Snapshot()
	r.Add(span("b", "a", 1, 2))
	other := span("b", "a", 3, running)
	other.TraceID = "u"
	r.Add(other)

	want := []trace.Span{span("a", "", 0, running), span("b", "a", 1, 2), other}
	if got := r.Snapshot().Spans; !reflect.DeepEqual(got, want) {
		t.Errorf("spans are %v, want %v", got, want)
	}
	if !before.Spans[1].Running() || len(before.Spans) != 2 {
		t.Errorf("snapshot changed after it was taken: %v", before.Spans)
	}
}

func TestRecordingKeepsSpansWithoutID(t *testing.T) {
	var r trace.Recording
	r.Add(trace.Span{Name: "one"})
	r.Add(trace.Span{Name: "two"})
	if got := r.Snapshot().Spans; len(got) != 2 {
		t.Errorf("spans are %v, want two", got)
	}
}

func TestRecordingCopiesResource(t *testing.T) {
	var r trace.Recording
	resource := map[string]any{"service.name": "apiserver"}
	r.SetResource(resource)
	resource["service.name"] = "changed by the caller"
	snapshot := r.Snapshot()
	r.SetResource(map[string]any{"service.name": "set later"})
	if got := snapshot.Resource["service.name"]; got != "apiserver" {
		t.Errorf("service.name is %q", got)
	}
}

func TestFinish(t *testing.T) {
	failedLater := span("root", "", 0, 90)
	failedLater.Status, failedLater.Message = trace.StatusError, "context canceled"
	failedLater.Attributes = map[string]any{"kept": "yes"}
	failedLater.Events = []trace.Event{{Time: at(5), Name: "inside"}, {Time: at(60), Name: "after"}}
	failedBefore := span("failed", "root", 2, 4)
	failedBefore.Status, failedBefore.Message = trace.StatusError, "no such file"

	var r trace.Recording
	r.SetResource(map[string]any{"service.name": "apiserver"})
	for _, s := range []trace.Span{
		failedLater, failedBefore,
		span("running", "root", 3, running),
		span("at the cut", "root", 10, running),
		span("ended at the cut", "root", 1, 10),
		span("too late", "root", 11, 12),
	} {
		r.Add(s)
	}
	got := r.Finish(at(10))

	cut := map[string]any{convention.StillRunning: true}
	want := []trace.Span{
		{
			TraceID: "t", ID: "root", Name: "root", Start: at(0), End: at(10),
			Attributes: map[string]any{"kept": "yes", convention.StillRunning: true},
			Events:     []trace.Event{{Time: at(5), Name: "inside"}},
		},
		failedBefore,
		{TraceID: "t", ID: "running", ParentID: "root", Name: "running", Start: at(3), End: at(10), Attributes: cut},
		{
			TraceID: "t", ID: "at the cut", ParentID: "root", Name: "at the cut", Start: at(10), End: at(10),
			Attributes: cut,
		},
		span("ended at the cut", "root", 1, 10),
	}
	if !reflect.DeepEqual(got.Spans, want) {
		t.Errorf("spans are\n%v, want\n%v", got.Spans, want)
	}
	if got.Resource["service.name"] != "apiserver" {
		t.Errorf("resource is %v", got.Resource)
	}
	if s := r.Snapshot().Spans[0]; !s.End.Equal(at(90)) || len(s.Attributes) != 1 || len(s.Events) != 2 {
		t.Errorf("finishing changed the recording: %v", s)
	}
}

func TestRecordingConcurrentSafe(t *testing.T) {
	var r trace.Recording
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 50 {
				id := strconv.Itoa(g*50 + i)
				r.Add(span(id, "", i, running))
				r.SetResource(map[string]any{"goroutine": int64(g)})
				r.Snapshot().Tree()
				r.Add(span(id, "", i, i+1))
				r.Finish(at(50))
			}
		})
	}
	wg.Wait()
	spans := r.Snapshot().Spans
	if len(spans) != 400 {
		t.Fatalf("recording holds %d spans, want 400", len(spans))
	}
	for _, s := range spans {
		if s.End != s.Start.Add(time.Millisecond) {
			t.Errorf("span %q still runs", s.ID)
		}
	}
}
