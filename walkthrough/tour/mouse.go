package tour

import (
	tea "charm.land/bubbletea/v2"
)

// drag is a line between panes that is being moved.
type drag int

const (
	noDrag drag = iota
	dragLeft
	dragRight
	dragTop
)

// spot is a place on the screen: a cell of a pane, below its heading, whose row is -1.
type spot struct {
	pane          pane
	row, column   int
	width, height int // of the pane, without its heading
}

// bodyTop is the first row of the panes.
func (m *model) bodyTop() int {
	if m.presenting {
		return 0
	}
	return 1
}

// spotAt returns what is at a cell of the screen, and the line between panes that is there.
func (m *model) spotAt(x, y int) (s spot, line drag, ok bool) {
	y -= m.bodyTop()
	if m.page != nil || y < 0 || y >= m.bodyHeight() {
		return spot{}, noDrag, false
	}
	left := 0
	for i, c := range m.layout {
		if x == left+c.width && i+1 < len(m.layout) {
			return spot{}, map[int]drag{0: dragLeft, 1: dragRight}[i], false
		}
		if x < left+c.width {
			top := 0
			for k, slot := range c.slots {
				if y < top+slot.height {
					s := spot{slot.pane, y - top - 1, x - left, c.width, slot.height - 1}
					if y == top && k > 0 && (len(m.layout) == 2 || len(m.layout) == 1 && slot.pane == m.focus) {
						line = dragTop
					}
					return s, line, true
				}
				top += slot.height
			}
		}
		left += c.width + 1
	}
	return spot{}, noDrag, false
}

// click does what a click on the place means: it focuses the pane, and goes to the stage that is shown there.
func (m *model) click(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || !Fits(m.width, m.height) {
		return nil
	}
	m.spoken.pressed(m)
	if m.prompt != nil && !m.prompt.own() {
		return m.clickAnswer(msg.Y)
	}
	m.walk.Say("")
	m.walk.Keyed()
	if m.page != nil {
		if m.clickWhy(msg.Y) {
			return nil
		}
		if row := msg.Y - m.bodyTop() - m.pageHeight(); row >= 0 {
			return m.clickPrediction(row, m.width)
		}
		return m.clickChoice(msg.X, msg.Y)
	}
	s, line, ok := m.spotAt(msg.X, msg.Y)
	if line != noDrag && !m.zoomed && !m.presenting {
		m.drag = line
	}
	if !ok {
		return nil
	}
	m.focus = s.pane
	if s.row < 0 {
		return nil
	}
	switch s.pane {
	case stagesPane:
		m.clickStages(s)
	case sourcePane:
		if child := m.code.called(m.code.lineAt(s.row, s.height)); child != nil {
			m.walk.MoveTo(child.Index, "")
		}
	case notePane:
		if box := len(m.predictionBox(s.width, s.height+1)); box > 0 {
			if s.row+1 < box {
				return m.clickPrediction(s.row+1, s.width)
			}
			s.row -= box
		}
		for _, title := range m.note.titles {
			if title.line == m.note.y+s.row && m.pages.aside() == nil {
				return m.fold(title)
			}
		}
	}
	return nil
}

func (m *model) clickStages(s spot) {
	if m.walk.Step() == nil {
		return
	}
	folds := m.walk.Folds()
	if mapped := m.stages.mapWidth(s.height); mapped > 0 && s.column >= s.width-mapped {
		m.walk.MoveTo(folds.At(m.stages.minimapRow(s.row, s.height)), "")
		return
	}
	row := m.stages.top + s.row
	if row >= folds.Count() {
		return
	}
	at := folds.At(row)
	m.walk.MoveTo(at, "")
	node := m.walk.Lesson().Steps[at].Node
	_, many := folds.Rest(at)
	name := m.stages.nameWidth(s.width, s.height)
	if mark := 2 + m.stages.indent(node, name); s.column == mark && (many || len(node.Children) > 0) {
		m.walk.Fold(at)
	}
}

// wheel scrolls what is under the pointer.
func (m *model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	const lines = 3
	dx, dy := 0, 0
	if !Fits(m.width, m.height) {
		return nil
	}
	m.spoken.pressed(m)
	switch msg.Button {
	case tea.MouseWheelUp:
		dy = -lines
	case tea.MouseWheelDown:
		dy = lines
	case tea.MouseWheelLeft:
		dx = -sideways
	case tea.MouseWheelRight:
		dx = sideways
	default:
		return nil
	}
	if p, ok := m.page.(chooser); ok {
		p.list().choose(p.list().chosen + dy/lines)
		return nil
	}
	if m.page != nil {
		m.scrollBy(dx, dy)
		return nil
	}
	s, _, ok := m.spotAt(msg.X, msg.Y)
	switch {
	case !ok:
	case s.pane == stagesPane:
		m.stages.top, m.stages.wheeled = m.stages.top+dy, true
	case s.pane == sourcePane:
		m.code.by(dx, dy)
	case m.pages.aside() != nil:
		m.pages.aside().content().by(dx, dy)
	default:
		m.note.by(dx, dy)
	}
	return nil
}

// move drags the line between panes.
func (m *model) move(msg tea.MouseMotionMsg) {
	if m.drag == noDrag {
		return
	}
	s := m.division()
	switch y := msg.Y - m.bodyTop(); m.drag {
	case dragLeft:
		s.Left = within(max(1, msg.X*100/m.width), 48)
	case dragRight:
		s.Right = within(max(1, (m.width-msg.X-1)*100/m.width), 30)
	case dragTop:
		top := max(1, y*100/m.bodyHeight())
		if len(m.layout) == 1 {
			// The line is the upper end of the pane with the focus.
			above, below := 0, m.bodyHeight()
			for _, slot := range m.layout[0].slots {
				if slot.pane == m.focus {
					below = above + slot.height
					break
				}
				above += slot.height
			}
			top = max(1, (below-y)*100/m.bodyHeight())
		}
		s.Top = within(top, 50)
	}
	m.splits[classOf(m.width)] = s
}

// release ends the dragging, and remembers where the line is.
func (m *model) release() tea.Cmd {
	if m.drag == noDrag {
		return nil
	}
	m.drag = noDrag
	return m.saveSplits()
}

// toggleMouse listens to the mouse or leaves it to the terminal, which can select text with it then.
func (m *model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	m.drag = noDrag
	m.walk.Say(m.says().Notices.MouseOff)
	if m.mouse {
		m.walk.Say(m.says().Notices.MouseOn(m.spans()))
	}
	return m.save(mouseKey, m.mouse)
}
