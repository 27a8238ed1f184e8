package walk

import (
	"cmp"
	"maps"
	"slices"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// Folds says which steps of a lesson are rows of its tree, and which are hidden: inside stages that the learner or
// their path has folded, or in one row for many stages that follow each other. The row of a step is computed from the
// folds and not kept in a list, so that a trace of a million spans is as quick as one of sixty.
type Folds struct {
	lesson *lesson.Lesson
	hidden []fold // what the path hides unless the learner has opened it
	// folded are the stages that the learner has folded, and opened is what they have opened of the path's.
	// A folded stage has its step in this lesson.
	folded map[foldKey]int
	opened map[foldKey]bool
	closed map[foldKey]fold // all of it that hides something in this lesson
	folds  []fold           // those that no other hides, in order
	// version changes with the lesson and with every fold: what was computed for an older one is stale.
	version int
	habit   habit
}

// foldKey is a fold in this lesson and in those that take its place. A step may be a folded stage, and also the first
// of many in one row.
type foldKey struct {
	step trace.Key
	rest bool
}

// fold hides steps behind the one before them.
type fold struct {
	key    foldKey
	step   int
	size   int // steps in it, the one that is a row included
	before int // steps that the folds before it hide
	rest   Rest
}

func (f fold) row() int { return f.step - f.before }

func (f fold) hides(step int) bool { return f.step < step && step < f.step+f.size }

// Rest is many stages that stand in one row.
type Rest struct {
	// Times is how often the stages above come again in the row, 0 when the stages in it are not alike: they are then
	// no stops of the path.
	Times int
	// Family is the beginning of the names of stages that are not alike: "PostStartHook/". It may be "".
	Family string
	// PassedOn says that the stages are filters that did nothing with a request but pass it on, each inside the one
	// before.
	PassedOn bool
	// Stages are the steps in the row, without their parts.
	Stages []int

	spans bool // of another program
	say   *phrases.WalkRows
}

// Count returns how many there are: of what comes again, or of the stages.
func (r Rest) Count() int {
	if r.Times > 0 {
		return r.Times
	}
	return len(r.Stages)
}

// foldOf returns the fold of a stage.
func foldOf(step *lesson.Step) fold {
	return fold{key: foldKey{step: step.Key()}, step: step.Index, size: step.Node.Size}
}

// show replaces the lesson by a newer one, and what the path hides in it.
func (f *Folds) show(l *lesson.Lesson, hidden []fold) {
	f.lesson, f.hidden = l, hidden
	if len(f.folded) > 0 {
		for _, step := range l.Steps {
			if key := (foldKey{step: step.Key()}); f.isFolded(key) {
				f.folded[key] = step.Index
			}
		}
	}
	f.habit.apply(f)
	f.list()
}

// list finds out which folds count, after the lesson or the folds have changed.
func (f *Folds) list() {
	f.version++
	f.closed = make(map[foldKey]fold)
	for key, step := range f.folded {
		if step < len(f.lesson.Steps) {
			f.closed[key] = fold{key: key, step: step, size: f.lesson.Steps[step].Node.Size}
		}
	}
	for _, fold := range f.hidden {
		if !f.opened[fold.key] {
			f.closed[fold.key] = fold
		}
	}
	f.folds = f.folds[:0]
	hidden, next := 0, 0
	for _, fold := range slices.SortedFunc(maps.Values(f.closed), func(a, b fold) int {
		return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(b.size, a.size))
	}) {
		if fold.step < next {
			continue
		}
		fold.before = hidden
		f.folds = append(f.folds, fold)
		hidden += fold.size - 1
		next = fold.step + fold.size
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

// around returns the last fold that begins at the step or before it.
func (f *Folds) around(step int) (fold, bool) {
	i, found := slices.BinarySearchFunc(f.folds, step, func(f fold, step int) int { return cmp.Compare(f.step, step) })
	if !found {
		i--
	}
	if i < 0 {
		return fold{}, false
	}
	return f.folds[i], true
}

// Row returns the row of a step, or the row of the fold that hides it.
func (f *Folds) Row(step int) int {
	fold, ok := f.around(step)
	switch {
	case !ok:
		return max(0, step)
	case step < fold.step+fold.size:
		return fold.row()
	}
	return step - fold.before - (fold.size - 1)
}

// Shown reports whether the step is a row.
func (f *Folds) Shown(step int) bool {
	fold, ok := f.around(step)
	return !ok || !fold.hides(step)
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
	return row + before.before + before.size - 1
}

// Last returns the step in the last row.
func (f *Folds) Last() int { return f.At(f.Count() - 1) }

// After returns the step in the row below a step, which is one more than the last step when there is none.
func (f *Folds) After(step int) int {
	if fold, ok := f.around(step); ok && fold.step == step {
		return step + fold.size
	}
	return step + 1
}

// Folded reports whether a step is folded and hides its parts.
func (f *Folds) Folded(step int) bool {
	if len(f.closed) == 0 {
		return false
	}
	at := f.lesson.Steps[step]
	_, folded := f.closed[foldKey{step: at.Key()}]
	return folded && len(at.Node.Children) > 0
}

// Rest returns what stands in the row of a step, when that is many stages.
func (f *Folds) Rest(step int) (Rest, bool) {
	fold, ok := f.around(step)
	if !ok || fold.step != step || !fold.key.rest {
		return Rest{}, false
	}
	return fold.rest, true
}

// toggle opens what is folded in the row of a step, or folds the step.
func (f *Folds) toggle(step int) {
	if _, ok := f.Rest(step); ok {
		fold, _ := f.around(step)
		f.set(fold, false)
		return
	}
	fold := foldOf(f.lesson.Steps[step])
	_, closed := f.closed[fold.key]
	f.set(fold, !closed)
}

// set closes a fold or opens it, as the learner wants it.
func (f *Folds) set(fold fold, closed bool) {
	f.begin()
	delete(f.folded, fold.key)
	delete(f.opened, fold.key)
	switch ofPath := f.ofPath(fold.key); {
	case closed && !ofPath:
		f.folded[fold.key] = fold.step
	case !closed && ofPath:
		f.opened[fold.key] = true
	}
	f.habit.note(f.lesson, fold, closed)
	f.list()
}

func (f *Folds) ofPath(key foldKey) bool {
	return slices.ContainsFunc(f.hidden, func(fold fold) bool { return fold.key == key })
}

// openedAround returns the row of many stages that the step stands in and that the learner has opened.
func (f *Folds) openedAround(step int) (fold, bool) {
	for _, fold := range f.hidden {
		if fold.key.rest && f.opened[fold.key] && slices.Contains(fold.rest.Stages, step) {
			return fold, true
		}
	}
	return fold{}, false
}

// reveal opens everything that hides a step. That is no wish of the learner's to see it open the next day.
func (f *Folds) reveal(step int) {
	if f.Shown(step) {
		return
	}
	for key, fold := range f.closed {
		if fold.hides(step) {
			f.open(key)
		}
	}
	f.list()
}

// open takes away what hides something, without the learner's having asked for it.
func (f *Folds) open(key foldKey) {
	f.begin()
	delete(f.folded, key)
	f.opened[key] = true
}

func (f *Folds) begin() {
	if f.folded == nil {
		f.folded, f.opened = make(map[foldKey]int), make(map[foldKey]bool)
	}
}

func (f *Folds) isFolded(key foldKey) bool {
	_, folded := f.folded[key]
	return folded
}

// openRest makes the step a row of its own, when it is the first of many in one.
func (f *Folds) openRest(step int) {
	if _, ok := f.Rest(step); ok {
		fold, _ := f.around(step)
		f.open(fold.key)
		f.list()
	}
}
