package lesson

import (
	"cmp"
	"slices"
	"time"
)

// Waited is a stage for which readiness waited: Took is how much of the critical path lies in the stage itself, without
// the stages inside it.
type Waited struct {
	Step *Step
	Took time.Duration
}

// WaitedFor returns the stages with the largest part of the critical path to ready, at most so many, the largest first;
// then how many others are on the path, and what lies in those and in no stage. It all sums to [Lesson.PathTotal].
func (l *Lesson) WaitedFor(most int) (largest []Waited, others int, rest time.Duration) {
	rest = l.PathTotal()
	for _, at := range l.OnPath() {
		largest = append(largest, Waited{l.Steps[at], l.PathAt(l.Steps[at])})
	}
	slices.SortStableFunc(largest, func(a, b Waited) int { return cmp.Compare(b.Took, a.Took) })
	others = max(0, len(largest)-most)
	largest = largest[:len(largest)-others]
	for _, w := range largest {
		rest -= w.Took
	}
	return largest, others, rest
}
