package tour

import (
	"fmt"
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
	if s := screen(t, m); !strings.Contains(s, " request: /ab ") || !strings.Contains(s, "2 to choose from") {
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
	if c := m.View().Cursor; c.X != small.width-len(" 2 to choose from")-2 {
		t.Errorf("behind a long text the cursor is at %v", c)
	}
}

// TestListOfEarlierAnswers lists them above the prompt, behind the requests that have a name; arrows and clicks choose
// one.
func TestListOfEarlierAnswers(t *testing.T) {
	m, c := readyModel()
	for i := range 12 {
		press(t, m, "r", "ctrl+u")
		m.Update(tea.PasteMsg{Content: fmt.Sprintf("/older%d", i)})
		press(t, m, "enter")
		receive(m, feed.Answer{Status: "200 OK"})
	}
	press(t, m, "r", "up", "up")
	s := screen(t, m)
	for _, want := range []string{"▶ /older10\n", "  /older11\n", "13 of 14", " request: /older10"} {
		if !strings.Contains(s, want) {
			t.Errorf("there is no %q:\n%s", want, s)
		}
	}
	press(t, m, "down", "down", "down")
	if got := m.prompt.input.value(); got != "" {
		t.Errorf("behind the newest stands %q: what was typed does", got)
	}
	x, y := findOn(t, m, "/older7")
	clickAt(m, x, y)
	press(t, m, "enter")
	if c.Last() != "request GET /older7" {
		t.Errorf("a click and enter send %q", c.Last())
	}
}

// TestChooseDestination chooses where to go with arrows and by a click.
func TestChooseDestination(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	play(t, m, append([]string{":"}, letters("create")...)...)
	list := m.walk.Destinations().List
	if s := screen(t, m); !strings.Contains(s, "▶ "+list[0].Name) || !strings.Contains(s, "1 of ") {
		t.Errorf("the first row is not chosen:\n%s", s)
	}
	play(t, m, "down", "down", "up")
	if s := screen(t, m); !strings.Contains(s, "▶ "+list[1].Name) || m.prompt.input.value() != "create" {
		t.Errorf("down does not choose:\n%s", s)
	}
	play(t, m, "enter")
	if m.walk.Step().Node.Name != list[1].Name {
		t.Errorf("enter leads to %s, want %s", m.walk.Step().Node.Name, list[1].Name)
	}
	play(t, m, append([]string{":"}, letters("create")...)...)
	list = m.walk.Destinations().List
	x, y := findOn(t, m, "  "+list[3].Name)
	clickAt(m, x, y)
	if m.walk.Step().Node.Name != list[3].Name || m.prompt != nil {
		t.Errorf("a click leads to %s, want %s", m.walk.Step().Node.Name, list[3].Name)
	}
	play(t, m, append([]string{":"}, append(letters("create"), "enter", ":", "up", "up", "enter")...)...)
	if m.prompt != nil {
		t.Error("with an empty line, up does not lead to what was typed before")
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
