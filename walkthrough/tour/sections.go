package tour

import (
	"cmp"
	"maps"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// Marks of a section's title.
const (
	openSection   = "▾ "
	foldedSection = "▸ "
)

// layers says which sections of notes are open. At first these are a note's first two; what the learner chooses for a
// section counts in every note and on other days.
type layers struct {
	chosen map[string]bool // by the name of the section: open or not
	found  map[string]bool // opened for the match of a search, until the learner goes to another stage
}

// key returns the name of the section in every language.
func (s section) key() string { return cmp.Or(s.name, s.title) }

func (l layers) open(s section) bool {
	if l.found[s.key()] {
		return true
	}
	if open, ok := l.chosen[s.key()]; ok {
		return open
	}
	return !s.later
}

// arrange puts the sections one below the other, those that are folded with their titles alone.
func (n *note) arrange(t *theme, sections []section, width int) {
	n.lines, n.titles = n.lines[:0:0], n.titles[:0]
	for _, s := range sections {
		if s.title == "" {
			n.lines = append(n.lines, s.lines...)
			continue
		}
		if last := len(n.titles) - 1; last >= 0 && n.titles[last].open {
			n.lines = append(n.lines, "")
		}
		mark, open := foldedSection, n.open(s)
		if open {
			mark = openSection
		}
		n.titles = append(n.titles, titleAt{s, len(n.lines), open})
		n.lines = append(n.lines, t.focus.Render(fit(mark+words.Shown(s.title), width)))
		if open {
			n.lines = append(n.lines, s.lines...)
		}
	}
}

// section returns the section that f folds: the first whose title is in view, or as many titles further down as the
// learner has gone past the end of the text; without a title in view the section that is.
func (n *note) section() (titleAt, bool) {
	if len(n.titles) == 0 {
		return titleAt{}, false
	}
	if seen := n.inView(); len(seen) > 0 {
		return seen[min(n.past, len(seen)-1)], true
	}
	at := n.titles[0]
	for _, s := range n.titles {
		if s.line < n.y {
			at = s
		}
	}
	return at, true
}

// inView returns the titles that are in view.
func (n *note) inView() (seen []titleAt) {
	for _, s := range n.titles {
		if s.line >= n.y && s.line < n.y+n.height {
			seen = append(seen, s)
		}
	}
	return seen
}

// move scrolls. Where the text cannot go on, it goes from title to title, so that each of them can be unfolded.
func (n *note) move(dx, dy int) {
	titles := len(n.inView())
	switch atEnd := n.y >= len(n.lines)-n.height; {
	case dy > 0 && atEnd && titles > 0:
		n.past = min(n.past+min(dy, titles), titles-1)
	case dy < 0 && n.past > 0:
		n.past = max(0, n.past+dy)
	default:
		n.by(dx, dy)
	}
}

// marked marks, in the rows of the pane, the title of the section that f folds.
func (n *note) marked(t *theme, rows []string) []string {
	if s, ok := n.section(); ok && s.line >= n.y && s.line-n.y < len(rows) {
		row := rows[s.line-n.y]
		rows[s.line-n.y] = t.chosen.focus.Render(ansi.Strip(row))
	}
	return rows
}

// fold folds a section of all notes or unfolds it, and remembers that.
func (m *model) fold(s titleAt) tea.Cmd {
	n := &m.note
	if n.chosen == nil {
		n.chosen = make(map[string]bool)
	}
	n.chosen[s.key()] = !s.open
	delete(n.found, s.key())
	return m.saveLayers()
}

// saveLayers remembers which sections are open.
func (m *model) saveLayers() tea.Cmd {
	if len(m.note.chosen) == 0 {
		return m.save(sectionsKey, nil)
	}
	return m.save(sectionsKey, maps.Clone(m.note.chosen))
}

// foldSection folds the section that is in view, or unfolds it. Its title stays in view.
func (m *model) foldSection() tea.Cmd {
	s, ok := m.note.section()
	if !ok {
		m.walk.Say(m.says().Notices.NothingFolds)
		return nil
	}
	if s.line < m.note.y {
		m.note.y, m.note.moved = s.line, true
	}
	return m.fold(s)
}

// foldAllSections opens every section; when all are open it leaves those that are open at first.
func (m *model) foldAllSections() tea.Cmd {
	n := &m.note
	all := true
	for _, s := range n.titles {
		all = all && s.open
	}
	n.chosen, n.found = nil, nil
	if !all {
		n.chosen = make(map[string]bool)
		for _, s := range n.titles {
			n.chosen[s.key()] = true
		}
	}
	n.scroll = scroll{}
	return m.saveLayers()
}

// openFound opens the sections of the note in which the text of the search is.
func (m *model) openFound() {
	step := m.walk.Step()
	if step == nil || step.Note() == nil {
		return
	}
	q := m.walk.Search().Query
	m.note.found = make(map[string]bool)
	for _, layer := range step.Note().Layers(m.walk.Path() == walk.Short) {
		if q.In(layer.Body) {
			m.note.found[layer.Name] = true
		}
	}
}
