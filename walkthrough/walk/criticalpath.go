package walk

import "context"

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

// alongCriticalPath walks to the stage to which the critical path comes next.
func (w *Walk) alongCriticalPath() {
	switch {
	case !w.lesson.KnowsPath():
		w.notice = "still computing the critical path"
	case len(w.lesson.OnPath()) == 0:
		w.notice = "no critical path before the server is ready"
	default:
		w.goTo(w.lesson.AlongPath(w.at, 1), "the critical path ends here: ready")
	}
}
