package anchors_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/notes/citation"
	"apitour/walkthrough/source"
)

var (
	update  = flag.Bool("update", false, "write what the tests compare with; the tables need downloaded modules")
	release = flag.String("release", "", "with -update: releases to take into the tables, with commas")
)

func library(t *testing.T) *notes.Library {
	t.Helper()
	l, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// tables returns the tables on the disk, which are in the next build.
func tables(t *testing.T) []*anchors.Table {
	t.Helper()
	all, err := anchors.ReadTables(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// claimed returns the places that a check of the notes finds with upstream's source at hand.
func claimed(t *testing.T) (places []anchors.Place) {
	t.Helper()
	table, err := citation.ReadTable("../notes/testdata/cited-files.json")
	if err != nil {
		t.Fatal(err)
	}
	upstream := &citation.Upstream{Versions: requiredModules(t), Cache: source.ModuleCache(), Table: table}
	for _, note := range library(t).All() {
		claims, problems := upstream.Locate(note)
		for _, problem := range problems {
			t.Errorf("note %s: %s", note.ID, problem.Text)
		}
		for _, claim := range claims {
			if place := anchors.PlaceOf(note, claim); anchors.InKubernetes(place.File) {
				places = append(places, place)
			}
		}
	}
	return places
}

// requiredModules returns the versions of the modules that go.mod requires.
func requiredModules(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	versions := make(map[string]string)
	for _, line := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(text), -1) {
		versions[line[1]] = line[2]
	}
	return versions
}

// TestEveryPlaceIsInTheTables compares the places that the program finds in its tables with those that a check of the
// notes finds in upstream's source, and looks each up in every table.
func TestEveryPlaceIsInTheTables(t *testing.T) {
	claims := claimed(t)
	if *update {
		writeTables(t, claims)
	}
	all := tables(t)
	places, err := anchors.Places(library(t), all)
	if err != nil {
		t.Fatalf("%v (CONTRIBUTING.md says how the tables are written)", err)
	}
	if len(places) < 1000 || len(places) != len(claims) {
		t.Fatalf("%d places are in the tables, and the notes speak of %d", len(places), len(claims))
	}
	for i, place := range places {
		want := claims[i]
		want.Declarations = place.Declarations
		if place.Note != want.Note && place.Note.ID != want.Note.ID || place.File != want.File ||
			place.Line != want.Line || place.From != want.From || place.To != want.To || place.Release != want.Release {
			t.Errorf("note %s: the tables have %s:%d of %s, and the note speaks of %s:%d of %s",
				want.Note.ID, place.File, place.From, place.Release, want.File, want.From, want.Release)
		}
	}
	for _, table := range all {
		if _, err := anchors.NewReview(places, anchors.Present(library(t)), all, table); err != nil {
			t.Error(err)
		}
	}
	if present, want := anchors.Present(library(t)), "v1"+strings.TrimPrefix(requiredModules(t)["k8s.io/apiserver"],
		"v0"); present != want {
		t.Errorf("the notes describe %s, and the program is built with %s", present, want)
	}
}

// TestTheTablesHaveNothingElse looks for declarations that no note speaks of any more.
func TestTheTablesHaveNothingElse(t *testing.T) {
	all := tables(t)
	places, err := anchors.Places(library(t), all)
	if err != nil {
		t.Fatal(err)
	}
	wanted := anchors.Wanted(places, all)
	for _, table := range all {
		for _, d := range table.Declarations() {
			if _, ok := wanted[d]; !ok {
				t.Errorf("the table of %s has %s, of which no note speaks: go test ./walkthrough/anchors -update",
					table.Release, d)
			}
		}
	}
}

// TestTheTablesAreTrue compares the tables of the releases in which notes are anchored with the modules in the cache.
// It has at least those of go.mod.
func TestTheTablesAreTrue(t *testing.T) {
	all := tables(t)
	places, err := anchors.Places(library(t), all)
	if err != nil {
		t.Fatal(err)
	}
	compared := make(map[string]int)
	for _, table := range all {
		if !slices.ContainsFunc(places, func(p anchors.Place) bool { return p.Release == table.Release }) {
			continue
		}
		modules := cached(table.Release)
		tree := anchors.NewTree(modules)
		wanted := make(map[anchors.Declaration][]string)
		for _, d := range table.Declarations() {
			if modules[anchors.ModuleOf(d.Package)] != nil {
				wanted[d] = nil
			}
		}
		bodies, err := tree.Bodies(wanted)
		if err != nil {
			t.Fatal(err)
		}
		for d, body := range bodies {
			known, _ := table.Body(d)
			elsewhere := body == anchors.Body{} && known != anchors.Body{} && filepath.Dir(known.File) != d.Package
			if known != body && !elsewhere {
				t.Errorf("%s at %s is %+v, and the table says %+v", d, table.Release, body, known)
			}
			compared[table.Release]++
		}
		for _, place := range places {
			if place.Release != table.Release || modules[anchors.ModuleOf(place.File)] == nil {
				continue
			}
			if at, err := tree.At(
				place.File,
				place.From,
				place.To,
			); err != nil ||
				!slices.Equal(at, place.Declarations) {
				t.Errorf("note %s: %s of %s is in %v, %v, and the tables say %v",
					place.Note.ID, place.Written, place.Release, at, err, place.Declarations)
			}
		}
	}
	if present := anchors.Present(library(t)); compared[present] < 200 {
		t.Errorf("%d declarations of %s were compared, of all %v", compared[present], present, compared)
	}
}

// cached returns the modules of a release that the cache has.
func cached(release string) map[string]fs.FS {
	modules := make(map[string]fs.FS)
	for _, module := range anchors.Modules() {
		folder := filepath.Join(
			source.ModuleCache(),
			filepath.FromSlash(module)+"@"+anchors.ModuleVersion(module, release),
		)
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			modules[module] = os.DirFS(folder)
		}
	}
	return modules
}

// writeTables takes releases into the tables. While the tables know all places, only these releases are downloaded,
// else all are.
func writeTables(t *testing.T, claims []anchors.Place) {
	t.Helper()
	all := tables(t)
	asked := strings.FieldsFunc(*release, func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range asked {
		if !anchors.IsRelease(name) {
			t.Fatalf("%q is no release of Kubernetes, such as v1.38.0", name)
		}
	}
	places, err := anchors.Places(library(t), all)
	releases := asked
	if err != nil || len(asked) == 0 {
		places = claims
		for _, table := range all {
			releases = append(releases, table.Release)
		}
		for _, place := range claims {
			releases = append(releases, place.Release)
		}
		slices.Sort(releases)
		releases = slices.Compact(releases)
	}
	trees := make(map[string]*anchors.Tree)
	for _, name := range releases {
		t.Logf("reading %s", name)
		if trees[name], err = anchors.Fetch(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { trees[name].Close() })
	}
	wanted := anchors.Wanted(places, all)
	if len(places) > 0 && places[0].Declarations == nil {
		wanted = locate(t, places, trees)
	}
	for _, name := range releases {
		table, err := anchors.Tabulate(name, trees[name], wanted)
		if err != nil {
			t.Fatal(err)
		}
		if err := table.Write(filepath.Join("releases", name+".json")); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range anchors.Superseded(tables(t), places) {
		if err := os.Remove(filepath.Join("releases", name+".json")); err != nil {
			t.Fatal(err)
		}
	}
}

// locate finds the declarations of all places in the source of their releases.
func locate(t *testing.T, places []anchors.Place, trees map[string]*anchors.Tree) map[anchors.Declaration][]string {
	t.Helper()
	byRelease := make(map[string]map[anchors.Declaration][]string)
	for i, place := range places {
		at, err := trees[place.Release].At(place.File, place.From, place.To)
		if err != nil {
			t.Errorf("note %s, line %d: %v", place.Note.ID, place.Line, err)
			continue
		}
		places[i].Declarations = at
		if byRelease[place.Release] == nil {
			byRelease[place.Release] = make(map[anchors.Declaration][]string)
		}
		for _, d := range at {
			byRelease[place.Release][d] = nil
		}
	}
	if t.Failed() {
		t.Fatal("the tables stay as they are")
	}
	var at []*anchors.Table
	for _, name := range slices.Sorted(maps.Keys(byRelease)) {
		table, err := anchors.Tabulate(name, trees[name], byRelease[name])
		if err != nil {
			t.Fatal(err)
		}
		at = append(at, table)
	}
	return anchors.Wanted(places, at)
}
