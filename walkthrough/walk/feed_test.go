package walk

import (
	"context"
	"errors"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
)

func bare(t *trace.Trace) *lesson.Lesson { return lesson.New(t, nil, nil, nil) }

// TestOptionsAreChecked begins walks without a lesson or with nothing to walk through.
func TestOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]Options{
		"nothing":   {},
		"no lesson": {Trace: &trace.Trace{}},
		"no boot":   {Lesson: bare},
		"two boots": {Lesson: bare, Trace: &trace.Trace{}, Feed: make(chan feed.Update)},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestFollowerGathersBursts checks that a burst of spans makes one lesson, and that an end is never left out.
func TestFollowerGathersBursts(t *testing.T) {
	joins := 0
	updates := make(chan feed.Update, 3000)
	f := &follower{feed: updates, clock: time.Now, join: func(t *trace.Trace) *lesson.Lesson {
		joins++
		return bare(t)
	}}
	for i := range 52 {
		updates <- feed.Span{Span: trace.Span{ID: string(rune('a' + i)), Name: "stage"}}
	}
	updates <- feed.Log("one line")
	received := f.listen(t.Context()).(heard)
	if joins != 1 || len(received.lesson.Steps) != 52 || received.ended {
		t.Errorf("%d joins, %+v", joins, received)
	}
	if len(received.logs) != 1 || received.logs[0].text != "one line" {
		t.Errorf("logs are %v", received.logs)
	}
	updates <- feed.Log("last words")
	updates <- feed.Ended{Err: errors.New("killed")}
	received = f.listen(t.Context()).(heard)
	if joins != 1 || received.lesson != nil || !received.ended || received.err == nil || len(received.logs) != 1 {
		t.Errorf("%d joins, %+v", joins, received)
	}
	close(updates)
	if received = f.listen(t.Context()).(heard); !received.ended || received.err != nil {
		t.Errorf("a closed feed gives %+v", received)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if event := (&follower{feed: make(chan feed.Update)}).listen(over); event != nil {
		t.Errorf("a walk that is over receives %+v", event)
	}
}

// TestFailure finds the stage in which a boot failed.
func TestFailure(t *testing.T) {
	span := func(id, parent, name, message string, start, end time.Duration) trace.Span {
		begin := time.Unix(1000, 0)
		s := trace.Span{ID: id, ParentID: parent, Name: name, Start: begin.Add(start), End: begin.Add(end)}
		if message != "" {
			s.Status, s.Message = trace.StatusError, message
		}
		return s
	}
	for _, test := range []struct {
		name  string
		spans []trace.Span
		want  string
	}{
		{"none", []trace.Span{span("1", "", "main", "", 0, 10)}, ""},
		{"passed on", []trace.Span{
			span("1", "", "main", "start etcd: x", 0, 10), span("2", "1", "Run", "start etcd: x", 1, 9),
			span("3", "2", "StartEtcd", "x", 2, 8),
		}, "StartEtcd"},
		{"others fail because of it", []trace.Span{
			span("1", "", "main", "x", 0, 10), span("2", "1", "WaitForReady", "context canceled", 1, 9),
			span("3", "1", "Validate", "the cause", 2, 5),
		}, "Validate"},
		{"it did not end the boot", []trace.Span{
			span("1", "", "main", "", 0, 10), span("2", "1", "Validate", "never mind", 2, 5),
		}, ""},
	} {
		l := bare(&trace.Trace{Spans: test.spans})
		got := ""
		if i := failure(l); i >= 0 {
			got = l.Steps[i].Node.Name
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
