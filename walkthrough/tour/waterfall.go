package tour

import (
	"math"
	"strings"
	"time"

	"apitour/trace"
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

// Marks of a waterfall bar, a cell each.
const (
	barEmpty  = ' '
	barOwn    = '━' // at work itself
	barDeeper = '─' // waiting for a child that is at work
	barMoment = '┃' // over in less than the time of a cell
	barOpen   = '→' // still running
	barFailed = '✗'
)

// bar draws the span of a node on the scale, with now as the end of what is running. It always draws at least one cell:
// a stage that took no time was there all the same.
func bar(n *trace.Node, s scale, now time.Time, width int) string {
	if width <= 0 {
		return ""
	}
	cells := []rune(strings.Repeat(string(barEmpty), width))
	from, to := s.at(n.Start, width), s.at(n.Start.Add(n.Duration(now)), width)
	first := min(int(from), width-1)
	last := max(first, int(math.Ceil(to))-1)
	if to-from < 1 {
		last = first
		cells[first] = barMoment
	} else {
		deeper := covered(n, s, now, width)
		for i := first; i <= last; i++ {
			cells[i] = barOwn
			if present := min(to, float64(i+1)) - max(from, float64(i)); deeper[i] > present/2 {
				cells[i] = barDeeper
			}
		}
	}
	switch {
	case n.Failed():
		cells[last] = barFailed
	case n.Running():
		cells[last] = barOpen
	}
	return string(cells)
}

// covered returns for every cell in how much of it a child of the node was at work, from 0 to 1. Children that overlap
// count once.
func covered(n *trace.Node, s scale, now time.Time, width int) []float64 {
	deeper := make([]float64, width)
	reached := 0.0
	for _, child := range n.Children {
		from, to := s.at(child.Start, width), s.at(child.Start.Add(child.Duration(now)), width)
		for from = max(from, reached); from < to; {
			cell := int(from)
			end := min(to, float64(cell+1))
			deeper[cell] += end - from
			from = end
		}
		reached = max(reached, to)
	}
	return deeper
}

// bar returns the style of a node's bar.
func (s *styles) bar(n *trace.Node) style {
	switch {
	case n.Failed():
		return s.bad
	case n.Running():
		return s.running
	default:
		return s.own
	}
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
