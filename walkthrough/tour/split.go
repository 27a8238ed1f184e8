package tour

import (
	tea "charm.land/bubbletea/v2"
)

// layoutClass is how many columns a layout has: each remembers its own division.
type layoutClass string

const (
	oneColumnClass    layoutClass = "one"
	twoColumnsClass   layoutClass = "two"
	threeColumnsClass layoutClass = "three"
)

func classOf(width int) layoutClass {
	switch {
	case width >= threeColumns:
		return threeColumnsClass
	case width >= twoColumns:
		return twoColumnsClass
	}
	return oneColumnClass
}

// split is how a learner has divided the screen, in percent; zero is as the tour would. Left and Right are the widths
// of the outer columns. Top is the height of the source in a column that it shares with the note, and in a layout of
// one column that of the pane with the focus.
type split struct {
	Left  int `json:"left,omitempty"`
	Right int `json:"right,omitempty"`
	Top   int `json:"top,omitempty"`
}

// The least and the most of a dimension that a pane can have, in percent.
const leastShare, mostShare = 18, 75

func within(share, otherwise int) int {
	if share == 0 {
		return otherwise
	}
	return max(leastShare, min(share, mostShare))
}

// withSplit is layoutOf with the learner's division.
func withSplit(width, height int, focus pane, zoomed bool, s split) layout {
	l := layoutOf(width, height, focus, zoomed)
	if zoomed || s == (split{}) {
		return l
	}
	switch classOf(width) {
	case threeColumnsClass:
		left := width * within(s.Left, l[0].width*100/width) / 100
		right := width * within(s.Right, l[2].width*100/width) / 100
		if s.Left == 0 {
			left = l[0].width
		}
		if s.Right == 0 {
			right = l[2].width
		}
		left = min(left, width-right-2-width*leastShare/100)
		l[0].width, l[1].width, l[2].width = left, width-left-right-2, right
	case twoColumnsClass:
		if s.Left != 0 {
			l[0].width = width * within(s.Left, 48) / 100
			l[1].width = width - l[0].width - 1
		}
		if s.Top != 0 {
			top := within(s.Top, 50)
			l[1].slots = stack(height, []pane{sourcePane, notePane}, []int{top, 100 - top})
		}
	default:
		if s.Top != 0 {
			l[0].slots = stackAround(height, panesOfColumn(width, height, focus), focus, min(within(s.Top, 50), 70))
		}
	}
	return l
}

// division returns how the screen is divided now.
func (m *model) division() split {
	s := m.splits[classOf(m.width)]
	if m.layout == nil || m.zoomed {
		return s
	}
	percent := func(part, whole int) int { return (part*100 + whole/2) / max(1, whole) }
	switch classOf(m.width) {
	case threeColumnsClass:
		s.Left, s.Right = percent(m.layout[0].width, m.width), percent(m.layout[2].width, m.width)
	case twoColumnsClass:
		s.Left = percent(m.layout[0].width, m.width)
		_, height := m.layout.size(sourcePane)
		if s.Top == 0 {
			s.Top = percent(height, m.bodyHeight())
		}
	default:
		if s.Top == 0 {
			_, height := m.layout.size(m.focus)
			s.Top = percent(height, m.bodyHeight())
		}
	}
	return s
}

// stackAround gives one of the panes of a column so many percent of the height, and the others equal parts of the rest.
func stackAround(height int, shown []pane, focus pane, percent int) []slot {
	others := len(shown) - 1
	shares := make([]int, len(shown))
	for i, p := range shown {
		shares[i] = 100 - percent
		if p == focus {
			shares[i] = percent * others
		}
	}
	return stack(height, shown, shares)
}

const splitStep = 4 // percent

// resize makes the pane with the focus larger, or smaller: wider where panes are beside each other.
func (m *model) resize(by int) tea.Cmd {
	if m.zoomed || m.presenting {
		m.walk.Say(m.says().Notices.OnePaneOnly)
		return nil
	}
	s := m.division()
	switch class := classOf(m.width); {
	case class == oneColumnClass:
		s.Top = min(within(s.Top+by, 50), 70)
	case class == threeColumnsClass && m.focus == notePane:
		s.Right = within(s.Right+by, 30)
	case m.focus == stagesPane:
		s.Left = within(s.Left+by, 48)
	default:
		s.Left = within(s.Left-by, 48)
	}
	return m.divide(s)
}

// divide divides the screen, and remembers it.
func (m *model) divide(s split) tea.Cmd {
	m.splits[classOf(m.width)] = s
	return m.saveSplits()
}
