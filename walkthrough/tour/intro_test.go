package tour

import (
	"strings"
	"testing"

	"apitour/walkthrough/notes"
)

var aNote = &notes.Note{
	ID: "break-port-taken", Title: "port-taken: somebody was faster",
	Body: "## What happens\nThe port is *taken*.\n\n## Try it\nAnother port.\n",
}

// TestIntro opens the page of an introduction before the walk, closes it, and comes back to it.
func TestIntro(t *testing.T) {
	m := replay(joinBoot(traceOf(bootSource(), boot(), 612)), 80, 24)
	m.introduce(Intro{Lines: []string{"another process \x1b[31mlistens"}, Note: aNote})
	m.settle()
	first := screen(t, m)
	for _, want := range []string{"Before you walk", `another process ␛[31mlistens`, "port-taken: somebody was faster", "What happens", "The port is taken.", "Another port."} {
		if !strings.Contains(first, want) {
			t.Errorf("the first page does not say %q:\n%s", want, first)
		}
	}
	press(t, m, "q")
	if m.page != noPage {
		t.Fatal("q did not close the introduction")
	}
	press(t, m, "I")
	if again := screen(t, m); again != first {
		t.Errorf("it came back different:\n%s", again)
	}
}

// TestNoIntro begins a walk that has none.
func TestNoIntro(t *testing.T) {
	m := replay(joinBoot(traceOf(bootSource(), boot(), 612)), 80, 24)
	m.introduce(Intro{})
	press(t, m, "I")
	if m.page != noPage || m.notice == "" {
		t.Errorf("page %v, notice %q, want no page and a word about it", m.page, m.notice)
	}
}

// TestPlainIntro tells it in lines: the beginning first, all of it when asked.
func TestPlainIntro(t *testing.T) {
	said := plainly(t, Options{Intro: Intro{Lines: []string{"something is wrong"}, Note: aNote}}, nil, "intro", "quit")
	first, _, _ := strings.Cut(said, "step 1 of")
	for _, want := range []string{"something is wrong", "port-taken: somebody was faster", "The port is *taken*."} {
		if !strings.Contains(first, want) {
			t.Errorf("the walk does not begin with %q:\n%s", want, first)
		}
	}
	if strings.Contains(first, "Another port.") || !strings.Contains(said, "Another port.") {
		t.Errorf("only intro tells the rest:\n%s", said)
	}
}
