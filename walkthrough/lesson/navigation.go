package lesson

import (
	"slices"

	"apitour/trace"
)

// Every method here takes the index of a step and returns the index of another, or the same one when there is nowhere
// to go: no key of a viewer can leave the lesson. An index that is too small counts as the first step, one that is too
// large as the last. Before the first span of a boot arrives, a lesson has no steps, and all methods return 0.

// Into returns the first step inside this one, or this one when it has none.
func (l *Lesson) Into(i int) int {
	if i = l.clamp(i); len(l.Steps) == 0 || len(l.Steps[i].Node.Children) == 0 {
		return i
	}
	return i + 1
}

// Over returns the next step that is not inside this one: its next sibling, or, after the last sibling, the next
// sibling of the nearest enclosing step that has one. When nothing follows, it stays.
func (l *Lesson) Over(i int) int {
	i = l.clamp(i)
	if len(l.Steps) == 0 {
		return i
	}
	if next := i + l.Steps[i].Node.Size; next < len(l.Steps) {
		return next
	}
	return i
}

// Out returns the enclosing step. At a root it stays.
func (l *Lesson) Out(i int) int {
	if i = l.clamp(i); len(l.Steps) == 0 || l.Steps[i].Node.Parent == nil {
		return i
	}
	return l.Steps[i].Node.Parent.Index
}

// BackOver is the opposite of Over: it returns the sibling before this step, or, at the first sibling, the enclosing
// step.
func (l *Lesson) BackOver(i int) int {
	if before := l.Sibling(i, -1); before != l.clamp(i) {
		return before
	}
	return l.Out(i)
}

// After returns the step that follows the end of the enclosing step: the result of Over for that one. When nothing
// follows, it stays.
func (l *Lesson) After(i int) int {
	i = l.clamp(i)
	around := l.Out(i)
	if after := l.Over(around); after != around {
		return after
	}
	return i
}

// Sibling returns the sibling that many places after this step, or before it for a negative number. When there is none,
// it stays.
func (l *Lesson) Sibling(i, places int) int {
	if i = l.clamp(i); len(l.Steps) == 0 {
		return i
	}
	siblings := l.Roots
	if parent := l.Steps[i].Node.Parent; parent != nil {
		siblings = parent.Children
	}
	at, _ := slices.BinarySearchFunc(siblings, i, func(n *trace.Node, i int) int { return n.Index - i })
	at += places
	if at < 0 || at >= len(siblings) {
		return i
	}
	return siblings[at].Index
}

// Last returns the last step.
func (l *Lesson) Last() int { return max(0, len(l.Steps)-1) }

func (l *Lesson) clamp(i int) int { return max(0, min(i, l.Last())) }
