package walk_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestFoldsOfAnyTree folds here and there: rows and steps are each other's opposite.
func TestFoldsOfAnyTree(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		w := replayOf(t, walktest.WildTrace(r, 1+r.IntN(120)), walktest.Bare)
		for range 12 {
			version := w.Folds().Version()
			w.Fold(r.IntN(len(w.Lesson().Steps)))
			if w.Folds().Version() == version {
				t.Fatalf("seed %d: the version stays %d", seed, version)
			}
			checkRows(t, seed, w)
		}
	}
}

func checkRows(t *testing.T, seed uint64, w *walk.Walk) {
	t.Helper()
	folds, steps := w.Folds(), len(w.Lesson().Steps)
	var rows []int
	for i := 0; i < steps; i = folds.After(i) {
		rows = append(rows, i)
	}
	if folds.Count() != len(rows) || folds.Last() != rows[len(rows)-1] {
		t.Fatalf("seed %d: %d rows, the last is step %d, want %d", seed, folds.Count(), folds.Last(), len(rows))
	}
	for row, step := range rows {
		if folds.At(row) != step || folds.Row(step) != row {
			t.Fatalf("seed %d: step %d is in row %d, in which is step %d", seed, step, folds.Row(step), folds.At(row))
		}
	}
	for step := range steps { // hidden ones too
		at, _ := slices.BinarySearch(rows, step+1)
		if folds.Row(step) != at-1 {
			t.Fatalf("seed %d: step %d is in row %d, want %d", seed, step, folds.Row(step), at-1)
		}
	}
}

// TestFoldsNeverHideTheLearner folds what is around the learner, and walks into what is folded.
func TestFoldsNeverHideTheLearner(t *testing.T) {
	w := replay(t)
	do(w, "go CreateServerChain")
	w.Fold(0)
	if row := w.Folds().Row(w.At()); w.Folds().At(row) != w.At() {
		t.Errorf("the learner's step %d is hidden in step %d", w.At(), w.Folds().At(row))
	}
	do(w, "first")
	w.Fold(0)
	if got := w.State().Rows; w.Folds().Count() != got {
		t.Errorf("the state counts %d rows, want %d", got, w.Folds().Count())
	}
	do(w, "go StartEtcd")
	if row := w.Folds().Row(w.At()); w.Folds().At(row) != w.At() {
		t.Errorf("the learner's step %d is hidden in step %d", w.At(), w.Folds().At(row))
	}
}
