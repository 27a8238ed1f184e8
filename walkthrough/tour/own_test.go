package tour

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestOwnNotes keeps screens of a recording of other programs that notes of their own explain.
func TestOwnNotes(t *testing.T) {
	for name, keys := range map[string][]string{
		"front":   nil,
		"first":   {"space"},
		"note":    {"space", "tab", "tab", "z"},
		"chapter": {"space", "space", "space"},
		"stop":    {"space", "space", "space", "space"},
		"no_note": {"space", ":", "L", "i", "s", "t", "enter"},
		"search":  {"space", "/", "d", "e", "c", "l", "enter"},
		"word":    {"space", "d"},
		"why":     {"space", "W"},
		"short":   {"space", "a", "a", "a"},
		"help":    {"space", "?", "end"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := walk.New(walk.Options{
				Lesson: walktest.JoinOwn, Trace: tracetest.Stranger(), Screen: true, Path: walk.Main, Front: true,
				Headings: true, Notice: "1 mistake in the notes: q shows them",
			})
			if err != nil {
				t.Fatal(err)
			}
			m := Options{Environment: colourTerminal}.model(t.Context(), w)
			m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
			play(t, m, keys...)
			got := screen(t, m)
			golden.RequireEqual(t, got)
			if word := tracetest.WordsOfABoot.FindString(got); word != "" {
				t.Errorf("the screen says %q", word)
			}
		})
	}
}
