package walk

import (
	"slices"
	"strconv"
	"time"
)

// leftKey is the key in the settings of the places at which recordings were left.
const leftKey = "left"

// mostLeft is how many recordings are remembered.
const mostLeft = 50

// leftAt is where a learner has left a recording.
type leftAt struct {
	Recording string    `json:"recording"` // see Walk.identity
	Step      int       `json:"step"`
	Name      string    `json:"name"` // of the step, so that nobody is led to another
	On        time.Time `json:"on"`
}

// identity tells a recording from others: its file's name alone does not, since the next recording may have it too.
func (w *Walk) identity() string {
	l := w.lesson
	if len(l.Steps) == 0 {
		return ""
	}
	first := l.Steps[0].Node
	name := w.origin.File
	if w.origin.Shipped {
		name = "shipped"
	}
	return name + " " + first.TraceID + " " + first.ID + " " + strconv.Itoa(len(l.Steps))
}

// canResume reports whether the walk is one to come back to: through a recording that can be found again.
func (w *Walk) canResume() bool {
	return w.resumes && w.follower == nil && (w.origin.Shipped || w.origin.File != "")
}

// resume takes the learner to where they have left the recording, and says so.
func (w *Walk) resume() {
	if !w.canResume() {
		return
	}
	var all []leftAt
	w.settings.Get(leftKey, &all)
	at := slices.IndexFunc(all, func(l leftAt) bool { return l.Recording == w.identity() })
	if at < 0 {
		return
	}
	left := all[at]
	if left.Step <= 0 || left.Step >= len(w.lesson.Steps) || w.lesson.Steps[left.Step].Node.Name != left.Name {
		return
	}
	w.folds.openRest(left.Step)
	w.stand(left.Step)
	w.touched, w.resumed = true, true
	w.notice = w.say().Moves.LeftHereOn(left.On.Local())
}

// Resumed reports whether the walk has begun where the learner had left it.
func (w *Walk) Resumed() bool { return w.resumed }

// Leave remembers where the learner leaves a recording. A driver calls it when the walk is over, and runs the work. The
// first step is as good as no memory, and is none.
func (w *Walk) Leave() Reply {
	here := w.Step()
	if !w.canResume() || here == nil {
		return Reply{}
	}
	var all []leftAt
	w.settings.Get(leftKey, &all)
	id := w.identity()
	before := len(all)
	all = slices.DeleteFunc(all, func(l leftAt) bool { return l.Recording == id })
	if here.Index > 0 {
		all = append(all, leftAt{id, here.Index, here.Node.Name, w.clock().Truncate(time.Second)})
	} else if len(all) == before {
		return Reply{}
	}
	if all = all[max(0, len(all)-mostLeft):]; len(all) == 0 {
		w.set(leftKey, nil)
	} else {
		w.set(leftKey, all)
	}
	return w.reply()
}
