package notes_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

const whole = `---
title: "CreateServerChain: three servers, built from the inside out"
functions: [apitour/apiserver.CreateServerChain, apitour/apiserver.(*Options).Validate]
spans: [CreateServerChain, "Chain/*"]
upstream:
  - {version: v1.17.0, file: cmd/kube-apiserver/app/server.go, line: 166, symbol: CreateServerChain}
  - {version: v1.37.2, module: k8s.io/apiserver, file: pkg/server/config.go, line: 787, symbol: New}
links:
  - {title: "Aggregation layer", url: "https://kubernetes.io/docs/aggregation/"}
---

## What happens
Three servers.
---
` + "```" + `
## not a heading
` + "```" + `
## Why
Because.
`

func load(t *testing.T, files map[string]string) (*notes.Library, error) {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return notes.Load(tree, "en")
}

func TestLoadReadsAWholeNote(t *testing.T) {
	for _, text := range []string{whole, strings.ReplaceAll(whole, "\n", "\r\n")} {
		library, err := load(t, map[string]string{"en/chain.md": text})
		if err != nil {
			t.Fatal(err)
		}
		want := &notes.Note{
			ID: "chain", Lang: "en", Title: "CreateServerChain: three servers, built from the inside out",
			Functions: []string{"apitour/apiserver.CreateServerChain", "apitour/apiserver.(*Options).Validate"},
			Spans:     []string{"CreateServerChain", "Chain/*"},
			Upstream: []notes.Anchor{
				{Version: "v1.17.0", File: "cmd/kube-apiserver/app/server.go", Line: 166, Symbol: "CreateServerChain"},
				{
					Version: "v1.37.2", Module: "k8s.io/apiserver", File: "pkg/server/config.go", Line: 787,
					Symbol: "New",
				},
			},
			Links: []notes.Link{{Title: "Aggregation layer", URL: "https://kubernetes.io/docs/aggregation/"}},
			Body:  "## What happens\nThree servers.\n---\n```\n## not a heading\n```\n## Why\nBecause.\n",
			Above: 11,
		}
		got := library.ByID("chain")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
		wantSections := []notes.Section{
			{
				Title: "What happens",
				Name:  "What happens",
				Body:  "Three servers.\n---\n```\n## not a heading\n```",
				Line:  1,
			},
			{Title: "Why", Name: "Why", Body: "Because.", Line: 7},
		}
		if sections := got.Sections(); !reflect.DeepEqual(sections, wantSections) {
			t.Errorf("got the sections\n%+v\nwant\n%+v", sections, wantSections)
		}
	}
}

func TestAnchorsSayWhereTheyAre(t *testing.T) {
	for _, c := range []struct {
		anchor notes.Anchor
		url    string
		place  trace.Place
	}{
		{
			notes.Anchor{Version: "v1.37.2", File: "cmd/kube-apiserver/app/server.go", Line: 71},
			"https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kube-apiserver/app/server.go#L71",
			trace.Place{File: "k8s.io/kubernetes@v1.37.2/cmd/kube-apiserver/app/server.go", Line: 71},
		},
		{
			notes.Anchor{Version: "v1.17.0", Module: "k8s.io/kubernetes", File: "pkg/master/master.go", Line: 333},
			"https://github.com/kubernetes/kubernetes/blob/v1.17.0/pkg/master/master.go#L333",
			trace.Place{File: "k8s.io/kubernetes@v1.17.0/pkg/master/master.go", Line: 333},
		},
		{
			notes.Anchor{Version: "v1.37.2", Module: "k8s.io/apiserver", File: "pkg/server/config.go", Line: 787},
			"https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apiserver/pkg/server/" +
				"config.go#L787",
			trace.Place{File: "k8s.io/apiserver@v0.37.2/pkg/server/config.go", Line: 787},
		},
	} {
		if got := c.anchor.URL(); got != c.url {
			t.Errorf("%+v: got %s, want %s", c.anchor, got, c.url)
		}
		if got := c.anchor.Place(); got != c.place {
			t.Errorf("%+v: got %v, want %v", c.anchor, got, c.place)
		}
	}
}

// start is the beginning of a note's front matter.
const start = "---\ntitle: A stage\nspans: [a]\n"

// mistake is a note with a mistake, and the part of the error behind "read note ".
type mistake struct{ what, text, want string }

func (m mistake) check(t *testing.T) {
	t.Run(m.what, func(t *testing.T) {
		_, err := load(t, map[string]string{"en/a.md": m.text})
		if err == nil || !strings.Contains(err.Error(), "read note "+m.want) {
			t.Errorf("got the error\n\t%v\nwant one with\n\tread note %s", err, m.want)
		}
	})
}

func TestLoadNamesFileAndLineOfTheFrontMatter(t *testing.T) {
	anchor := func(fields string) string { return start + "upstream:\n  - {" + fields + "}\n---\n" }
	for _, m := range []mistake{
		{"no front matter", "## What happens\n", "en/a.md:1: the first line is not the three dashes"},
		{"no end", start, "en/a.md:1: no line of three dashes ends"},
		{"unknown field", start + "riddles: []\n---\n", `en/a.md:4: there is no field "riddles"`},
		{"unknown field of an anchor", anchor("version: v1.17.0, path: x.go"), `en/a.md:5: there is no field "path"`},
		{"field twice", start + "title: B stage\n---\n", `en/a.md:4: mapping key "title" already defined at line 2`},
		{"wrong type", anchor("line: many"), "en/a.md:5: cannot unmarshal"},
		{"not YAML", start + "links: [\n---\n", "en/a.md:"},
		{"not a mapping", "---\n- a\n---\n", "en/a.md:2: cannot unmarshal"},
		{"empty front matter", "---\n---\n", "en/a.md:1: title is not one line of text"},
		{"no title", "---\nspans: [a]\n---\n", "en/a.md:1: title is not one line of text"},
		{"a long title", "---\ntitle: |\n  a\n  b\nspans: [a]\n---\n", "en/a.md:2: title is not one line of text"},
		{"nothing explained", "---\ntitle: A stage\n---\n", "en/a.md:1: it explains nothing"},
		{
			"a star inside", "---\ntitle: A stage\nspans:\n  - a\n  - b/*/c\n---\n",
			`en/a.md:5: "b/*/c" is not the name of a span`,
		},
		{"a star alone", "---\ntitle: A stage\nspans: ['*']\n---\n", `en/a.md:3: "*" is not the name of a span`},
		{"a span twice", "---\ntitle: A stage\nspans: [a, a]\n---\n", `en/a.md:3: "a" is not the name of a span`},
		{"an empty function", start + "functions: ['']\n---\n", `en/a.md:4: "" is not one fully qualified function`},
		{"any main", start + "functions: [main.main]\n---\n", `en/a.md:4: "main.main" is not one fully qualified`},
		{"any function", start + "functions: ['a.*']\n---\n", `en/a.md:4: "a.*" is not one fully qualified`},
		{"any method", start + "functions: ['a.(*T).*']\n---\n", `en/a.md:4: "a.(*T).*" is not one fully qualified`},
		{"any type", start + "functions: ['a.(*).F']\n---\n", `en/a.md:4: "a.(*).F" is not one fully qualified`},
		{
			"a scope without a span", "---\ntitle: A\nfunctions: [a.F]\nscopes: [b]\n---\n",
			`en/a.md:4: a scope says where`,
		},
		{"no scope", start + "libraries: ['a b']\n---\n", `en/a.md:4: "a b" is not the name of an instr`},
		{"version", anchor("version: '1.17', file: x.go, line: 1, symbol: x"), `en/a.md:5: version "1.17" is not`},
		{
			"module", anchor("version: v1.17.0, module: k8s.io/a/b, file: x.go, line: 1, symbol: x"),
			`en/a.md:5: module "k8s.io/a/b" is not`,
		},
		{"file", anchor("version: v1.17.0, file: ../x.go, line: 1, symbol: x"), `en/a.md:5: file "../x.go" is not`},
		{
			"staging", anchor("version: v1.17.0, file: staging/src/k8s.io/api/x.go, line: 1, symbol: x"),
			`en/a.md:5: file "staging/`,
		},
		{"line", anchor("version: v1.17.0, file: x.go, symbol: x"), `en/a.md:5: line 0 is not a line of "x.go"`},
		{
			"symbol", start + "upstream:\n\n  - {version: v1.17.0, file: x.go, line: 1}\n---\n",
			`en/a.md:6: the symbol on line 1 of "x.go" is missing`,
		},
		{
			"link", start + "links:\n  - {title: a, url: 'javascript:alert(1)'}\n---\n",
			`en/a.md:5: a link needs a title and an https address`,
		},
	} {
		m.check(t)
	}
}

func TestLoadNamesFileAndLineOfTheBody(t *testing.T) {
	for _, m := range []mistake{
		{
			"a link in the body", start + "---\n\n`[a](b)` [c](https://d) [e](javascript:f)\n",
			`en/a.md:6: a link leads to "javascript:f"`,
		},
		{
			"a code block without an end", start + "---\n\n\na\n~~~\nb\n~~~\n```sh\nc\n~~~\n",
			"en/a.md:11: nothing ends the code block",
		},
		{"a code block with a shorter end", start + "---\n````\n```\n", "en/a.md:5: nothing ends the code block"},
		{"escape sequence", start + "---\nred: \x1b[31m\n", `en/a.md:5: '\x1b' is not a character for a note`},
		{"direction", start + "---\n\u202eabc\n", `en/a.md:5: '\u202e' is not a character for a note`},
		{"not UTF-8", start + "---\n\xff\n", `en/a.md:5: '�' is not a character for a note`},
	} {
		m.check(t)
	}
}

func TestLoadReportsEveryProblem(t *testing.T) {
	_, err := load(t, map[string]string{
		"en/a.md": "---\ntitle: A\nspans: [x]\nfunctions: [f]\nlinks: [{title: a}]\nupstream: [{line: 1}]\n---\n",
		"en/b.md": "---\ntitle: B\nspans: [x, y]\n---\n",
		"en/c.md": "---\ntitle: C\nspans: [x, y]\n---\n",
	})
	if err == nil {
		t.Fatal("got no error")
	}
	got := strings.Split(err.Error(), "\n")
	want := []string{
		`read note en/a.md:6: version "" is not one of Kubernetes' releases, such as v1.37.2`,
		`read note en/a.md:5: a link needs a title and an https address, not ""`,
		`read note en/c.md:3: "x" is already explained by note "b"`,
		`read note en/c.md:3: "y" is already explained by note "b"`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLoadOfALanguageThatIsNotThere(t *testing.T) {
	for _, lang := range []string{"xx", "", ".", "..", "*", "en/..", "[", "e?"} {
		if library, err := notes.Embedded(lang); err == nil {
			t.Errorf("%q: got %d notes, want an error", lang, len(library.All()))
		}
	}
}

// FuzzParse holds the parser to its promises about any file: it never panics, an error names the file and
// a line that the file has, and a note that is accepted can be shown and found as it stands.
func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add("---\n---\n")
	f.Add("---\n--\n \n-\n-\n--\n---\n")
	f.Add("---\ntitle: &a [*a]\n---\n")
	f.Add("---\ntitle: a\nspans: [a]\n---\n~~~\n## b\n~~~\n## c\n")
	f.Add("---\ntitle: a\nspans: [a]\n...\n---\nb: c\n---\n")
	f.Fuzz(func(t *testing.T, text string) {
		tree := fstest.MapFS{"en/a.md": {Data: []byte(text)}}
		library, err := notes.Load(tree, "en")
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, "read note en/a.md:") {
					t.Errorf("the error does not name the file: %q", line)
				}
			}
			return
		}
		note := library.ByID("a")
		for _, s := range []string{note.Title, note.Body} {
			if trace.CleanLines(s) != s {
				t.Errorf("%q is not clean", s)
			}
		}
		for _, span := range note.Spans {
			if got := library.For(stageNode(strings.TrimSuffix(span, "*"))); got != note {
				t.Errorf("the note is not found by %q", span)
			}
		}
		lines := strings.Count(note.Body, "\n")
		for _, section := range note.Sections() {
			if section.Line < 1 || section.Line > max(lines, 1) {
				t.Errorf("section %q is on line %d of %d", section.Title, section.Line, lines)
			}
		}
		for _, anchor := range note.Upstream {
			if !strings.HasPrefix(anchor.URL(), "https://github.com/kubernetes/kubernetes/blob/v1.") {
				t.Errorf("an anchor leads to %s", anchor.URL())
			}
		}
	})
}
