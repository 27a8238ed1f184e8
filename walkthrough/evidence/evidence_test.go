package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/notes"
)

// wild makes a trace of stages at random, some of which still run.
func wild(random *rand.Rand) *trace.Trace {
	begin := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	t := new(trace.Trace)
	for i := range 12 {
		start := begin.Add(time.Duration(random.IntN(20)) * time.Millisecond)
		s := trace.Span{
			TraceID: "aa", ID: fmt.Sprint(i + 1), Name: string(rune('A' + i)), Start: start,
			Attributes: map[string]any{
				convention.ScopeName: convention.Scope, convention.Goroutine: int64(random.IntN(3)),
			},
		}
		if i > 0 {
			s.ParentID = fmt.Sprint(random.IntN(i) + 1)
		}
		if random.IntN(5) > 0 {
			s.End = start.Add(time.Duration(random.IntN(9)) * time.Millisecond)
		}
		t.Spans = append(t.Spans, s)
	}
	return t
}

// TestPrecedes holds the order of spans to what an order is: nothing comes before itself, nor before what comes before
// it, nor before what is inside it; and one that ended first in another goroutine comes before.
func TestPrecedes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	ordered := 0
	for range 300 {
		record := evidence.New(wild(random).Tree(), nil)
		all := record.Spans("*")
		all = append(all, record.Stages(func(*trace.Node) bool { return true })...)
		for _, a := range all {
			for _, b := range all {
				before := evidence.Precedes(a, b)
				same, known := evidence.SameGoroutine(a, b)
				switch {
				case before && (a.Name == b.Name ||
					evidence.Around(b, a.Name) != nil || evidence.Around(a, b.Name) != nil):
					t.Fatalf("%s comes before %s, one of which is inside the other", a.Name, b.Name)
				case before && same && known && evidence.Precedes(b, a):
					t.Fatalf("%s and %s come before each other", a.Name, b.Name)
				case before && (!same || !known) && !evidence.HasEndedBy(a, b):
					t.Fatalf("%s comes before %s in another goroutine, and has not ended", a.Name, b.Name)
				case before:
					ordered++
				}
			}
		}
	}
	if ordered < 1000 {
		t.Errorf("only %d pairs are in order", ordered)
	}
}

// TestNames finds what a name of a note means.
func TestNames(t *testing.T) {
	for _, test := range []struct {
		name, span string
		want       bool
	}{
		{"Get", "Get", true},
		{"Get", "Get etcd3", false},
		{"Get*", "Get etcd3", true},
		{"Get*", "Get", true},
		{"Get etcd3*", "Get", false},
	} {
		if got := evidence.Means(test.name, test.span); got != test.want {
			t.Errorf("%q means %q: %t", test.name, test.span, got)
		}
	}
}

// TestSeenGreen reads when each check turned green: the first time counts, and a check that is known from elsewhere has
// no time.
func TestSeenGreen(t *testing.T) {
	begin := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	ready := trace.Span{
		TraceID: "aa", ID: "1", Name: convention.ReadyStage, Start: begin, End: begin.Add(time.Second),
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
		Events: []trace.Event{
			{Time: begin.Add(3 * time.Millisecond), Name: "etcd is ok"},
			{Time: begin.Add(2 * time.Millisecond), Name: "etcd is ok"},
			{Time: begin, Name: "etcd is slow"},
		},
	}
	r := evidence.New((&trace.Trace{Spans: []trace.Span{ready}}).Tree(), nil, "ping")
	if at, ok := r.SeenGreen("etcd"); !ok || at.Sub(begin) != 2*time.Millisecond {
		t.Errorf("etcd was seen green at %v, %t", at, ok)
	}
	if _, ok := r.SeenGreen("ping"); ok || !r.Green("ping") || r.Green("etcd is slow") {
		t.Errorf("of ping is known %t, green are %v", ok, r.GreenChecks())
	}
	if got := r.Reported([]string{"ping"}); got != notes.Ready {
		t.Errorf("%q reports", got)
	}
}
