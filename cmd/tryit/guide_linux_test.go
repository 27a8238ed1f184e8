package tryit

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const shop = "../../docs/example/shop"

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
	p := newPlace(t, programs(t), "C.UTF-8")
	if err := os.CopyFS(p.work, os.DirFS(shop)); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		b.check(t, "run as a script", b.script(t, p))
	}
	if _, err := os.Stat(filepath.Join(p.work, "mine")); err != nil {
		t.Errorf("the blocks have made no notes: %v", err)
	}
}

// TestShopRecording runs the program of the guide's example, and compares what it did with its recording.
func TestShopRecording(t *testing.T) {
	again := filepath.Join(t.TempDir(), "again.jsonl")
	output, err := os.Create(again)
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	run := exec.CommandContext(t.Context(), "go", "run", "main.go", "shop.go")
	run.Dir, run.Stdout = shop, output
	if err := run.Run(); err != nil {
		t.Fatalf("run the shop: %v", err)
	}
	apitour := filepath.Join(programs(t), "apitour")
	page := func(recording string) string {
		render := exec.CommandContext(t.Context(), apitour, "render", "--format", "text", "--stable",
			"--notes", filepath.Join(shop, "notes"), recording)
		out, err := render.CombinedOutput()
		if err != nil {
			t.Fatalf("render %s: %v\n%s", recording, err, out)
		}
		return string(out)
	}
	if got, want := page(again), page(filepath.Join(shop, "shop.jsonl")); got != want {
		t.Errorf("the shop now does\n%s\nand its recording is\n%s", got, want)
	}
}
