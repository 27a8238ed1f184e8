package tour

import (
	"math"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// at returns the column, with its fraction, in which t lies when a period is width cells wide. A time outside of the
// period is moved to its edge.
func at(p walk.Period, t time.Time, width int) float64 {
	total := p.End.Sub(p.Start)
	if total <= 0 {
		return 0
	}
	return min(max(float64(t.Sub(p.Start))/float64(total), 0), 1) * float64(width)
}

// timeAt returns the moment at the left edge of a column.
func timeAt(p walk.Period, column, width int) time.Time {
	return p.Start.Add(time.Duration(float64(p.End.Sub(p.Start)) * float64(column) / float64(width)))
}

// Marks of a waterfall bar, a cell each.
const (
	barEmpty  = ' '
	barOwn    = '━' // at work itself
	barDeeper = '─' // waiting for a child that is at work
	barPath   = '═' // at work itself, and everything waits for it
	barMoment = '┃' // over in less than the time of a cell
	barOpen   = '→' // still running
	barHeld   = '‖' // held at its start
	barFailed = '✗'
)

// cells returns the bar of a step on the scale, a mark a cell, and which of the cells are on the critical path. It has
// at least one mark for a step that has begun: a stage that took no time was there all the same. What it costs does not
// depend on how many parts the step has.
func (s *stages) cells(step *lesson.Step, state lesson.State, width int) (cells []rune, path []bool) {
	cells, path = make([]rune, max(0, width)), make([]bool, max(0, width))
	for i := range cells {
		cells[i] = barEmpty
	}
	if width <= 0 || state == lesson.Ahead || state == lesson.Skipped || step.Node.Marks.Has(trace.NoStart) {
		return cells, path
	}
	period := s.periodFor(step)
	start, end := step.Node.Start, s.moment.End(step)
	from, to := at(period, start, width), at(period, end, width)
	first := min(int(from), width-1)
	last := max(first, min(width, int(math.Ceil(to)))-1)
	if to-from < 1 {
		last = first
		cells[first] = barMoment
		path[first] = s.onPath(step)
	} else {
		left, held := timeAt(period, first, width), s.heldUntil(step)
		s.markPath(step, path, width)
		for i := first; i <= last; i++ {
			right := timeAt(period, i+1, width)
			a, b := trace.Latest(left, start), earliest(right, end)
			left = right
			switch {
			case !held.IsZero() && a.Add(b.Sub(a)/2).Before(held):
				cells[i] = barHeld
			case s.moment.Deeper(step, a, b) > b.Sub(a)/2 && !path[i]:
				cells[i] = barDeeper
			case path[i]:
				cells[i] = barPath
			default:
				cells[i] = barOwn
			}
		}
	}
	switch state {
	case lesson.Failed:
		cells[last] = barFailed
	case lesson.Held:
		cells[last] = barHeld
	case lesson.Running:
		cells[last] = barOpen
	}
	return cells, path
}

// heldUntil returns when a learner let the stage go on, in wall time; zero when nobody held it, and by the boot's
// clock, which leaves out the pause.
func (s *stages) heldUntil(step *lesson.Step) time.Time {
	if pause := step.Node.Pause(); pause > 0 && s.lesson.Clock.IsWall() {
		return step.Node.Start.Add(pause)
	}
	return time.Time{}
}

func (s *stages) periodFor(step *lesson.Step) walk.Period {
	if s.periodOf == nil {
		return s.period
	}
	return s.periodOf(step)
}

// bar draws the step's bar in its styles: what failed, else its lane, else the critical path.
func (s *stages) bar(t *styles, step *lesson.Step, state lesson.State, width int) string {
	cells, path := s.cells(step, state, width)
	look := t.lane(step, s.lesson)
	if state == lesson.Failed {
		look = t.bad
	}
	var out strings.Builder
	for begin := 0; begin < len(cells); {
		end := begin
		for end < len(cells) && path[end] == path[begin] {
			end++
		}
		piece := look
		if path[begin] && state != lesson.Failed {
			piece = t.path
		}
		out.WriteString(piece.Render(string(cells[begin:end])))
		begin = end
	}
	return out.String()
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// axis is the scale's ruler: zero at its left end, its length at the right, on a line of the given mark.
func axis(p walk.Period, line string, width int) string {
	length := " " + words.Duration(p.End.Sub(p.Start))
	fill := width - 2 - ansi.StringWidth(length)
	if fill < 0 {
		return strings.Repeat(line, max(0, width))
	}
	return "0 " + strings.Repeat(line, fill) + length
}

// onPath reports whether the critical path is at the step itself.
func (s *stages) onPath(step *lesson.Step) bool {
	return s.lesson.IsOnPath(step) && s.moment.Begun(step)
}

// markPath marks the cells of a bar that are on the critical path: those of which it takes the larger half, and where a
// piece of it is shorter, the one in which most of it is.
func (s *stages) markPath(step *lesson.Step, path []bool, width int) {
	until, period := s.moment.End(step), s.periodFor(step)
	s.lesson.PathWithin(step, func(begin, end time.Time) {
		from, to := at(period, begin, width), at(period, earliest(end, until), width)
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
