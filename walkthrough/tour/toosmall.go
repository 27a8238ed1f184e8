package tour

import (
	tea "charm.land/bubbletea/v2"
)

// A terminal in which the tour cannot be shown says so, and shows the keys when asked for them. No other key does
// anything there: a learner must not walk, stop a server or answer a question without seeing it.

// helpFits reports whether the keys can be read in a terminal of this size.
func helpFits(width, height int) bool { return width >= 24 && height >= 6 }

// helpInSmall reports whether a terminal that is too small for the tour shows the keys.
func (m *model) helpInSmall() bool {
	return !Fits(m.width, m.height) && m.page == page(&m.pages.help) && helpFits(m.width, m.height)
}

// pressInSmall does what a key does in a terminal that is too small.
func (m *model) pressInSmall(pressed tea.KeyPressMsg) tea.Cmd {
	help := m.helpInSmall()
	switch name := commandKey(pressed); {
	case name == "ctrl+c":
		return tea.Quit
	case name == "ctrl+z":
		return m.suspend(false)
	case help && (name == "q" || name == "esc" || name == "?"):
		m.page = nil
	case name == "q":
		return m.obey(m.walk.Do("quit", ""))
	case name == "?" && helpFits(m.width, m.height):
		m.page = &m.pages.help
		m.pages.help.scroll = scroll{}
	case help:
		if c := m.keyed(name); c != nil {
			m.scrolls(c.Name)
		}
	}
	return nil
}

// tooSmall is what such a terminal shows.
func (m *model) tooSmall() []string {
	if m.helpInSmall() {
		return m.pageRows(m.width, m.height)
	}
	small := m.says().TooSmall
	says := []string{small.Needs(MinWidth, MinHeight), small.Is(m.width, m.height), small.Do}
	if m.walk.Notice() != "" {
		says = append(says, m.walk.Notice()) // a boot that is not ready is not left without a question
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
