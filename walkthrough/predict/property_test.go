package predict_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
)

// wildTrace makes a trace of stages at random: some in goroutines of their own, some that wait for others, some that
// begin at the same moment, some that failed or still run.
func wildTrace(random *rand.Rand) *trace.Trace {
	start := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	names := []string{
		"main", "A", "B", "C", "D", "PostStartHook/a", "PostStartHook/b", "PostStartHook/c", "WaitForReady",
	}
	if random.IntN(3) == 0 {
		names = []string{"ServeRequest", "WithAuthentication", "WithAuthorization", "Director/aggregator", "NotFound"}
	}
	t := new(trace.Trace)
	for i := range random.IntN(14) {
		begun := start.Add(time.Duration(random.IntN(30)) * time.Millisecond)
		s := trace.Span{
			TraceID: "aa", ID: fmt.Sprintf("%016x", i+1), Name: names[random.IntN(len(names))], Start: begun,
			Attributes: map[string]any{
				convention.ScopeName: convention.Scope, convention.Goroutine: int64(random.IntN(3)),
			},
		}
		if i > 0 {
			s.ParentID = fmt.Sprintf("%016x", random.IntN(i)+1)
		}
		if random.IntN(5) > 0 {
			s.End = begun.Add(time.Duration(random.IntN(150_000)) * time.Microsecond)
		}
		if random.IntN(3) == 0 {
			s.Attributes[convention.WaitsFor] = names[random.IntN(len(names))]
		}
		if random.IntN(8) == 0 {
			s.Status = trace.StatusError
		}
		if random.IntN(3) == 0 {
			s.Attributes[convention.DirectorDecision] = []string{"served", "proxied", "passed on"}[random.IntN(3)]
		}
		if s.Name == "WaitForReady" {
			s.Events = []trace.Event{{Time: begun, Name: "ping is ok"}, {Time: begun, Name: "poststarthook/a is ok"}}
		}
		t.Spans = append(t.Spans, s)
	}
	return t
}

// wildQuestions are questions of all kinds about stages that a wild trace may have.
func wildQuestions() (all []*notes.Question) {
	note := &notes.Note{ID: "wild"}
	add := func(kind notes.QuestionKind, about string, of ...string) {
		all = append(all, &notes.Question{
			ID: fmt.Sprintf("%s-%d", kind, len(all)), Kind: kind, About: about, Of: of, Before: "B",
			Why: "Because.", Wrong: "No.", But: map[string]string{"A": "Not A."}, Note: note,
		})
	}
	add(notes.StartsNext, "")
	add(notes.StartsNext, "", "A", "B", "C", "Missing")
	add(notes.RunsWhere, "A")
	add(notes.RunsWhere, "PostStartHook/*")
	add(notes.WaitsForWhat, "PostStartHook/a")
	add(notes.WaitsForWhat, "A", "B", "C", "PostStartHook/a")
	add(notes.EndsLast, "", "PostStartHook/a", "PostStartHook/b")
	add(notes.TurnsGreen, "", "ping", "poststarthook/a", "poststarthook/b")
	add(notes.TurnsGreen, "poststarthook/a", "PostStartHook/a", "PostStartHook/b")
	add(notes.HowLong, "A")
	add(notes.WhoAnswers, "")
	add(notes.WhoDecides, "")
	add(notes.Reports, "", "A", "B", "PostStartHook/a", notes.Ready)
	add(notes.Reports, "", "ping", "poststarthook/b")
	add(notes.InOrder, "", "A", "B", "C")
	return all
}

// TestProperties asks questions of all kinds about thousands of traces: what is asked has one right answer among
// options that differ, in an order that the same recording always gives.
func TestProperties(t *testing.T) {
	l := library(t)
	asked, kinds, places := 0, map[notes.QuestionKind]int{}, map[int]int{}
	for seed := range uint64(4000) {
		recorded := wildTrace(rand.New(rand.NewPCG(seed, 1)))
		r := predict.NewRecord(recorded.Tree(), l)
		other := &trace.Trace{Spans: slices.Clone(recorded.Spans)}
		slices.Reverse(other.Spans)
		turned := predict.NewRecord(other.Tree(), l)
		for _, q := range wildQuestions() {
			a, ok := r.Ask(q, fmt.Sprint(seed))
			b, again := turned.Ask(q, fmt.Sprint(seed))
			if ok != again || !slices.Equal(a.Options, b.Options) || a.Right() != b.Right() {
				t.Fatalf("seed %d, %s: asked is %+v, and then %+v", seed, q.ID, a, b)
			}
			if !ok {
				continue
			}
			checkAsked(t, r, q, fmt.Sprint(seed))
			asked++
			kinds[q.Kind]++
			if q.Kind != notes.HowLong && q.Kind != notes.WhoAnswers {
				places[a.Right()]++
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	for _, kind := range notes.QuestionKinds() {
		if kinds[kind] < 20 {
			t.Errorf("of kind %s were asked %d: the traces are not wild enough to tell", kind, kinds[kind])
		}
	}
	for place := range 3 {
		if places[place] < asked/10 {
			t.Errorf("of %d right answers %d stand at place %d", asked, places[place], place+1)
		}
	}
}

// TestLuckIsNotAsked changes what luck decides and sees that no answer comes of it.
func TestLuckIsNotAsked(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(0, 0).Add(time.Duration(ms) * time.Millisecond) }
	hook := func(id, name string, goroutine int64, start, end int, waits string) trace.Span {
		attributes := map[string]any{convention.ScopeName: convention.Scope, convention.Goroutine: goroutine}
		if waits != "" {
			attributes[convention.WaitsFor] = waits
		}
		return trace.Span{
			TraceID: "aa", ID: id, ParentID: "00", Name: "PostStartHook/" + name, Start: at(start), End: at(end),
			Attributes: attributes,
		}
	}
	root := trace.Span{TraceID: "aa", ID: "00", Name: "main", Start: at(0), End: at(900), Attributes: map[string]any{
		convention.ScopeName: convention.Scope, convention.Goroutine: int64(1),
	}}
	free := &trace.Trace{Spans: []trace.Span{
		root, hook("01", "a", 2, 1, 100, ""), hook("02", "b", 3, 2, 200, ""), hook("03", "c", 4, 3, 300, ""),
	}}
	of := []string{"PostStartHook/a", "PostStartHook/b", "PostStartHook/c"}
	for _, kind := range []notes.QuestionKind{notes.EndsLast, notes.StartsNext, notes.InOrder} {
		q := &notes.Question{ID: "q", Kind: kind, Of: of, Note: new(notes.Note)}
		if asked, ok := predict.NewRecord(free.Tree(), nil).Ask(q, ""); ok {
			t.Errorf("%s is asked, with the right answer %q, and luck decided it", kind, asked.Options[asked.Right()])
		}
	}
	bound := &trace.Trace{Spans: []trace.Span{
		root, hook("01", "a", 2, 3, 100, ""), hook("02", "b", 3, 1, 200, "PostStartHook/c"),
		hook("03", "c", 4, 2, 150, "PostStartHook/a"),
	}}
	q := &notes.Question{ID: "q", Kind: notes.EndsLast, Of: of, Note: new(notes.Note)}
	asked, ok := predict.NewRecord(bound.Tree(), nil).Ask(q, "")
	if !ok || asked.Options[asked.Right()] != "the hook b" {
		t.Errorf("of hooks that wait for each other is asked %+v", asked)
	}
}

// TestNearABorder asks for a magnitude only where another boot would have the same.
func TestNearABorder(t *testing.T) {
	for took, want := range map[time.Duration]string{
		200 * time.Microsecond: "less than 1 ms", 900 * time.Microsecond: "", 1200 * time.Microsecond: "",
		3 * time.Millisecond: "1 to 10 ms", 9 * time.Millisecond: "", 30 * time.Millisecond: "10 to 100 ms",
		120 * time.Millisecond: "", time.Second: "more than 100 ms",
	} {
		begun := time.Unix(100, 0)
		recorded := &trace.Trace{Spans: []trace.Span{{
			TraceID: "aa", ID: "01", Name: "A", Start: begun, End: begun.Add(took),
			Attributes: map[string]any{convention.ScopeName: convention.Scope},
		}}}
		q := &notes.Question{ID: "q", Kind: notes.HowLong, About: "A", Note: new(notes.Note)}
		asked, ok := predict.NewRecord(recorded.Tree(), nil).Ask(q, "")
		if ok != (want != "") || ok && asked.Options[asked.Right()] != want {
			t.Errorf("after %s: asked is %v %+v, want %q", took, ok, asked, want)
		}
	}
}
