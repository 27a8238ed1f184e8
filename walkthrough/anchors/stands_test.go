package anchors_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
)

const standsFile = "../notes/stands.json"

// TestStandsAreThoseOfTheTables compares where notes say that their code stood with the tables of releases.
func TestStandsAreThoseOfTheTables(t *testing.T) {
	l := library(t)
	stands := make(map[string][]string)
	for _, note := range l.All() {
		all, err := anchors.Stands(note, anchors.Present(l), tables(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			stands[note.ID] = append(stands[note.ID], s.String())
		}
		if !*update && !slices.Equal(all, note.Stands) {
			t.Errorf("note %q stands at %v, and in %s at %v", note.ID, all, standsFile, note.Stands)
		}
	}
	if !*update {
		return
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(stands); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(standsFile, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryChangeIsTold looks for rows of which only a table of hashes knows that something has changed.
func TestEveryChangeIsTold(t *testing.T) {
	for _, note := range library(t).All() {
		if len(note.Stands) == 0 || note.Overview != "" {
			continue
		}
		for i := 1; i < len(notes.ThenReleases); i++ {
			told := slices.ContainsFunc(
				note.Then,
				func(c notes.Change) bool { return c.Since == notes.ThenReleases[i] },
			)
			switch verdict := note.Since(i); verdict {
			case "changed", "new", "gone":
				if !told {
					t.Errorf("note %q does not tell what has changed since %s: %s, %v", note.ID, notes.ThenReleases[i],
						verdict, note.Stands[i])
				}
			}
		}
	}
}
