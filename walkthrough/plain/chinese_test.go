package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestChineseNotes walks through a recording that Chinese notes explain.
func TestChineseNotes(t *testing.T) {
	w, err := walk.New(walk.Options{
		Lesson: walktest.JoinChinese, Trace: tracetest.Stranger(), Path: walk.Main, Front: true, Headings: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "n", "more", "n", "glossary 结账", "q")
	golden.RequireEqual(t, got)
	_, note, _ := strings.Cut(got, "\n\nmain：")
	note, _, found := strings.Cut(note, "(New words")
	if !found {
		t.Fatal("the walk has no note")
	}
	for line := range strings.Lines(note) {
		if width := ansi.StringWidth(line); width > 100 {
			t.Errorf("%q takes %d columns", line, width)
		}
	}
}
