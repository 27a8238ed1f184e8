package tour

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk"
)

// Keys come from the walk's command table. A command is the walk's unless it is one that only a screen can do, or the
// focus gives it another meaning: arrows scroll in a text.

// press does what the command table says of a key.
func (m *model) press(pressed tea.KeyPressMsg) tea.Cmd {
	m.walk.Say("")
	m.walk.Keyed()
	m.spoken.pressed(m)
	if !Fits(m.width, m.height) {
		return m.pressInSmall(pressed)
	}
	if m.prompt != nil {
		return m.promptPress(pressed)
	}
	name := commandKey(pressed)
	if m.walk.Predicting() && m.predictionKey(name) {
		return m.obey(m.answerPrediction(name))
	}
	if name == "n" && m.walk.Search().Text != "" && m.page == nil {
		name = "ctrl+n" // in a search n is the next match, as in a pager
	}
	if cmd, ok := m.askingWhy(name); ok {
		return cmd
	}
	if m.narrowing(name) {
		return nil
	}
	if cmd, ok := m.choosing(name); ok {
		return cmd
	}
	c := m.keyed(name)
	if c == nil {
		return nil
	}
	return m.do(c)
}

// keyed returns the command with a key, nil when there is none.
func (m *model) keyed(key string) *walk.Command {
	for i, c := range m.walk.Commands() {
		for _, k := range c.Keys {
			if k == key {
				return &m.walk.Commands()[i]
			}
		}
	}
	return nil
}

// do does a command, unless a page covers what it is for. Walking goes on below the page of health.
func (m *model) do(c *walk.Command) tea.Cmd {
	if c.Name == "next" && m.answerOnPage() {
		return m.obey(m.walk.Do("close", ""))
	}
	if m.leavesChapterPage(c) {
		return nil
	}
	if m.page == page(&m.pages.ready) && (c.Group == walk.Walking || c.Group == walk.Serving && !c.OnPage) {
		m.page = nil // what it offers is done with the stages in view
	}
	if c.Name == "request" || c.Name == "terminate" {
		m.pages.hooks.aside = false // the boot is over, and what comes now has notes to read
	}
	if m.page == page(&m.pages.log) && m.pages.log.obeys(m, c.Name, m.bodyHeight()-1) {
		return nil
	}
	if m.page != nil && !c.OnPage && (m.paging() || c.Group != walk.Walking && c.Group != walk.Serving) {
		return nil
	}
	if m.scrolls(c.Name) {
		return nil
	}
	if hidden := m.hidden(c.Name); hidden != "" {
		m.walk.Say(hidden)
		return nil
	}
	if c.Name == "copy" {
		if cmd, ok := m.copyHere(); ok {
			return cmd
		}
	}
	if c.Name == "language" {
		m.spoken.leave(m)
	}
	switch {
	case c.Name == "fold" && m.focus == notePane:
		return m.foldSection()
	case c.Name == "edit":
		return m.obey(m.walk.Do(c.Name, m.code.target()))
	case c.Name == "why" && (m.page == page(&m.pages.health) || m.pages.health.aside && m.focus == notePane):
		m.page = nil
		return m.obey(m.walk.AskChecks(""))
	case (c.Name == "close" || c.Name == "quit") && m.page != nil, c.Name == "intro" && m.page == page(&m.pages.front):
		return m.closePage()
	case c.Name == "intro" && m.page == page(&m.pages.chapter):
		return m.obey(m.walk.Do(c.Name, "front"))
	case m.page != nil && m.page == m.pages.of(walk.View(c.Name)):
		m.page = nil // the key that opened a page closes it
		return nil
	}
	return m.obey(m.walk.Do(c.Name, ""))
}

// hidden says that a command would change a pane without being seen to, because that is not in view; "" when it is.
func (m *model) hidden(command string) string {
	said := m.says().Notices
	switch command {
	case "text-down", "text-up", "half-down", "half-up":
		if m.page == nil && m.focus == stagesPane && !m.layout.shows(notePane) {
			return said.NoteHidden
		}
	case "fold-note":
		if !m.layout.shows(notePane) {
			return said.NoteHidden
		}
	case "fold":
		if m.focus == sourcePane && !m.layout.shows(stagesPane) {
			return said.StagesHidden(m.spans())
		}
	}
	return ""
}

// answerOnPage reports whether the answer to a prediction covers the end of a page. A learner who goes on has read it,
// and wants the page. The heading of a chapter is left with the answer: both were met on the way.
func (m *model) answerOnPage() bool {
	asked := m.walk.Prediction()
	return m.page != nil && m.page != page(&m.pages.chapter) && asked != nil && asked.Phase == walk.PredictionAnswered
}

// onScreen does a command that only a screen can do.
func (m *model) onScreen(name string) tea.Cmd {
	switch name {
	case "pane":
		m.focus = (m.focus + 1) % panes
	case "pane-before":
		m.focus = (m.focus + panes - 1) % panes
	case "text-down":
		m.scrollBy(0, 1)
	case "text-up":
		m.scrollBy(0, -1)
	case "half-down":
		m.scrollBy(0, m.halfPage())
	case "half-up":
		m.scrollBy(0, -m.halfPage())
	case "zoom":
		m.zoomed = !m.zoomed
	case "fold-note":
		return m.foldAllSections()
	case "wider":
		return m.resize(splitStep)
	case "narrower":
		return m.resize(-splitStep)
	case "present":
		m.presenting = !m.presenting
		m.retheme()
	case "mouse":
		return m.toggleMouse()
	case "suspend":
		return m.suspend(false)
	}
	return nil
}

const (
	sideways = 8       // columns of a step to the side
	endless  = 1 << 30 // lines: more than any text has
)

// scrolls scrolls when the command does that here, and reports whether it does: where a page or a text has the focus.
func (m *model) scrolls(name string) bool {
	if m.paging() {
		switch name {
		case "next":
			m.scrollBy(0, m.bodyHeight()-2)
			return true
		case "back":
			m.scrollBy(0, 2-m.bodyHeight())
			return true
		}
	}
	if m.page == nil && m.focus == stagesPane {
		return false
	}
	switch name {
	case "down":
		m.scrollBy(0, 1)
	case "up":
		m.scrollBy(0, -1)
	case "right":
		m.scrollBy(sideways, 0)
	case "left":
		m.scrollBy(-sideways, 0)
	case "first":
		m.scrollBy(0, -endless)
	case "last":
		if m.page == nil && m.walk.ReadyUnseen() {
			return false // the status line says that the key leads to the page of ready
		}
		m.scrollBy(0, endless)
	default:
		return false
	}
	return true
}

// scrollBy moves the text that the learner is in: the page, or the focused pane. From the stages it is the note, which
// is the text beside them.
func (m *model) scrollBy(dx, dy int) {
	switch {
	case m.page != nil:
		m.page.content().by(dx, dy)
		if m.page == page(&m.pages.log) {
			m.pages.log.scrolled(m.bodyHeight() - 1)
		}
	case m.focus == sourcePane:
		m.code.by(dx, dy)
	case m.pages.aside() != nil:
		m.pages.aside().content().by(dx, dy)
	default:
		m.note.move(dx, dy)
	}
}

// halfPage is half of what scrollBy moves.
func (m *model) halfPage() int {
	height := m.bodyHeight()
	switch {
	case m.page != nil:
	case m.focus == sourcePane:
		_, height = m.layout.size(sourcePane)
	default:
		_, height = m.layout.size(notePane)
	}
	return max(1, (height-1)/2)
}

// paging reports whether a page covers the panes that is there to be read. One walks on below the pages of health and
// of hooks, and from the page of ready.
func (m *model) paging() bool {
	walking := []page{nil, &m.pages.health, &m.pages.hooks, &m.pages.ready}
	return !slices.Contains(walking, m.page)
}

// show opens a page, or closes it when it is open. On a screen with room for it the health, or the hooks, take the
// place of the note.
func (m *model) show(view walk.View) {
	if len(m.layout) > 1 && m.page == nil && m.pages.putAside(view) {
		return
	}
	opened := m.pages.of(view)
	if m.page == opened {
		opened = nil
	}
	m.page = opened
	m.pages.help.scroll = scroll{}
	switch view {
	case walk.FrontView:
		m.pages.front.opened(m.walk)
	case walk.ChapterView:
		m.pages.chapter.opened(m.walk)
	case walk.GlossaryView:
		m.pages.glossary.opened(m)
	case walk.OverviewsView:
		m.pages.overviews.opened(m)
	case walk.OverviewView:
		m.pages.overview.scroll = scroll{}
	case walk.LogView:
		if opened != nil {
			m.pages.log.beginAt(m.walk)
		}
	case walk.OutsideView:
		m.pages.outside.requests.choose(0) // the newest
	}
}

// unfocus undoes one thing of the screen: the zoom, else the focus.
func (m *model) unfocus() {
	if m.zoomed {
		m.zoomed = false
		return
	}
	m.focus = stagesPane
}

// closePage closes the page: in a page of log, q means "enough of this", as in a pager. A learner who closes the page
// before the walk begins with what is chosen there.
func (m *model) closePage() tea.Cmd {
	front := &m.pages.front
	if m.page == page(front) && m.walk.Fronted() {
		return front.take(m, front.choices.chosen)
	}
	m.page = nil
	return nil
}
