package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

func predicting(t *testing.T, o walk.Options) *walk.Walk {
	t.Helper()
	o.Lesson, o.Predict = walktest.Join, true
	w, err := walk.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestPlainPredicts keeps the text of a walk with questions: answered wrong, asked once more at the end, and skipped.
func TestPlainPredicts(t *testing.T) {
	w := predicting(t, walk.Options{Trace: walktest.Recording()})
	golden.RequireEqual(t, said(t, w, Options{},
		"skip", "1", "j logVersion", "next", "", "7", "where", "1", "next", "skip", "last", "next", "3", "next"))
}

// TestPlainPredictsBeforeABrokenBoot says nothing of the boot until the question has been answered.
func TestPlainPredictsBeforeABrokenBoot(t *testing.T) {
	note := &notes.Note{ID: "break-x", Break: "x", Title: "x: what it is", Body: "## What happens\nIt fails.\n"}
	note.Questions = []*notes.Question{{
		ID: "break-x-stage", Kind: notes.Reports, Ask: "Which stage reports it?", Note: note,
		Of: []string{"Validate", "StartEtcd", notes.Ready}, Why: "Because.", Wrong: "No.",
	}}
	w := predicting(t, walk.Options{
		Trace: walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 160),
		Intro: walk.Intro{Lines: []string{"One thing is wrong."}, Note: note},
	})
	text := said(t, w, Options{}, "intro", "", "1", "intro")
	asked := strings.LastIndex(text, "Type a number")
	before := text[:max(0, asked)]
	if asked < 0 || strings.Contains(before, "ailed in") || strings.Contains(before, "It fails") {
		t.Errorf("before the answer it tells:\n%s", text)
	}
	golden.RequireEqual(t, text)
}
