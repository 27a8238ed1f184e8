package page_test

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace/tracetest"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk/walktest"
)

// between finds two characters of Chinese with nothing but white space between them.
var between = regexp.MustCompile(`[\p{Han}，。；：、）」](\n| )[ >]*\p{Han}`)

// fenced is a block of code.
var fenced = regexp.MustCompile("(?ms)^ *(```+)[a-z]*\n.*?^ *```+$")

// inChinese returns the lesson for a reader of Chinese, whatever the language of its notes.
func inChinese(l *lesson.Lesson) *lesson.Lesson {
	return lesson.New(l.Trace, l.Library().Speaking("zh"), chineseSource, nil)
}

var chineseSource = source.New(map[string]fs.FS{"apiserver/": fstest.MapFS{
	"chain.go": {Data: []byte(chainSource)},
	"kube.go":  {Data: []byte(kubeSource)},
}})

// TestChinesePages keeps the pages for a reader of Chinese: of another program's trace, explained in Chinese, of a
// boot, and of several.
func TestChinesePages(t *testing.T) {
	t.Setenv("GOMODCACHE", "/nowhere")
	stranger := inChinese(walktest.JoinChinese(tracetest.Stranger()))
	first := unheld(firstBoot())
	boot, several := inChinese(lessonOf(t, firstBoot().trace())), inChinese(lessonOf(t, first))
	stable, linked := page.Options{Stable: true}, page.Options{Translations: []page.Translation{{"en", "boot.md"}}}
	compared := page.Options{Compared: walktest.Compared(first, unheld(secondBoot()), thirdBoot())}
	for name, c := range map[string]struct {
		write   func(io.Writer, *lesson.Lesson, page.Options) error
		l       *lesson.Lesson
		options page.Options
	}{
		"chinese.stable.md":    {page.Markdown, stranger, stable},
		"chinese.stable.txt":   {page.Text, stranger, stable},
		"chinese.md":           {page.Markdown, stranger, page.Options{}},
		"chinese.txt":          {page.Text, stranger, page.Options{}},
		"chinese.boot.md":      {page.Markdown, boot, linked},
		"chinese.boot.txt":     {page.Text, boot, page.Options{}},
		"chinese.compared.md":  {page.Markdown, several, compared},
		"chinese.compared.txt": {page.Text, several, compared},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := c.write(&got, c.l, c.options); err != nil {
				t.Fatal(err)
			}
			compare(t, name, got.String())
			if strings.HasSuffix(name, ".md") {
				if space := between.FindString(fenced.ReplaceAllString(got.String(), "")); space != "" {
					t.Errorf("GitHub shows a space in %q", space)
				}
				return
			}
			checkChineseLines(t, got.String())
		})
	}
}

// checkChineseLines looks for lines that are too wide, or that begin or end with what must not stand there.
func checkChineseLines(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if sourceLine.MatchString(line) {
			continue
		}
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " "))
		last, _ := utf8.DecodeLastRuneInString(line)
		if ansi.StringWidth(line) > 100 || strings.ContainsRune("，。；：、）」…", first) ||
			strings.ContainsRune("（「《", last) {
			t.Errorf("%q is too wide, or begins or ends with a wrong character", line)
		}
	}
}

// shippedIn is what a reader of that language sees of the recording inside the program.
func shippedIn(t *testing.T, lang string) *lesson.Lesson {
	t.Helper()
	library, err := notes.Embedded(lang)
	if err != nil {
		t.Fatal(err)
	}
	l := shippedLesson(t)
	return lesson.New(l.Trace, library, source.New(map[string]fs.FS{"apiserver/": os.DirFS("../../apiserver")}), nil)
}

// sentence is English of our own: several words of small letters in a row, outside of code, links and events.
var sentence = regexp.MustCompile(`[A-Za-z]+(,? [a-z]+){2,}`)

// preformatted is code with braces that a program which makes sites would take for its own.
var preformatted = regexp.MustCompile(`(?s)<pre lang=.*?</pre>`)

// inCode is what is not in any language: code, and the addresses of links.
var inCode = regexp.MustCompile("`+[^`]*`+|\\]\\([^)]*\\)|<[^>]*>")

// TestTheChinesePageHasNoEnglish looks for sentences in English in the page of the shipped boot. What the server itself
// has said, in events and in what its hooks wait for, is data. So is a name in quotation marks.
func TestTheChinesePageHasNoEnglish(t *testing.T) {
	l := shippedIn(t, "zh")
	review, err := anchors.Newest()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := page.Markdown(&b, l, page.Options{Review: review}); err != nil {
		t.Fatal(err)
	}
	var data []string
	for _, step := range l.Steps {
		data = append(data, step.Node.WaitsFor())
		for _, e := range step.Node.Events {
			data = append(data, e.Name)
		}
	}
	slices.SortFunc(data, func(a, b string) int { return len(b) - len(a) })
	note := notes.Note{Body: preformatted.ReplaceAllString(b.String(), "")}
	for _, line := range note.Lines() {
		if line.Kind != notes.Prose {
			continue
		}
		text := inCode.ReplaceAllString(line.Text, "")
		for _, said := range data {
			if said != "" {
				text = strings.ReplaceAll(text, said, "")
			}
		}
		if found := sentence.FindString(text); found != "" && !quotedEnglish[found] {
			t.Errorf("it has %q: %s", found, line.Text)
		}
	}
	want := phrases.In("zh").Cited.OfNotes(review.OfNotes())
	if !strings.Contains(b.String(), want) {
		t.Errorf("the page does not say %q", want)
	}
	if of := phrases.In("zh").Cited.OfNote(review.OfNote(l.Steps[0].Note())); !strings.Contains(b.String(), of+"\n") {
		t.Errorf("the chapter of main does not say %q", of)
	}
}

// quotedEnglish are names and messages that Chinese notes quote.
var quotedEnglish = map[string]bool{"cannot be turned off": true, "REST options getter": true}
