package walk_test

import (
	"path/filepath"
	"strings"
	"testing"

	"apitour/trace/atomicfile"
	"apitour/walkthrough/marks"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// marking returns a walk with the marks of a file.
func marking(t *testing.T, path string) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Marks: marks.Open(path, atomicfile.Shared),
	})
}

// TestMarks sets a mark, comes back another day, changes it and removes it.
func TestMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "boot.jsonl.marks")
	w := marking(t, path)
	if do(w, "marks"); !strings.Contains(w.Notice(), "no marks yet") {
		t.Errorf("without a mark the list says %q", w.Notice())
	}
	do(w, "go CreateServerChain", "mark the innermost first", "next")
	finish(w, w.Do("mark", ""))
	if q := w.Question(); q == nil || q.Kind != walk.AskMark || q.Begun != "" {
		t.Fatalf("the question is %+v", q)
	}
	finish(w, w.Submit(" \x1b[2Jtwo\nlines "))
	again := marking(t, path)
	if r := do(again, "marks"); r.Show != walk.MarksView {
		t.Errorf("the list shows %q", r.Show)
	}
	all := again.Marks()
	if len(all) != 2 || all[0].Name != "CreateServerChain" || all[0].Text != "the innermost first" ||
		all[1].Text != "[2Jtwo lines" {
		t.Fatalf("another day the marks are %+v", all)
	}
	do(again, "go CreateServerChain")
	if s := again.State(); s.Step.Mark != "the innermost first" || len(s.Marks) != 2 {
		t.Errorf("the state has %q and %+v", s.Step.Mark, s.Marks)
	}
	finish(again, again.Do("mark", ""))
	if q := again.Question(); q == nil || q.Begun != "the innermost first" {
		t.Errorf("a mark that is changed begins with %+v", q)
	}
	finish(again, again.Submit(""))
	if got := again.MarkOf(again.At()); got != "" || again.Notice() != "mark removed" {
		t.Errorf("the empty text leaves %q, and says %q", got, again.Notice())
	}
	if n := len(marking(t, path).Marks()); n != 1 {
		t.Errorf("%d marks are left", n)
	}
}

// TestMarksOfAnotherBoot finds the marks of a recording in a live boot, before their stages have begun and after.
func TestMarksOfAnotherBoot(t *testing.T) {
	f := marks.Open("", atomicfile.Shared)
	for _, address := range []string{"stage-validate", "stage-prepare-run", "stage-no-such"} {
		if _, err := f.Set(address, "look"); err != nil {
			t.Fatal(err)
		}
	}
	l := walktest.StepWith(walk.Options{Marks: f})
	for _, until := range []float64{60, 700} {
		happened(l, walktest.Boot(), until)
		all := l.Marks()
		if len(all) != 3 || all[0].Name != "Validate" || all[1].Name != "PrepareRun" || all[2].Step >= 0 {
			t.Errorf("until %v ms the marks are %+v", until, all)
		}
	}
}

// TestMarksWithoutAFile says that a mark does not last, and that none can be set where none are kept.
func TestMarksWithoutAFile(t *testing.T) {
	w := marking(t, "")
	if do(w, "mark x"); !strings.Contains(w.Notice(), "until you leave") || w.MarkOf(0) != "x" {
		t.Errorf("the notice is %q, the mark %q", w.Notice(), w.MarkOf(0))
	}
	none := replay(t)
	if do(none, "mark x"); none.Notice() == "" || none.MarkOf(0) != "" {
		t.Errorf("the notice is %q, the mark %q", none.Notice(), none.MarkOf(0))
	}
	nothing := walktest.Watch()
	if do(nothing.Walk, "mark"); nothing.Question() != nil {
		t.Error("nothing can be marked")
	}
}
