package tour

import (
	"os"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/tracefile"
	"apitour/walkthrough/walk/walktest"
)

// TestDecisionPanes compares the panes of recorded requests with their goldens, where each was decided.
func TestDecisionPanes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"denied", "conflict", "core-resource"} {
		file, err := os.Open("../lesson/testdata/requests/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		recorded, err := tracefile.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
		for _, s := range []size{{80, 24}, {120, 40}} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := replay(walktest.Bare(recorded), s.width, s.height)
				press(t, m, "space", "!")
				golden.RequireEqual(t, screen(t, m))
			})
		}
	}
}
