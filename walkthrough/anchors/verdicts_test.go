package anchors_test

import (
	"slices"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// TestPlacesOfANote counts the places of every note, and compares the sums with the review that `notes verify` prints.
func TestPlacesOfANote(t *testing.T) {
	review, err := anchors.Newest()
	if err != nil {
		t.Fatal(err)
	}
	all := tables(t)
	if newest := all[len(all)-1].Release; review.Upstream != newest {
		t.Errorf("the review is of %s, want %s", review.Upstream, newest)
	}
	english := library(t)
	chinese, err := notes.Embedded("zh")
	if err != nil {
		t.Fatal(err)
	}
	sum := make(map[anchors.Verdict]int)
	for _, note := range english.All() {
		counted := review.OfNote(note)
		sum[anchors.Same] += counted.Same
		sum[anchors.Moved] += counted.Moved
		sum[anchors.Changed] += counted.Changed
		sum[anchors.Gone] += counted.Gone
		if translated := review.OfNote(chinese.ByID(note.ID)); translated.All() != counted.All() {
			t.Errorf("note %q has %d places, and its translation %d", note.ID, counted.All(), translated.All())
		}
		namesOf(t, note.ID, counted.Changed, counted.ChangedNames)
		namesOf(t, note.ID, counted.Gone, counted.GoneNames)
	}
	for verdict, n := range review.Count(review.Present) {
		if sum[verdict] != n {
			t.Errorf("%d places of notes are %s, want %d", sum[verdict], verdict, n)
		}
	}
	if of := review.OfNotes(); of.All() == 0 || of.Same != sum[anchors.Same] || of.Changed != sum[anchors.Changed] {
		t.Errorf("all notes together have %+v", of)
	}
}

// namesOf looks whether as many places can have these names.
func namesOf(t *testing.T, id string, places int, names []string) {
	t.Helper()
	if len(names) > places || (len(names) == 0) != (places == 0) {
		t.Errorf("note %q names %q of %d places", id, names, places)
	}
}

// TestPlacesThatHaveChanged names each of them once.
func TestPlacesThatHaveChanged(t *testing.T) {
	note := &notes.Note{ID: "n"}
	in := func(name string) []anchors.Declaration { return []anchors.Declaration{{Package: "p", Name: name}} }
	place := func(file string, from, to int, name string, v anchors.Verdict) anchors.Judged {
		return anchors.Judged{Verdict: v, Place: anchors.Place{
			Note: note, Release: "v2.0.0", File: file, From: from, To: to, Declarations: in(name),
		}}
	}
	older := place("k8s.io/apiserver/pkg/b.go", 1, 1, "B", anchors.Gone)
	older.Release = "v1.0.0"
	review := &anchors.Review{Upstream: "v3.0.0", Present: "v2.0.0", Places: []anchors.Judged{
		place("k8s.io/apiserver/pkg/a.go", 3, 9, "A", anchors.Changed),
		place("k8s.io/apiserver/pkg/a.go", 5, 5, "A", anchors.Changed),
		place("k8s.io/apiserver/pkg/a.go", 3, 9, "A", anchors.Changed),
		place("k8s.io/kube-aggregator/main.go", 2, 2, "C", anchors.Gone),
		place("k8s.io/apiserver/pkg/a.go", 12, 12, "D", anchors.Same), older,
	}}
	got := review.OfNote(note)
	if want := []string{"pkg/a.go:3-9", ":5"}; got.Changed != 3 || !slices.Equal(got.ChangedNames, want) {
		t.Errorf("%d places have changed: %q, want 3 and %q", got.Changed, got.ChangedNames, want)
	}
	if want := []string{"k8s.io/kube-aggregator/main.go:2"}; !slices.Equal(got.GoneNames, want) {
		t.Errorf("%q is gone, want %q", got.GoneNames, want)
	}
	for lang, want := range map[string]string{
		"en": "Places of v2.0.0 at v3.0.0: 1 same, 3 changed (`pkg/a.go:3-9`, `:5`), " +
			"1 gone (`k8s.io/kube-aggregator/main.go:2`).",
		"zh": "v2.0.0 的出处与 v3.0.0 对照：1 个相同，3 个有变化（`pkg/a.go:3-9`、`:5`），1 个已去掉（`k8s.io/kube-aggregator/main.go:2`）。",
	} {
		if said := phrases.In(lang).Cited.OfNote(got); said != want {
			t.Errorf("in %s it says %q, want %q", lang, said, want)
		}
		var none *anchors.Review
		if said := phrases.In(lang).Cited.OfNote(none.OfNote(note)); said != "" {
			t.Errorf("of nothing it says %q", said)
		}
	}
}
