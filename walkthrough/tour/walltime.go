package tour

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// telling makes the lessons of a tour, by the boot's clock, which stands still while the learner holds the boot, or by
// the clock on the wall. Making one may take a second for a large trace, so it is done in commands, and never by two at
// the same time.
type telling struct {
	mu     sync.Mutex
	lesson func(*trace.Trace) *lesson.Lesson
	wall   bool
}

// join returns the lesson about a trace by the clock that the learner has chosen.
func (t *telling) join(recorded *trace.Trace) *lesson.Lesson {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.joinBy(recorded)
}

func (t *telling) joinBy(recorded *trace.Trace) *lesson.Lesson {
	if !t.wall {
		recorded = trace.WithoutPauses(recorded)
	}
	return t.lesson(recorded)
}

// turn changes the clock and returns the lesson by the other one, or, when nothing was ever held and both clocks agree, nil.
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

// turnedMsg brings the lesson by the other clock.
type turnedMsg struct {
	lesson *lesson.Lesson // nil when there is nothing to turn
	wall   bool
}

// toggleWallTime shows wall time, with the pauses in it, or the boot's own time again.
func (m *model) toggleWallTime() tea.Cmd {
	if m.telling == nil {
		m.notice = nothingHeld
		return nil
	}
	telling, recorded := m.telling, m.recorded
	return func() tea.Msg {
		l, wall := telling.turn(recorded)
		return turnedMsg{l, wall}
	}
}

const nothingHeld = "nothing was held: wall time is the boot's time"

// hearTurned takes in the lesson by the other clock. The learner stays where he is.
func (m *model) hearTurned(msg turnedMsg) {
	if msg.lesson == nil {
		m.notice = nothingHeld
		return
	}
	failed := m.failed >= 0 && m.failed < len(m.lesson.Steps)
	var at *lesson.Step
	if failed {
		at = m.lesson.Steps[m.failed]
	}
	m.wall = msg.wall
	m.learn(msg.lesson)
	if failed && m.failed < 0 { // it died without a word, so no span says where
		m.failed = find(m.lesson, at, -1)
	}
	m.arrive()
	m.notice = "the boot's own time: pauses are left out"
	if m.wall {
		m.notice = "wall time: pauses are in it"
	}
}
