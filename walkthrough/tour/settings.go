package tour

import (
	"maps"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/settings"
	"apitour/walkthrough/words"
)

// The screen's keys in the settings.
const (
	mouseKey  = "mouse"  // false when the terminal has the mouse
	splitsKey = "splits" // how the screen is divided, for each class of layouts
	// sectionsKey has the sections of notes that the learner has opened (true) or folded, by their names.
	sectionsKey = "sections"
)

// useSettings takes in what the screen remembers of earlier days.
func (m *model) useSettings(f *settings.File) {
	m.settings = f
	f.Get(mouseKey, &m.mouse)
	f.Get(splitsKey, &m.splits)
	f.Get(sectionsKey, &m.note.chosen)
	if err := f.Broken(); err != nil {
		m.walk.Say(words.Shown(m.walk.Phrases().Error(err)))
		m.mouse, m.splits, m.note.chosen = true, nil, nil
	}
	if m.splits == nil {
		m.splits = make(map[layoutClass]split)
	}
}

func (m *model) saveSplits() tea.Cmd { return m.save(splitsKey, maps.Clone(m.splits)) }

// save writes a setting beside the screen.
func (m *model) save(key string, value any) tea.Cmd {
	return m.obey(m.walk.Save(key, value))
}
