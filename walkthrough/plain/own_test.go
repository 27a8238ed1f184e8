package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestOwnNotes walks through a recording of other programs that notes of their own explain.
func TestOwnNotes(t *testing.T) {
	w, err := walk.New(walk.Options{
		Lesson: walktest.JoinOwn, Trace: tracetest.Stranger(), Path: walk.Main, Front: true, Headings: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "n", "note", "more", "n", "n", "glossary", "glossary shelf", "j List", "path", "intro",
		"chapter-before", "}", "q")
	golden.RequireEqual(t, got)
	for line := range strings.Lines(got) {
		if word := tracetest.WordsOfABoot.FindString(line); word != "" {
			t.Errorf("the walk says %q: %s", word, line)
		}
	}
}
