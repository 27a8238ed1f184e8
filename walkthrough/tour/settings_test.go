package tour

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// rememberingModel returns a model with the settings of a file.
func rememberingModel(t *testing.T, path string, s size) *model {
	t.Helper()
	f := settings.Open(path)
	w, err := walk.New(walk.Options{
		Lesson: func(*trace.Trace) *lesson.Lesson { return walktest.Lesson() }, Trace: walktest.Lesson().Trace,
		Settings: f, Screen: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	m := Options{Settings: f, Environment: colourTerminal}.model(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	return m
}

// TestSettingsAreKept divides the screen, switches the mouse off, sets a breakpoint, and comes back another day.
func TestSettingsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "apitour", "settings.json")
	m := rememberingModel(t, path, large)
	if _, err := os.Stat(path); err == nil || !m.mouse || m.walk.Notice() != "" {
		t.Errorf("the first day begins with mouse %v, notice %q, file %v", m.mouse, m.walk.Notice(), err)
	}
	before := m.layout[0].width
	play(t, m, ">", ">", "m", "B")
	if m.layout[0].width <= before {
		t.Errorf("> leaves the stages %d cells wide", m.layout[0].width)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file is %v, %v", info, err)
	}
	again := rememberingModel(t, path, large)
	if again.mouse || again.layout[0].width != m.layout[0].width || !again.walk.Breakpoint("main") {
		t.Errorf(
			"another day: mouse %v, stages %d wide, breakpoints %v",
			again.mouse,
			again.layout[0].width,
			again.walk.Breakpoints(),
		)
	}
	other := rememberingModel(t, path, wide)
	standard := layoutOf(wide.width, other.bodyHeight(), stagesPane, false)
	if other.layout[0].width != standard[0].width {
		t.Error("one class of layouts changes another")
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".settings-*")); err != nil || len(left) > 0 {
		t.Errorf("files are left: %q, %v", left, err)
	}
}

// TestSettingsOfOthersStay keeps fields that we do not know, and files that we do not understand.
func TestSettingsOfOthersStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func() string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	write(`{"future": {"a": [1]}, "mouse": false}`)
	m := rememberingModel(t, path, small)
	play(t, m, "m")
	var all map[string]any
	if err := json.Unmarshal([]byte(read()), &all); err != nil || all["future"] == nil || all["mouse"] != true {
		t.Errorf("the file is now %s", read())
	}
	for _, broken := range []string{"{", `{"mouse": "sometimes"}`, "", "\x1b[2J"} {
		write(broken)
		m := rememberingModel(t, path, small)
		if s := screen(t, m); !strings.Contains(s, "the settings cannot be read") || strings.Contains(s, "\x1b") {
			t.Errorf("%q: the learner is not told:\n%s", broken, s)
		}
		play(t, m, "m", ">")
		if read() != broken {
			t.Errorf("%q has been overwritten with %q", broken, read())
		}
	}
	// It was broken while the tour was running.
	write("{}")
	m = rememberingModel(t, path, small)
	write("{")
	play(t, m, "m")
	if read() != "{" || !strings.Contains(m.walk.Notice(), "remember the settings") {
		t.Errorf("the file is %q, the notice %q", read(), m.walk.Notice())
	}
}
