package notes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// bring loads a folder from memory, and returns its mistakes as they are printed.
func bring(files map[string]string) (*notes.Library, []string) {
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	library, mistakes := notes.LoadFolders(notes.Folder{Name: "shop", Tree: tree})
	return library, printed(mistakes)
}

func printed(mistakes []notes.Mistake) (lines []string) {
	for _, m := range mistakes {
		lines = append(lines, m.String())
	}
	return lines
}

// theirs returns a whole note of a folder with these lines of front matter.
func theirs(matter string) string { return "---\ntitle: A\n" + matter + "---\nIt pays.\n" }

// spanOf returns a span of the program "shop".
func spanOf(name, scope string, attributes map[string]any) *trace.Node {
	span := trace.Span{
		TraceID: "1", ID: "1", Name: name, Attributes: map[string]any{convention.ScopeName: scope},
	}
	for key, value := range attributes {
		span.Attributes[key] = value
	}
	t := trace.Trace{Resource: map[string]any{convention.ServiceName: "shop"}, Spans: []trace.Span{span}}
	return t.Tree()[0]
}

func function(name string) map[string]any { return map[string]any{convention.Function: name} }

func older(namespace, name string) map[string]any {
	return map[string]any{"code.namespace": namespace, "code.function": name}
}

// TestFolderMatches finds the notes of spans of programs in several languages.
func TestFolderMatches(t *testing.T) {
	library, mistakes := bring(map[string]string{
		"go.md":         theirs("functions: ['example.com/shop.(*Cart).Pay']\n"),
		"java.md":       theirs("functions: [com.example.Shop.checkout]\n"),
		"python.md":     theirs("functions: [shop.views.checkout]\n"),
		"rust.md":       theirs("functions: ['shop::checkout', '<shop::Cart as shop::Pay>::pay']\n"),
		"php.md":        theirs("functions: ['Shop\\Cart::checkout']\n"),
		"ruby.md":       theirs("functions: ['Shop::Cart#add']\n"),
		"main.md":       theirs("functions: [main.main, pay]\nservices: [shop]\n"),
		"main-scope.md": theirs("functions: [main.main]\nscopes: [bank]\nservices: [bank]\n"),
		"span.md":       theirs("spans: [pay, 'GET /*']\nscopes: [demo]\n"),
		"longer.md":     theirs("spans: ['GET /orders/*']\nscopes: [demo]\n"),
		"other.md":      theirs("spans: [pay]\nscopes: [other]\n"),
		"README.md":     "Not a note.\n",
		".hidden.md":    "Not a note.\n",
		"notes.txt":     "Not a note.\n",
	})
	if len(mistakes) > 0 {
		t.Fatalf("mistakes:\n%s", strings.Join(mistakes, "\n"))
	}
	for _, c := range []struct {
		span *trace.Node
		want string
	}{
		{spanOf("x", "y", function("example.com/shop.(*Cart).Pay")), "go"},
		{spanOf("x", "y", function("com.example.Shop.checkout")), "java"},
		{spanOf("x", "y", older("com.example.Shop", "checkout")), "java"},
		{spanOf("x", "y", map[string]any{"code.function": "com.example.Shop.checkout"}), "java"},
		{spanOf("x", "y", older("com.example", "checkout")), ""},
		{spanOf("x", "y", older("shop.views", "checkout")), "python"},
		{spanOf("x", "y", function("shop::checkout")), "rust"},
		{spanOf("x", "y", function("<shop::Cart as shop::Pay>::pay")), "rust"},
		{spanOf("x", "y", older("shop", "checkout")), "rust"},
		{spanOf("checkout", "y", map[string]any{"code.module.name": "shop"}), "rust"},
		{spanOf("checkout", "y", map[string]any{"code.namespace": "shop"}), "rust"},
		{spanOf("x", "y", older(`Shop\Cart`, "checkout")), "php"},
		{spanOf("x", "y", older("Shop::Cart", "add")), "ruby"},
		{spanOf("x", "y", function("main.main")), "main"},
		{spanOf("x", "y", older("main", "main")), "main"},
		{spanOf("x", "y", function("pay")), "main"},
		{spanOf("x", "bank", map[string]any{
			convention.Function: "main.main", convention.ServiceName: "bank",
		}), "main-scope"},
		{spanOf("x", "y", map[string]any{convention.Function: "main.main", convention.ServiceName: "bank"}), ""},
		{spanOf("pay", "demo", nil), "span"},
		{spanOf("pay", "other", nil), "other"},
		{spanOf("pay", "third", nil), ""},
		{spanOf("pay", "demo", function("shop.views.checkout")), "python"}, // its function comes first
		{spanOf("GET /cart", "demo", nil), "span"},
		{spanOf("GET /orders/7", "demo", nil), "longer"},
		{spanOf("GET /orders/7", "", nil), ""},
	} {
		got := ""
		if note := library.For(c.span); note != nil {
			got = note.ID
		}
		if got != c.want {
			t.Errorf("%q with %v: note %q, want %q", c.span.Name, c.span.Attributes, got, c.want)
		}
	}
}

// TestFolderProgram has what a folder says of all its notes.
func TestFolderProgram(t *testing.T) {
	library, mistakes := bring(map[string]string{
		"program.yaml": "title: The shop\nabout: >-\n  It sells\n  tea.\nservices: [shop]\nscopes: [demo]\n",
		"pay.md":       theirs("spans: [pay]\n"),
		"main.md":      theirs("functions: [main.main]\n"),
		"otel.md":      theirs("spans: [GET]\nscopes: [otelhttp]\n"),
		"bank.md":      theirs("spans: [pay]\nservices: [bank]\n"),
	})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	bank := map[string]any{convention.ServiceName: "bank"}
	for _, c := range []struct {
		span *trace.Node
		want string
	}{
		{spanOf("pay", "demo", nil), "pay"},
		{spanOf("pay", "other", nil), ""},
		{spanOf("pay", "demo", bank), "bank"},
		{spanOf("x", "demo", function("main.main")), "main"},
		{spanOf("x", "other", function("main.main")), ""},
		{spanOf("GET", "otelhttp", nil), "otel"},
		{spanOf("GET", "otelhttp", bank), ""},
		{spanOf("GET", "demo", nil), ""},
	} {
		got := ""
		if note := library.For(c.span); note != nil {
			got = note.ID
		}
		if got != c.want {
			t.Errorf("%q in %v: note %q, want %q", c.span.Name, c.span.Attributes, got, c.want)
		}
	}
	if front := library.Front(); front.Program.Title != "The shop" || front.Program.Recorded != "It sells tea." {
		t.Errorf("the page before the walk has %+v", front.Program)
	}
}

// TestFolderMistakes loads what is right, and names file and line of all that is not.
func TestFolderMistakes(t *testing.T) {
	for name, c := range map[string]struct {
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
				"glossary.yaml": "- {term: cart, means: A bag., see: [a, b]}\n- {term: till, mean: x}\n- {term: pay}\n" +
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
	} {
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

// TestFolderKeepsOrderOfChapters numbers chapters by what is left of them.
func TestFolderKeepsOrderOfChapters(t *testing.T) {
	library, mistakes := bring(map[string]string{
		"chapters/10-b.md": "---\ntitle: B\nspans: [b]\n---\nB.\n",
		"chapters/02-a.md": "---\ntitle: A\nsentence: It sells.\nspans: ['a*']\nshort: [a]\n---\nA.\n",
		"chapters/05-x.md": "---\ntitle: X\n---\nX.\n",
	})
	var got []string
	for _, c := range library.Chapters(notes.TraceChapters) {
		got = append(got, fmt.Sprintf("%d %s", c.Number, c.ID))
	}
	if want := []string{"1 a", "2 b"}; !slices.Equal(got, want) || len(mistakes) != 1 {
		t.Errorf("the chapters are %q, with %q", got, mistakes)
	}
	if c := library.ChapterOf(&trace.Span{Name: "ab"}, notes.TraceChapters); c == nil || c.ID != "a" {
		t.Errorf("the chapter of a span is %+v", c)
	}
}

// TestFolders joins two folders: the first has a name that both claim.
func TestFolders(t *testing.T) {
	tree := func(files map[string]string) fstest.MapFS {
		tree := fstest.MapFS{}
		for name, text := range files {
			tree[name] = &fstest.MapFile{Data: []byte(text)}
		}
		return tree
	}
	library, mistakes := notes.LoadFolders(
		notes.Folder{Name: "shop", Tree: tree(map[string]string{
			"program.yaml": "title: The shop\nservices: [shop]\n", "pay.md": theirs("spans: [pay]\nfunctions: [a.b]\n"),
		})},
		notes.Folder{Name: "bank", Tree: tree(map[string]string{
			"program.yaml": "title: The bank\nservices: [bank]\n", "pay.md": theirs("spans: [pay]\nfunctions: [a.b]\n"),
		})},
	)
	want := []string{`bank/pay.md:4: "a.b" is already explained by note "pay"`}
	if got := printed(mistakes); !slices.Equal(got, want) {
		t.Errorf("mistakes %q, want %q", got, want)
	}
	shops := library.For(spanOf("pay", "", nil))
	banks := library.For(spanOf("pay", "", map[string]any{convention.ServiceName: "bank"}))
	if shops == nil || banks == nil || shops == banks {
		t.Errorf("the shop's span has note %p, the bank's %p", shops, banks)
	}
	if title := library.Front().Program.Title; title != "The shop" {
		t.Errorf("the page before the walk is of %q", title)
	}
}

// TestFolderIsBounded loads many notes, and a file with more mistakes than anybody reads.
func TestFolderIsBounded(t *testing.T) {
	files := make(map[string]string)
	for i := range 10_001 {
		matter := fmt.Sprintf("functions: [a.b%d]\nspans: ['s%d/*']\nscopes: [s]\n", i, i)
		files[fmt.Sprintf("n%05d.md", i)] = theirs(matter)
	}
	library, got := bring(files)
	want := []string{
		"shop/n10000.md: it and what comes after it is not read: a folder has at most 10000 notes, of 32 MB in all",
	}
	if !slices.Equal(got, want) || library.Count() != 10_000 {
		t.Errorf("%d notes, with %q", library.Count(), got)
	}
	if note := library.For(spanOf("s9999/x", "s", nil)); note == nil || note.ID != "n09999" {
		t.Errorf("the last note is not found: %+v", note)
	}
	_, got = bring(map[string]string{"a.md": theirs("functions: [a.b]\n") + strings.Repeat("\x01\n", 1000)})
	if len(got) != 11 || got[10] != "shop/a.md:16: and 990 more mistakes" {
		t.Errorf("%d lines of mistakes, the last %q", len(got), got[len(got)-1])
	}
}
