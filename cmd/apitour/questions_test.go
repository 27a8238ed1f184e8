package main

import (
	"flag"
	"os/exec"
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
		if q.Kind == notes.EndsLast {
			endsLast(t, recorded, q)
		}
	}
	return answers
}

// endsLast sees that the times say what the question takes from what waits for what.
func endsLast(t *testing.T, recorded *trace.Trace, q *notes.Question) {
	t.Helper()
	var last *trace.Span
	for i := range recorded.Spans {
		s := &recorded.Spans[i]
		for _, name := range q.Of {
			if s.Name == name && (last == nil || s.End.After(last.End)) {
				last = s
			}
		}
	}
	asked, _ := predict.NewRecord(recorded.Tree(), nil).Ask(q, "")
	if verdict, _ := asked.Verdict(asked.Right()); "PostStartHook/"+verdict.Truth[len("the hook "):] != last.Name {
		t.Errorf("%s: %q is right, and %q has ended last", q.ID, verdict.Truth, last.Name)
	}
}
