// Package lesson joins what happened, what it means and where it is written: every span of a boot becomes a step with
// its note and its source. It draws nothing; page and tour do.
package lesson

import (
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// Lesson is a boot, ready to be told.
type Lesson struct {
	Trace *trace.Trace
	Roots []*trace.Node
	// Steps holds a step for every span, in tree order: parents before children, siblings as they started.
	Steps []*Step
	// Start and End bound the boot. Ready is when /readyz turned green, zero when it did not.
	Start, End, Ready time.Time
}

// Step is one stop of the tour.
type Step struct {
	Index int // in Lesson.Steps
	Node  *trace.Node
	Note  *notes.Note     // nil when nothing explains the span
	Code  *source.Excerpt // nil when the source cannot be shown here
	Calls []Call          // the lines of Code on which the step's children were called, in the order of the lines
}

// Call is a line of a step's source on which a child was called.
type Call struct {
	Line  int
	Child *Step
}
