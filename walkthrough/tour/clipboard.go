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
		m.walk.Say(m.says().Notices.TooLongCopy)
		return nil
	}
	m.walk.Say(m.says().Notices.Copied(words.Shown(text)))
	return tea.SetClipboard(text)
}

// copyHere copies what the learner is looking at, where that is more than a step, and reports whether it is.
func (m *model) copyHere() (tea.Cmd, bool) {
	ready := m.pages.ready.ready
	if m.page != page(&m.pages.ready) || ready == nil || len(ready.Shell) == 0 {
		return nil, false
	}
	return m.copyText(ready.Shell[0]), true
}
