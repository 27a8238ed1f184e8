package tour

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// overviewsPage lists the overviews; enter opens the chosen one.
type overviewsPage struct {
	text
	rows choices
	all  []*notes.Note
}

func (p *overviewsPage) title(m *model) string { return m.says().Overview.List }
func (p *overviewsPage) content() *text        { return &p.text }
func (p *overviewsPage) list() *choices        { return &p.rows }

func (p *overviewsPage) keys(m *model) []keyWord {
	said := &m.says().Keys
	return []keyWord{
		{key: "↓", word: said.Choose},
		{key: "enter", word: said.Pages.Read},
		{key: "?", word: said.Keys},
		{key: "V", word: said.Close},
	}
}

// opened chooses the overview that was read last, else the first of the chapter.
func (p *overviewsPage) opened(m *model) {
	of := m.walk.Overviews()
	at := slices.Index(of.All, of.Asked)
	if at < 0 && len(of.Here) > 0 {
		at = slices.Index(of.All, of.Here[0])
	}
	p.rows.numbered, p.rows.chosen, p.rows.moved = true, max(0, at), true
}

func (p *overviewsPage) settle(m *model, width, height int) {
	of := m.walk.Overviews()
	p.all = of.All
	width = readable(width)
	lines := append(wrapped(m.theme.plain, m.says().Overview.Heads, width), "")
	rows := make([]choice, len(p.all))
	for i, note := range p.all {
		rows[i].name, rows[i].about = nameAndIdea(note)
	}
	moved := p.rows.moved
	p.rows.set(rows)
	p.rows.moved = moved
	p.lines = p.rows.under(m.theme, lines, width)
	if len(p.all) > 0 { // its row may have no room for the whole idea
		chosen := p.all[p.rows.chosen]
		said := words.Shown(chosen.Title)
		if slices.Contains(of.Here, chosen) {
			said = m.says().Overview.OfThisChapter(said)
		}
		p.lines = append(append(p.lines, ""), wrapped(m.theme.muted, said, width)...)
	}
	p.rows.inView(&p.text, height)
	p.clampTo(width, height)
}

// nameAndIdea divides a title at its colon.
func nameAndIdea(note *notes.Note) (name, idea string) {
	name, idea, _ = notes.CutTitle(words.Shown(note.Title))
	return name, idea
}

// take opens the overview.
func (p *overviewsPage) take(m *model, row int) tea.Cmd {
	return m.obey(m.walk.Do("overviews", p.all[row].Overview))
}

// overviewPage is one overview.
type overviewPage struct {
	text
	of *notes.Note
}

func (p *overviewPage) content() *text { return &p.text }

func (p *overviewPage) title(m *model) string {
	if p.of == nil {
		return m.says().Overview.Title
	}
	name, _ := nameAndIdea(p.of)
	return name
}

func (p *overviewPage) keys(m *model) []keyWord {
	said := &m.says().Keys
	return []keyWord{
		{key: "space", word: said.Page},
		{key: "↓", word: said.Scroll},
		{key: "V", word: said.Pages.AllOverviews},
		{key: "?", word: said.Keys},
		{key: "q", word: said.Close},
	}
}

func (p *overviewPage) settle(m *model, width, height int) {
	p.of = m.walk.Overviews().Asked
	if p.of == nil {
		p.lines = nil
		return
	}
	width = readable(width)
	p.lines = introLines(m, walk.Intro{Note: p.of}, width)
	var names []string
	for _, step := range m.walk.ReadOnFrom(p.of) {
		names = append(names, words.Name(step.Node.Name))
	}
	if len(names) > 0 {
		p.lines = append(append(p.lines, ""), wrapped(m.theme.muted, m.says().Overview.ReadOn(names), width)...)
	}
	p.clampTo(width, height)
}
