package walk

import "apitour/walkthrough/lesson"

// leastPassedOn is how many filters are worth a row of their own for all of them.
const leastPassedOn = 2

// passedOn returns the rows of filters that did nothing with an answered request but pass it on. They are each inside
// the one before, so that they follow each other among the steps, and what is inside the last one stays in view. A
// filter at which the short path stops is never hidden: it is where a chapter is told.
func passedOn(l *lesson.Lesson) (hidden []fold) {
	for _, line := range l.Timelines {
		if line.Kind != lesson.Request {
			continue
		}
		for at := line.Root.Index; at < line.Root.Index+line.Root.Size; {
			row := 0
			for most := l.PassedOnRow(l.Steps[at]); row < most && !l.StopsShort(l.Steps[at+row]); {
				row++
			}
			if row >= leastPassedOn {
				rest := Rest{PassedOn: true, say: &l.Phrases().Walk.Rows}
				for i := range row {
					rest.Stages = append(rest.Stages, at+i)
				}
				hidden = append(hidden, fold{
					key: foldKey{l.Steps[at].Key(), true}, step: at, size: row, rest: rest,
				})
			}
			at += max(1, row)
		}
	}
	return hidden
}

// Above returns how many enclosing steps of a step are rows: its depth, without the filters that a row hides.
func (f *Folds) Above(step *lesson.Step) int {
	depth := step.Node.Depth
	for _, fold := range f.folds {
		if fold.step >= step.Index {
			break
		}
		if head := f.lesson.Steps[fold.step].Node; fold.rest.PassedOn && step.Index < head.Index+head.Size {
			depth -= fold.size - 1
		}
	}
	return depth
}
