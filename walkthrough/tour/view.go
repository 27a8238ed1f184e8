package tour

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// chrome is how many rows are not the panes': the title above, the status and the help line below.
const chrome = 3

func (m *model) bodyHeight() int {
	switch {
	case !Fits(m.width, m.height):
		return m.height
	case m.presenting:
		return m.height - 1
	case m.walk.ShowsLanes():
		return m.height - chrome - 1
	}
	return m.height - chrome
}

// View draws the screen. It decides nothing and changes nothing.
func (m *model) View() tea.View {
	view := tea.NewView(strings.Join(m.rows(), "\n"))
	view.AltScreen = true
	view.KeyboardEnhancements = m.enhancements()
	if m.prompt != nil && Fits(m.width, m.height) {
		_, x := m.prompt.Render(m.theme, m.width)
		view.Cursor = tea.NewCursor(x, m.height-2)
		if m.presenting {
			view.Cursor.Y++
		}
	}
	if m.mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	if m.presenting && !m.ansi16 {
		view.BackgroundColor, view.ForegroundColor = m.theme.paper()
	}
	return view
}

// rows returns the screen's rows, each exactly as wide as the terminal.
func (m *model) rows() []string {
	if m.width <= 0 || m.height <= 0 || m.widths == askedCells {
		return nil
	}
	var rows []string
	if !Fits(m.width, m.height) {
		rows = m.tooSmall()
	} else {
		rows = m.screen()
	}
	if m.ascii || m.widths != narrowCells {
		for i, row := range rows {
			rows[i] = rewrite(row, m.ascii)
		}
	}
	return rows
}

func (m *model) screen() (rows []string) {
	if !m.presenting {
		rows = append(rows, m.title())
	}
	rows = append(rows, m.body()...)
	listed := m.listRows(mostListed)
	copy(rows[len(rows)-len(listed):], listed)
	if m.presenting {
		return append(rows, m.presenterLine())
	}
	if m.walk.ShowsLanes() {
		rows = append(rows, laneLine(m.says().Lanes, m.theme, m.walk.Lanes(), m.walk.OthersRun(), m.width))
	}
	return append(rows, m.status(), m.helpLine())
}

// body draws the panes, or the page that covers them.
func (m *model) body() []string {
	if m.page != nil {
		return m.pageRows(m.width, m.pageHeight())
	}
	columns := make([][]string, len(m.layout))
	for i, c := range m.layout {
		for _, s := range c.slots {
			columns[i] = append(columns[i], m.pane(s.pane, c.width, s.height)...)
		}
	}
	rows := m.layout.join(columns, m.theme.muted.Render("│"))
	if _, height := m.layout.size(notePane); height == 0 {
		return m.overlaid(rows)
	}
	return rows
}

// pageRows draws the open page.
func (m *model) pageRows(width, height int) []string {
	content := m.page.content()
	head := heading{title: m.page.title(m), aside: content.position(len(content.lines), height-1), focused: true}
	if p, ok := m.page.(chooser); ok {
		head.aside = p.list().count(m.says())
	}
	rows := content.Render(width-2, height-1)
	if m.page == page(&m.pages.log) {
		rows = m.pages.log.mark(m.theme, rows, width-2)
	}
	rows = append([]string{head.Render(m.theme, width)}, padded(rows)...)
	return append(rows, m.predictionLines(width)...)[:m.bodyHeight()]
}

// pane draws one pane: its heading and below it what it shows.
func (m *model) pane(p pane, width, height int) []string {
	head := heading{focused: p == m.focus}
	query, match := m.walk.Search().Query, m.theme.match
	var rows []string
	switch p {
	case stagesPane:
		head.title = m.says().Panes.Stages(m.spans())
		head.aside = m.stages.ruler(head.rule(), width, height-1)
		rows = markMatches(
			query,
			m.stages.Render(m.theme, width, height-1),
			2,
			2+m.stages.nameWidth(width, height-1),
			match,
		)
	case sourcePane:
		head.title, head.aside = m.says().Panes.Source, m.code.aside(height-1)
		rows = markMatches(query, m.code.Render(m.theme, width, height-1), m.code.gutter(), width, match)
	case notePane:
		if box := m.predictionBox(width, height); len(box) > 0 {
			if len(box) == height {
				return box
			}
			return append(box, m.notePane(head, width, height-len(box))...)
		}
		return m.notePane(head, width, height)
	}
	return append([]string{head.Render(m.theme, width)}, rows...)
}

// notePane draws the note, or what takes its place.
func (m *model) notePane(head heading, width, height int) (rows []string) {
	query, match := m.walk.Search().Query, m.theme.match
	if aside := m.pages.aside(); aside != nil {
		content := aside.content()
		head.title, head.aside = aside.title(m), content.position(len(content.lines), height-1)
		rows = padded(content.Render(width-2, height-1))
	} else {
		head.title, head.aside = m.subject().title(), m.note.position(len(m.note.lines), height-1)
		rows = m.note.Render(width-2, height-1)
		if head.focused {
			rows = m.note.marked(m.theme, rows)
		}
		rows = markMatches(query, padded(rows), 0, width, match)
	}
	return append([]string{head.Render(m.theme, width)}, rows...)
}

// padded keeps text off the edges of its pane.
func padded(rows []string) []string {
	for i, row := range rows {
		rows[i] = " " + row + " "
	}
	return rows
}

// mostListed is how many rows a prompt lists.
const mostListed = 8

// presenterLine is the only row of a presentation that is not the pane's.
func (m *model) presenterLine() string {
	if m.prompt != nil || m.walk.Notice() != "" || m.walk.Search().Text != "" || m.walk.Step() == nil {
		return m.status()
	}
	leave := " " + m.says().Notices.EndsPresentation + " "
	where := m.whereWords(m.width - ansi.StringWidth(leave) - 2)
	return ends(m.theme.strong.Render(" "+where), m.theme.muted.Render(leave), m.width)
}
