package main

import (
	"flag"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"apitour/cmd/server"
	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

var soak = flag.Bool("soak", false, "boot twenty times for the questions of the tour, instead of three times")

// TestQuestionsOfFreshBoots boots again and again and asks what the tour asks of a boot: every time there is exactly
// one right answer, and it is that of the shipped recording, from which a live tour takes the choices.
func TestQuestionsOfFreshBoots(t *testing.T) {
	server.Program = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	want := rightAnswers(t, shipped, library)
	lasted := make(map[string]int) // boots in which the right one has ended last
	boots := 3
	if *soak {
		boots = 20
	}
	for boot := range boots {
		recorded, err := server.Child{}.Record(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for id, right := range rightAnswers(t, recorded, library) {
			if right != want[id] {
				t.Errorf("boot %d: to %s %q is right, and %q in the shipped recording", boot+1, id, right, want[id])
			}
		}
		for _, q := range library.Questions() {
			if q.Kind == notes.EndsLast && endsLast(recorded, q) {
				lasted[q.ID]++
			}
		}
	}
	for _, q := range library.Questions() {
		if q.Kind == notes.EndsLast && lasted[q.ID] == 0 {
			t.Errorf("%s: the right one has ended last in none of %d boots", q.ID, boots)
		}
	}
}

// rightAnswers returns the right answer to each question about a boot, by the question's id.
func rightAnswers(t *testing.T, recorded *trace.Trace, library *notes.Library) map[string]string {
	t.Helper()
	r := predict.NewRecord(recorded.Tree(), library)
	answers := make(map[string]string)
	for _, q := range library.Questions() {
		if q.Note.Request != "" || q.Note.Break != "" {
			continue
		}
		asked, ok := r.Ask(q, recorded.Spans[0].TraceID)
		if !ok {
			t.Errorf("%s has not exactly one right answer", q.ID)
			continue
		}
		answers[q.ID] = asked.Options[asked.Right()]
	}
	return answers
}

// endsLast reports whether the times say what the question takes from what waits for what. In one boot they need not: a
// hook can lose the processor between the signal for which another waits and its own end.
func endsLast(recorded *trace.Trace, q *notes.Question) bool {
	var last *trace.Span
	for i := range recorded.Spans {
		s := &recorded.Spans[i]
		if slices.Contains(q.Of, s.Name) && (last == nil || s.End.After(last.End)) {
			last = s
		}
	}
	asked, ok := predict.NewRecord(recorded.Tree(), nil).Ask(q, "")
	if !ok || last == nil {
		return false
	}
	verdict, _ := asked.Verdict(asked.Right())
	return "PostStartHook/"+strings.TrimPrefix(verdict.Truth, "the hook ") == last.Name
}
