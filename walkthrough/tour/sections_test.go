package tour

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk/walktest"
)

// titles returns the titles of the sections that are on the screen.
func titles(t *testing.T, m *model) (open, folded []string) {
	t.Helper()
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

// The sections of the note of CreateServerChain in these tests.
var (
	first = []string{"What happens", "Why", "Recorded"}
	later = []string{"In the source", "What changed", "In practice", "Try it", "Upstream", "Links"}
)

// noted returns the screen of a note that has all sections, as large as the terminal.
func noted(t *testing.T, s size) *model {
	t.Helper()
	m := replay(walktest.Lesson(), s.width, s.height)
	stand(m, 13)
	press(t, m, "tab", "tab", "z")
	return m
}

// TestSectionsFold folds and unfolds sections one by one and all at once, and walks on.
func TestSectionsFold(t *testing.T) {
	m := noted(t, large)
	open, folded := titles(t, m)
	if !slices.Equal(open, first) || !slices.Equal(folded, later) {
		t.Errorf("at first %q are open and %q are folded:\n%s", open, folded, screen(t, m))
	}
	press(t, m, "f")
	if open, folded := titles(t, m); slices.Contains(open, "What happens") || !slices.Contains(open, "Why") {
		t.Errorf("f folds %q and leaves %q", folded, open)
	}
	press(t, m, "space", "b")
	if _, folded := titles(t, m); !slices.Contains(folded, "What happens") {
		t.Errorf("after a walk %q are folded", folded)
	}
	press(t, m, "F")
	if _, folded := titles(t, m); len(folded) > 0 {
		t.Errorf("F leaves %q folded:\n%s", folded, screen(t, m))
	}
	press(t, m, "F")
	if open, folded := titles(t, m); !slices.Equal(open, first) || !slices.Equal(folded, later) {
		t.Errorf("F again leaves %q open and folds %q", open, folded)
	}
}

// TestSectionInView folds the section whose title is in view, and reaches the last one by scrolling.
func TestSectionInView(t *testing.T) {
	m := noted(t, small)
	m.zoomed = false
	m.Update(tea.WindowSizeMsg{Width: small.width, Height: small.height})
	var reached []string
	for range 40 {
		s, ok := m.note.section()
		if !ok {
			t.Fatal("nothing can be folded")
		}
		if !slices.Contains(reached, s.title) {
			reached = append(reached, s.title)
		}
		press(t, m, "down")
	}
	if len(reached) != len(first)+len(later) {
		t.Errorf("scrolling down reaches the titles %q", reached)
	}
	press(t, m, "up")
	press(t, m, "f")
	if open := m.note.chosen["Links"]; !open {
		t.Fatalf("f opened %v:\n%s", m.note.chosen, screen(t, m))
	}
	if s, _ := m.note.section(); s.title != "Links" {
		t.Errorf("the title of what was opened is not in view, but %q", s.title)
	}
	m.note.past = 0
	m.note.y, m.note.height = m.note.titles[0].line+1, 1 // inside the first section, no title is in view
	press(t, m, "f")
	if open, chosen := m.note.chosen["What happens"]; open || !chosen {
		t.Errorf("f inside a section does not fold it: %v", m.note.chosen)
	}
}

// TestSectionsAreRemembered opens sections on one day, and finds them open on another.
func TestSectionsAreRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	day := func() *model {
		m := rememberingModel(t, path, large)
		stand(m, 13)
		press(t, m, "tab", "tab", "z")
		return m
	}
	m := day()
	x, y := findOn(t, m, "▸ In the source")
	clickAt(m, x, y)
	m.settings.Wait()
	if open, _ := titles(t, day()); !slices.Contains(open, "In the source") {
		t.Errorf("on another day %q are open", open)
	}
	m = day()
	_, cmd := m.Update(keyMsg(t, "F"))
	obey(m, cmd)
	_, cmd = m.Update(keyMsg(t, "F"))
	obey(m, cmd)
	m.settings.Wait()
	if open, _ := titles(t, day()); !slices.Equal(open, first) {
		t.Errorf("after F twice %q are open on another day", open)
	}
}

// TestSearchOpensASection finds a text that is in folded sections only, and forgets that at another stage.
func TestSearchOpensASection(t *testing.T) {
	m := noted(t, large)
	play(t, m, append(append([]string{"/"}, letters("1.28")...), "enter")...)
	if !strings.Contains(screen(t, m), "1.28 moved") {
		t.Errorf("what was found is not in view:\n%s", screen(t, m))
	}
	play(t, m, "esc", "space", "b")
	if open, _ := titles(t, m); !slices.Equal(open, first) {
		t.Errorf("the search has opened %q for good", open)
	}
}

// TestSectionsAreTheSameInEveryLanguage folds a section of a note in English and opens another: in Chinese both are so.
func TestSectionsAreTheSameInEveryLanguage(t *testing.T) {
	titlesIn := func(lang string, chosen map[string]bool) (model *model, open, folded []string) {
		library, err := notes.Embedded(lang)
		if err != nil {
			t.Fatal(err)
		}
		m := replay(lesson.New(walktest.Shipped(), library, nil, nil), large.width, 100)
		press(t, m, "tab", "tab", "z")
		m.note.chosen = chosen
		press(t, m, "down", "up")
		open, folded = titles(t, m)
		return m, open, folded
	}
	english, open, folded := titlesIn(notes.Original, map[string]bool{notes.WhatHappens: false, notes.TryIt: true})
	if slices.Contains(open, "What happens") || !slices.Contains(open, "Try it") || len(folded) < 3 {
		t.Fatalf("in English %q are open and %q are folded:\n%s", open, folded, screen(t, english))
	}
	chinese, open, folded := titlesIn("zh", english.note.chosen)
	if !slices.Contains(folded, "发生了什么") || !slices.Contains(open, "动手试试") || !slices.Contains(open, "为什么") {
		t.Errorf("in Chinese %q are open and %q are folded:\n%s", open, folded, screen(t, chinese))
	}
}
