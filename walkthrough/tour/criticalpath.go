package tour

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/lesson"
)

// The critical path to ready is what readiness waited for, stage after stage. In the past, as it was, nobody knew it yet:
// it is shown there all the same, since it says where to look.

// pathMsg says that the critical path of a lesson has been found.
type pathMsg struct{}

// findPath finds the critical path of a large recording beside the model: the first frame does not wait for it.
func (m *model) findPath() tea.Cmd {
	l := m.lesson
	if l.KnowsPath() {
		return nil
	}
	return func() tea.Msg {
		l.FindPath()
		return pathMsg{}
	}
}

// onPath reports whether the critical path is at the step itself.
func (s *stages) onPath(step *lesson.Step) bool {
	return s.lesson.IsOnPath(step) && s.moment.Begun(step)
}

// markPath marks the cells of a bar that are on the critical path: those of which it takes the larger half, and where a
// piece of it is shorter, the one in which most of it is.
func (s *stages) markPath(step *lesson.Step, path []bool, width int) {
	until := s.moment.End(step)
	s.lesson.PathWithin(step, func(begin, end time.Time) {
		from, to := s.scale.at(begin, width), s.scale.at(earliest(end, until), width)
		if to <= from {
			return
		}
		first, last := min(int(from+0.5), width-1), min(int(to+0.5), width)-1
		if last < first {
			first = min(int((from+to)/2), width-1)
			last = first
		}
		for i := first; i <= last; i++ {
			path[i] = true
		}
	})
}

// pathWords says what part of the critical path is at the step, "" when none is.
func pathWords(v lesson.View, step *lesson.Step) string {
	own, all := v.Lesson.PathOf(step)
	if all == 0 || v.Ready().IsZero() {
		return ""
	}
	words := "on the critical path: " + duration(all) + " of " + duration(v.Lesson.PathTotal())
	if own != all {
		words += fmt.Sprintf(" (own %s)", duration(own))
	}
	return words
}

// alongCriticalPath walks to the stage to which the critical path comes next.
func (m *model) alongCriticalPath() tea.Cmd { return m.walkPath(1) }

// backAlongCriticalPath walks to the stage from which the critical path came.
func (m *model) backAlongCriticalPath() tea.Cmd { return m.walkPath(-1) }

func (m *model) walkPath(direction int) tea.Cmd {
	if !m.lesson.KnowsPath() {
		m.notice = "the critical path is being looked for"
		return nil
	}
	if len(m.lesson.OnPath()) == 0 {
		m.notice = "there is no critical path before the server is ready"
		return nil
	}
	otherwise := "the critical path ends here: ready"
	if direction < 0 {
		otherwise = "the critical path begins here"
	}
	return m.walk(m.lesson.AlongPath(m.stages.selected, direction), otherwise)
}
