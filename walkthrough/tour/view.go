package tour

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/words"
)

// chrome is how many rows are not the panes': the title above, the status and the help line below.
const chrome = 3

func (m *model) bodyHeight() int {
	switch {
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
	if m.width <= 0 || m.height <= 0 {
		return nil
	}
	var rows []string
	if !Fits(m.width, m.height) {
		rows = m.tooSmall()
	} else {
		rows = m.screen()
	}
	if m.ascii || m.asciiMarks {
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
	listed := m.jumpRows(mostListed)
	copy(rows[len(rows)-len(listed):], listed)
	if m.presenting {
		return append(rows, m.presenterLine())
	}
	if m.walk.ShowsLanes() {
		rows = append(rows, laneLine(m.theme, m.walk.Lanes(), m.walk.OthersRun(), m.width))
	}
	return append(rows, m.status(), m.helpLine())
}

func (m *model) tooSmall() []string {
	says := []string{
		fmt.Sprintf("apitour needs %d×%d;", MinWidth, MinHeight),
		fmt.Sprintf("this terminal is %d×%d.", m.width, m.height),
		"Make it larger, or press q to quit.",
	}
	var lines []string
	for _, s := range says {
		lines = append(lines, wrap(s, m.width)...)
	}
	rows := make([]string, m.height)
	for i := range rows {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		rows[i] = fit(line, m.width)
	}
	return rows
}

// body draws the panes, or the page that covers them.
func (m *model) body() []string {
	width := m.width
	if m.page != nil {
		height := m.pageHeight()
		content := m.page.content()
		head := heading{title: m.page.title(), aside: content.position(len(content.lines), height-1), focused: true}
		if p, ok := m.page.(chooser); ok {
			head.aside = p.list().count()
		}
		rows := append([]string{head.Render(m.theme, width)}, padded(content.Render(width-2, height-1))...)
		return append(rows, m.predictionLines(width)...)[:m.bodyHeight()]
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

// pane draws one pane: its heading and below it what it shows.
func (m *model) pane(p pane, width, height int) []string {
	head := heading{focused: p == m.focus}
	query, match := m.walk.Search().Query, m.theme.match
	var rows []string
	switch p {
	case stagesPane:
		head.title = m.walk.InWordsOf("Stages")
		head.aside = m.stages.ruler(head.rule(), width, height-1)
		rows = markMatches(
			query,
			m.stages.Render(m.theme, width, height-1),
			2,
			2+m.stages.nameWidth(width, height-1),
			match,
		)
	case sourcePane:
		head.title, head.aside = "Source", m.code.aside(height-1)
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

// notePane draws the note, or the health in its place.
func (m *model) notePane(head heading, width, height int) (rows []string) {
	query, match := m.walk.Search().Query, m.theme.match
	if health := &m.pages.health; health.aside {
		head.title, head.aside = health.title(), health.position(len(health.lines), height-1)
		rows = padded(health.Render(width-2, height-1))
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

// mostListed is how many destinations are shown.
const mostListed = 8

// jumpRows are what is shown above the prompt: where the typed text may lead.
func (m *model) jumpRows(most int) []string {
	t, d := m.theme, m.walk.Destinations()
	if m.prompt == nil || d.Text == "" {
		return nil
	}
	if len(d.List) == 0 {
		said := " no match"
		if d.Pending {
			said = " looking …"
		}
		return []string{t.muted.Render(fit(said, m.width))}
	}
	first := max(0, d.Chosen-most+1)
	var rows []string
	for i, to := range d.List[first:min(len(d.List), first+most)] {
		styles, mark := t.on(first+i == d.Chosen), "  "
		if first+i == d.Chosen {
			mark = "▶ "
		}
		means := fmt.Sprintf("step %d", to.Step+1)
		if to.Command != "" {
			means = to.Help
		}
		row := styles.key.Render(mark) + styles.plain.Render(words.Name(to.Name)) + styles.muted.Render("  "+means)
		rows = append(rows, fit(row, m.width))
	}
	return rows
}

// presenterLine is the only row of a presentation that is not the pane's.
func (m *model) presenterLine() string {
	if m.prompt != nil || m.walk.Notice() != "" || m.walk.Search().Text != "" || m.walk.Step() == nil {
		return m.status()
	}
	const leave = " v ends the presentation "
	return ends(m.theme.strong.Render(" "+m.whereWords(m.width-ansi.StringWidth(leave)-2)), m.theme.muted.Render(leave), m.width)
}
