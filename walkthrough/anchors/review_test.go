package anchors_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// history is a small upstream of four releases.
func history() map[string]*anchors.Tree {
	const old = "package server\n\nfunc Old() {}\n\nfunc Kept() { old() }\n"
	const today = "package server\n\nfunc Kept() { old() }\n\nfunc New() { today() }\n\nvar Late, Later = 1, 2\n"
	return map[string]*anchors.Tree{
		"v1.17.0": tree(map[string]string{"pkg/server/a.go": old}),
		"v1.36.3": tree(map[string]string{"pkg/server/a.go": old + "\nfunc New() {}\n"}),
		"v1.37.2": tree(map[string]string{"pkg/server/a.go": today}),
		"v1.38.0": tree(map[string]string{
			"pkg/server/a.go": "package server\n\nfunc Kept() { another() }\n",
			"pkg/server/b.go": "package server\n\nfunc New() { today() }\n",
		}),
	}
}

// past returns the tables of the history, and three notes that speak of it.
func past(t *testing.T) (tables []*anchors.Table, places []anchors.Place) {
	t.Helper()
	one, two := &notes.Note{ID: "one"}, &notes.Note{ID: "two"}
	const file = "k8s.io/apiserver/pkg/server/a.go"
	places = []anchors.Place{
		{Note: one, Written: "a.go:3", Release: "v1.17.0", File: file, From: 3, To: 3},
		{Note: one, Written: "a.go:5", Release: "v1.17.0", File: file, From: 5, To: 5, Line: 12},
		{Note: one, Written: "a.go:3", Release: "v1.37.2", File: file, From: 3, To: 3, Line: 14},
		{Note: two, Written: "a.go:5", Release: "v1.37.2", File: file, From: 5, To: 5, Line: 20},
		{Note: two, Written: "a.go:5-7", Release: "v1.37.2", File: file, From: 5, To: 7, Line: 21},
	}
	trees := history()
	wanted := make(map[anchors.Declaration][]string)
	for i, place := range places {
		at, err := trees[place.Release].At(place.File, place.From, place.To)
		if err != nil {
			t.Fatal(err)
		}
		places[i].Declarations = at
		for _, d := range at {
			wanted[d] = nil
		}
	}
	for _, name := range []string{"v1.17.0", "v1.36.3", "v1.37.2", "v1.38.0"} {
		table, err := anchors.Tabulate(name, trees[name], wanted)
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	return tables, places
}

func review(t *testing.T, at int) *anchors.Review {
	t.Helper()
	tables, places := past(t)
	r, err := anchors.NewReview(places, "v1.37.2", tables, tables[at])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReviewJudgesEveryPlace(t *testing.T) {
	for at, want := range []string{
		0: "same same moved gone gone",
		1: "same same moved changed gone",
		2: "gone moved same same same",
		3: "gone changed! changed! moved gone!",
	} {
		var got []string
		for _, p := range review(t, at).Places {
			text := string(p.Verdict)
			if p.Mend {
				text += "!"
			}
			got = append(got, text)
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("release %d: %s, want %s", at, text, want)
		}
	}
}

// TestATableNeverFoundIsAnError asks a table about a declaration that it does not know: that is not the verdict gone.
func TestATableNeverFoundIsAnError(t *testing.T) {
	tables, places := past(t)
	empty := anchors.NewTable("v1.38.0", map[anchors.Declaration]anchors.Body{})
	_, err := anchors.NewReview(places, "v1.37.2", tables, empty)
	const want = "review upstream: the table of v1.38.0 does not know k8s.io/apiserver/pkg/server.Old"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestTablesSurviveTheirFiles(t *testing.T) {
	all, _ := past(t)
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "releases"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, table := range all {
		if err := table.Write(filepath.Join(folder, "releases", table.Release+".json")); err != nil {
			t.Fatal(err)
		}
	}
	read, err := anchors.ReadTables(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	for i, table := range all {
		if read[i].Release != table.Release {
			t.Fatalf("table %d is of %s, want %s", i, read[i].Release, table.Release)
		}
		for _, d := range table.Declarations() {
			want, _ := table.Body(d)
			if got, known := read[i].Body(d); !known || got != want {
				t.Errorf("%s at %s is %+v, want %+v", d, table.Release, got, want)
			}
		}
	}
	compare(t, "table.json", string(must(os.ReadFile(filepath.Join(folder, "releases", "v1.38.0.json")))))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestReportsReadWell(t *testing.T) {
	tables, places := past(t)
	survey := must(anchors.NewSurvey(places, "v1.37.2", tables))
	var text, quiet, machine, surveyed, page, machines, chinese strings.Builder
	english, zh := &phrases.In("en").Upstream, &phrases.In("zh").Upstream
	later := review(t, 3)
	later.Signs = []anchors.JudgedSign{
		{Note: &notes.Note{ID: "one"}, Line: 20, Says: "failed to …", Verdict: anchors.Gone, Then: "a.go:3"},
		{Note: &notes.Note{ID: "two"}, Line: 21, Says: "begun", Verdict: anchors.Moved, Then: "a.go:5", Now: "b.go:7"},
		{Note: &notes.Note{ID: "two"}, Line: 22, Says: "ended", Verdict: anchors.Same, Then: "a.go:6", Now: "a.go:6"},
	}
	if gone := later.SignsToMend(); len(gone) != 1 || gone[0].Line != 20 {
		t.Errorf("signs to be mended are %v", gone)
	}
	for _, err := range []error{
		later.Text(&text, english), review(t, 1).Text(&quiet, english), later.JSON(&machine),
		survey.Text(&surveyed, english), survey.Markdown(&page), survey.JSON(&machines),
		later.Text(&chinese, zh), review(t, 1).Text(&chinese, zh), survey.Text(&chinese, zh),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	compare(t, "review.txt", text.String())
	compare(t, "nothing.txt", quiet.String())
	compare(t, "chinese.txt", chinese.String())
	compare(t, "review.json", machine.String())
	compare(t, "survey.txt", surveyed.String())
	compare(t, "survey.md", page.String())
	compare(t, "survey.json", machines.String())
}

// compare compares a text with the golden file of that name.
func compare(t *testing.T, name, got string) {
	t.Helper()
	golden := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what it was (-update writes it anew):\n%s", golden, got)
	}
}
