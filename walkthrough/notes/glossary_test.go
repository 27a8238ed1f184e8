package notes_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/walkthrough/notes"
)

// TestGlossary demands that the words are few, short, and used: a word that no note uses explains nothing here.
func TestGlossary(t *testing.T) {
	l := embedded(t)
	terms := l.Glossary().Terms()
	if len(terms) < 30 || len(terms) > 60 {
		t.Errorf("the glossary has %d terms", len(terms))
	}
	used := make(map[*notes.Term]int)
	for _, note := range l.All() {
		for _, term := range l.Glossary().Words(note) {
			used[term]++
		}
	}
	sentence := regexp.MustCompile(`[.?!]( |$)`)
	for i, term := range terms {
		if n := len(sentence.FindAllString(term.Means, -1)); n < 1 || n > 4 || len(term.Means) > 300 {
			t.Errorf("%q is explained by %d sentences of %d bytes", term.Name, n, len(term.Means))
		}
		ofTheTour := []string{"breakpoint", "held", "lane", "live edge", "critical path", "livez", "readyz"}
		if used[term] == 0 && !slices.Contains(ofTheTour, term.Name) {
			t.Errorf("no note uses %q", term.Name)
		}
		if i > 0 && strings.ToLower(terms[i-1].Name) >= strings.ToLower(term.Name) {
			t.Errorf("%q is behind %q", term.Name, terms[i-1].Name)
		}
		if l.Glossary().Term(strings.ToUpper(term.Forms[0])) == nil {
			t.Errorf("%q is not found by its form %q", term.Name, term.Forms[0])
		}
	}
}

// words has a glossary of some terms, whose forms overlap.
func words(t *testing.T) *notes.Glossary {
	t.Helper()
	l, err := notes.Load(fstest.MapFS{
		"en/run.md": {Data: []byte("---\ntitle: Run\nspans: [Run]\n---\n## What happens\nIt runs.\n")},
		"en/glossary.yaml": {Data: []byte(`
- {term: hook, forms: [post-start hook, hook, hooks], means: A function., see: [run]}
- {term: watch, forms: [a watch, watches], means: A request., see: [run]}
- {term: watch cache, means: A copy., see: [run]}
- {term: CRD, forms: [CRD, CRDs], means: A kind., see: [run]}
- {term: 钩子, means: 函数。, see: [run]}
`)},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	return l.Glossary()
}

// TestFirstUses finds words in prose, at their first use only.
func TestFirstUses(t *testing.T) {
	for text, want := range map[string][]string{
		"A hook and another hook.":                        {"hook"},
		"Hooks, then a watch cache.":                      {"Hooks", "watch cache"},
		"Then a watch cache, and a watch.":                {"watch cache", "a watch"},
		"A post-start hook.":                              {"post-start hook"},
		"a watch\ncache over two lines":                   {"watch\ncache"},
		"`hook` is code, a [hook](https://x.io/hook) too": nil,
		"`two\nlines of hook` then hooks":                 {"hooks"},
		"```sh\nhook\n```\nafter it hooks":                {"hooks"},
		"### A hook\ntext":                                nil,
		"see https://example.com/hook now":                nil,
		"unhook, hooked, my-hook, hook-run, a/hook":       nil,
		"crd is no CRD":                                   {"CRD"},
		"**hook** and *CRDs*":                             {"hook", "CRDs"},
		"服务器的钩子很多":                                        {"钩子"},
		"":                                                nil,
	} {
		var got []string
		for _, use := range words(t).FirstUses(text, make(map[*notes.Term]bool)) {
			got = append(got, text[use.Start:use.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q uses %q, want %q", text, got, want)
		}
	}
	var none *notes.Glossary
	if none.FirstUses("hook", nil) != nil || none.Terms() != nil || none.Term("hook") != nil {
		t.Error("no glossary has words")
	}
}

// TestGlossaryMistakes reads glossaries with one mistake each.
func TestGlossaryMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"- {term: a, means: A., see: [nowhere]}":                                      `there is no note "nowhere"`,
		"- {term: a, see: [run]}":                                                     "missing",
		"- {term: a, means: A.}":                                                      "missing",
		"- {term: a, means: A., see: [run], from: b}":                                 "from",
		"- {term: a, means: A., see: [run]}\n- {term: A, means: B., see: [run]}":      `belongs to "a" already`,
		"- {term: a, means: \"A\\u200b.\", see: [run]}\n- term: \u200bb":              "not a character",
		"- {term: a, means: A., see: [run], forms: [b]}\n- {term: b, means: B., see:": "yaml",
	} {
		_, err := notes.Load(fstest.MapFS{
			"en/run.md":        {Data: []byte("---\ntitle: Run\nspans: [Run]\n---\n## What happens\nIt runs.\n")},
			"en/glossary.yaml": {Data: []byte(text)},
		}, "en")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestFirstParagraphs demands that a note begins with what happens today: what v1.17 did is for those who read on.
func TestFirstParagraphs(t *testing.T) {
	for _, note := range embedded(t).All() {
		first, _, _ := strings.Cut(note.Sections()[0].Body, "\n\n")
		if strings.Contains(first, "1.17") {
			t.Errorf("note %q begins with v1.17:\n%s", note.ID, first)
		}
	}
}

// TestFront demands a first page whose chapters take a line each.
func TestFront(t *testing.T) {
	l := embedded(t)
	if l.Front() == nil {
		t.Fatal("there is no first page")
	}
	for _, c := range l.Chapters(notes.BootChapters) {
		if n := len(c.Sentence); n > 60 {
			t.Errorf("the sentence of chapter %q does not fit a line of the first page: %d characters", c.ID, n)
		}
	}
	_, err := notes.Load(fstest.MapFS{
		"en/run.md":     {Data: []byte("---\ntitle: Run\nspans: [Run]\n---\n## What happens\nIt runs.\n")},
		"en/front.yaml": {Data: []byte("boot: {title: only a title}\n")},
	}, "en")
	if err == nil || !strings.Contains(err.Error(), "is missing") {
		t.Errorf("a page without texts: %v", err)
	}
}
