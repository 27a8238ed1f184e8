package page_test

import (
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"apitour/trace/convention"
	"apitour/trace/tracefile"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/source"
)

// shippedLesson is what a user sees who has not booted anything yet: the recording inside the program, with its real
// notes and source.
func shippedLesson(t testing.TB) *lesson.Lesson {
	t.Helper()
	recorded, err := tracefile.ReadFile("../recording/boot.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return lesson.New(recorded, library, source.New(map[string]fs.FS{"apiserver/": os.DirFS("../../apiserver")}), nil)
}

func TestTheShippedBoot(t *testing.T) {
	l := shippedLesson(t)
	for _, f := range forms {
		t.Run(f.file, func(t *testing.T) {
			var b strings.Builder
			if err := f.write(&b, l, f.options); err != nil {
				t.Fatal(err)
			}
			checkClean(t, b.String())
			if strings.HasSuffix(f.file, ".txt") {
				checkColumns(t, b.String())
				return
			}
			p := checkMarkdown(t, b.String(), len(l.Steps), anyHost)
			for _, stage := range []string{"CreateServerChain", convention.ReadyStage} {
				if !slices.Contains(p.headings, stage) {
					t.Errorf("there is no heading %q", stage)
				}
			}
		})
	}
}

// BenchmarkText measures what a reader without a terminal waits for.
func BenchmarkText(b *testing.B) {
	l := shippedLesson(b)
	for b.Loop() {
		if err := page.Text(io.Discard, l, page.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
