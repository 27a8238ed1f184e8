package tour

import (
	tea "charm.land/bubbletea/v2"

	"apitour/trace/step"
)

// The methods of this file are what the rows of the key table do.

// walk moves the learner to a step, or says why there is nowhere to go.
func (m *model) walk(to int, otherwise string) tea.Cmd {
	if m.step() == nil {
		return nil
	}
	m.touched = true
	m.follow = m.isEdge(to)
	if to == m.stages.selected {
		m.notice = otherwise
		return nil
	}
	m.stand(to)
	return nil
}

// forward moves the learner on through what has happened, and from its end to the live edge.
func (m *model) forward(to int, otherwise string) tea.Cmd {
	if m.held() && (to == m.stages.selected || !m.began(m.lesson.Steps[to])) {
		to = m.live.edge
	}
	return m.walk(to, otherwise)
}

func (m *model) next() tea.Cmd {
	if m.paging() {
		return m.scrollBy(0, m.bodyHeight()-2)
	}
	if m.step() == nil || m.command(step.Into) {
		return nil
	}
	return m.forward(m.rowAfter(), "this is the last step")
}

// rowAfter returns the step in the row below, rowBefore the one in the row above.
func (m *model) rowAfter() int {
	if to := m.stages.after(m.stages.selected); to <= m.lesson.Last() {
		return to
	}
	return m.stages.selected
}

func (m *model) rowBefore() int {
	return max(0, m.stages.at(m.stages.row(m.stages.selected)-1))
}

func (m *model) back() tea.Cmd {
	if m.paging() {
		return m.scrollBy(0, 2-m.bodyHeight())
	}
	if m.step() == nil {
		return nil
	}
	row := max(0, m.stages.row(m.stages.selected)-1)
	for row > 0 && !m.began(m.lesson.Steps[m.stages.at(row)]) {
		row--
	}
	return m.walk(m.stages.at(row), "this is the first step")
}

func (m *model) into() tea.Cmd {
	if m.command(step.Into) {
		return nil
	}
	return m.firstPart()
}

func (m *model) firstPart() tea.Cmd {
	return m.walk(m.lesson.Into(m.stages.selected), "nothing deeper was recorded")
}

func (m *model) over() tea.Cmd {
	if m.command(step.Over) {
		return nil
	}
	return m.forward(m.lesson.Over(m.stages.selected), "nothing follows it")
}

func (m *model) backOver() tea.Cmd {
	return m.walk(m.lesson.BackOver(m.stages.selected), "this is the first step")
}

// out goes forward, as a debugger's "step out" does: to what follows when the caller has ended.
func (m *model) out() tea.Cmd {
	if m.command(step.Out) {
		return nil
	}
	return m.forward(m.lesson.After(m.stages.selected), "nothing follows its caller")
}

func (m *model) caller() tea.Cmd {
	return m.walk(m.lesson.Out(m.stages.selected), "nothing is around it")
}

// sibling goes to the next part of the same caller and, after the last, out.
func (m *model) sibling() tea.Cmd {
	if m.command(step.Sibling) {
		return nil
	}
	to := m.lesson.Sibling(m.stages.selected, 1)
	if to == m.stages.selected {
		to = m.lesson.After(m.stages.selected)
	}
	return m.forward(to, "nothing follows it")
}

func (m *model) siblingBefore() tea.Cmd {
	return m.walk(m.lesson.Sibling(m.stages.selected, -1), "no part of its caller is before it")
}

func (m *model) toFailure() tea.Cmd {
	if m.failed < 0 {
		m.notice = "no stage has failed"
		return nil
	}
	return m.walk(m.failed, "you are there")
}

// Arrows, vi keys, Home and End: in the tree they walk, elsewhere they scroll. They never have the server take a step, so
// that one can look at what is ahead.

func (m *model) down() tea.Cmd {
	if m.arrowsWalk() {
		return m.walk(m.rowAfter(), "this is the last step")
	}
	return m.scrollBy(0, 1)
}

func (m *model) up() tea.Cmd {
	if m.arrowsWalk() {
		return m.walk(m.rowBefore(), "this is the first step")
	}
	return m.scrollBy(0, -1)
}

func (m *model) right() tea.Cmd {
	if m.arrowsWalk() {
		return m.firstPart()
	}
	return m.scrollBy(sideways, 0)
}

func (m *model) left() tea.Cmd {
	if m.arrowsWalk() {
		return m.caller()
	}
	return m.scrollBy(-sideways, 0)
}

func (m *model) first() tea.Cmd {
	if m.arrowsWalk() {
		return m.walk(0, "this is the first step")
	}
	return m.scrollBy(0, -endless)
}

func (m *model) last() tea.Cmd {
	if m.arrowsWalk() {
		return m.toEdge()
	}
	return m.scrollBy(0, endless)
}

const (
	sideways = 8       // columns of a step to the side
	endless  = 1 << 30 // lines: more than any text has
)

func (m *model) arrowsWalk() bool { return m.page == noPage && m.focus == stagesPane }

// scrollBy moves the text that the learner is in: the page, or the focused pane. From the stages it is the note, which is
// what there is to read beside them.
func (m *model) scrollBy(dx, dy int) tea.Cmd {
	switch {
	case m.page == logPage:
		m.log.by(dx, dy)
	case m.page == helpPage:
		m.help.by(dx, dy)
	case m.page == checksPage:
		m.health.by(dx, dy)
	case m.page == answerPage:
		m.reply.by(dx, dy)
	case m.page == readFirstPage:
		m.intro.by(dx, dy)
	case m.focus == sourcePane:
		m.code.by(dx, dy)
	case m.health.aside:
		m.health.by(dx, dy)
	default:
		m.note.by(dx, dy)
	}
	return nil
}

func (m *model) textDown() tea.Cmd { return m.scrollBy(0, 1) }
func (m *model) textUp() tea.Cmd   { return m.scrollBy(0, -1) }
func (m *model) halfDown() tea.Cmd { return m.scrollBy(0, m.halfPage()) }
func (m *model) halfUp() tea.Cmd   { return m.scrollBy(0, -m.halfPage()) }

// halfPage is half of what scrollBy moves.
func (m *model) halfPage() int {
	height := m.bodyHeight()
	switch {
	case m.page != noPage:
	case m.focus == sourcePane:
		_, height = m.layout.size(sourcePane)
	default:
		_, height = m.layout.size(notePane)
	}
	return max(1, (height-1)/2)
}

func (m *model) focusNext() tea.Cmd {
	m.focus = (m.focus + 1) % panes
	return nil
}

func (m *model) focusBack() tea.Cmd {
	m.focus = (m.focus + panes - 1) % panes
	return nil
}

func (m *model) toggleZoom() tea.Cmd {
	m.zoomed = !m.zoomed
	return nil
}

// toggleFold folds the stage, or, when it has no parts, the stage around it.
func (m *model) toggleFold() tea.Cmd {
	if m.focus == notePane {
		return m.foldSection()
	}
	step := m.step()
	if step == nil {
		return nil
	}
	if len(step.Node.Children) == 0 {
		if step.Node.Parent == nil {
			m.notice = "nothing to fold"
			return nil
		}
		m.walk(m.lesson.Out(step.Index), "")
	}
	m.touched = true
	m.stages.fold(m.stages.selected)
	m.place(m.stages.selected)
	return nil
}

func (m *model) toggleLog() tea.Cmd  { return m.toggle(logPage) }
func (m *model) toggleHelp() tea.Cmd { return m.toggle(helpPage) }

func (m *model) toggle(p page) tea.Cmd {
	if m.page == p {
		p = noPage
	}
	m.page = p
	m.help.scroll = scroll{}
	return nil
}

// escape undoes one thing: the page, else the search, else the zoom, else the focus.
func (m *model) escape() tea.Cmd {
	switch {
	case m.page != noPage:
		m.page = noPage
	case m.search.searching():
		m.endSearch()
	case m.zoomed:
		m.zoomed = false
	default:
		m.focus = stagesPane
	}
	return nil
}

// quit closes a page first: in a page of log, q means "enough of this" to everybody who knows a pager.
func (m *model) quit() tea.Cmd {
	if m.page != noPage && Fits(m.width, m.height) {
		m.page = noPage
		return nil
	}
	return tea.Quit
}

func (m *model) quitAtOnce() tea.Cmd { return tea.Quit }
