package messages_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

var update = flag.Bool("update", false, "write what the tests compare with; downloads the releases of the anchors")

var release = flag.String("release", "", "with -update: releases to read, with commas, or ours; the rest stays")

// table returns the table on the disk, which is in the next build.
func table(t *testing.T) *messages.Table {
	t.Helper()
	read, err := messages.ReadTable(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// others are files of upstream's in which no note is anchored and whose messages a learner meets all the same: those of
// clients' errors.
var others = []string{
	"k8s.io/apimachinery/pkg/api/errors/errors.go",
	"k8s.io/apimachinery/pkg/util/validation/field/errors.go",
	"k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go",
	"k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/status.go",
	"k8s.io/apiserver/pkg/admission/errors.go",
	"k8s.io/apiserver/pkg/storage/errors.go",
	"k8s.io/apiserver/pkg/server/healthz/healthz.go",
}

// wanted returns the files in which no note is anchored and of which the table has messages: others, and those in which
// signs have their texts.
func wanted(library *notes.Library) []string {
	names := slices.Clone(others)
	for _, note := range library.All() {
		for _, sign := range note.Diagnosis {
			if name := sign.At.Module + "/" + sign.At.File; sign.At.File != "" && anchors.InKubernetes(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// TestTheTableIsTrue compares the messages of the release in go.mod with its source in the module cache, and ours with
// ours: each is on its line, and none is missing.
func TestTheTableIsTrue(t *testing.T) {
	all := library(t)
	releases, err := anchors.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		writeTable(t, all, releases)
	}
	got := table(t)
	if present := anchors.Present(all); got.Present != present {
		t.Errorf("the table was made with %s, and the notes describe %s", got.Present, present)
	}
	if names := releasesOf(releases); !slices.Equal(got.Releases, names) {
		t.Errorf("the table has the releases %v, and the anchors %v (CONTRIBUTING.md says how it is made)",
			got.Releases, names)
	}
	for _, release := range releases {
		if release.Release == got.Present {
			comparePresent(t, got, release, wanted(all))
		}
	}
	compareOurs(t, got)
}

// lineOf is a message at one release.
type lineOf struct {
	file, function, format string
	line                   int
}

// comparePresent compares what the table has of the files in the cache's modules: all messages of its own files, and
// those that it has found in others.
func comparePresent(t *testing.T, got *messages.Table, release *anchors.Table, others []string) {
	t.Helper()
	tree := anchors.NewTree(cached(release.Release))
	own, err := messages.FilesOf(release, others, tree)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(got.Releases, release.Release)
	known, further := make(map[lineOf]bool), messages.Files{Release: release.Release}
	for _, m := range got.Messages {
		if m.Ours() || m.Lines[at] == 0 {
			continue
		}
		if _, err := tree.Source(m.File); err != nil {
			continue // the cache has no such module
		}
		known[lineOf{m.File, m.Declaration.Name, m.Format, m.Lines[at]}] = true
		if !slices.Contains(own.Names, m.File) && !slices.Contains(further.Names, m.File) {
			further.Names = append(further.Names, m.File)
		}
	}
	want, also := messagesIn(t, own, tree), messagesIn(t, further, tree)
	for p := range want {
		if !known[p] {
			t.Errorf("%s:%d: the table has no %q there", p.file, p.line, p.format)
		}
	}
	for p := range known {
		if !want[p] && !also[p] {
			t.Errorf("%s:%d: the table has %q there, and the source has not", p.file, p.line, p.format)
		}
	}
	if len(want) < 1000 {
		t.Errorf("%d messages of %s were compared", len(want), release.Release)
	}
}

// messagesIn returns the messages in the files of a tree.
func messagesIn(t *testing.T, files messages.Files, tree *anchors.Tree) map[lineOf]bool {
	t.Helper()
	b := messages.NewBuilder(files.Release, []string{files.Release})
	if err := b.Add(files, tree); err != nil {
		t.Fatal(err)
	}
	all := make(map[lineOf]bool)
	for _, m := range b.Table().Messages {
		all[lineOf{m.File, m.Declaration.Name, m.Format, m.Lines[0]}] = true
	}
	return all
}

func compareOurs(t *testing.T, got *messages.Table) {
	t.Helper()
	b := messages.NewBuilder("", nil)
	addOurs(t, b)
	texts := func(table *messages.Table) map[string]bool {
		all := make(map[string]bool)
		for _, m := range table.Messages {
			if m.Ours() {
				all[m.Declaration.String()+": "+m.Format] = true
			}
		}
		return all
	}
	ours := b.Table()
	if !maps.EqualFunc(ours.Callers, got.Callers, slices.Equal) {
		t.Error("the table has other callers of our functions: -run TableIsTrue -update -release ours writes them")
	}
	want, have := texts(ours), texts(got)
	if !maps.Equal(want, have) {
		for text := range want {
			if !have[text] {
				t.Errorf("the table lacks %s: -run TableIsTrue -update -release ours writes it", text)
			}
		}
		for text := range have {
			if !want[text] {
				t.Errorf("the table has %s, and our source has not", text)
			}
		}
	}
	if len(want) < 100 {
		t.Errorf("%d messages of ours were compared", len(want))
	}
}

// addOurs takes in the messages of our server.
func addOurs(t *testing.T, b *messages.Builder) {
	t.Helper()
	root := os.DirFS("../..")
	err := fs.WalkDir(root, "apiserver", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(testFolders, entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := fs.ReadFile(root, name)
		ignored := bytes.HasPrefix(text, []byte("//go:build ignore"))
		if err != nil || ignored || ast.IsGenerated(parsed(t, name, text)) {
			return err
		}
		return b.AddOurs("apitour/"+name, text)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func parsed(t *testing.T, name string, text []byte) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

var testFolders = []string{"testdata", "apiservertest", "kubectl", "aggregation", "durability"}

func releasesOf(tables []*anchors.Table) (names []string) {
	for _, table := range tables {
		names = append(names, table.Release)
	}
	return names
}

// cached returns the modules of a release that the cache has.
func cached(release string) map[string]fs.FS {
	modules := make(map[string]fs.FS)
	for _, module := range anchors.Modules() {
		folder := filepath.Join(
			source.ModuleCache(), filepath.FromSlash(module)+"@"+anchors.ModuleVersion(module, release),
		)
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			modules[module] = os.DirFS(folder)
		}
	}
	return modules
}

func writeTable(t *testing.T, library *notes.Library, releases []*anchors.Table) {
	t.Helper()
	b := messages.NewBuilder(anchors.Present(library), releasesOf(releases))
	if asked := strings.FieldsFunc(*release, func(r rune) bool { return r == ',' || r == ' ' }); len(asked) > 0 {
		isAsked := func(name string) bool { return slices.Contains(asked, name) }
		b.Keep(table(t), slices.DeleteFunc(releasesOf(releases), isAsked))
		releases = slices.DeleteFunc(slices.Clone(releases), func(r *anchors.Table) bool { return !isAsked(r.Release) })
	}
	trees := make(map[string]*anchors.Tree)
	for _, release := range releases {
		t.Logf("reading %s", release.Release)
		tree, err := anchors.Fetch(t.Context(), release.Release)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { tree.Close() })
		trees[release.Release] = tree
		files, err := messages.FilesOf(release, wanted(library), tree)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Add(files, tree); err != nil {
			t.Fatal(err)
		}
	}
	for _, release := range releases {
		t.Logf("looking through %s", release.Release)
		if err := b.AddMoved(release.Release, trees[release.Release]); err != nil {
			t.Fatal(err)
		}
	}
	addOurs(t, b)
	if err := b.Table().Write("messages.json"); err != nil {
		t.Fatal(err)
	}
}
