package walk

import (
	"context"
	"time"
)

// The critical path to ready is what readiness waited for, stage after stage. In the past, as it was, it was not known
// yet: it is shown there all the same, since it says where to look.

// PathFound says that the critical path of the lesson has been found.
type PathFound struct{}

func (PathFound) event() {}

// findPath finds the critical path of a large recording beside the walk: the first frame does not wait for it.
func (w *Walk) findPath() {
	l := w.lesson
	if l.KnowsPath() {
		return
	}
	w.begin(func(context.Context) Event {
		l.FindPath()
		return PathFound{}
	})
}

// Slice is a part of the critical path, at one stage.
type Slice struct {
	Step int
	Name string
	// WaitsFor is what the stage waits for, "" when it works.
	WaitsFor string
	Took     time.Duration
	// Share is the part of the way to ready, between 0 and 1.
	Share float64
}

// Slices returns the stages that have most of the critical path to ready, the longest first: what has to be shorter for
// a boot to be ready earlier. There are none before the server is ready.
func (w *Walk) Slices() []Slice {
	var list []Slice
	for _, s := range w.lesson.Slices() {
		list = append(list, Slice{
			Step: s.Step.Index, Name: s.Step.Node.Name, WaitsFor: w.translated(s.Step.Node.WaitsFor()), Took: s.Took,
			Share: float64(s.Took) / float64(w.lesson.PathTotal()),
		})
	}
	return list
}

// ChooseSlice goes to the stage of a slice.
func (w *Walk) ChooseSlice(s Slice) { w.goTo(s.Step, w.say().Moves.AlreadyThere) }

func (w *Walk) showSlices() Reply {
	switch {
	case !w.lesson.KnowsPath():
		w.notice = w.say().Places.PathUnknown
	case len(w.lesson.Slices()) == 0:
		w.notice = w.say().Places.PathBefore
	default:
		return Reply{Show: SlicesView}
	}
	return Reply{}
}

// alongCriticalPath walks to the stage to which the critical path comes next.
func (w *Walk) alongCriticalPath() {
	switch {
	case !w.lesson.KnowsPath():
		w.notice = w.say().Places.PathUnknown
	case len(w.lesson.OnPath()) == 0:
		w.notice = w.say().Places.PathBefore
	default:
		w.goTo(w.lesson.AlongPath(w.at, 1), w.say().Places.PathEnds)
	}
}
