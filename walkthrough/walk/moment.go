package walk

import (
	"time"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// Moment returns the view of the lesson of which everything is shown: as it is now, or as it was when the learner's
// stage began.
func (w *Walk) Moment() lesson.View {
	v := w.Present()
	v.Playhead = w.playhead()
	return v
}

// Present returns the view of the lesson as it is now, wherever the learner stands.
func (w *Walk) Present() lesson.View {
	return lesson.View{Lesson: w.lesson, Now: w.Now(), Over: w.ended || w.follower == nil}
}

// playhead returns the step at whose start the view stands still. It is nil while everything known is shown: until the
// learner walks, on a stage that has not begun, and at the live edge.
func (w *Walk) playhead() *lesson.Step {
	step := w.Step()
	if !w.wantsPast() || step == nil || step.Planned() || step.Node.Start.IsZero() {
		return nil
	}
	if w.follower != nil && (!w.touched || w.atEdge()) {
		return nil
	}
	return step
}

// atEdge reports whether the learner stands where a watched boot has got to: on the stage that began last, or on one
// that is held.
func (w *Walk) atEdge() bool {
	step := w.Step()
	if w.follower == nil || step == nil {
		return false
	}
	return w.AtLive() || w.isEdge(step.Index) || step.Index == w.lesson.Newest || w.lesson.Holds(step)
}

// InThePast reports whether less is shown than is known by now.
func (w *Walk) InThePast() bool { return w.playhead() != nil }

// wantsPast reports whether the past is to be shown as it was. A stepped boot shows it by itself, until it is ready.
func (w *Walk) wantsPast() bool {
	return w.asItWas && (w.follower == nil || w.pastAsked || w.lesson.Ready.IsZero())
}

// toggleAsItWas shows the boot as it was when the learner's stage began, or as it is.
func (w *Walk) toggleAsItWas() {
	w.asItWas = !w.wantsPast()
	w.pastAsked = !w.lesson.Ready.IsZero()
	switch {
	case w.InThePast():
		w.notice = w.say().Places.AsItWas(w.spans())
	case w.asItWas:
		w.notice = w.say().Places.AsItWasFromNow(w.spans())
	default:
		w.notice = w.say().Places.KnownByNow
	}
}

// Now is the time on the boot's clock: that of the last update and, unless the server is held, the time since then. A
// recording gets no updates, and its clock stands still.
func (w *Walk) Now() time.Time {
	now := w.lesson.End
	if w.ended || w.Edge() >= 0 {
		return now
	}
	return now.Add(max(0, w.live.clock.Sub(w.live.heardAt)))
}

// Period is a stretch of time.
type Period struct{ Start, End time.Time }

// Period returns the time that a waterfall shows: the boot until it was ready, since a server that runs on for hours
// would leave no room for its boot. Until ready there is room for as long as the planned boot took. Of a recording it
// is that of the trace in which the learner stands.
func (w *Walk) Period() Period {
	if w.follower == nil {
		return w.periodOf(w.lesson.Line(w.at))
	}
	l, v := w.lesson, w.Moment()
	if later, ok := w.afterBoot(); ok {
		return later
	}
	planned := l.Start.Add(l.PlannedReady())
	switch {
	case !v.Ready().IsZero():
		return Period{l.Start, l.Ready}
	case v.Playhead != nil || w.Booting():
		return Period{l.Start, trace.Latest(v.Moment(), planned)}
	}
	return Period{l.Start, trace.Latest(l.End, planned)}
}

// PeriodOf returns the time in which the bar of a step is drawn, by the clock of the step. Each trace of a recording
// has a period of its own. All that a watched server does is drawn in one.
func (w *Walk) PeriodOf(step *lesson.Step) Period {
	if w.follower != nil {
		return w.Period()
	}
	p := w.periodOf(step.Line())
	return Period{p.Start.Add(-step.Shift()), p.End.Add(-step.Shift())}
}

func (w *Walk) periodOf(line *lesson.Timeline) Period {
	switch {
	case line == nil:
		return Period{}
	case line.Ready.IsZero():
		return Period{line.Start, line.End}
	}
	return Period{line.Start, line.Ready}
}

// afterBoot returns the period of what a ready server does, when the learner stands on a stage of that: a request,
// whose spans are a trace of their own, or the termination. In the period of the boot it would be a dot.
func (w *Walk) afterBoot() (Period, bool) {
	here := w.Step()
	ready := w.lesson.Ready
	if w.follower == nil || here == nil || ready.IsZero() || here.Planned() || !here.Node.Start.After(ready) {
		return Period{}, false
	}
	var p Period
	for _, step := range w.lesson.Steps {
		n := step.Node
		if n.TraceID != here.Node.TraceID || step.Planned() || !n.Start.After(ready) {
			continue
		}
		if p.Start.IsZero() || n.Start.Before(p.Start) {
			p.Start = n.Start
		}
		p.End = trace.Latest(p.End, trace.Latest(n.Start, n.End))
		if n.Running() {
			p.End = trace.Latest(p.End, w.Now())
		}
	}
	return p, true
}
