package tour

import "apitour/walkthrough/words"

// Marks of a section's title.
const (
	openSection   = "▾ "
	foldedSection = "▸ "
)

// arrange puts the sections one below the other, those that are folded with their titles alone.
func (n *note) arrange(t *theme, sections []section, width int) {
	n.lines, n.titles = n.lines[:0:0], n.titles[:0]
	for _, s := range sections {
		if s.title == "" {
			n.lines = append(n.lines, s.lines...)
			continue
		}
		if last := len(n.titles) - 1; last >= 0 && !n.folded[n.titles[last].title] {
			n.lines = append(n.lines, "")
		}
		mark := openSection
		if n.folded[s.title] {
			mark = foldedSection
		}
		n.titles = append(n.titles, titleAt{s.title, len(n.lines)})
		n.lines = append(n.lines, t.focus.Render(fit(mark+words.Shown(s.title), width)))
		if !n.folded[s.title] {
			n.lines = append(n.lines, s.lines...)
		}
	}
}

// section returns the section at the top of what is in view, or, above the first of them, the first.
func (n *note) section() (titleAt, bool) {
	if len(n.titles) == 0 {
		return titleAt{}, false
	}
	at := n.titles[0]
	for _, s := range n.titles {
		if s.line <= n.y {
			at = s
		}
	}
	return at, true
}

// fold folds a section or unfolds it.
func (n *note) fold(title string) {
	if n.folded == nil {
		n.folded = make(map[string]bool)
	}
	n.folded[title] = !n.folded[title]
}

// foldSection folds the section that is at the top of the note, or unfolds it. Its title stays where it is in view.
func (m *model) foldSection() {
	s, ok := m.note.section()
	if !ok {
		m.walk.Say("nothing to fold")
		return
	}
	m.note.fold(s.title)
	if s.line < m.note.y {
		m.note.y, m.note.moved = s.line, true
	}
}

// foldAllSections folds every section, or unfolds all when all are folded.
func (m *model) foldAllSections() {
	all := true
	for _, s := range m.note.titles {
		all = all && m.note.folded[s.title]
	}
	for _, s := range m.note.titles {
		if m.note.folded[s.title] == all {
			m.note.fold(s.title)
		}
	}
	m.note.scroll = scroll{}
}
