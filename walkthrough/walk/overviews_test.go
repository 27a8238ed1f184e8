package walk_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/walk"
)

// TestOverviews asks for the list, for an overview by the beginning of its name, and for one that does not exist; and
// reads on at the stages that an overview names.
func TestOverviews(t *testing.T) {
	w := shipped(t, walk.All)
	if r := do(w, "overviews"); r.Show != walk.OverviewsView || w.Overviews().Asked != nil {
		t.Errorf("all overviews: %q, %v", r.Show, w.Overviews().Asked)
	}
	if r := do(w, "overviews three"); r.Show != walk.OverviewView || w.Overviews().Asked.Overview != "three-servers" {
		t.Fatalf("three: %q, %v", r.Show, w.Overviews().Asked)
	}
	asked := w.Overviews().Asked
	var ids []string
	for _, step := range w.ReadOnFrom(asked) {
		ids = append(ids, step.Note().ID)
	}
	if !slices.Equal(ids, asked.See) {
		t.Errorf("it leads on to %q, and names %q", ids, asked.See)
	}
	if r := do(w, "overviews flux"); r.Show != "" || !strings.Contains(w.Notice(), "flux") {
		t.Errorf("flux: %q, %q", r.Show, w.Notice())
	}
	do(w, "go createAPIExtensionsServer")
	of := w.Overviews()
	if !slices.Contains(of.Here, asked) || len(of.Here) == len(of.All) {
		t.Errorf("the chapter of the chain has %d of %d overviews", len(of.Here), len(of.All))
	}
}
