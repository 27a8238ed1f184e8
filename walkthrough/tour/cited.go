package tour

import (
	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/anchors"
)

// reviewedMsg brings what has become of the places in upstream's source that the notes cite.
type reviewedMsg struct{ review *anchors.Review }

// reviewPlaces has the places reviewed beside the screen, which takes a tenth of a second: the first frame must not
// wait for it. What a broken table hides is a line in each note, so the tour goes on without.
func (m *model) reviewPlaces() tea.Cmd {
	if m.review == nil {
		return nil
	}
	return func() tea.Msg {
		review, err := m.review()
		if err != nil {
			return nil
		}
		return reviewedMsg{review}
	}
}

// reviewed renders all notes anew, with what has become of the places that they cite.
func (m *markdown) reviewed(review *anchors.Review) {
	m.review = review
	clear(m.sections)
}
