package tour

import (
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestRecordingOfARequest replays a request, which has no boot that could be ready.
func TestRecordingOfARequest(t *testing.T) {
	m := replay(walktest.Join(&trace.Trace{Spans: []trace.Span{{
		TraceID: "1", ID: "1", Name: "ServeRequest", Start: walktest.At(0), End: walktest.At(1.5),
		Attributes: map[string]any{
			convention.ScopeName: convention.Scope, convention.Method: "GET", convention.StatusCode: int64(403),
		},
	}}}), small.width, small.height)
	for _, want := range []string{"GET 403", "replay · took 1.50 ms"} {
		if s := screen(t, m); !strings.Contains(s, want) {
			t.Errorf("the screen does not say %q:\n%s", want, s)
		}
	}
	if s := m.walk.Status(); s.Phase != walk.Answered || !s.Recording || s.Ready {
		t.Errorf("its status is %+v", s)
	}
}
