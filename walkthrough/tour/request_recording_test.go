package tour

import (
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
)

// TestRecordingOfARequest replays a request, which has no boot that could be ready.
func TestRecordingOfARequest(t *testing.T) {
	m := replay(joinBoot(&trace.Trace{Spans: []trace.Span{{
		TraceID: "1", ID: "1", Name: "ServeRequest", Start: moment(0), End: moment(1.5),
		Attributes: map[string]any{convention.Method: "GET", convention.StatusCode: int64(403)},
	}}}), small.width, small.height)
	for _, want := range []string{"GET 403", "replay · took 1.50 ms"} {
		if s := screen(t, m); !strings.Contains(s, want) {
			t.Errorf("the screen does not say %q:\n%s", want, s)
		}
	}
	if state, _ := m.bootState(); state != "recording · took 1.50 ms" {
		t.Errorf("in words it is %q", state)
	}
}
