package page_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/walk/walktest"
)

// TestOwnNotes keeps the pages of a recording of other programs that notes of their own explain.
func TestOwnNotes(t *testing.T) {
	l := walktest.JoinOwn(tracetest.Stranger())
	for name, write := range map[string]func(io.Writer) error{
		"own.stable.md":  func(w io.Writer) error { return page.Markdown(w, l, page.Options{Stable: true}) },
		"own.stable.txt": func(w io.Writer) error { return page.Text(w, l, page.Options{Stable: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			said := spanAnchors.ReplaceAllString(got.String(), "")
			if word := tracetest.WordsOfABoot.FindString(said); word != "" {
				t.Errorf("the page says %q", word)
			}
			compare(t, name, got.String())
		})
	}
}

// FuzzOwnNotes writes pages with any note that a folder may have: they are clean, nothing in the note is HTML, and its
// links lead to the web.
func FuzzOwnNotes(f *testing.F) {
	f.Add("A: b", "## c\n<script>alert(1)</script> [d](https://e)\n")
	f.Add("<b>", "```\n</pre>\n```\n| a |\n|---|\n| <i> |\n\n> 1. - x\n")
	f.Add(`"\e[31m"`, "&#27;[31m [x]: https://y 'z'\n\n[x]\n")
	f.Add("a", "[a]: <javascript:b>\n\n[a] ![a][a] <javascript:c> <[a]: javascript:d>\n")
	f.Fuzz(func(t *testing.T, title, body string) {
		text := "---\ntitle: " + title + "\nspans: [main]\nscopes: [demo]\n---\n" + body
		library, _ := notes.LoadFolders(notes.Folder{Name: "dir", Tree: fstest.MapFS{"a.md": {Data: []byte(text)}}})
		l := lesson.New(&trace.Trace{Spans: []trace.Span{{
			TraceID: "1", ID: "1", Name: "main", Start: tracetest.Start, End: tracetest.Start.Add(1),
			Attributes: map[string]any{convention.ScopeName: "demo"},
		}}}, library, nil, nil)
		var markdown, plain strings.Builder
		if err := page.Markdown(&markdown, l, page.Options{}); err != nil {
			t.Fatal(err)
		}
		if err := page.Text(&plain, l, page.Options{}); err != nil {
			t.Fatal(err)
		}
		checkClean(t, markdown.String())
		checkClean(t, plain.String())
		p := parseMarkdown(t, markdown.String())
		for _, tag := range p.html {
			if !ownHTML.MatchString(tag) && !ownBlock.MatchString(tag) && !anchorTag.MatchString(tag) {
				t.Errorf("the note %q put HTML on the page: %q", text, tag)
			}
		}
		for _, address := range p.links {
			if !toTheWeb.MatchString(address) {
				t.Errorf("the note %q has a link to %q", text, address)
			}
		}
	})
}

// toTheWeb is where links may lead. Some renderers make links of plain addresses, also of mail.
var toTheWeb = regexp.MustCompile(`^(#|(image:)?https://|http://|mailto:|ftp://|[^:]*$)`)
