package tour

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

var aNote = &notes.Note{
	ID: "break-port-taken", Title: "port-taken: another process was faster",
	Body: "## What happens\nThe port is *taken*.\n\n## Try it\nAnother port.\n",
}

// TestIntro opens the page of an introduction before the walk, closes it, and comes back to it.
func TestIntro(t *testing.T) {
	w := recorded(walktest.Lesson(), walk.Intro{Lines: []string{"another process \x1b[31mlistens"}, Note: aNote})
	m := Options{Environment: colourTerminal}.model(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	first := screen(t, m)
	for _, want := range []string{
		"Before you walk", `another process ␛[31mlistens`, "port-taken: another process was faster", "What happens",
		"The port is taken.", "Another port.",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the first page does not say %q:\n%s", want, first)
		}
	}
	press(t, m, "q")
	if m.page != nil {
		t.Fatal("q did not close the introduction")
	}
	press(t, m, "I")
	if again := screen(t, m); again != first {
		t.Errorf("it came back different:\n%s", again)
	}
}

// TestNoIntroBeforeAStage begins where the learner has said, and has the introduction for those who ask.
func TestNoIntroBeforeAStage(t *testing.T) {
	w, err := walk.New(walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Intro: walk.Intro{Lines: []string{"wrong"}, Note: aNote},
		At: "StartEtcd", Screen: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	m := Options{Environment: colourTerminal}.model(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if name := m.walk.Step().Node.Name; m.page != nil || name != "StartEtcd" {
		t.Errorf("it begins on %s, with page %v", name, m.page)
	}
	if press(t, m, "I", "I"); !strings.Contains(screen(t, m), "Before you walk") {
		t.Errorf("the introduction does not come:\n%s", screen(t, m))
	}
}

// TestNoIntro begins a walk that has none, and whose notes have no page for the beginning either.
func TestNoIntro(t *testing.T) {
	m := replay(walktest.Bare(walktest.Recording()), 80, 24)
	press(t, m, "I")
	if m.page != nil || m.walk.Notice() == "" {
		t.Errorf("page %v, notice %q, want no page and a word about it", m.page, m.walk.Notice())
	}
}
