package lesson_test

import (
	"testing"
	"time"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/walk/walktest"
)

// TestWaitedFor sums the stages that the ready page names, of the made-up boot and of the shipped one.
func TestWaitedFor(t *testing.T) {
	shipped, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []*lesson.Lesson{walktest.Lesson(), lesson.New(shipped, nil, nil, nil)} {
		for most := range 8 {
			largest, others, rest := l.WaitedFor(most)
			if len(largest) != most || others != len(l.OnPath())-most {
				t.Errorf("%d stages and %d others of %d", len(largest), others, len(l.OnPath()))
			}
			sum, before := rest, time.Duration(1<<62)
			for _, w := range largest {
				if w.Took > before || w.Took <= 0 || !l.IsOnPath(w.Step) {
					t.Errorf("%s took %v, the one before %v", w.Step.Node.Name, w.Took, before)
				}
				before = w.Took
				sum += w.Took
			}
			if sum != l.PathTotal() || rest < 0 {
				t.Errorf("they sum to %v of %v, with a rest of %v", sum, l.PathTotal(), rest)
			}
		}
	}
	early := walktest.Bare(walktest.TraceOf(walktest.Source(), walktest.Boot(), 100))
	if largest, others, rest := early.WaitedFor(5); len(largest) != 0 || others != 0 || rest != 0 {
		t.Errorf("a boot that was not ready waited for %v, %d others, %v", largest, others, rest)
	}
}
