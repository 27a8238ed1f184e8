package notes_test

import (
	"slices"
	"strings"
	"testing"
)

// folderMistakes are folders with mistakes, by what is wrong in them.
var folderMistakes = map[string]struct {
	files map[string]string
	want  []string
	right []string // the notes that are there all the same
}{
	"front matter": {
		map[string]string{
			"a.md": theirs("spanz: [a]\nscopes: [s]\n"),
			"b.md": "title: B\n",
			"c.md": "---\ntitle: |\n  two\n  lines\nspans: [c]\nscopes: [s]\n---\nC.\n",
			"d.md": theirs(""),
			"e.md": "---\ntitle: E\nspans: [e]\nscopes: [s]\n---\n\n",
			"f.md": theirs("functions: [f.g]\n"),
		},
		[]string{
			`shop/a.md:3: there is no field "spanz"`,
			`shop/b.md:1: the first line is not the three dashes that begin front matter`,
			`shop/c.md:2: title is not one line of text`,
			`shop/d.md:1: it explains nothing: there is neither a function nor a span`,
			`shop/e.md:6: the note says nothing below its front matter`,
		},
		[]string{"f"},
	},
	"where names count": {
		map[string]string{
			"a.md": theirs("spans: [a]\n"),
			"b.md": theirs("functions:\n  - a.b\n  - main.main\n  - checkout\n"),
			"c.md": theirs("spans: [c, c]\nscopes: ['']\n"),
		},
		[]string{
			`shop/a.md:3: any program may have spans of these names: say in which scopes: or services: they ` +
				`count, here or in program.yaml`,
			`shop/b.md:5: any program may have a function "main.main": say in which scopes: or services: it ` +
				`counts, here or in program.yaml`,
			`shop/b.md:6: any program may have a function "checkout": say in which scopes: or services: it ` +
				`counts, here or in program.yaml`,
			`shop/c.md:3: "c" is not one name in one line, named once`,
			`shop/c.md:4: "" is not one name in one line, named once`,
		},
		nil,
	},
	"ours alone": {
		map[string]string{"a.md": theirs("functions: [a.b]\nrequest: r\nbreak: b\nserver: kube\n" +
			"checks: [{name: etcd}]\nlibraries: [l]\nupstream: [{line: 1}]\n")},
		[]string{
			`shop/a.md:4: request is for apitour's own notes`,
			`shop/a.md:5: break is for apitour's own notes`,
			`shop/a.md:6: server is for apitour's own notes`,
			`shop/a.md:7: checks is for apitour's own notes`,
			`shop/a.md:8: libraries is for apitour's own notes`,
			`shop/a.md:9: upstream is for apitour's own notes`,
		},
		nil,
	},
	"the body": {
		map[string]string{
			"a.md": theirs("functions: [a.b]\n") + "\n[x][y] ![p](q.png)\n\n[y]: javascript:alert(1)\n",
			"b.md": theirs("functions: [b.c]\n") + "\\`[x](javascript:f)\\`\n",
			"c.md": theirs("functions: [c.d]\n") + "red: \x1b[31m\n",
			"d.md": theirs("functions: [d.e]\n") + "```sh\n",
			"e.md": theirs("functions: [e.f]\n") + "\n[a]: https://b\n[c]: <d>:e\n[f]: g\n```\n[h]: i:j\n```\n",
		},
		[]string{
			`shop/a.md:7: a link leads to "javascript:alert(1)", which is no https address`,
			`shop/a.md:7: a link leads to "q.png", which is no https address`,
			`shop/a.md:9: a link leads to "javascript:alert(1)", which is no https address`,
			`shop/b.md:5: a link leads to "javascript:f", which is no https address`,
			`shop/c.md:6: '\x1b' is not a character for a note`,
			`shop/d.md:6: nothing ends the code block that begins here`,
			`shop/e.md:8: a link leads to "d>:e", which is no https address`,
		},
		nil,
	},
	"two of a name": {
		map[string]string{
			"a.md": theirs("spans: [x, y]\nscopes: [s]\n"),
			"b.md": theirs("spans:\n  - x\n  - z\nscopes: [s]\n"),
			"c.md": theirs("spans: [x]\nscopes: [s2]\n"),
		},
		[]string{`shop/b.md:4: "x" is already explained by note "a"`},
		[]string{"a", "b", "c"},
	},
	"files": {
		map[string]string{
			"a.md": theirs("functions: [a.b]\n"), "binary.md": "\x7fELF\x00\x01",
			"large.md": strings.Repeat("a", 256<<10+1), "latin.md": "\xe9t\xe9\n",
			"program.yml": "title: x\n", "glossary.yaml": "a: b\n",
		},
		[]string{
			`shop/binary.md: it is not text in UTF-8`,
			`shop/glossary.yaml:1: it is not a list of terms, each with term: and means:`,
			`shop/large.md: it has 257 kB, and a file of notes has at most 256`,
			`shop/latin.md: it is not text in UTF-8`,
			`shop/program.yml: it is not read: its name would be program.yaml`,
		},
		[]string{"a"},
	},
	"program": {
		map[string]string{
			"program.yaml": "about: x\nservice: shop\nscopes: [demo, '']\n", "a.md": theirs("spans: [a]\n"),
		},
		[]string{
			`shop/program.yaml:1: about needs a title above it`,
			`shop/program.yaml:2: there is no field "service"`,
			`shop/program.yaml:3: "" is not one name in one line`,
		},
		[]string{"a"},
	},
	"chapters": {
		map[string]string{
			"a.md":              theirs("functions: [a.b]\n"),
			"chapters/order.md": "",
			"chapters/01-a.md":  "---\ntitle: A\nkind: boot\nstages: [a]\n---\nA.\n",
			"chapters/02-b.md":  "---\ntitle: B\nspans: [b]\n---\nB.\n",
			"chapters/03-c.md":  "---\ntitle: C\nspans: [b, c]\nshort: [c]\n---\nC.\n",
			"chapters/04-d.md":  "---\ntitle: D\n---\n",
		},
		[]string{
			`shop/chapters/01-a.md:1: no span belongs to the chapter`,
			`shop/chapters/01-a.md:3: kind is for apitour's own chapters`,
			`shop/chapters/01-a.md:4: other programs have spans: write spans for stages`,
			`shop/chapters/03-c.md:3: "b" already belongs to chapter "b"`,
			`shop/chapters/04-d.md:1: no span belongs to the chapter`,
			`shop/chapters/04-d.md:4: the chapter does not say what to watch for`,
			`shop/chapters/order.md:1: the file is not named <nn>-<id>.md, such as 01-order.md`,
		},
		[]string{"a"},
	},
	"glossary": {
		map[string]string{
			"a.md": theirs("functions: [a.b]\n"),
			"glossary.yaml": "- {term: cart, means: A bag., see: [a, b]}\n- {term: till, mean: x}\n" +
				"- {term: pay}\n" +
				"- {term: basket, forms: [basket, cart, ' '], means: Another.}\n- tea\n",
		},
		[]string{
			`shop/glossary.yaml:1: term "cart": there is no note "b"`,
			`shop/glossary.yaml:2: there is no field "mean"`,
			`shop/glossary.yaml:3: term "pay": means is missing`,
			`shop/glossary.yaml:4: term "basket": form " " is not a word`,
			`shop/glossary.yaml:4: term "basket": form "cart" belongs to "cart" already`,
			`shop/glossary.yaml:5: it is not a term with term: and means:`,
		},
		[]string{"a"},
	},
	"no notes": {map[string]string{"en/a.md": theirs("functions: [a.b]\n")}, nil, nil},
}

// TestFolderMistakes loads what is right, and names file and line of all that is not.
func TestFolderMistakes(t *testing.T) {
	for name, c := range folderMistakes {
		t.Run(name, func(t *testing.T) {
			library, got := bring(c.files)
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			var right []string
			for _, note := range library.All() {
				right = append(right, note.ID)
			}
			if !slices.Equal(right, c.right) {
				t.Errorf("the notes %q are there, want %q", right, c.right)
			}
		})
	}
}
