package notes_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

// FuzzFolder holds the reading of folders to its promises about any files: it never panics, each mistake names a file
// and a line that the file has, and what is taken in is clean and found again.
func FuzzFolder(f *testing.F) {
	f.Add("---\ntitle: A\nspans: [a, 'b*']\nfunctions: [c.d]\n---\nText.\n", "title: T\nservices: [s]\n",
		"- {term: cart, forms: [cart, carts], means: A bag., see: [note]}\n",
		"---\ntitle: C\nspans: [a]\nshort: [a]\n---\nWatch.\n")
	f.Add("---\ntitle: \"\\e[31m\"\nfunctions: [\"\\x00\"]\n---\n[a][b]\n\n[b]: x:y\n", "- a\n",
		"- [a]\n- {1: 2}\n- null\n", "---\n---\n")
	f.Add("\ufeff---\r\ntitle: &a [*a]\r\n---\r\n", "&a {title: *a}\n", "&a\n- *a\n", "")
	f.Fuzz(func(t *testing.T, note, program, glossary, chapter string) {
		files := map[string]string{
			"note.md": note, "program.yaml": program, "glossary.yaml": glossary, "chapters/01-a.md": chapter,
		}
		tree := fstest.MapFS{}
		for name, text := range files {
			tree[name] = &fstest.MapFile{Data: []byte(text)}
		}
		library, mistakes := notes.LoadFolders(notes.Folder{Name: "dir", Tree: tree})
		for _, m := range mistakes {
			text, known := files[strings.TrimPrefix(m.File, "dir/")]
			if said := m.String(); !known || trace.Clean(said) != said || !strings.HasPrefix(said, m.File+":") {
				t.Errorf("the mistake is told as %q", said)
			}
			if lines := strings.Count(text, "\n") + 1; m.Line < 0 || m.Line > lines+1 {
				t.Errorf("%s: the file has %d lines", m, lines)
			}
		}
		for what, text := range shown(library) {
			if trace.CleanLines(text) != text {
				t.Errorf("%s is not clean: %q", what, text)
			}
		}
		findAgain(t, library)
	})
}

// shown returns all texts of a library that views show.
func shown(l *notes.Library) map[string]string {
	all := make(map[string]string)
	for _, n := range l.All() {
		all["title"] = n.Title
		for i, link := range n.Links {
			all[fmt.Sprint("link ", i)] = link.Title + link.URL
		}
	}
	for _, c := range l.Chapters(notes.TraceChapters) {
		all["chapter"] = c.Title + c.Sentence
	}
	for i, term := range l.Glossary().Terms() {
		all[fmt.Sprint("term ", i)] = term.Name + term.Means
	}
	if front := l.Front(); front != nil {
		all["front"] = front.Program.Title + front.Program.Recorded
	}
	return all
}

// findAgain looks for spans that a note names, and for the words of the glossary.
func findAgain(t *testing.T, l *notes.Library) {
	t.Helper()
	for _, n := range l.All() {
		for _, name := range n.Functions {
			if got := l.For(spanOf("x", "y", function(name))); notes.IsQualified(name) && got != n {
				t.Errorf("the note of %q is not found", name)
			}
		}
		for _, layer := range n.Layers(true) {
			l.Glossary().FirstUses(layer.Body, make(map[*notes.Term]bool))
		}
		l.Glossary().Words(n)
	}
	for _, term := range l.Glossary().Terms() {
		if l.Glossary().Term(term.Name) == nil {
			t.Errorf("the word %q is not found", term.Name)
		}
	}
}
