package walk

import (
	"slices"

	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// The methods of this file are the commands that walk. At the live edge most of them make the server take a step;
// before it they lead through what has happened: see edge.go.

// MoveTo moves the learner to a step, or says why there is nowhere to go. The place that is left is kept, unless a
// command that takes a step leaves it.
func (w *Walk) MoveTo(to int, otherwise string) {
	if w.Step() == nil {
		return
	}
	w.predictions.drop()
	w.touched = true
	w.follow = w.isEdge(to)
	if to == w.at {
		w.notice = otherwise
		return
	}
	from := w.standsOn()
	w.stand(to)
	w.left(from)
}

// goTo is MoveTo for a step that the learner means by itself, and not for what stands in its row.
func (w *Walk) goTo(to int, otherwise string) {
	if w.Step() != nil {
		w.folds.openRest(to)
	}
	w.MoveTo(to, otherwise)
}

// forward moves the learner on through what has happened, and from its end to the live edge.
func (w *Walk) forward(to int, otherwise string) {
	if edge := w.Edge(); w.Held() && (to == w.at || w.lesson.Steps[to].Planned()) {
		to = edge
	}
	w.MoveTo(to, otherwise)
}

// next goes to the next stop of the learner's path. What a folded stage hides is no stop, live as in a replay.
func (w *Walk) next() {
	if w.Step() == nil {
		return
	}
	to := w.nextStop()
	if w.headPassed(to) || w.predictBefore("next", to) || w.askMissed() || w.command(w.nextKind()) {
		return
	}
	w.forward(w.nextStop(), w.say().Moves.LastStep)
}

// over goes on behind what is inside: the stage or, in a row of many stages, all of them.
func (w *Walk) over() {
	kind, to := step.Over, w.lesson.Over(w.at)
	if _, many := w.folds.Rest(w.at); many {
		kind, to = step.Next, w.rowAfter()
	}
	if !w.predictBefore("over", to) && !w.command(kind) {
		w.forward(to, w.say().Moves.NothingFollows)
	}
}

// rowAfter returns the step in the row below, rowBefore the one in the row above.
func (w *Walk) rowAfter() int {
	if to := w.folds.After(w.at); to <= w.lesson.Last() {
		return to
	}
	return w.at
}

func (w *Walk) rowBefore() int { return max(0, w.folds.At(w.folds.Row(w.at)-1)) }

func (w *Walk) back() {
	if w.Step() == nil {
		return
	}
	if w.stops.on != nil {
		w.MoveTo(w.stopBefore(), w.say().Moves.FirstStop)
		return
	}
	row := max(0, w.folds.Row(w.at)-1)
	for row > 0 && w.lesson.Steps[w.folds.At(row)].Planned() {
		row--
	}
	w.MoveTo(w.folds.At(row), w.say().Moves.FirstStep)
}

func (w *Walk) into() {
	if !w.openRow() && !w.predictBefore("into", w.lesson.Into(w.at)) && !w.command(step.Into) {
		w.firstPart()
	}
}

// openRow makes rows of the many stages in the learner's row, and reports whether there are many.
func (w *Walk) openRow() bool {
	rest, ok := w.folds.Rest(w.at)
	if ok {
		w.Fold(w.at)
		w.notice = w.say().Moves.Opened(len(rest.Stages), w.spans())
	}
	return ok
}

func (w *Walk) firstPart() {
	if w.openRow() {
		return
	}
	w.MoveTo(w.lesson.Into(w.at), w.say().Moves.NothingDeeper)
}

func (w *Walk) backOver() { w.MoveTo(w.lesson.BackOver(w.at), w.say().Moves.FirstStep) }

// out goes forward, as a debugger's "step out" does: to what follows when the caller has ended.
func (w *Walk) out() {
	if !w.command(step.Out) {
		w.forward(w.lesson.After(w.at), w.say().Moves.NothingFollowsCaller)
	}
}

func (w *Walk) caller() { w.MoveTo(w.lesson.Out(w.at), w.say().Moves.NothingAround) }

// sibling goes to the next part of the same caller and, after the last, out.
func (w *Walk) sibling() {
	if _, many := w.folds.Rest(w.at); many {
		w.over()
		return
	}
	if w.command(step.Sibling) {
		return
	}
	to := w.lesson.Sibling(w.at, 1)
	if to == w.at {
		to = w.lesson.After(w.at)
	}
	w.forward(to, w.say().Moves.NothingFollows)
}

func (w *Walk) siblingBefore() {
	w.MoveTo(w.lesson.Sibling(w.at, -1), w.say().Moves.NoneBefore)
}

// toFailure goes to the stage that failed; in the trace of a request to where it was decided, when it was refused.
func (w *Walk) toFailure() {
	if d := w.decision(); d != nil {
		w.toDecision(d)
		return
	}
	failed := w.Failed()
	if w.Kind() == lesson.Other {
		failed = w.nextFailed()
	}
	if failed >= 0 {
		w.goTo(failed, w.say().Moves.AlreadyThere)
		return
	}
	w.notice = w.say().Moves.NoneFailed(w.spans())
	if awaited := w.Awaited(); awaited >= 0 {
		w.goTo(awaited, "")
		w.notice = w.say().Moves.NoneFailedBut(w.awaitedWords(awaited))
	}
}

// nextFailed returns the next failed step behind the learner's, from the last to the first again; -1 when none has
// failed. In a boot one failure is the cause of the others; nothing says so of the spans of another program.
func (w *Walk) nextFailed() int {
	failed := w.lesson.Failed
	if len(failed) == 0 {
		return -1
	}
	next, _ := slices.BinarySearch(failed, w.at+1)
	return failed[next%len(failed)]
}

// Arrows, Home and End never make the server take a step, so that the learner can look at what is ahead.

func (w *Walk) down()  { w.MoveTo(w.rowAfter(), w.say().Moves.LastStep) }
func (w *Walk) up()    { w.MoveTo(w.rowBefore(), w.say().Moves.FirstStep) }
func (w *Walk) first() { w.MoveTo(0, w.say().Moves.FirstStep) }

// toggleFold folds the learner's stage or, when it has no parts, the stage around it.
func (w *Walk) toggleFold() {
	step := w.Step()
	if step == nil {
		return
	}
	if _, many := w.folds.Rest(w.at); len(step.Node.Children) == 0 && !many {
		if row, ok := w.folds.openedAround(w.at); ok {
			w.closeRow(row)
			return
		}
		if step.Node.Parent == nil {
			w.notice = w.say().Moves.NothingToFold
			return
		}
		w.MoveTo(w.lesson.Out(step.Index), "")
	}
	w.Fold(w.at)
}

// Fold folds a step, or opens what is folded in its row, and remembers it. A learner who stands in what is folded goes
// to that step.
func (w *Walk) Fold(step int) {
	w.folds.toggle(step)
	w.folded()
}

// closeRow puts the many stages back into one row.
func (w *Walk) closeRow(row fold) {
	w.folds.set(row, true)
	w.folded()
}

func (w *Walk) folded() {
	w.touched = true
	w.set(foldsKey, w.folds.habit.kept())
	if shown := w.folds.At(w.folds.Row(w.at)); shown != w.at {
		w.at, w.follow = shown, w.isEdge(shown)
	}
}
