package tour

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk/walktest"
)

// TestSmallTerminals shows as much as there is room for, in terminals that are too small for the tour. Every key of the
// table is pressed: none acts unseen.
func TestSmallTerminals(t *testing.T) {
	t.Parallel()
	for _, s := range []size{{1, 1}, {3, 2}, {20, 5}, {59, 20}, {60, 19}, {300, 10}} {
		if Fits(s.width, s.height) {
			t.Errorf("the tour fits %v", s)
		}
		m := replay(walktest.Lesson(), s.width, s.height)
		for _, c := range m.walk.Commands() {
			for _, key := range c.Keys {
				m.focus, m.page = sourcePane, nil
				pressed := tea.KeyPressMsg{Text: key, Code: []rune(key)[0]}
				m.Update(pressed)
				screen(t, m)
			}
		}
		if m.walk.At() != 0 || m.walk.Question() != nil || m.focus != sourcePane || m.zoomed || m.presenting ||
			len(m.walk.Breakpoints()) > 0 {
			t.Errorf("%v: a key has acted unseen: step %d, question %v", s, m.walk.At(), m.walk.Question())
		}
		clickAt(m, 0, 1)
		if m.focus != sourcePane {
			t.Errorf("%v: a click has acted unseen", s)
		}
	}
}

// TestSmallTerminalTellsKeys shows the keys in a terminal that is too small, and lets the learner out of it.
func TestSmallTerminalTellsKeys(t *testing.T) {
	m := replay(walktest.Lesson(), 59, 19)
	press(t, m, "?")
	if !strings.Contains(screen(t, m), "next step") {
		t.Errorf("? shows no keys:\n%s", screen(t, m))
	}
	before := screen(t, m)
	press(t, m, "space")
	if screen(t, m) == before {
		t.Error("the keys cannot be scrolled")
	}
	press(t, m, "q")
	if m.page != nil {
		t.Error("q does not close the keys")
	}
	if _, cmd := m.Update(keyMsg(t, "q")); cmd == nil {
		t.Error("a terminal that is too small keeps the learner in")
	}
}

// TestSmallTerminalHidesPrompt makes the terminal smaller while a text is typed: what is typed on is not seen, and does
// not count.
func TestSmallTerminalHidesPrompt(t *testing.T) {
	m := replay(walktest.Lesson(), tiny.width, tiny.height)
	press(t, m, ":", "1", "2")
	m.Update(tea.WindowSizeMsg{Width: 40, Height: 10})
	press(t, m, "3", "enter")
	m.Update(tea.PasteMsg{Content: "4"})
	if m.walk.At() != 0 || m.prompt == nil || m.prompt.input.value() != "12" {
		t.Errorf("at step %d, with the prompt %+v", m.walk.At(), m.prompt)
	}
}

// TestHiddenPane presses keys for panes that are not in view.
func TestHiddenPane(t *testing.T) {
	for _, keys := range []string{"z J", "z K", "z ctrl+d", "z F", "tab z F", "tab z f", "v J", "tab v f"} {
		m := replay(walktest.Lesson(), small.width, small.height)
		press(t, m, strings.Fields(keys)...)
		if !strings.Contains(screen(t, m), "not in view") {
			t.Errorf("%s says nothing:\n%s", keys, screen(t, m))
		}
		if m.note.y != 0 || len(m.note.chosen) > 0 || m.walk.Folds().Folded(0) {
			t.Errorf("%s acts unseen", keys)
		}
	}
}
