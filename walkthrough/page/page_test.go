package page_test

import (
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/page"
)

var update = flag.Bool("update", false, "write the pages that the tests compare with")

// forms are all the pages that there are.
var forms = []struct {
	file    string
	write   func(io.Writer, *lesson.Lesson, page.Options) error
	options page.Options
}{
	{"boot.md", page.Markdown, page.Options{}},
	{"boot.stable.md", page.Markdown, page.Options{Stable: true}},
	{"boot.txt", page.Text, page.Options{}},
	{"boot.stable.txt", page.Text, page.Options{Stable: true}},
}

func pageOf(t testing.TB, form int, recorded *trace.Trace) string {
	t.Helper()
	return writtenIn(t, form, recorded, forms[form].options)
}

func TestPages(t *testing.T) {
	for form, f := range forms {
		t.Run(f.file, func(t *testing.T) {
			got := pageOf(t, form, firstBoot().trace())
			compare(t, f.file, got)
		})
	}
}

// compare compares a page with the one that is kept.
func compare(t *testing.T, file, got string) {
	t.Helper()
	golden := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the page is not %s any more (-update writes it anew):\n%s",
			golden, firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "got  " + a[i] + "\nwant " + b[i]
		}
	}
	return "one of them goes on after the end of the other"
}

func TestSpansInAnyOrderGiveTheSamePage(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for form, f := range forms {
		want := pageOf(t, form, firstBoot().trace())
		for range 20 {
			shuffled := firstBoot().trace()
			random.Shuffle(len(shuffled.Spans), func(i, j int) {
				shuffled.Spans[i], shuffled.Spans[j] = shuffled.Spans[j], shuffled.Spans[i]
			})
			if got := pageOf(t, form, shuffled); got != want {
				t.Fatalf("%s: the order of the spans shows:\n%s", f.file, firstDifference(got, want))
			}
		}
	}
}

func TestAStablePageIsTheSameForEveryBoot(t *testing.T) {
	for form, f := range forms {
		first, second := pageOf(t, form, firstBoot().trace()), pageOf(t, form, secondBoot().trace())
		if f.options.Stable && first != second {
			t.Errorf("%s: two boots differ:\n%s", f.file, firstDifference(first, second))
		}
		if !f.options.Stable && first == second {
			t.Errorf("%s: two boots do not differ, so the test says nothing", f.file)
		}
	}
}

// TestConcurrentStagesWithoutGoroutines uses the boot of another program, which did not record goroutines.
func TestConcurrentStagesWithoutGoroutines(t *testing.T) {
	var pages []string
	for _, b := range []*boot{firstBoot(), secondBoot()} {
		recorded := b.trace()
		for _, s := range recorded.Spans {
			delete(s.Attributes, convention.Goroutine)
		}
		pages = append(pages, pageOf(t, 1, recorded))
	}
	if pages[0] != pages[1] {
		t.Errorf("two boots differ:\n%s", firstDifference(pages[0], pages[1]))
	}
}

func TestWhatOneGoroutineDidStaysInOrder(t *testing.T) {
	b := firstBoot()
	b.collection = nil
	b.span(1, 0, "main", 0, 100, 1)
	b.span(2, 1, "z first", 1, 2, 1)
	b.span(3, 1, "b of another", 3, 4, 7)
	b.span(4, 1, "a of another", 5, 6, 7)
	b.span(5, 1, "a of a third", 5, 6, 8)
	b.span(6, 1, "a last", 8, 9, 1)
	page := pageOf(t, 1, &trace.Trace{Spans: b.collection})
	got := regexp.MustCompile(`(?m)^### (.*)$`).FindAllStringSubmatch(page, -1)
	var names []string
	for _, heading := range got {
		names = append(names, heading[1])
	}
	want := []string{"main", "a of a third", "b of another", "a of another", "z first", "a last"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

// sourceLine is a line of an excerpt: its number, perhaps the mark of a call, and the source.
var sourceLine = regexp.MustCompile(`^ *[0-9]+ [ ▶]( |$)`)

func checkColumns(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); !sourceLine.MatchString(line) && ansi.StringWidth(line) > 100 {
			t.Errorf("a line has %d columns:\n%s", ansi.StringWidth(line), line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("a line ends in spaces: %q", line)
		}
	}
}

func TestTextFitsItsColumns(t *testing.T) {
	for _, form := range []int{2, 3} {
		text := pageOf(t, form, firstBoot().trace())
		checkColumns(t, text)
		if !strings.Contains(text, strings.TrimSpace(strings.Split(chainSource, "\n")[12])) {
			t.Error("a long line of source was broken")
		}
	}
}

func TestPagesOfNothing(t *testing.T) {
	for form, f := range forms {
		got := pageOf(t, form, &trace.Trace{})
		if !strings.Contains(got, "The startup of an apiserver, stage by stage") {
			t.Errorf("%s: got\n%s", f.file, got)
		}
	}
}

func TestLibraryCodeIsLinkedToAndNeverCopied(t *testing.T) {
	cache := t.TempDir()
	const file = "k8s.io/apiserver@v0.37.2/pkg/server/options/serving.go"
	if err := os.MkdirAll(filepath.Join(cache, filepath.Dir(file)), 0o700); err != nil {
		t.Fatal(err)
	}
	code := "package options\n" + strings.Repeat("\n", 239) +
		"func (s *SecureServingOptions) ApplyTo() {\n\tupstreamsOwn()\n}\n"
	if err := os.WriteFile(filepath.Join(cache, file), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, f := range forms {
		l := lessonIn(t, cache, firstBoot().trace())
		isLibrary := func(s *lesson.Step) bool { return s.Code() != nil && s.Code().Library() }
		if !slices.ContainsFunc(l.Steps, isLibrary) {
			t.Fatal("the lesson shows no library code, so the test says nothing")
		}
		var b strings.Builder
		if err := f.write(&b, l, f.options); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "upstreamsOwn") {
			t.Errorf("%s: the source of a library is on the page", f.file)
		}
		const link = "https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apiserver/pkg/server/" +
			"options/serving.go#L241"
		if strings.HasSuffix(f.file, ".md") && !strings.Contains(b.String(), link) {
			t.Errorf("%s: there is no link to it", f.file)
		}
	}
}

func TestAPageThatCannotBeWritten(t *testing.T) {
	for _, f := range forms {
		err := f.write(full{}, lessonOf(t, firstBoot().trace()), f.options)
		if !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "write page: ") {
			t.Errorf("%s: got %v", f.file, err)
		}
	}
}

var errFull = errors.New("the disk is full")

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
