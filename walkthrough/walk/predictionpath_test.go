package walk_test

import (
	"testing"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestPathsAsk walks the shipped boot with nothing but next and answers: how many questions come, and how many keys it
// takes. Every question of a boot comes on the main path.
func TestPathsAsk(t *testing.T) {
	all := 0
	for _, q := range walktest.Notes().Questions() {
		if q.Note.Request == "" && q.Note.Break == "" {
			all++
		}
	}
	for path, want := range map[walk.Path]struct{ least, most, keys int }{
		walk.Short: {3, 5, 45}, walk.Main: {all, all, 150}, walk.All: {0, 0, 150},
	} {
		w := begin(t, walk.Options{Lesson: walktest.Explain, Trace: walktest.Shipped(), Predict: true, Path: path})
		asked, keys := 0, 0
		for w.Next() != nil || w.Predicting() {
			if keys++; keys > 1000 {
				t.Fatalf("%s: it does not end, on %s", path, w.Step().Node.Name)
			}
			if w.Predicting() {
				asked++
				do(w, "choose 1")
				continue
			}
			do(w, "next")
		}
		if asked < want.least || asked > want.most || keys > want.keys {
			t.Errorf("%s: %d questions and %d keys, want %d to %d and at most %d",
				path, asked, keys, want.least, want.most, want.keys)
		}
		if path == walk.Short {
			headsChapters(t)
		}
		t.Logf("%s: %d questions, %d keys, %d missed", path, asked, keys, w.Missed())
	}
}

// headsChapters answers the question before the first stage of a chapter, and comes to the heading of the chapter.
func headsChapters(t *testing.T) {
	t.Helper()
	w := begin(t, walk.Options{
		Lesson: walktest.Explain, Trace: walktest.Shipped(), Predict: true, Path: walk.Short, Headings: true,
	})
	do(w, "go CreateKubeAPIServerConfig", "next")
	if !w.Predicting() {
		t.Fatalf("no question before the chapter, on %s", w.Step().Node.Name)
	}
	if do(w, "choose 1"); !w.Headed() || w.Heading().ID != "chain" || w.Prediction() == nil {
		t.Errorf("the answer leads to %s, headed by %q, with %+v", w.Step().Node.Name, w.Heading().ID, w.Prediction())
	}
}
