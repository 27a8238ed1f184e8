package tour

import (
	"slices"
	"time"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// minimap is a column at the right edge of the stages, there when not all of them fit: every cell stands for as many
// rows. It shows which rows are in view, where the learner stands, and where in all the boot is what a learner looks
// for.
//
//	▶ the learner    ✗ a failure    ‖ held    ◆ the critical path    ┃ in view
//
// What a cell stands for is found once for a lesson, its folds and the height: see [minimap.settle].
type minimap struct {
	lesson *lesson.Lesson // for which the cells were found, and with which folds
	folds  int
	path   bool // the critical path was known
	height int
	cells  []mapCell
}

// mapCell knows from which moment on something can be seen in the cell's rows. A zero time is never.
type mapCell struct {
	failed, held, path time.Time
}

const mapColumn = 1

// mapWidth returns how many cells of a pane's width the map takes.
func (s *stages) mapWidth(height int) int {
	if height < 2 || s.folds.Count() <= height {
		return 0
	}
	return mapColumn
}

// mapCellOf returns the cell of the map in which the row is.
func (s *stages) mapCellOf(row, height int) int {
	return max(0, min(row*height/max(1, s.folds.Count()), height-1))
}

// minimapRow returns the first row that cell y of the map stands for.
func (s *stages) minimapRow(y, height int) int {
	rows := s.folds.Count()
	return max(0, min((y*rows+height-1)/max(1, height), rows-1))
}

// settle finds out what is in each cell, unless nothing has changed since the last time.
func (m *minimap) settle(s *stages, height int) {
	path := s.lesson.KnowsPath()
	if m.lesson == s.lesson && m.folds == s.folds.Version() && m.path == path && m.height == height &&
		len(m.cells) == height {
		return
	}
	m.lesson, m.folds, m.path, m.height = s.lesson, s.folds.Version(), path, height
	m.cells = slices.Grow(m.cells[:0], height)[:height]
	clear(m.cells)
	first := func(at *time.Time, t time.Time) {
		if at.IsZero() || t.Before(*at) {
			*at = t
		}
	}
	cell := func(step int) *mapCell { return &m.cells[s.mapCellOf(s.folds.Row(step), height)] }
	for _, step := range s.lesson.Failed {
		node := s.lesson.Steps[step].Node
		first(&cell(step).failed, trace.Latest(node.Start, node.End))
	}
	for _, step := range s.lesson.Held {
		first(&cell(step).held, s.lesson.Steps[step].Node.Start)
	}
	for _, step := range s.lesson.LongOnPath() {
		first(&cell(step).path, s.lesson.Steps[step].Node.Start)
	}
}

// Render returns the cells of the map, one for every row of the pane.
func (m *minimap) Render(s *stages, t *theme, height int) []string {
	if len(m.cells) != height {
		return make([]string, height) // not settled: a screen that is too small
	}
	begin, end := s.mapCellOf(s.top, height), s.mapCellOf(min(s.top+height, s.folds.Count())-1, height)
	here := s.mapCellOf(s.folds.Row(s.selected), height)
	until := s.moment.Moment()
	if s.moment.Playhead == nil {
		until = endOfTime
	}
	happened := func(t time.Time) bool { return !t.IsZero() && !t.After(until) }
	out := make([]string, height)
	for i, c := range m.cells {
		styles := t.on(i >= begin && i <= end)
		switch {
		case i == here:
			out[i] = styles.key.Render("▶")
		case happened(c.failed):
			out[i] = styles.bad.Render(stateMark(lesson.Failed))
		case happened(c.held):
			out[i] = styles.running.Render(stateMark(lesson.Held))
		case happened(c.path):
			out[i] = styles.path.Render(pathMark)
		case i >= begin && i <= end:
			out[i] = styles.muted.Render(string(barMoment))
		default:
			out[i] = " "
		}
	}
	return out
}

var endOfTime = time.Unix(1<<40, 0)
