package walk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/tracefile"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// recordedRequests reads the recordings of real requests that are in the lesson's tests.
func recordedRequests(t *testing.T) map[string]*trace.Trace {
	t.Helper()
	files, err := filepath.Glob("../lesson/testdata/requests/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d recordings, %v", len(files), err)
	}
	all := make(map[string]*trace.Trace)
	for _, file := range files {
		data, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer data.Close()
		recorded, err := tracefile.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".jsonl")] = recorded
	}
	return all
}

// TestToTheDecision goes from each step of a recorded request to where it was refused, with one command.
func TestToTheDecision(t *testing.T) {
	for name, recorded := range recordedRequests(t) {
		w, err := walk.New(walk.Options{Lesson: walktest.Bare, Trace: recorded})
		if err != nil {
			t.Fatal(err)
		}
		for from := range w.Lesson().Steps {
			w.MoveTo(from, "")
			decision := w.Lesson().DecisionOf(w.Step())
			do(w, "failure")
			switch {
			case !decision.Refused():
				if w.At() != from || !strings.Contains(w.Notice(), "nothing was refused: 20") {
					t.Errorf("%s, from %d: at %d, %q", name, from, w.At(), w.Notice())
				}
			case w.Step() != decision.Step || w.Notice() == "":
				t.Errorf("%s, from %d: at %s, %q", name, from, w.Step().Node.Name, w.Notice())
			}
		}
		if s := w.StepState(w.Lesson().Steps[0]); !strings.Contains(s.Decided, "decided by") {
			t.Errorf("%s: its root says %q", name, s.Decided)
		}
	}
}

// TestPassedOnRows walks a recorded request, of which the filters that only passed it on are rows together.
func TestPassedOnRows(t *testing.T) {
	w, err := walk.New(walk.Options{Lesson: walktest.Bare, Trace: recordedRequests(t)["denied"]})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for at := 0; at < len(w.Lesson().Steps); at = w.Folds().After(at) {
		rows = append(rows, w.Lesson().Steps[at].Node.Name)
	}
	want := "ServeRequest WithAuditInit WithAuthentication WithTracing WithConstrainedImpersonation " +
		"WithPriorityAndFairness WithAuthorization SerializeObject"
	if got := strings.Join(rows, " "); got != want || w.State().Rows != len(rows) {
		t.Errorf("the rows are %s", got)
	}
	do(w, "next", "next")
	if got := w.Step().Node.Name; got != "WithAuthentication" {
		t.Errorf("two steps lead to %s", got)
	}
	if depth := w.Folds().Above(w.Step()); depth != 2 {
		t.Errorf("its depth is %d, want 2", depth)
	}
	do(w, "back", "into", "next")
	if got := w.Step().Node.Name; got != "WithPanicRecovery" || w.State().Rows != len(rows)+13 {
		t.Errorf("opened, the next step is %s, of %d rows", got, w.State().Rows)
	}
}
