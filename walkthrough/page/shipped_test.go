package page_test

import (
	"fmt"
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
	"apitour/walkthrough/phrases"
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
			// An overview has an anchor, a link and a heading, as a stage has.
			p := checkMarkdown(t, b.String(), len(l.Steps)+len(l.Overviews()), anyHost)
			for _, stage := range []string{"CreateServerChain", convention.ReadyStage, l.Overviews()[0].Title} {
				if !slices.Contains(p.headings, stage) {
					t.Errorf("there is no heading %q", stage)
				}
			}
		})
	}
}

// TestTheShippedHooksAreGrouped finds every hook of the recorded boot in the list under the title of what it waits for.
func TestTheShippedHooksAreGrouped(t *testing.T) {
	l := shippedLesson(t)
	for _, options := range []page.Options{{}, {Stable: true}} {
		var b strings.Builder
		if err := page.Markdown(&b, l, options); err != nil {
			t.Fatal(err)
		}
		contents, _, _ := strings.Cut(b.String(), "\n## The walk")
		title, found := "", make(map[string]string)
		for line := range strings.Lines(contents) {
			item, isItem := strings.CutPrefix(strings.TrimSpace(line), "- ")
			switch name, isHook := strings.CutPrefix(item, "["+convention.HookPrefix); {
			case isItem && strings.HasPrefix(item, "*"):
				title = strings.Trim(item, "*")
			case isItem && isHook:
				name, _, _ = strings.Cut(name, "]")
				found[name] = title
			}
		}
		count := 0
		for _, step := range l.Steps {
			name, isHook := strings.CutPrefix(step.Node.Name, convention.HookPrefix)
			if !isHook {
				continue
			}
			count++
			want := step.Node.WaitsFor()
			if other, isHook := strings.CutPrefix(want, convention.HookPrefix); isHook {
				want = "the work that " + other + " begins"
			} else if want == "" {
				want = "nothing"
			}
			if !strings.HasSuffix(found[name], " for "+want) {
				t.Errorf("%s stands under %q, and it waits for %s", name, found[name], want)
			}
		}
		if want := fmt.Sprintf("Upstream gives the %d hooks no order", count); !strings.Contains(b.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
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

// TestAddressesAreAnchors finds the address of every shipped stage in the pages that are published: a link that the
// tour copies leads there. Each page leads to the other.
func TestAddressesAreAnchors(t *testing.T) {
	for lang, file := range map[string]string{"en": "startup.md", "zh": "startup.zh.md"} {
		published, err := os.ReadFile("../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		l := shippedIn(t, lang)
		for _, step := range l.Steps {
			if anchor := fmt.Sprintf("<a id=%q></a>", l.Address(step)); !strings.Contains(string(published), anchor) {
				t.Errorf("docs/%s has no %s", file, anchor)
			}
		}
		title := phrases.In(lang).Page.Title.Boot("apitour-apiserver")
		others := map[string]string{"en": "[中文](startup.zh.md)", "zh": "[English](startup.md)"}
		if want := "# " + title + "\n\n" + others[lang] + "\n"; !strings.HasPrefix(string(published), want) {
			t.Errorf("docs/%s does not begin with %q", file, want)
		}
	}
}
