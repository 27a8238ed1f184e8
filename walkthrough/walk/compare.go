package walk

import (
	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/spread"
)

// compare compares the recording with the others that were given.
func (w *Walk) compare(o Options) (err error) {
	if o.Trace == nil || len(o.Others) == 0 {
		return nil
	}
	others := make([]*trace.Trace, len(o.Others))
	for i, other := range o.Others {
		others[i] = trace.WithoutPauses(other)
	}
	w.spread, err = spread.Of(trace.WithoutPauses(o.Trace), others...)
	return err
}

// Compared returns how many recordings are compared, 0 when one is walked through, and the time until ready in them.
func (w *Walk) Compared() (recordings int, ready spread.Times) {
	if w.spread == nil {
		return 0, spread.Times{}
	}
	return w.spread.Recordings, w.spread.Ready
}

// SpreadOf returns what the compared recordings tell of a step, and whether they are compared.
func (w *Walk) SpreadOf(step *lesson.Step) (spread.Stage, bool) { return w.spread.At(step.Node.Key()) }
