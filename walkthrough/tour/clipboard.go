package tour

import (
	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/words"
)

// longestCopy is how many bytes are sent to the clipboard. A terminal may drop a long sequence without a word.
const longestCopy = 64 << 10

// copyText asks the terminal to put a text on the system's clipboard (OSC 52), which also works through ssh. The
// terminal does not answer, and some are set up to refuse, so the notice says what was sent, not that it has arrived.
func (m *model) copyText(text string) tea.Cmd {
	if len(text) > longestCopy {
		m.walk.Say("too long for a terminal's clipboard")
		return nil
	}
	m.walk.Say("sent to the terminal's clipboard: " + words.Shown(text))
	return tea.SetClipboard(text)
}

// copy copies what the learner is looking at.
func (m *model) copy() tea.Cmd {
	if ready := m.pages.ready.ready; m.page == page(&m.pages.ready) && ready != nil && len(ready.Shell) > 0 {
		return m.copyText(ready.Shell[0])
	}
	m.walk.Say("nothing to copy here")
	return nil
}
