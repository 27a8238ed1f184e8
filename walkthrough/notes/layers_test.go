package notes_test

import (
	"slices"
	"testing"

	"apitour/walkthrough/notes"
)

// TestLayers looks at which sections are for later, and at what a reader in a hurry begins with.
func TestLayers(t *testing.T) {
	n := &notes.Note{Body: "## What\nOne two.\nThree.\n\nFour.\n\nFive six.\n\n## Why\nSeven.\n\n## Where\nEight.\n"}
	lines := n.Lines()
	for hurry, want := range map[bool][]string{
		false: {"What", "Why", "later Where"},
		true:  {"What", "later What …", "later Why", "later Where"},
	} {
		var got []string
		for _, l := range n.Layers(hurry) {
			title := l.Title
			if l.Later {
				title = "later " + title
			}
			got = append(got, title)
		}
		if !slices.Equal(got, want) {
			t.Errorf("in a hurry %t: %q, want %q", hurry, got, want)
		}
	}
	if more := n.Layers(true)[1]; lines[more.Line].Text != "Four." {
		t.Errorf("the rest begins below line %d, %q", more.Line, lines[more.Line].Text)
	}
	if all, lead := n.Words(false), n.Words(true); all != 7 || lead != 3 {
		t.Errorf("%d words, %d in a hurry", all, lead)
	}
	one := &notes.Note{Body: "## What\nOne paragraph.\n\n## Why\nx\n"}
	if layers := one.Layers(true); len(layers) != 2 || layers[0].Later || !layers[1].Later {
		t.Errorf("one paragraph has the layers %v", layers)
	}
}
