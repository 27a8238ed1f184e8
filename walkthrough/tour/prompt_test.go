package tour

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestPrompt types into a prompt, edits, looks into the history, gives up and answers.
func TestPrompt(t *testing.T) {
	var answers, changes []string
	cancelled := false
	build := func() *model {
		m := replay(bootLesson(), small.width, small.height)
		m.ask(prompt{
			label:     "say:",
			history:   []string{"older", "newer"},
			changed:   func(_ *model, text string) { changes = append(changes, text) },
			complete:  func(_ *model, text string) string { return text + "!" },
			done:      func(_ *model, text string) tea.Cmd { answers = append(answers, text); return nil },
			cancelled: func(*model) { cancelled = true },
		}, "ab")
		return m
	}
	m := build()
	if s := screen(t, m); !strings.Contains(s, " say: ab\n") {
		t.Errorf("there is no prompt:\n%s", s)
	}
	if c := m.View().Cursor; c == nil || c.X != 8 || c.Y != small.height-2 {
		t.Errorf("the cursor is at %v", c)
	}
	press(t, m, "q", "left", "left", "backspace", "G", "end", "tab", "enter")
	m = build()
	press(t, m, "up", "up", "up", "down", "enter")
	m = build()
	press(t, m, "up", "down", "enter")
	m = build()
	m.Update(tea.PasteMsg{Content: "\x1b[2J世界"})
	if s := screen(t, m); strings.Contains(s, "\x1b") || !strings.Contains(s, "世界") {
		t.Errorf("pasted:\n%s", s)
	}
	press(t, m, "esc")
	if m.prompt != nil || !cancelled {
		t.Error("esc does not close the prompt")
	}
	if want := []string{"Gbq!", "newer", "ab"}; !slices.Equal(answers, want) {
		t.Errorf("answers %q, want %q", answers, want)
	}
	if m.step().Index != 0 || len(changes) == 0 {
		t.Errorf("at step %d after changes %q", m.step().Index, changes)
	}
	m = build()
	press(t, m, strings.Split(strings.Repeat("x", 200), "")...)
	screen(t, m)
	if c := m.View().Cursor; c.X != small.width-2 {
		t.Errorf("behind a long text the cursor is at %v", c)
	}
}

func TestRemember(t *testing.T) {
	if got := remember([]string{"a", "b", "c"}, "a"); !slices.Equal(got, []string{"b", "c", "a"}) {
		t.Errorf("got %q", got)
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
