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
	if front := library.Front(); front.Program.Title != "The shop" || front.Program.Recorded != "It sells tea." ||
		front.Keys[0].Does != "one step on" {
		t.Errorf("the page before the walk has %+v", front)
	}
	if front := library.Speaking("zh").Front(); front.Program.Title != "The shop" || front.Keys[0].Does != "往前一步" {
		t.Errorf("in Chinese the page before the walk has %+v", front)
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
