package tour

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// chrome is how many rows are not the panes': the title above, the status and the help line below.
const chrome = 3

func (m *model) bodyHeight() int {
	switch {
	case m.presenting:
		return m.height - 1
	case m.showsLanes():
		return m.height - chrome - 1
	}
	return m.height - chrome
}

// View draws the screen. It decides nothing and changes nothing.
func (m *model) View() tea.View {
	view := tea.NewView(strings.Join(m.rows(), "\n"))
	view.AltScreen = true
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
	if m.presenting && !m.few {
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
		if !m.presenting {
			rows = append(rows, m.title())
		}
		rows = append(rows, m.body()...)
		listed := m.jumpRows(mostListed)
		copy(rows[len(rows)-len(listed):], listed)
		switch {
		case m.presenting:
			rows = append(rows, m.presenterLine())
		default:
			if m.showsLanes() {
				rows = append(rows, m.laneLine(m.width))
			}
			rows = append(rows, m.status(), helpLine(m.theme, m.useful(), m.paging(), m.focus != stagesPane, m.width))
		}
	}
	if m.ascii || m.plainMarks {
		for i, row := range rows {
			rows[i] = rewrite(row, m.ascii)
		}
	}
	return rows
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

// bootState says in a few words how the boot went, or how it is going.
func (m *model) bootState() (string, style) {
	ready := !m.lesson.Ready.IsZero()
	end := m.lesson.End
	switch {
	case ready:
		end = m.lesson.Ready
	case m.booting():
		end = m.now
	}
	took := words.Duration(end.Sub(m.lesson.Start))
	switch {
	case m.booting() && m.lesson.Count() == 0:
		return "booting", m.theme.running
	case m.booting() && m.held():
		return "held after " + took, m.theme.running
	case m.booting():
		return fmt.Sprintf("booting %s · %d stages", took, m.lesson.Count()), m.theme.running
	case ready && m.follower == nil:
		return "recording · ready in " + took, m.theme.good
	case ready && !m.ended && m.live.ending:
		return "the server is stopping", m.theme.running
	case ready && !m.ended:
		return "ready in " + took + " · the server is running", m.theme.good
	case ready && m.err != nil:
		return "ready in " + took + " · the server has stopped: " + words.Shown(m.err.Error()), m.theme.bad
	case ready:
		return "ready in " + took + " · the server has stopped", m.theme.good
	}
	prefix := ""
	if m.follower == nil {
		prefix = "recording · "
	}
	if m.isRequest() {
		return prefix + "took " + took, m.theme.good
	}
	if m.failed < 0 || m.failed >= len(m.lesson.Steps) {
		return prefix + "not ready after " + took, m.theme.running
	}
	return prefix + "failed in " + words.Shown(m.lesson.Steps[m.failed].Node.Name) + " after " + took, m.theme.bad
}

// body draws the panes, or the page that covers them.
func (m *model) body() []string {
	width, height := m.width, m.bodyHeight()
	switch m.page {
	case logPage:
		if len(m.log.all) == 0 {
			empty := text{lines: []string{m.theme.muted.Render(m.noLog())}}
			return pageOf(m.theme, heading{title: "The server's log", focused: true}, empty, width, height)
		}
		head := heading{title: "The server's log", aside: m.log.position(len(m.log.lines), height-1), focused: true}
		return pageOf(m.theme, head, m.log.text, width, height)
	case checksPage:
		head := heading{title: "Health", aside: m.health.position(len(m.health.lines), height-1), focused: true}
		return pageOf(m.theme, head, m.health.text, width, height)
	case answerPage:
		head := heading{title: "Answer", aside: m.reply.position(len(m.reply.lines), height-1), focused: true}
		return pageOf(m.theme, head, m.reply, width, height)
	case readFirstPage:
		head := heading{title: "Before you walk", aside: m.intro.position(len(m.intro.lines), height-1), focused: true}
		return pageOf(m.theme, head, m.intro.text, width, height)
	case helpPage:
		head := heading{title: "Keys and signs", aside: m.help.position(len(m.help.lines), height-1), focused: true}
		return pageOf(m.theme, head, m.help, width, height)
	}
	columns := make([][]string, len(m.layout))
	for i, c := range m.layout {
		for _, s := range c.slots {
			columns[i] = append(columns[i], m.pane(s.pane, c.width, s.height)...)
		}
	}
	return m.layout.join(columns, m.theme.muted.Render("│"))
}

func (m *model) noLog() string {
	if m.follower == nil {
		return "A recording has no log."
	}
	return "The server has not logged anything yet."
}

// pane draws one pane: its heading and below it what it shows.
func (m *model) pane(p pane, width, height int) []string {
	head := heading{focused: p == m.focus}
	var rows []string
	switch p {
	case stagesPane:
		head.title, head.aside = "Stages", m.stages.ruler(head.rule(), width, height-1)
		rows = m.search.markAll(m.stages.Render(m.theme, width, height-1), 2, 2+m.stages.nameWidth(width, height-1), m.theme.match)
	case sourcePane:
		head.title, head.aside = "Source", m.code.aside(height-1)
		rows = m.search.markAll(m.code.Render(m.theme, width, height-1), m.code.gutter(), width, m.theme.match)
	case notePane:
		if m.health.aside {
			head.title, head.aside = "Health", m.health.position(len(m.health.lines), height-1)
			rows = padded(m.health.Render(width-2, height-1))
			break
		}
		head.title, head.aside = m.subject().title(), m.note.position(len(m.note.lines), height-1)
		rows = m.search.markAll(padded(m.note.Render(width-2, height-1)), 0, width, m.theme.match)
	}
	return append([]string{head.Render(m.theme, width)}, rows...)
}

func pageOf(t *theme, head heading, content text, width, height int) []string {
	return append([]string{head.Render(t, width)}, padded(content.Render(width-2, height-1))...)
}

// padded keeps text off the edges of its pane.
func padded(rows []string) []string {
	for i, row := range rows {
		rows[i] = " " + row + " "
	}
	return rows
}

// useful returns the rows of the key table that can do something here.
func (m *model) useful() []command {
	if m.stepping() {
		return m.commands
	}
	return slices.DeleteFunc(slices.Clone(m.commands), func(c command) bool { return c.group == serving })
}

// status tells where the learner is, and what comes next.
func (m *model) status() string {
	if m.prompt != nil {
		row, _ := m.prompt.Render(m.theme, m.width)
		return row
	}
	step := m.step()
	if step == nil {
		return fit(m.theme.muted.Render(" waiting for the first stage"), m.width)
	}
	left := " " + m.whereWords()
	right := ""
	switch {
	case m.notice != "":
		right = m.theme.running.Render(m.notice)
	case m.search.searching():
		right = m.theme.key.Render(m.searchWords())
	case m.warning() != "":
		right = m.theme.running.Render(m.warning())
	case m.stepping() && m.isLive() && m.idle():
		right = m.theme.running.Render("r sends a request, x stops the server")
	case m.failed >= 0 && m.failed != step.Index:
		right = m.theme.bad.Render("!: to the failure")
	case m.failed >= 0 && m.ended:
		right = m.theme.bad.Render("L: the server's last words")
	case m.code.next != nil:
		// Where the learner stands matters more than where he will go, so there is room for this or it is not said.
		next := "next: " + words.Shown(m.code.next.Node.Name)
		if ansi.StringWidth(left)+ansi.StringWidth(next)+2 <= m.width {
			right = m.theme.muted.Render(next)
		}
	}
	if right != "" {
		right = " " + right
	}
	// Whatever there is to say, the number of the step stays.
	const leastLeft = 18
	return ends(m.theme.strong.Render(left), fit(right, min(ansi.StringWidth(right), m.width-leastLeft))+" ", m.width)
}
