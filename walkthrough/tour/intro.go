package tour

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/notes"
)

// Intro is what a learner reads before the walk, and may come back to: why this boot or this request is worth one.
type Intro struct {
	// Lines stand above the note: what was done, what came of it. They may hold anything.
	Lines []string
	// Note may be nil.
	Note *notes.Note
}

func (i Intro) empty() bool { return len(i.Lines) == 0 && i.Note == nil }

// introPage is the page of an intro.
type introPage struct {
	text
	Intro
}

// introduce has the walk begin with the intro.
func (m *model) introduce(i Intro) {
	m.intro.Intro = i
	if !i.empty() && !m.plain {
		m.page = readFirstPage
	}
}

func (m *model) toggleIntro() tea.Cmd {
	if m.intro.empty() {
		m.notice = "this walk has no introduction"
		return nil
	}
	return m.toggle(readFirstPage)
}

func (m *model) settleIntro(width, height int) {
	m.intro.lines = m.introLines(width)
	m.intro.clampTo(width, height)
}

func (m *model) introLines(width int) (lines []string) {
	for _, line := range m.intro.Lines {
		lines = append(lines, wrapped(m.theme.plain, shown(expandTabs(line, tabSize)), width)...)
	}
	if m.intro.Note == nil {
		return lines
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	lines = append(lines, wrapped(m.theme.strong, shown(m.intro.Note.Title), width)...)
	sections := m.note.markdown.Sections(m.intro.Note, m.theme, width)
	for _, s := range slices.Concat(sections, upstream(m.theme, m.intro.Note, width)) {
		lines = append(lines, "")
		if s.title != "" {
			lines = append(lines, m.theme.focus.Render(shown(s.title)))
		}
		lines = append(lines, s.lines...)
	}
	return lines
}

// introText is the intro for those who read lines: its facts, and the first section of its note.
func (m *model) introText() (lines []string) {
	for _, line := range m.intro.Lines {
		lines = append(lines, shown(line))
	}
	if m.intro.Note != nil {
		lines = append(lines, shown(m.intro.Note.Title))
		if sections := m.intro.Note.Sections(); len(sections) > 0 {
			lines = append(lines, strings.Split(strings.TrimSpace(sections[0].Body), "\n")...)
		}
	}
	return lines
}
