package page_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
)

// explained joins a trace with the notes of the program, as render does.
func explained(t *testing.T, tr *trace.Trace) *lesson.Lesson {
	t.Helper()
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return lesson.New(tr, library, nil, nil)
}

var spanAnchors = regexp.MustCompile(`\bspan-[a-z0-9-]+`)

// TestStranger keeps the pages of a recording of other programs. They say nothing that is true of our boots only.
func TestStranger(t *testing.T) {
	l := explained(t, tracetest.Stranger())
	for name, write := range map[string]func(io.Writer) error{
		"stranger.md":         func(w io.Writer) error { return page.Markdown(w, l, page.Options{}) },
		"stranger.txt":        func(w io.Writer) error { return page.Text(w, l, page.Options{}) },
		"stranger.stable.md":  func(w io.Writer) error { return page.Markdown(w, l, page.Options{Stable: true}) },
		"stranger.stable.txt": func(w io.Writer) error { return page.Text(w, l, page.Options{Stable: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			said := spanAnchors.ReplaceAllString(got.String(), "") // they are made of the names of spans
			if word := tracetest.WordsOfABoot.FindString(said); word != "" {
				t.Errorf("the page says %q", word)
			}
			compare(t, name, got.String())
		})
	}
}

// TestTitles names what a page is about: a trace of another program by its service.
func TestTitles(t *testing.T) {
	span := func(traceID, service string, attributes map[string]any) trace.Span {
		s := trace.Span{
			TraceID: traceID, ID: "1", Name: "main", Start: tracetest.Start, End: tracetest.Start.Add(1),
			Attributes: map[string]any{convention.ServiceName: service},
		}
		for key, value := range attributes {
			s.Attributes[key] = value
		}
		return s
	}
	ours := map[string]any{convention.ScopeName: convention.Scope}
	request := map[string]any{
		convention.ScopeName: convention.Scope, convention.Method: "GET", convention.Path: "/api",
	}
	theirRequest := map[string]any{convention.ScopeName: "demo", convention.Method: "GET", convention.Path: "/api"}
	for _, c := range []struct {
		spans []trace.Span
		want  string
	}{
		{[]trace.Span{span("1", "shop", nil)}, "A trace of shop, span by span"},
		{[]trace.Span{span("1", "", nil)}, "This trace, span by span"},
		{[]trace.Span{span("1", "shop", theirRequest)}, "A trace of shop, span by span"},
		{[]trace.Span{span("1", "shop", nil), span("2", "shop", nil)}, "2 traces of shop, span by span"},
		{[]trace.Span{span("1", "", nil), span("2", "", nil)}, "2 traces, span by span"},
		{[]trace.Span{span("1", "shop", nil), span("2", "bank", nil)}, "2 traces of shop and bank, span by span"},
		{
			[]trace.Span{span("1", "a", nil), span("2", "b", nil), span("3", "c", nil), span("4", "d", nil)},
			"4 traces of a, b, c and 1 more service, span by span",
		},
		{[]trace.Span{span("1", "", ours)}, "The startup of an apiserver, stage by stage"},
		{[]trace.Span{span("1", "", request)}, "The way of GET /api, stage by stage"},
		{
			[]trace.Span{span("1", "apitour", ours), span("2", "shop", nil)},
			"2 traces of apitour and shop, span by span",
		},
	} {
		var got bytes.Buffer
		if err := page.Text(&got, explained(t, &trace.Trace{Spans: c.spans}), page.Options{}); err != nil {
			t.Fatal(err)
		}
		if title, _, _ := strings.Cut(got.String(), "\n"); title != c.want {
			t.Errorf("the title is %q, want %q", title, c.want)
		}
	}
}
