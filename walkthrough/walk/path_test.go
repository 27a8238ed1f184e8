package walk_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// shipped returns a walk through the recording inside apitour, along a path, with the real notes.
func shipped(t *testing.T, path walk.Path) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{Lesson: walktest.Explain, Trace: walktest.Shipped(), Path: path})
}

// stopsOf presses space until nothing changes, and returns the names of the stops.
func stopsOf(w *walk.Walk) (names []string) {
	names = append(names, nameOf(w))
	for {
		before := w.At()
		do(w, "next")
		if w.At() == before {
			return names
		}
		names = append(names, nameOf(w))
	}
}

// seed are the stages of the text with which the tour began that a boot without an insecure port has.
var seed = []string{
	"main", "NewAPIServerCommand", "NewServerRunOptions", "PrintAndExitIfRequested", "PrintFlags", "Complete",
	"Validate", "SetupSignalHandler", "Run", "logVersion", "CreateServerChain", "CreateNodeDialer",
	"CreateKubeAPIServerConfig", "createAPIExtensionsConfig", "NewEmptyDelegate", "createAPIExtensionsServer",
	"CreateKubeAPIServer", "createAggregatorConfig", "createAggregatorServer", "PrepareRun", "prepared.Run",
}

// mostKeys is how many presses of space a newcomer has for a boot.
const mostKeys = 45

// TestANewcomerWalksTheShortPath presses space from main to ready.
func TestANewcomerWalksTheShortPath(t *testing.T) {
	w := shipped(t, walk.Short)
	got := stopsOf(w)
	seen := map[string]bool{}
	for _, name := range got {
		seen[name] = true
	}
	for _, name := range seed {
		if !seen[name] {
			t.Errorf("the short path does not stop at %q", name)
		}
	}
	if got[len(got)-1] != "WaitForReady" || len(got)-1 > mostKeys {
		t.Errorf("%d keys lead to %q: %q", len(got)-1, got[len(got)-1], got)
	}
	if rows := w.State().Rows; rows > 30 {
		t.Errorf("the short path has %d rows, want one screen", rows)
	}
}

// TestTheMainPathReadsEveryNoteOnce walks the main path: every note of the boot is met, and none of them twice in a row
// of siblings.
func TestTheMainPathReadsEveryNoteOnce(t *testing.T) {
	w := shipped(t, walk.Main)
	want := map[string]bool{}
	for _, step := range w.Lesson().Steps {
		if note := step.Note(); note != nil {
			want[note.ID] = true
		}
	}
	last := ""
	for seen := -1; seen != w.At(); {
		seen = w.At()
		note := w.Step().Note()
		if note == nil {
			t.Fatalf("the main path stops at %q, which no note explains", nameOf(w))
		}
		if note.ID == last {
			t.Errorf("the main path stops at %q, of which the note was just shown", nameOf(w))
		}
		last = note.ID
		delete(want, note.ID)
		do(w, "next")
	}
	if len(want) > 0 {
		t.Errorf("the main path never shows the notes %v", want)
	}
	if nameOf(w) != "WaitForReady" {
		t.Errorf("the main path ends at %q", nameOf(w))
	}
}

// TestPathsLeadBack walks each path to its end and back: the same stops, in the other order.
func TestPathsLeadBack(t *testing.T) {
	for _, path := range walk.Paths() {
		w := shipped(t, path)
		there := stopsOf(w)
		back := []string{nameOf(w)}
		for w.At() > 0 {
			before := w.At()
			do(w, "back")
			if w.At() == before {
				break
			}
			back = append(back, nameOf(w))
		}
		slices.Reverse(back)
		if !slices.Equal(there, back) {
			t.Errorf("%s: there\n%q\nand back\n%q", path, there, back)
		}
	}
}

// TestRepeatsStandInOneRow opens the row of the groups, and closes it.
func TestRepeatsStandInOneRow(t *testing.T) {
	w := shipped(t, walk.Main)
	const first = "NewRESTStorage/authorization.k8s.io"
	do(w, "go InstallAPIGroup/authentication.k8s.io", "next")
	rest := w.State().Step.Rest
	if nameOf(w) != first || rest == nil || rest.Times != 18 || len(rest.Stages) != 36 || rest.Count() != 18 {
		t.Fatalf("at %q stand %+v", nameOf(w), rest)
	}
	rows := w.State().Rows
	for open, closed := range map[string]string{
		"into": "fold", "right": "fold", "fold": "next fold", "go " + first: "fold",
		"go InstallAPIGroup/batch": "fold",
	} {
		do(w, open)
		if s := w.State(); s.Step.Rest != nil || s.Rows != rows+35 {
			t.Errorf("%s opens to %d rows, want %d", open, s.Rows, rows+35)
		}
		do(w, strings.Fields(closed)...)
		if s := w.State(); s.Step.Rest == nil || s.Rows != rows || nameOf(w) != first {
			t.Errorf("%s closes to %d rows at %q, want %d", closed, s.Rows, nameOf(w), rows)
		}
	}
	for _, on := range []string{"next", "over", "sibling", "down"} {
		do(w, "go createAggregatorConfig", "back", on)
		if nameOf(w) != "createAggregatorConfig" {
			t.Errorf("%s leads from the groups to %q", on, nameOf(w))
		}
	}
	do(w, "search InstallAPIGroup/node.k8s.io")
	if nameOf(w) != "InstallAPIGroup/node.k8s.io" || w.State().Rows != rows+35 {
		t.Errorf("a search leads to %q", nameOf(w))
	}
}

// TestTheShortPathHidesWhatHasNoStop opens what the short path hides: everything can be reached.
func TestTheShortPathHidesWhatHasNoStop(t *testing.T) {
	w := shipped(t, walk.Short)
	do(w, "go CreateKubeAPIServer")
	if s := w.State(); !s.Step.Folded || !s.Step.Stop {
		t.Errorf("the stage is %+v", s.Step)
	}
	do(w, "into", "into")
	if nameOf(w) != "NewRESTStorage/core" {
		t.Errorf("into leads to %q", nameOf(w))
	}
	do(w, "next")
	if nameOf(w) != "createAggregatorConfig" {
		t.Errorf("next leads from beside the path to %q", nameOf(w))
	}
	do(w, "last", "up", "down")
	if rest := w.State().Step.Rest; rest == nil || rest.Times != 0 || rest.Count() != 26 {
		t.Errorf("the hooks are %+v", rest)
	}
	do(w, "next")
	if nameOf(w) != "WaitForReady" {
		t.Errorf("from the hooks the path leads to %q", nameOf(w))
	}
}

// firstHook returns the name of the hook that began first, which is luck.
func firstHook(w *walk.Walk) string {
	for _, step := range w.Lesson().Steps {
		if lesson.IsHook(step.Node) {
			return step.Node.Name
		}
	}
	return ""
}

// TestChapterKeys goes from chapter to chapter.
func TestChapterKeys(t *testing.T) {
	const begins = "main StartEtcd createAPIExtensionsConfig CreateKubeAPIServer createAggregatorConfig"
	for path, want := range map[walk.Path]string{
		walk.All: begins, walk.Main: begins, walk.Short: strings.Replace(begins, "StartEtcd", "CreateServerChain", 1),
	} {
		w := shipped(t, path)
		names := append(strings.Fields(want), firstHook(w), "WaitForReady")
		for i, name := range names {
			c := w.Chapter()
			if nameOf(w) != name || c.Number != i+1 || c.Of != 7 {
				t.Errorf("%s: chapter %d begins at %q, want %q; %+v", path, i+1, nameOf(w), name, c)
			}
			do(w, "chapter-next")
		}
		if w.Notice() != "this is the last chapter" {
			t.Errorf("%s: behind the last chapter: %q", path, w.Notice())
		}
		for _, name := range slices.Backward(names[:len(names)-1]) {
			do(w, "chapter-before")
			if nameOf(w) != name {
				t.Errorf("%s: back to %q, want %q", path, nameOf(w), name)
			}
		}
		do(w, "chapter-before")
		if w.Notice() != "this is the first chapter" {
			t.Errorf("%s: before the first chapter: %q", path, w.Notice())
		}
		do(w, "go Validate", "chapter-before")
		if nameOf(w) != "main" {
			t.Errorf("%s: from inside a chapter back to %q", path, nameOf(w))
		}
	}
}

// TestChapterCounts counts the stops of the chapters.
func TestChapterCounts(t *testing.T) {
	for path, want := range map[walk.Path][4]int{
		walk.Short: {2, 3, 0, 0}, walk.Main: {3, 15, 1, 26}, walk.All: {5, 17, 1, 26},
	} {
		w := shipped(t, path)
		do(w, "go CreateNodeDialer")
		c := w.Chapter()
		do(w, "go "+firstHook(w))
		if h := w.Chapter(); c.Stop != want[0] || c.Stops != want[1] || h.Stop != want[2] || h.Stops != want[3] {
			t.Errorf("%s: %+v and %+v, want %v", path, c, h, want)
		}
	}
	w := replayOf(t, walktest.WildTrace(rand.New(rand.NewPCG(1, 1)), 9), walktest.Bare)
	do(w, "chapter-next")
	if c := w.Chapter(); c.ID != "" || !strings.Contains(w.Notice(), "another program") {
		t.Errorf("without notes there is chapter %+v, and %q", c, w.Notice())
	}
}

// TestPathsOfAnyTree walks wild recordings on every path, with and without notes: nothing is reached twice, and the
// learner is never hidden.
func TestPathsOfAnyTree(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		recorded := walktest.WildTrace(r, 1+r.IntN(80))
		for _, path := range walk.Paths() {
			w := begin(t, walk.Options{Lesson: walktest.Explain, Trace: recorded, Path: path})
			checkRows(t, seed, w)
			seen := map[int]bool{}
			for range len(w.Lesson().Steps) + 5 {
				if !w.Folds().Shown(w.At()) {
					t.Fatalf("seed %d, %s: the learner stands on a step that is no row", seed, path)
				}
				before := w.At()
				if do(w, "next"); w.At() == before {
					break
				}
				if seen[w.At()] {
					t.Fatalf("seed %d, %s: step %d comes twice", seed, path, w.At())
				}
				seen[w.At()] = true
			}
			for range 20 {
				names := strings.Fields("into over fold back out next path chapter-next down")
				name := names[r.IntN(len(names))]
				do(w, name)
				if !w.Folds().Shown(w.At()) {
					t.Fatalf("seed %d, %s: %q hides the learner", seed, path, name)
				}
				checkRows(t, seed, w)
			}
		}
	}
}
