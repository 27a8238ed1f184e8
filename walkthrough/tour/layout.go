package tour

import "slices"

// The smallest terminal in which the tree and one text can be read, one above the other.
const (
	MinWidth  = 60
	MinHeight = 20
)

// The smallest terminal in which all three panes can be read one above the other. In a smaller one the tree shares the
// screen with the source while that has the focus, and else with the note.
const (
	threePanesWidth  = 80
	threePanesHeight = 24 - chrome - 1 // of the body, with a row for the lanes
)

// Fits reports whether the tour can be shown in a terminal of this size.
func Fits(width, height int) bool { return width >= MinWidth && height >= MinHeight }

// A layout is the part of the screen between the title and the status line, as columns from left to right with a line
// of one cell between two of them. Every column holds panes from top to bottom.
//
//	below 110 columns        from 110 columns           from 180 columns
//	┌────────────────┐       ┌────────┬───────┐         ┌────────┬───────┬──────┐
//	│ stages         │       │ stages │ source│         │ stages │ source│ note │
//	├────────────────┤       │        │       │         │        │       │      │
//	│ source         │       │        ├───────┤         │        │       │      │
//	├────────────────┤       │        │ note  │         │        │       │      │
//	│ note           │       │        │       │         │        │       │      │
//	└────────────────┘       └────────┴───────┘         └────────┴───────┴──────┘
//
// Names of stages are long and Go's lines longer, so a narrow terminal gives every pane its whole width, and, since
// that leaves few rows, the pane with the focus gets most of them. Below 80 columns or 24 rows it shows two panes.
type layout []column

type column struct {
	width int
	slots []slot
}

type slot struct {
	pane   pane
	height int
}

// Widths from which the screen is cut into two and into three columns.
const (
	twoColumns   = 110
	threeColumns = 180
)

// layoutOf returns the layout of a body of the given size. With zoomed the pane in focus has it all.
func layoutOf(width, height int, focus pane, zoomed bool) layout {
	switch {
	case zoomed:
		return layout{{width, stack(height, []pane{focus}, []int{1})}}
	case width >= threeColumns:
		left := width * 36 / 100
		right := min(84, width*29/100)
		return layout{
			{left, stack(height, []pane{stagesPane}, []int{1})},
			{width - left - right - 2, stack(height, []pane{sourcePane}, []int{1})},
			{right, stack(height, []pane{notePane}, []int{1})},
		}
	case width >= twoColumns:
		left := width * 48 / 100
		return layout{
			{left, stack(height, []pane{stagesPane}, []int{1})},
			{width - left - 1, stack(height, []pane{sourcePane, notePane}, []int{1, 1})},
		}
	}
	shown := panesOfColumn(width, height, focus)
	shares := map[pane][]int{stagesPane: {8, 6, 7}, sourcePane: {5, 11, 5}, notePane: {5, 5, 11}}
	if len(shown) == 2 {
		shares = map[pane][]int{stagesPane: {1, 1}, sourcePane: {2, 3}, notePane: {2, 3}}
	}
	return layout{{width, stack(height, shown, shares[focus])}}
}

// panesOfColumn returns the panes that one column of the size shows.
func panesOfColumn(width, height int, focus pane) []pane {
	switch {
	case width >= threePanesWidth && height >= threePanesHeight:
		return []pane{stagesPane, sourcePane, notePane}
	case focus == sourcePane:
		return []pane{stagesPane, sourcePane}
	}
	return []pane{stagesPane, notePane}
}

// stack divides the height among the panes by their shares. What rounding leaves over goes to the last pane.
func stack(height int, order []pane, shares []int) []slot {
	total := 0
	for _, share := range shares {
		total += share
	}
	slots := make([]slot, len(order))
	left := height
	for i, p := range order {
		slots[i] = slot{p, height * shares[i] / total}
		left -= slots[i].height
	}
	slots[len(slots)-1].height += left
	return slots
}

// shows reports whether the layout has the pane.
func (l layout) shows(p pane) bool {
	_, height := l.size(p)
	return height > 0
}

// size returns the width and height of the pane, heading included, or zeros when the layout does not show it.
func (l layout) size(p pane) (width, height int) {
	for _, c := range l {
		for _, s := range c.slots {
			if s.pane == p {
				return c.width, s.height
			}
		}
	}
	return 0, 0
}

// join puts the rows of the columns beside each other.
func (l layout) join(columns [][]string, separator string) []string {
	rows := columns[0]
	for _, column := range columns[1:] {
		joined := make([]string, len(rows))
		for i := range rows {
			joined[i] = rows[i] + separator + column[i]
		}
		rows = joined
	}
	return rows
}

// The rows that a pane keeps when another one in its column needs more.
const leastStages, leastSource = 6, 4

// withRoom gives a pane at least so many rows, as far as its column has them: the source gives first, and goes when too
// little of it would be left; then the stages give.
func (l layout) withRoom(p pane, rows int) layout {
	for i := range l {
		at := slices.IndexFunc(l[i].slots, func(s slot) bool { return s.pane == p })
		if at < 0 {
			continue
		}
		slots := l[i].slots
		for j := range slots {
			missing := rows - slots[at].height
			if slots[j].pane != sourcePane || missing <= 0 {
				continue
			}
			given := min(missing, slots[j].height)
			if slots[j].height-given < leastSource {
				given = slots[j].height
			}
			slots[j].height, slots[at].height = slots[j].height-given, slots[at].height+given
		}
		for j := range slots {
			if missing := rows - slots[at].height; slots[j].pane == stagesPane && missing > 0 {
				given := max(0, min(missing, slots[j].height-leastStages))
				slots[j].height, slots[at].height = slots[j].height-given, slots[at].height+given
			}
		}
		l[i].slots = slices.DeleteFunc(slots, func(s slot) bool { return s.height == 0 })
	}
	return l
}
