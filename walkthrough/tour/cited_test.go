package tour

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
)

// TestPlacesAreReviewedBesideTheScreen finds what has become of a note's places below its section about the source,
// once that is known, and nothing before.
func TestPlacesAreReviewedBesideTheScreen(t *testing.T) {
	m := inChineseBoot(t, size{120, 40})
	sources := func() string {
		step := m.walk.Step()
		for _, s := range m.note.markdown.Sections(step.Note(), nil, false, m.theme, 100) {
			if s.name == notes.InTheSource {
				return ansi.Strip(strings.Join(s.lines, "\n"))
			}
		}
		t.Fatalf("%s has no section about the source", step.Note().ID)
		return ""
	}
	before := sources()
	if m.reviewPlaces() != nil {
		t.Error("places are reviewed that nobody asked for")
	}
	m.review = func() (*anchors.Review, error) { return nil, errors.New("a broken table") }
	if said := m.reviewPlaces()(); said != nil {
		t.Errorf("a review that failed brings %v", said)
	}
	m.review = anchors.Newest
	m.Update(m.reviewPlaces()())
	if after := sources(); strings.Contains(before, "的出处与 v1.") || !strings.HasPrefix(after, before) ||
		!strings.Contains(after, "的出处与 v1.") {
		t.Errorf("before the review:\n%s\nafter it:\n%s", before, after)
	}
}
