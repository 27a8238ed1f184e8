package tracefile_test

import (
	"bytes"
	"testing"

	"apitour/trace"
	"apitour/trace/tracefile"
	"apitour/trace/tracetest"
)

// TestBothSidesOfACallInAFile writes and reads a trace in which a client and a server share an id, and a span that has
// replaced another one: nothing of that gets lost.
func TestBothSidesOfACallInAFile(t *testing.T) {
	recorded := tracetest.Stranger()
	replaced := recorded.Spans[1]
	replaced.Name, replaced.Start = "before", replaced.Start.Add(-1)
	var r trace.Recording
	r.SetResource(recorded.Resource)
	r.Add(replaced)
	for _, s := range recorded.Spans {
		r.Add(s)
	}
	var first, again bytes.Buffer
	if err := tracefile.Write(&first, r.Snapshot()); err != nil {
		t.Fatal(err)
	}
	got, err := tracefile.Read(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Spans) != len(recorded.Spans) {
		t.Errorf("%d spans were read, want %d", len(got.Spans), len(recorded.Spans))
	}
	marks := func(tr *trace.Trace) map[trace.Key]trace.Marks {
		found := make(map[trace.Key]trace.Marks)
		trace.Walk(tr.Tree(), func(n *trace.Node) { found[n.Key()] = n.Marks })
		return found
	}
	want := marks(r.Snapshot())
	for key, m := range marks(got) {
		if m != want[key] {
			t.Errorf("marks of %v are %b, want %b", key, m, want[key])
		}
	}
	if !want[recorded.Spans[1].Key()].Has(trace.Replaced) {
		t.Error("the span that has replaced another one is not marked")
	}
	if err := tracefile.Write(&again, got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the file is another one when it is read and written again")
	}
}
