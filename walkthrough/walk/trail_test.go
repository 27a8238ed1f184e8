package walk_test

import (
	"math/rand/v2"
	"testing"

	"apitour/walkthrough/walk/walktest"
)

// TestTrail goes back and forward through the places that jumps of all kinds have left; steps leave none.
func TestTrail(t *testing.T) {
	w := replay(t)
	do(w, "jump-back")
	if w.At() != 0 || w.Notice() == "" {
		t.Errorf("before any jump, back leads to step %d and says %q", w.At()+1, w.Notice())
	}
	do(w, "next", "over", "into", "down", "back", "caller", "critical-path")
	if back, _ := w.Trail(); back != 0 {
		t.Errorf("steps have left %d places", back)
	}
	do(w, "first")
	var left []int
	for _, jump := range []func(){
		func() { do(w, "last") },
		func() { finish(w, w.Do("go", "CreateServerChain")) },
		func() { finish(w, w.Do("search", "etcd")) },
		func() { do(w, "match") },
		func() { w.MoveTo(5, "") }, // a click
		func() { w.GoTo("Run") },
		func() { do(w, "first") },
	} {
		do(w, "next") // a step after each jump: back leads to where it led
		left = append(left, w.At())
		jump()
		if w.At() == left[len(left)-1] {
			t.Fatalf("jump %d leads nowhere", len(left))
		}
	}
	end := w.At()
	for i := len(left) - 1; i >= 0; i-- {
		if do(w, "jump-back"); w.At() != left[i] {
			t.Fatalf("back from jump %d leads to step %d, want %d", i+1, w.At(), left[i])
		}
	}
	for range left {
		do(w, "jump-forward")
	}
	if w.At() != end {
		t.Errorf("forward again leads to step %d, want %d", w.At(), end)
	}
	do(w, "jump-back", "last", "jump-forward")
	if w.Notice() == "" {
		t.Error("after another jump there is still a way forward")
	}
	s := w.State()
	if back, forward := w.Trail(); s.Back != back || s.Forward != forward || back == 0 {
		t.Errorf("the state has %d and %d places, the walk %d and %d", s.Back, s.Forward, back, forward)
	}
}

// TestTrailOfSearch leaves a search that was given up without a place, and one that is looked at match by match while
// it is typed with one.
func TestTrailOfSearch(t *testing.T) {
	w := replay(t)
	do(w, "next", "search")
	typing(w, "etcd")
	w.Cancel()
	if back, _ := w.Trail(); back != 0 || w.At() != 1 {
		t.Errorf("a search that was given up leaves %d places, at step %d", back, w.At())
	}
	do(w, "search")
	typing(w, "etcd")
	finish(w, w.Submit("etcd"))
	if do(w, "jump-back"); w.At() != 1 {
		t.Errorf("back from a search leads to step %d", w.At())
	}
}

// TestTrailIsBounded jumps a thousand times, and goes all the way back: it ends, and forward leads to the same places.
func TestTrailIsBounded(t *testing.T) {
	w := replay(t)
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		w.MoveTo(r.IntN(len(w.Lesson().Steps)), "")
	}
	back, _ := w.Trail()
	if back == 0 || back > 200 {
		t.Fatalf("%d places are kept", back)
	}
	visited := []int{w.At()}
	for range back {
		do(w, "jump-back")
		visited = append(visited, w.At())
	}
	do(w, "jump-back")
	if w.Notice() == "" {
		t.Error("the way back does not end")
	}
	for i := len(visited) - 2; i >= 0; i-- {
		if do(w, "jump-forward"); w.At() != visited[i] {
			t.Fatalf("forward leads to step %d, want %d", w.At(), visited[i])
		}
	}
}

// TestTrailLive goes back to a place from before the boot went on, and to a stage whose plan it was then.
func TestTrailLive(t *testing.T) {
	l := walktest.Step()
	happened(l, walktest.Boot(), 60)
	w := l.Walk
	w.MoveTo(w.Lesson().Last(), "") // ahead
	ahead := nameOf(w)
	w.GoTo("Validate")
	happened(l, walktest.Boot(), 700)
	if do(w, "jump-back"); nameOf(w) != ahead {
		t.Errorf("back leads to %s, want %s", nameOf(w), ahead)
	}
	if do(w, "jump-forward"); nameOf(w) != "Validate" {
		t.Errorf("forward leads to %s", nameOf(w))
	}
}
