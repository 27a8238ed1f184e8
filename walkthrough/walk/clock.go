package walk

import (
	"context"
	"sync"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// telling makes the lessons of a walk: in the learner's language; by the boot's clock, which stands still while the
// learner holds the boot, or by wall time. Making one may take a second for a large trace, so work does it, and never
// two at the same time.
type telling struct {
	mu     sync.Mutex
	lesson func(*trace.Trace) *lesson.Lesson
	spoken map[string]joiner // by the language, once it has been asked for
	wall   bool
}

// joiner joins a trace with what explains it.
type joiner = func(*trace.Trace) *lesson.Lesson

// join returns the lesson about a trace by the clock that the learner has chosen.
func (t *telling) join(recorded *trace.Trace) *lesson.Lesson {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.joinBy(recorded)
}

func (t *telling) joinBy(recorded *trace.Trace) *lesson.Lesson {
	if t.wall {
		return t.lesson(recorded)
	}
	clock := recorded.Clock()
	l := t.lesson(clock.Of(recorded))
	if !clock.IsWall() {
		l.Clock = clock
	}
	return l
}

// speak has lessons joined in a language from now on, as the one before was but for its notes, and returns the lesson.
func (t *telling) speak(l Language, before *lesson.Lesson, recorded func() *trace.Trace) (*lesson.Lesson, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	join := t.spoken[l.Name]
	if join == nil {
		library := before.Library().Speaking(l.Name)
		if !library.Brought() {
			var err error
			if library, err = l.Notes(); err != nil {
				return nil, err
			}
		}
		join = before.Joiner(library)
		t.spoken[l.Name] = join
	}
	t.lesson = join
	told := t.joinBy(recorded())
	told.FindPath()
	return told, nil
}

// turn changes the clock and returns the lesson by the other one, or nil when nothing was held and both clocks agree.
func (t *telling) turn(recorded func() *trace.Trace) (l *lesson.Lesson, wall bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := recorded()
	if trace.WithoutPauses(all) == all {
		return nil, t.wall
	}
	t.wall = !t.wall
	l = t.joinBy(all)
	l.FindPath()
	return l, t.wall
}

// turned brings the lesson by the other clock.
type turned struct {
	lesson *lesson.Lesson // nil when there is nothing to turn
	wall   bool
}

func (turned) event() {}

// toggleWallTime shows wall time, with the pauses in it, or the boot's own time again.
func (w *Walk) toggleWallTime() {
	telling, recorded := w.telling, w.recorded
	w.begin(func(context.Context) Event {
		l, wall := telling.turn(recorded)
		return turned{l, wall}
	})
}

// hearTurned takes in the lesson by the other clock. The learner stays on their stage.
func (w *Walk) hearTurned(t turned) {
	if t.lesson == nil {
		w.notice = w.say().Places.NothingWasHeld
		return
	}
	w.wall = t.wall
	w.learn(t.lesson)
	w.arrive()
	w.notice = w.say().Places.BootTime
	if t.wall {
		w.notice = w.say().Places.WallTime
	}
}
