package page_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk/walktest"
)

// The tests read the pages as a browser would: with an independent parser of GitHub's Markdown, HTML included.

// parsed is what a reader of a Markdown page gets.
type parsed struct {
	links    []string
	html     []string // every piece of raw HTML
	headings []string
	depths   []int
}

func parseMarkdown(t *testing.T, markdown string) (p parsed) {
	t.Helper()
	src := []byte(markdown)
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.AutoLink:
			p.links = append(p.links, string(n.URL(src)))
		case *ast.Image:
			p.links = append(p.links, "image:"+string(n.Destination))
		case *ast.RawHTML:
			p.html = append(p.html, string(n.Segments.Value(src)))
		case *ast.HTMLBlock:
			p.html = append(p.html, string(n.Lines().Value(src)))
		case *ast.Heading:
			p.headings = append(p.headings, plainText(n, src))
			p.depths = append(p.depths, n.Level)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(src))
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(plainText(c, src))
		}
	}
	return b.String()
}

// ownHTML is the HTML that a page may have besides its anchors: the ends of elements, what divides an address, and what
// shows the braces of templates.
var ownHTML = regexp.MustCompile(`^(</a>|<!-- -->|</?code>)$`)

// ownBlock is a block of text with the braces of templates. Nothing in it is HTML or a template.
var ownBlock = regexp.MustCompile(`^<pre lang="(text|go)">\n([^<>{]|\{[^{%#])*\n?(</pre>\n?)?$`)

var anchorTag = regexp.MustCompile(`^<a id="([a-z0-9-]+)">$`)

// anyHost stands for every host. Notes that we ship may link to where they like, as long as it is by https.
const anyHost = "*"

// checkMarkdown demands that all HTML of a page is the page's own anchors, each of them once, and that its links lead
// to them or to one of the hosts.
func checkMarkdown(t *testing.T, markdown string, stages int, hosts ...string) parsed {
	t.Helper()
	p := parseMarkdown(t, markdown)
	anchors := make(map[string]bool)
	for _, tag := range p.html {
		if ownHTML.MatchString(tag) || ownBlock.MatchString(tag) {
			continue
		}
		m := anchorTag.FindStringSubmatch(tag)
		if m == nil || anchors[m[1]] {
			t.Errorf("HTML on the page, or an anchor twice: %q", tag)
			continue
		}
		anchors[m[1]] = true
	}
	if len(anchors) != stages {
		t.Errorf("%d stages have %d anchors", stages, len(anchors))
	}
	reached := make(map[string]bool)
	for _, address := range p.links {
		if anchor, ok := strings.CutPrefix(address, "#"); ok {
			reached[anchor] = true
			if !anchors[anchor] {
				t.Errorf("a link leads to %q, where nothing is", anchor)
			}
			continue
		}
		if !slices.ContainsFunc(hosts, func(host string) bool {
			return host == anyHost && strings.HasPrefix(address, "https://") || address == "https://"+host ||
				strings.HasPrefix(address, "https://"+host+"/")
		}) {
			t.Errorf("a link leads to %q", address)
		}
	}
	if len(reached) != stages {
		t.Errorf("%d stages are linked to from %d places", stages, len(reached))
	}
	third := 0
	for i, depth := range p.depths {
		if i > 0 && depth > p.depths[i-1]+1 {
			t.Errorf("heading %q leaves out a level", p.headings[i])
		}
		if depth == 3 {
			third++
		}
	}
	if third != stages {
		t.Errorf("%d stages have %d headings", stages, third)
	}
	return p
}

func checkClean(t *testing.T, page string) {
	t.Helper()
	for _, r := range page {
		if r != '\n' && r != '\t' && !unicode.IsGraphic(r) {
			t.Fatalf("there is a %q on the page", r)
		}
	}
}

// knownHosts are the hosts of the links in the notes of these tests.
var knownHosts = []string{"github.com/kubernetes/kubernetes/blob", "kubernetes.io/docs", "etcd.io"}

func TestMarkdownReadsAsItWasMeant(t *testing.T) {
	recorded := firstBoot().trace()
	for _, form := range []int{0, 1} {
		markdown := pageOf(t, form, recorded)
		checkClean(t, markdown)
		p := checkMarkdown(t, markdown, len(recorded.Spans), knownHosts...)
		for _, want := range []string{"stop|`*_&lt;b&gt;␛[31m", "What happens", "A detail", "InstallAPIGroup/batch"} {
			isWanted := func(h string) bool { return strings.ReplaceAll(h, "\\", "") == want }
			if !slices.ContainsFunc(p.headings, isWanted) {
				t.Errorf("there is no heading %q among %q", want, p.headings)
			}
		}
		if strings.Count(markdown, "Routes.") != 1 {
			t.Error("a note that two stages share is not on the page once")
		}
	}
}

// FuzzTrace puts any text into a trace and into a note, and demands that the pages show it as text.
func FuzzTrace(f *testing.F) {
	f.Add("main", "<script>alert(1)</script>", "](javascript:alert(1))", "apiserver/chain.go",
		"<img src=x onerror=alert(1)>")
	f.Add("\x1b]8;;http://evil\x07link\x1b]8;;\x07", "a\nb\r\nc", "```\n# heading\n```",
		"k8s.io/apiserver@v0.37.2/x) [y](http://e", "a\n***\nb")
	f.Add(".1 ", "", "- ", "\n", "- ")
	f.Add("[a]: http://evil", "www.evil.com", "https://evil.com/ me@evil.com", "`", "| a | b |\n|---|---|\n| `c | d` |")
	f.Add("{{ a }}", "xmpp:me@evil.com/x", "@evil {% b %}", "apiserver/{{x}}.go", "a")
	f.Add("\u3164", "e"+strings.Repeat("\u0301", 99), "\ufe0f\u034f\u2800", strings.Repeat("d", 3000), "a")
	f.Add("# a", "- b", "1. c", "> d", "> a\n- b\n  - c\n\n      d")
	f.Add("启动一个非常长的名字"+strings.Repeat("长", 200), strings.Repeat("a", 300), "\u202e", "\xff", "*a **b** c* \\* `` ` ``")
	f.Add("&lt;b&gt;", "&#60;b&#62;", "\\<b>", "<!-- ", "<!-- a -->\n<?php ?>\n<![CDATA[ a ]]>\n</div>")
	f.Add("a", "b", "c", "d", "`a\n<div>` [b](\n<div>)\n\n- `c\n- <b>`\n\n> `d\n> <b>`\n\n    <b>\n\n\\\\<b> \\<b>")
	f.Fuzz(func(t *testing.T, name, message, value, file, body string) {
		recorded := hostileTrace(name, message, value, file)
		l := lessonOf(t, recorded)
		for _, f := range forms {
			var page strings.Builder
			f.options.Compared = walktest.Compared(recorded, recorded)
			if err := f.write(&page, l, f.options); err != nil {
				t.Fatal(err)
			}
			got := page.String()
			checkClean(t, got)
			if strings.HasSuffix(f.file, ".md") {
				checkMarkdown(t, got, 3, knownHosts...)
				checkNothingIsReplaced(t, got)
			} else {
				checkColumns(t, got)
			}
		}
		checkNote(t, recorded, body)
	})
}

// hostileTrace puts the texts everywhere into a trace of three stages.
func hostileTrace(name, message, value, file string) *trace.Trace {
	failed := trace.Span{
		ID: "1", Name: name, Start: firstBoot().start, Status: trace.StatusError, Message: message,
		Attributes: map[string]any{
			convention.Function: value, convention.File: file, convention.Line: int64(4), name: value,
		},
		Events: []trace.Event{{Name: value, Attributes: map[string]any{message: name}}},
	}
	return &trace.Trace{
		Resource: map[string]any{"service.name": name, value: message},
		Spans: []trace.Span{
			failed,
			{ID: "2", ParentID: "1", Name: name, Start: firstBoot().start, Attributes: map[string]any{
				convention.CallFile: file, convention.CallLine: int64(5),
				convention.File: "apiserver/chain.go", convention.Line: int64(12),
			}},
			{ID: "3", ParentID: "2", Name: value, Attributes: map[string]any{
				convention.CallFile: "apiserver/chain.go", convention.CallLine: int64(13),
			}},
		},
	}
}

// checkNote makes pages with a note of any text. It may contain any link, and still puts no HTML on the page.
func checkNote(t *testing.T, recorded *trace.Trace, body string) {
	t.Helper()
	text := "---\ntitle: A\nfunctions: [a]\n---\n" + body
	library, err := notes.Load(fstest.MapFS{"en/a.md": {Data: []byte(text)}}, "en")
	if err != nil {
		return
	}
	recorded.Spans[0].Attributes[convention.Function] = "a"
	l := lesson.New(recorded, library, source.New(map[string]fs.FS{}), nil)
	var markdown, plain strings.Builder
	if err := page.Markdown(&markdown, l, page.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := page.Text(&plain, l, page.Options{}); err != nil {
		t.Fatal(err)
	}
	checkClean(t, markdown.String())
	checkColumns(t, plain.String())
	for _, tag := range parseMarkdown(t, markdown.String()).html {
		if !ownHTML.MatchString(tag) && !ownBlock.MatchString(tag) && !anchorTag.MatchString(tag) {
			t.Errorf("the note %q put HTML on the page: %q", body, tag)
		}
	}
}
