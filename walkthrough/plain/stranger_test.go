package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestAboutAStranger prints what was read, and asks nothing.
func TestAboutAStranger(t *testing.T) {
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: tracetest.Stranger(), Front: true})
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, said(t, w, Options{}, "intro"))
}

// TestStranger walks through a recording of other programs, and asks for what only our server has.
func TestStranger(t *testing.T) {
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: tracetest.Stranger()})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "n", "n", "n", "n", "n", "n", "n", "n", "parts", "note", "source", "n", "n", "!", "!",
		"/", "Val", "C", "T", "H", "log", "j nowhere", ":", "nowhere", "A", "help", "q")
	golden.RequireEqual(t, got)
	for line := range strings.Lines(got) {
		refused := strings.Contains(line, "is for boots: this trace is of another program")
		if word := tracetest.WordsOfABoot.FindString(line); word != "" && !refused {
			t.Errorf("the walk says %q: %s", word, line)
		}
	}
}
