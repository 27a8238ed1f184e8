package walk

import (
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/spread"
)

// Compared returns how many recordings are compared, 0 when one is walked through, and the time until ready in them.
func (w *Walk) Compared() (recordings int, ready spread.Times) {
	if w.spread == nil {
		return 0, spread.Times{}
	}
	return w.spread.Recordings, w.spread.Ready
}

// SpreadOf returns what the compared recordings tell of a step, and whether they are compared.
func (w *Walk) SpreadOf(step *lesson.Step) (spread.Stage, bool) { return w.spread.At(step.Node.Key()) }
