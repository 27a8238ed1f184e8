package tour

import (
	"math"
	"strings"
	"time"

	"apitour/walkthrough/lesson"
)

// scale is the time that a waterfall's width stands for.
type scale struct{ start, end time.Time }

// at returns the column, with its fraction, in which t lies when the scale is width cells wide. What lies outside of the
// scale is moved to its edge.
func (s scale) at(t time.Time, width int) float64 {
	total := s.end.Sub(s.start)
	if total <= 0 {
		return 0
	}
	return min(max(float64(t.Sub(s.start))/float64(total), 0), 1) * float64(width)
}

// time returns the moment at the left edge of a column.
func (s scale) time(column, width int) time.Time {
	return s.start.Add(time.Duration(float64(s.end.Sub(s.start)) * float64(column) / float64(width)))
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

// cells returns the bar of a step on the scale, a mark a cell, and which of the cells are on the critical path. It has at
// least one mark for a step that has begun: a stage that took no time was there all the same. What it costs does not
// depend on how many parts the step has.
func (s *stages) cells(step *lesson.Step, state lesson.State, width int) (cells []rune, path []bool) {
	cells, path = make([]rune, max(0, width)), make([]bool, max(0, width))
	for i := range cells {
		cells[i] = barEmpty
	}
	if width <= 0 || state == lesson.Ahead || state == lesson.Skipped {
		return cells, path
	}
	start, end := step.Node.Start, s.moment.End(step)
	from, to := s.scale.at(start, width), s.scale.at(end, width)
	first := min(int(from), width-1)
	last := max(first, min(width, int(math.Ceil(to)))-1)
	if to-from < 1 {
		last = first
		cells[first] = barMoment
		path[first] = s.onPath(step)
	} else {
		left := s.scale.time(first, width)
		s.markPath(step, path, width)
		for i := first; i <= last; i++ {
			right := s.scale.time(i+1, width)
			a, b := latest(left, start), earliest(right, end)
			left = right
			switch {
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
func axis(s scale, line string, width int) string {
	length := " " + duration(s.end.Sub(s.start))
	fill := width - 2 - len([]rune(length))
	if fill < 0 {
		return strings.Repeat(line, max(0, width))
	}
	return "0 " + strings.Repeat(line, fill) + length
}
