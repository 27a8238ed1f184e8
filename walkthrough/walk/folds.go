package walk

import (
	"cmp"
	"maps"
	"slices"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// Folds says which steps of a lesson are rows of its tree, and which are hidden in folded stages. The row of a step is
// computed from the folds and not kept in a list, so that a trace of a million spans is as quick as one of sixty.
type Folds struct {
	lesson *lesson.Lesson
	folded map[trace.Key]int // the step that each folded stage is in this lesson
	folds  []fold            // those that no other hides
	// version changes with the lesson and with every fold: what was computed for an older one is stale.
	version int
}

// fold is a folded stage that no other hides.
type fold struct {
	step   int
	size   int // steps in it, itself included
	hidden int // steps that the folds before it hide
}

func (f fold) row() int { return f.step - f.hidden }

// show replaces the lesson by a newer one.
func (f *Folds) show(l *lesson.Lesson) {
	f.lesson = l
	if len(f.folded) > 0 {
		for _, step := range l.Steps {
			if _, folded := f.folded[step.Key()]; folded {
				f.folded[step.Key()] = step.Index
			}
		}
	}
	f.list()
}

// list finds out which folds count, after the lesson or the folds have changed.
func (f *Folds) list() {
	f.folds = f.folds[:0]
	f.version++
	hidden, next := 0, 0
	for _, at := range slices.Sorted(maps.Values(f.folded)) {
		if at < next || at >= len(f.lesson.Steps) {
			continue
		}
		size := f.lesson.Steps[at].Node.Size
		f.folds = append(f.folds, fold{at, size, hidden})
		hidden += size - 1
		next = at + size
	}
}

// Version changes whenever the answers of the other methods may.
func (f *Folds) Version() int { return f.version }

// Count returns how many rows there are.
func (f *Folds) Count() int {
	rows := len(f.lesson.Steps)
	for _, fold := range f.folds {
		rows -= fold.size - 1
	}
	return rows
}

// Row returns the row of a step, or the row of the folded stage that hides it.
func (f *Folds) Row(step int) int {
	i, found := slices.BinarySearchFunc(f.folds, step, func(f fold, step int) int { return cmp.Compare(f.step, step) })
	if found {
		return f.folds[i].row()
	}
	if i == 0 {
		return max(0, step)
	}
	before := f.folds[i-1]
	if step < before.step+before.size {
		return before.row()
	}
	return step - before.hidden - (before.size - 1)
}

// At returns the step in a row. A row that is too small or too large counts as the first or the last.
func (f *Folds) At(row int) int {
	row = max(0, min(row, f.Count()-1))
	i, found := slices.BinarySearchFunc(f.folds, row, func(f fold, row int) int { return cmp.Compare(f.row(), row) })
	if found {
		return f.folds[i].step
	}
	if i == 0 {
		return row
	}
	before := f.folds[i-1]
	return row + before.hidden + before.size - 1
}

// Last returns the step in the last row.
func (f *Folds) Last() int { return f.At(f.Count() - 1) }

// After returns the step in the row below a step, which is one more than the last step when there is none.
func (f *Folds) After(step int) int {
	if !f.Folded(step) {
		return step + 1
	}
	return step + f.lesson.Steps[step].Node.Size
}

// Folded reports whether a step is folded and hides something.
func (f *Folds) Folded(step int) bool {
	if len(f.folded) == 0 {
		return false
	}
	at := f.lesson.Steps[step]
	_, folded := f.folded[at.Key()]
	return folded && len(at.Node.Children) > 0
}

// toggle hides what is inside a step, or shows it again.
func (f *Folds) toggle(step int) {
	key := f.lesson.Steps[step].Key()
	if f.folded == nil {
		f.folded = make(map[trace.Key]int)
	}
	if _, folded := f.folded[key]; folded {
		delete(f.folded, key)
	} else {
		f.folded[key] = step
	}
	f.list()
}

// reveal opens every folded stage around a step.
func (f *Folds) reveal(step int) {
	if len(f.folded) == 0 || step >= len(f.lesson.Steps) {
		return
	}
	before := len(f.folded)
	for n := f.lesson.Steps[step].Node.Parent; n != nil; n = n.Parent {
		delete(f.folded, f.lesson.Steps[n.Index].Key())
	}
	if len(f.folded) != before {
		f.list()
	}
}
