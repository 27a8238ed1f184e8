package walk_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// remembering returns a walk with the settings of a file.
func remembering(t *testing.T, path string) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Settings: settings.Open(path)})
}

// TestBreakpointsAreKept sets breakpoints, and comes back another day.
func TestBreakpointsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "apitour", "settings.json")
	w := remembering(t, path)
	if _, err := os.Stat(path); err == nil || w.Notice() != "" || len(w.Breakpoints()) != 0 {
		t.Errorf("the first day begins with %q, breakpoints on %q, the file %v", w.Notice(), w.Breakpoints(), err)
	}
	do(w, "breakpoint", "next", "breakpoint")
	again := remembering(t, path)
	if want := []string{"NewAPIServerCommand", "main"}; !slices.Equal(again.Breakpoints(), want) {
		t.Errorf("another day begins with breakpoints on %q, want %q", again.Breakpoints(), want)
	}
	if !again.Breakpoint("main") || again.Breakpoint("RunE") || !again.State().Step.Breakpoint {
		t.Errorf("the state is %+v", again.State())
	}
	do(again, "breakpoint", "next", "breakpoint")
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "breakpoints") {
		t.Errorf("without a breakpoint the file is %s, %v", text, err)
	}
}

// TestBreakpointsOfTopics keeps the breakpoints of a boot, of a broken boot and of a request apart. Those that an older
// apitour has kept are of boots.
func TestBreakpointsOfTopics(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{"breakpoints": ["PrepareRun"], "mouse": false}`), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(topic walk.Topic) *walk.Walk {
		return begin(t, walk.Options{
			Lesson: walktest.Join, Trace: walktest.Recording(), Settings: settings.Open(path), Topic: topic,
		})
	}
	broken := open(walk.BrokenTopic)
	do(broken, "breakpoint")
	request := open(walk.RequestTopic)
	do(request, "next", "breakpoint")
	for topic, want := range map[walk.Topic]string{
		"": "PrepareRun", walk.BootTopic: "PrepareRun", walk.BrokenTopic: "main",
		walk.RequestTopic: "NewAPIServerCommand",
	} {
		if got := strings.Join(open(topic).Breakpoints(), " "); got != want {
			t.Errorf("a walk about %q has breakpoints on %q, want %q", topic, got, want)
		}
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), `"mouse": false`) {
		t.Errorf("the file is %s, %v", text, err)
	}
}

// TestBreakpointsAreSent sends the breakpoints of earlier days to a server that is stepped.
func TestBreakpointsAreSent(t *testing.T) {
	l := stepped()
	do(l.Walk, "breakpoint", "first", "breakpoint")
	if want := "breakpoints " + oneHook + ",main"; l.Controls.Last() != want {
		t.Errorf("the server is told %q, want %q", l.Controls.Last(), want)
	}
}

// TestBrokenSettings tells the learner of a file that cannot be read, and leaves it alone.
func TestBrokenSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	for _, broken := range []string{"{", `{"breakpoints": "sometimes"}`, "", "\x1b[2J"} {
		if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		w := remembering(t, path)
		if got := w.Notice(); !strings.Contains(got, "the settings cannot be read") || strings.Contains(got, "\x1b") {
			t.Errorf("%q: the notice is %q", broken, got)
		}
		do(w, "breakpoint")
		if text, err := os.ReadFile(path); err != nil || string(text) != broken {
			t.Errorf("%q has been overwritten with %q, %v", broken, text, err)
		}
	}
}

// TestSettingsBreakLater tells the learner when the settings cannot be written.
func TestSettingsBreakLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	w := remembering(t, path)
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	do(w, "breakpoint")
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "{" || !strings.Contains(w.Notice(), "remember the settings") {
		t.Errorf("the file is %q, %v, the notice %q", text, err, w.Notice())
	}
}
