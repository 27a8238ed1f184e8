package walk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestSearch searches names, notes and source at once, goes from match to match, and ends.
func TestSearch(t *testing.T) {
	w := replay(t)
	do(w, "next", "search")
	if q := w.Question(); q == nil || q.Kind != walk.AskSearch {
		t.Fatalf("the question is %+v", q)
	}
	typing(w, "apiext")
	s := w.Search()
	all := s.Names + s.Notes + s.Source
	if s.Names != 4 || s.Notes == 0 || s.Source == 0 || s.Found != all || !s.Done || s.Number != 1 {
		t.Errorf("the search is %+v", s)
	}
	first := w.At()
	if finish(w, w.Submit("apiext")); w.Search() == (walk.Search{}) || w.At() != first {
		t.Errorf("after the answer the search is %+v, the step %d", w.Search(), w.At())
	}
	kinds := map[walk.MatchKind]int{}
	for i := range s.Found {
		m := w.Search().Match
		if m == nil || m.Step != w.At() || w.Search().Number != i+1 {
			t.Fatalf("match %d is %+v, the step is %d", i+1, m, w.At())
		}
		kinds[m.Kind]++
		if !holds(w, m) {
			t.Errorf("match %+v does not have the text in it", m)
		}
		if r := do(w, "match"); r.Match == nil || *r.Match != *w.Search().Match {
			t.Errorf("the driver is given %+v", r.Match)
		}
	}
	if kinds[walk.InName] != s.Names || kinds[walk.InNote] != s.Notes || kinds[walk.InSource] != s.Source {
		t.Errorf("matches by kind: %v, want %+v", kinds, s)
	}
	if w.At() != first || w.Search().Number != 1 || w.Notice() != "search wrapped" {
		t.Errorf("after the last match: %d, step %d, %q", w.Search().Number, w.At(), w.Notice())
	}
	if do(w, "match-before"); w.Search().Number != s.Found {
		t.Errorf("match-before leads to match %d of %d", w.Search().Number, s.Found)
	}
	do(w, "close", "first", "next")
	if w.Search().Text != "" || w.At() != 1 {
		t.Errorf("close does not end the search: %q, step %d", w.Search().Text, w.At())
	}
}

// holds reports whether the text of the search is where the match is.
func holds(w *walk.Walk, m *walk.Match) bool {
	step, q := w.Lesson().Steps[m.Step], w.Search().Query
	switch m.Kind {
	case walk.InName:
		return q.In(step.Node.Name)
	case walk.InNote:
		return q.In(step.Note().Title) || q.In(step.Note().Body)
	}
	code := step.Code()
	return q.In(code.Lines[m.Line-code.First])
}

// TestSearchEnds gives up, says what it has not found, and minds capitals when there are some.
func TestSearchEnds(t *testing.T) {
	w := replay(t)
	do(w, "next", "next", "search")
	if typing(w, "etcd"); w.At() <= 2 {
		t.Errorf("no match is shown while a text is typed: step %d", w.At())
	}
	if typing(w, ""); w.At() != 2 {
		t.Errorf("without a text the learner is at step %d", w.At())
	}
	typing(w, "et")
	w.Cancel()
	if w.At() != 2 || w.Search().Text != "" || w.Question() != nil {
		t.Errorf("a cancelled question leaves the learner at step %d, the search %q", w.At(), w.Search().Text)
	}
	do(w, "search eTcD")
	if w.Notice() == "" || w.At() != 2 {
		t.Errorf("eTcD leads to step %d, with %q", w.At(), w.Notice())
	}
	if do(w, "match"); w.Notice() == "" {
		t.Error("match says nothing")
	}
	do(w, "search")
	if got := w.Question().History; len(got) != 1 || got[0] != "eTcD" {
		t.Errorf("the history is %q", got)
	}
	finish(w, w.Submit(""))
	if w.Search().Text != "" {
		t.Error("an empty text is searched for")
	}
}

// TestSearchStopsWithItsContext searches, and looks up a name, after the end of the context: work ends with nothing.
func TestSearchStopsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, question := range []string{"search", "go"} {
		w := replay(t)
		do(w, question)
		work := w.Typed("apiext").Work
		if len(work) == 0 {
			t.Errorf("%s: typing begins no work", question)
		}
		for _, work := range work {
			if event := work(ctx); event != nil {
				t.Errorf("%s: the work returns %+v", question, event)
			}
		}
	}
}

// TestSearchGoesOn searches a boot that grows.
func TestSearchGoesOn(t *testing.T) {
	l := walktest.Watch()
	happened(l, walktest.Boot(), 100)
	do(l.Walk, "search InstallAPIGroup")
	if s := l.Search(); s.Names != 0 {
		t.Errorf("the search is %+v", s)
	}
	r := l.Receive(l.Until(walktest.Boot(), 300)...)
	ctx, stop := context.WithCancel(t.Context())
	events := make(chan walk.Event, len(r.Work))
	for _, work := range r.Work {
		go func() { events <- work(ctx) }()
	}
	finish(l.Walk, l.Take(<-events)) // the other work waits for the feed, which stays silent
	stop()
	if s := l.Search(); s.Names != 4 || !s.Done {
		t.Errorf("the search is %+v", s)
	}
}

// TestSearchTakesNoTime searches a large trace: none of its commands and events takes a frame's time.
func TestSearchTakesNoTime(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a large trace")
	}
	recorded := tracetest.Synthetic(100_000)
	w := replayOf(t, recorded, walktest.Join)
	slowest := time.Duration(0)
	timed := func(do func() walk.Reply) []walk.Work {
		begin := time.Now()
		r := do()
		w.Search()
		slowest = max(slowest, time.Since(begin))
		return r.Work
	}
	pending := timed(func() walk.Reply { return w.Do("search", "") })
	const text = "stage41"
	for end := range len(text) {
		pending = append(pending, timed(func() walk.Reply { return w.Typed(text[:end+1]) })...)
	}
	for len(pending) > 0 {
		event := pending[0](t.Context())
		pending = append(pending[1:], timed(func() walk.Reply { return w.Take(event) })...)
	}
	named := 0
	for _, s := range recorded.Spans {
		if strings.Contains(s.Name, text) {
			named++
		}
	}
	if s := w.Search(); named == 0 || s.Names != named || !s.Done {
		t.Errorf("found %+v, want %d names", s, named)
	}
	// Machines of tests are busy; a search in the walk's goroutine took a second.
	if slowest > 250*time.Millisecond {
		t.Errorf("a command took %v", slowest)
	}
}
