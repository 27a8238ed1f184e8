package lesson_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// chainLibrary has the notes of two directors, of a chain for all servers, and of one server inside it.
func chainLibrary(t *testing.T) *notes.Library {
	t.Helper()
	library, err := notes.Load(fstest.MapFS{
		"en/a.md": {Data: []byte("---\ntitle: A\nspans: [Director/aggregator]\nserver: aggregator\n---\n")},
		"en/b.md": {Data: []byte("---\ntitle: B\nspans: [Director/kube-apiserver]\nserver: kube\n---\n")},
		"en/c.md": {Data: []byte("---\ntitle: C\nspans: [chain]\nserver: all\n---\n")},
		"en/d.md": {Data: []byte("---\ntitle: D\nspans: [extensions]\nserver: apiextensions\n" +
			"checks: [{name: installed}]\n---\n")},
		"en/e.md": {Data: []byte("---\ntitle: E\nspans: [inner]\n---\n")},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	return library
}

func TestServerOfIsInherited(t *testing.T) {
	l := lesson.New(&trace.Trace{Spans: []trace.Span{
		span("1", "", "Director/aggregator", 0, 90),
		span("2", "1", "handler", 1, 80),
		span("3", "2", "Director/kube-apiserver", 2, 70),
		span("4", "3", "inner", 3, 60),
		span("5", "3", "chain", 61, 69),
		span("6", "5", "extensions", 62, 68),
		span("7", "6", "inner", 63, 67),
		span("8", "", "main", 91, 92),
	}}, chainLibrary(t), nil, nil)
	for i, want := range []struct {
		server   notes.Server
		handedOn []notes.Server
	}{
		{notes.Aggregator, []notes.Server{notes.Aggregator}},
		{notes.Aggregator, []notes.Server{notes.Aggregator}},
		{notes.Kube, []notes.Server{notes.Kube, notes.Aggregator}},
		{notes.Kube, []notes.Server{notes.Kube, notes.Aggregator}},
		{notes.AllServers, []notes.Server{notes.Kube, notes.Aggregator}},
		{notes.APIExtensions, []notes.Server{notes.Kube, notes.Aggregator}},
		{notes.APIExtensions, []notes.Server{notes.Kube, notes.Aggregator}},
		{notes.AllServers, nil},
	} {
		step := l.Steps[i]
		if got := l.ServerOf(step); got != want.server {
			t.Errorf("%q belongs to %q, want %q", step.Node.Name, got, want.server)
		}
		if got := l.HandedOn(step); !slices.Equal(got, want.handedOn) {
			t.Errorf("at %q the request has reached %q, want %q", step.Node.Name, got, want.handedOn)
		}
	}
}

func TestTurnedBy(t *testing.T) {
	told := lesson.New(&trace.Trace{}, chainLibrary(t), nil, nil)
	bare := lesson.New(&trace.Trace{}, nil, nil, nil)
	for check, want := range map[string][2]string{
		"installed":       {"extensions", ""},
		"poststarthook/x": {"PostStartHook/x", "PostStartHook/x"},
		"unknown":         {"", ""},
	} {
		if got := [2]string{told.TurnedBy(check), bare.TurnedBy(check)}; got != want {
			t.Errorf("the check %q is turned green by %q, want %q", check, got, want)
		}
	}
}
