package apiserver_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/apiserver/apiservertest"
	"apitour/trace"
)

// TestTerminationStages stops a server, and finds every stage of it: a library that keeps its signals or its hooks
// elsewhere would leave some out.
func TestTerminationStages(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t), "--shutdown-delay-duration", "500ms")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	recorded := s.Recording.Snapshot()
	spans := map[string]*trace.Span{}
	var began []string
	for i := range recorded.Spans {
		span := &recorded.Spans[i]
		if slices.Contains(termination, span.Name) || strings.HasPrefix(span.Name, "PreShutdownHook/") {
			began = append(began, span.Name)
			spans[span.Name] = span
			if span.Running() || span.Failed() {
				t.Errorf("%s: %+v, want it ended well", span.Name, span)
			}
		}
	}
	slices.SortStableFunc(began, func(a, b string) int { return spans[a].Start.Compare(spans[b].Start) })
	// The delay and the hooks, and the last request and the port, are in goroutines of their own.
	for _, name := range termination {
		if spans[name] == nil {
			t.Fatalf("no stage %s among %q", name, began)
		}
	}
	before := func(a, b string) {
		t.Helper()
		if spans[a].Start.After(spans[b].Start) {
			t.Errorf("%s began after %s: %q", a, b, began)
		}
	}
	hook := "PreShutdownHook/stop-kubernetes-service-controller"
	before("Terminate", "ShutdownDelay")
	before("Terminate", hook)
	before(hook, "NotAcceptingNewRequest")
	before("NotAcceptingNewRequest", "InFlightRequestsDrained")
	before("NotAcceptingNewRequest", "HTTPServerStoppedListening")
	before("InFlightRequestsDrained", "StopEtcd")
	if took := spans["ShutdownDelay"].End.Sub(spans["ShutdownDelay"].Start); took.Milliseconds() < 400 {
		t.Errorf("the shutdown delay took %s, want half a second", took)
	}
	if spans["NotAcceptingNewRequest"].End.Before(spans["ShutdownDelay"].End) {
		t.Error("requests were refused before the delay was over")
	}
	for _, name := range []string{
		"ShutdownDelay", "NotAcceptingNewRequest", "InFlightRequestsDrained",
		"HTTPServerStoppedListening",
	} {
		if spans[name].Attributes["apitour.waits_for"] == nil {
			t.Errorf("%s does not say what it waits for", name)
		}
	}
}
