package walk_test

import (
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// seen is what a learner sees of a stage at a moment.
type seen struct {
	name, state string
	took, own   time.Duration
}

// picture returns what a learner sees of all stages.
func picture(w *walk.Walk) []seen {
	all := make([]seen, 0, len(w.Lesson().Steps))
	for _, step := range w.Lesson().Steps {
		s := w.StepState(step)
		all = append(all, seen{s.Name, s.State, s.Took, s.Own})
	}
	return all
}

// TestBackAndForthLooksTheSame walks through a recording as it was, back, and forward again.
func TestBackAndForthLooksTheSame(t *testing.T) {
	w := replay(t)
	do(w, "as-it-was")
	steps := len(w.Lesson().Steps)
	var pictures [][]seen
	for range steps {
		pictures = append(pictures, picture(w))
		do(w, "next")
	}
	for range steps {
		do(w, "back")
	}
	for i := range steps {
		if !w.InThePast() || !w.Position().Past {
			t.Fatalf("step %d is not shown as it was", i+1)
		}
		if got := picture(w); !slices.Equal(got, pictures[i]) {
			t.Fatalf("step %d looks like\n%v, it did like\n%v", i+1, got, pictures[i])
		}
		do(w, "next")
	}
	do(w, "as-it-was")
	if w.InThePast() {
		t.Error("the past is still shown")
	}
}

// known returns the updates of what a recorder knew at a time.
func known(spans []trace.Span, at time.Time) []feed.Update {
	var updates []feed.Update
	for _, s := range spans {
		if s.Start.After(at) {
			continue
		}
		if s.End.After(at) {
			s.End, s.Status, s.Message = time.Time{}, trace.StatusUnset, ""
		}
		s.Events = slices.DeleteFunc(slices.Clone(s.Events), func(e trace.Event) bool { return e.Time.After(at) })
		updates = append(updates, feed.Span{Span: s})
	}
	return updates
}

// TestThePastLooksAsItDid feeds a boot start by start, keeps what the learner saw at each, and looks at all of it again
// when more has happened.
func TestThePastLooksAsItDid(t *testing.T) {
	l := walktest.Step() // which knows what is ahead
	do(l.Walk, "as-it-was")
	spans := walktest.SpansOf(walktest.Source(), walktest.Boot())
	slices.SortStableFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	pictures := map[string][]seen{}
	for i, s := range spans {
		if i+1 < len(spans) && spans[i+1].Start.Equal(s.Start) || s.Start.Equal(s.End) {
			continue // two that begin at once cannot be told apart by the clock
		}
		l.Receive(known(spans, s.Start)...)
		if do(l.Walk, "last"); l.InThePast() {
			t.Fatalf("the newest stage %q is the past", s.Name)
		}
		pictures[s.Name] = picture(l.Walk)
	}
	l.Receive(known(spans, walktest.At(600))...)
	for i, step := range l.Lesson().Steps {
		want, ok := pictures[step.Node.Name]
		if !ok || i == l.Lesson().Newest {
			continue
		}
		l.MoveTo(i, "")
		if got := picture(l.Walk); !l.InThePast() || !slices.Equal(got, want) {
			t.Fatalf("%q looks like\n%v, it did like\n%v", step.Node.Name, got, want)
		}
	}
	if len(pictures) < 30 {
		t.Errorf("only %d stages were looked at", len(pictures))
	}
}

// TestWallTime turns the clock: pauses go out of the times and come back, and the learner stays.
func TestWallTime(t *testing.T) {
	held := trace.Span{
		ID: "2", ParentID: "1", Name: "Run", Start: walktest.At(10), End: walktest.At(12_020),
		Attributes: map[string]any{convention.Pause: int64(12 * time.Second)},
	}
	root := trace.Span{
		ID: "1", Name: "main", Start: walktest.At(0), End: walktest.At(12_100),
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
	}
	recorded := &trace.Trace{Spans: []trace.Span{root, held}}
	w := replayOf(t, recorded, walktest.Bare)
	do(w, "next")
	took := func() time.Duration { return w.StepState(w.Step()).Took }
	if got := took(); got != 10*time.Millisecond {
		t.Errorf("by the boot's own time the stage took %s", got)
	}
	for _, want := range []struct {
		took   time.Duration
		notice string
	}{
		{12_010 * time.Millisecond, "wall time: pauses are in it"},
		{10 * time.Millisecond, "the boot's own time: pauses are left out"},
	} {
		do(w, "wall-time")
		if took() != want.took || nameOf(w) != "Run" || w.Notice() != want.notice {
			t.Errorf("%s took %s, %q; want Run, %s, %q", nameOf(w), took(), w.Notice(), want.took, want.notice)
		}
	}
}

// TestThePastEndsWithReady walks back in a stepped boot, which is then ready: the past is shown only if the learner
// asks for it anew.
func TestThePastEndsWithReady(t *testing.T) {
	l := stepped()
	l.MoveTo(3, "")
	if !l.InThePast() || !l.Position().Past {
		t.Error("the past of a stepped boot is not shown as it was")
	}
	happened(l, walktest.Boot(), 700)
	if l.InThePast() {
		t.Error("of a ready boot the past is shown")
	}
	for _, want := range []bool{true, false} {
		if do(l.Walk, "as-it-was"); l.InThePast() != want || l.Notice() == "" {
			t.Errorf("as-it-was shows the past: %t, and says %q", l.InThePast(), l.Notice())
		}
	}
}
