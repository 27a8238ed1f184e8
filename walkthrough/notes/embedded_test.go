package notes_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/notes"
)

// sections are the sections of every note but the overviews, in this order.
var sections = []string{
	notes.WhatHappens, notes.WhyItIsSo, notes.InTheSource, notes.WhatChanged, notes.InPractice, notes.TryIt,
}

func TestEveryNoteHasTheSameSections(t *testing.T) {
	for _, note := range embedded(t).All() {
		if note.Overview != "" {
			continue // its headings are its own
		}
		var titles []string
		for _, section := range note.Sections() {
			titles = append(titles, section.Title)
			if strings.TrimSpace(section.Body) == "" {
				t.Errorf("note %q says nothing under %q", note.ID, section.Title)
			}
		}
		if !slices.Equal(titles, sections) {
			t.Errorf("note %q has the sections\n\t%q, want\n\t%q", note.ID, titles, sections)
		}
	}
}

// widestCode is the width of code on a page of text. The page breaks wider lines, and then they cannot be copied.
const widestCode = 96

func TestCodeInNotesFitsOnAScreen(t *testing.T) {
	for _, note := range embedded(t).All() {
		for _, line := range note.Lines() {
			if columns := len([]rune(line.Text)); line.Kind == notes.Code && columns > widestCode {
				t.Errorf("note %q has a line of code with %d columns, more than %d:\n\t%s",
					note.ID, columns, widestCode, line.Text)
			}
		}
	}
}

// TestEveryNoteClaims demands of each note a statement that a machine can check; an overview may be about what no trace
// shows. Whether the claims hold is seen where servers boot: cmd/apitour.
func TestEveryNoteClaims(t *testing.T) {
	for _, note := range embedded(t).All() {
		if len(note.Claims) == 0 && note.Overview == "" {
			t.Errorf("note %q claims nothing: write what would be false in a trace if its main statement were", note.ID)
		}
	}
}
