package tour

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/notes"
)

// TestWordsAreUnderlined lays a note out in several widths, and looks at what is underlined: each word once, whole, and
// on every line only within the line.
func TestWordsAreUnderlined(t *testing.T) {
	t.Parallel()
	l, err := notes.Load(fstest.MapFS{
		"en/run.md": {Data: []byte("---\ntitle: Run\nspans: [Run]\n---\n## What happens\n" +
			"- Some *words* stand in the **watch cache**, and in `watch cache` code.\n- A watch cache and hooks.\n" +
			"\n| a hook | b |\n| --- | --- |\n| c | d |\n\n## Why\nNo hook and no watch cache, but an informer.\n")},
		"en/glossary.yaml": {Data: []byte("- {term: watch cache, means: A copy., see: [run]}\n" +
			"- {term: hook, forms: [hook, hooks], means: A function., see: [run]}\n" +
			"- {term: informer, means: A client., see: [run]}\n")},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{16, 20, 27, 34, 60, 100} {
		var words []string
		for _, s := range new(markdown).Sections(l.ByID("run"), l.Glossary(), false, newTheme(true), width) {
			for _, line := range s.lines {
				words = append(words, underlinedIn(t, line)...)
				if ansi.StringWidth(line) > width {
					t.Errorf("in %d columns a line is %d wide: %q", width, ansi.StringWidth(line), line)
				}
				if strings.ContainsAny(line, wordBegins+wordEnds) {
					t.Errorf("a mark is left in %q", line)
				}
			}
		}
		if got := strings.Join(words, " "); got != "watch cache hooks informer" {
			t.Errorf("in %d columns %q is underlined", width, got)
		}
	}
}

// underlinedIn returns what a line underlines, and demands that nothing is left underlined at its end.
func underlinedIn(t *testing.T, line string) (words []string) {
	t.Helper()
	for {
		_, rest, found := strings.Cut(line, underlined)
		if !found {
			return words
		}
		word, after, ends := strings.Cut(rest, nounderline)
		if !ends {
			t.Fatalf("nothing ends the underlining in %q", line)
		}
		words = append(words, strings.TrimSpace(ansi.Strip(word)))
		line = after
	}
}
