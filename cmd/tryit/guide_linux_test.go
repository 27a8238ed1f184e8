package tryit

import (
	"os"
	"path/filepath"
	"testing"
)

// TestGuideToNotes types what docs/notes.md gives its readers to type, one block after the other, in a copy of the
// folder of its example.
func TestGuideToNotes(t *testing.T) {
	text, err := os.ReadFile("../../docs/notes.md")
	if err != nil {
		t.Fatal(err)
	}
	typed := fences.ReplaceAllStringFunc(string(text), func(block string) string {
		if language := fences.FindStringSubmatch(block)[1]; language == "sh" || language == "text" {
			return block
		}
		return "" // a file that is shown
	})
	blocks, problem := blocksOf("docs/notes.md", typed)
	if problem != "" {
		t.Fatalf("docs/notes.md: %s", problem)
	}
	p := newPlace(t, programs(t))
	if err := os.CopyFS(p.work, os.DirFS("../../docs/example/shop")); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		b.check(t, "run as a script", b.script(t, p))
	}
	if _, err := os.Stat(filepath.Join(p.work, "mine")); err != nil {
		t.Errorf("the blocks have made no notes: %v", err)
	}
}
