package tour

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/trace/feed"
	"apitour/walkthrough/walk/walktest"
)

// TestPrompt types into a prompt, edits, looks into the history, gives up and answers.
func TestPrompt(t *testing.T) {
	build := func() (*model, *walktest.Controls) {
		m, c := readyModel()
		for _, earlier := range []string{"/older", "/newer"} {
			press(t, m, "r", "ctrl+u")
			m.Update(tea.PasteMsg{Content: earlier})
			press(t, m, "enter")
			receive(m, feed.Answer{Status: "200 OK"})
		}
		press(t, m, "r", "ctrl+u")
		m.Update(tea.PasteMsg{Content: "/ab"})
		return m, c
	}
	m, _ := build()
	if s := screen(t, m); !strings.Contains(s, " request: /ab\n") {
		t.Errorf("there is no prompt:\n%s", s)
	}
	if c := m.View().Cursor; c == nil || c.X != 13 || c.Y != small.height-2 {
		t.Errorf("the cursor is at %v", c)
	}
	for keys, want := range map[string]string{
		"q left left backspace G end enter": "request GET /Gbq",
		"up up up down enter":               "request GET /newer",
		"up down enter":                     "request GET /ab",
		"esc":                               "request GET /newer", // nothing new is sent
	} {
		m, c := build()
		press(t, m, strings.Fields(keys)...)
		if c.Last() != want {
			t.Errorf("%q sends %q, want %q", keys, c.Last(), want)
		}
		if m.prompt != nil {
			t.Errorf("%q does not close the prompt", keys)
		}
	}
	m, _ = build()
	m.Update(tea.PasteMsg{Content: "\x1b[2J世界"})
	if s := screen(t, m); strings.Contains(s, "\x1b") || !strings.Contains(s, "世界") {
		t.Errorf("pasted:\n%s", s)
	}
	press(t, m, strings.Split(strings.Repeat("x", 200), "")...)
	screen(t, m)
	if c := m.View().Cursor; c.X != small.width-2 {
		t.Errorf("behind a long text the cursor is at %v", c)
	}
}

// TestEditor edits a line with the keys that shells know.
func TestEditor(t *testing.T) {
	for keys, want := range map[string]string{
		"x":                         "one twox",
		"ctrl+w":                    "one ",
		"ctrl+w ctrl+w ctrl+w x":    "x",
		"left left ctrl+k":          "one t",
		"left left ctrl+u":          "wo",
		"home x ctrl+e y":           "xone twoy",
		"ctrl+a ctrl+d ctrl+f x":    "nxe two",
		"home left backspace":       "one two",
		"end right ctrl+d ctrl+b x": "one twxo",
		"space":                     "one two",
	} {
		var e editor
		e.set("one two")
		for _, k := range strings.Fields(keys) {
			e.press(keyMsg(t, k))
		}
		if got := e.value(); got != want {
			t.Errorf("%q makes %q, want %q", keys, got, want)
		}
	}
}
