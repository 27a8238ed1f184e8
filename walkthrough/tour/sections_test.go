package tour

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk/walktest"
)

// TestSectionsFold folds sections of the note one by one and all at once, and walks on.
func TestSectionsFold(t *testing.T) {
	m := replay(walktest.Lesson(), large.width, large.height)
	stand(m, 13)
	press(t, m, "tab", "tab", "z")
	titles := func() (open, folded []string) {
		for row := range strings.SplitSeq(screen(t, m), "\n") {
			row = strings.TrimSpace(row)
			if title, ok := strings.CutPrefix(row, "▾ "); ok {
				open = append(open, title)
			}
			if title, ok := strings.CutPrefix(row, "▸ "); ok {
				folded = append(folded, title)
			}
		}
		return open, folded
	}
	press(t, m, "f")
	if open, folded := titles(); !slices.Equal(folded, []string{"What happens"}) || !slices.Contains(open, "Why") {
		t.Errorf("f folds %q and leaves %q", folded, open)
	}
	press(t, m, "space", "b")
	if _, folded := titles(); !slices.Equal(folded, []string{"What happens"}) {
		t.Errorf("after a walk %q are folded", folded)
	}
	press(t, m, "F")
	if open, folded := titles(); len(open) > 0 || !slices.Contains(folded, "Recorded") {
		t.Errorf("F leaves %q open and folds %q:\n%s", open, folded, screen(t, m))
	}
	press(t, m, "F")
	if _, folded := titles(); len(folded) > 0 {
		t.Errorf("F again leaves %q folded", folded)
	}
	m.Update(tea.WindowSizeMsg{Width: small.width, Height: small.height})
	isFolded := func(s titleAt) bool { return m.note.folded[s.title] }
	press(t, m, "ctrl+d", "f")
	if len(m.note.folded) == 0 ||
		m.note.y != m.note.titles[slices.IndexFunc(m.note.titles, isFolded)].line {
		t.Errorf("the title of what was folded is not on top, but line %d:\n%s", m.note.y, screen(t, m))
	}
}
