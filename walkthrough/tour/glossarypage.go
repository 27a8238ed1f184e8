package tour

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// glossaryPage explains words: the chosen one above, all of them in a list below, those of the note at hand first. What
// is typed narrows the list: see narrow.go.
type glossaryPage struct {
	text
	choices choices
	terms   []*notes.Term
	narrow  string // the text that the listed words have, "" for all words
}

func (p *glossaryPage) title(m *model) string { return m.says().Glossary.Title }
func (p *glossaryPage) content() *text        { return &p.text }
func (p *glossaryPage) list() *choices        { return &p.choices }

func (p *glossaryPage) keys(m *model) []keyWord {
	said := &m.says().Keys
	return []keyWord{
		{key: "↓", word: said.Choose},
		{key: "enter", word: said.Pages.ToAStage(m.spans())},
		{key: "/", word: said.Pages.Narrow},
		{key: "?", word: said.Keys},
		{key: "d", word: said.Close},
	}
}

// opened chooses the word that was asked for, else the first of the note.
func (p *glossaryPage) opened(m *model) {
	g := m.walk.Glossary()
	p.choices.chosen, p.choices.top, p.narrow = 0, 0, ""
	if i := slices.Index(g.All(), g.Asked); g.Asked != nil && i >= 0 {
		p.choices.chosen = i
	}
}

func (p *glossaryPage) settle(m *model, width, height int) {
	g, t, said := m.walk.Glossary(), m.theme, m.says().Glossary
	p.follow(m.prompt)
	all := g.All()
	p.terms = g.With(p.narrow)
	p.lines, p.scroll = nil, scroll{}
	if len(all) == 0 {
		return
	}
	width = readable(width)
	rows := make([]choice, len(p.terms))
	for i, term := range p.terms {
		rows[i].name = words.Shown(said.Name(term.Name, term.Original()))
		if slices.Contains(g.Here, term) {
			rows[i].about = said.InThisNote
		}
	}
	p.choices.set(rows)
	if m.prompt.own() {
		m.prompt.aside = p.choices.count(m.says())
	}
	lines := p.explained(m, all, width)
	if narrowed := p.narrowed(said, len(all)); narrowed != "" {
		lines = append(lines, t.key.Render(fit(narrowed, width)))
	}
	listed := p.choices.Render(t, width, max(1, height-len(lines)))
	p.choices.line = len(lines) - p.choices.top
	p.lines = append(lines, listed...)
}

// explained explains the chosen word, in as many lines as the longest explanation needs, so that the list does not
// jump.
func (p *glossaryPage) explained(m *model, all []*notes.Term, width int) (lines []string) {
	t, said := m.theme, m.says().Glossary
	tallest := 0
	for _, term := range all {
		tallest = max(tallest, len(wrap(told(term.Means), width)))
	}
	on := ""
	if len(p.terms) > 0 {
		chosen := p.terms[p.choices.chosen]
		lines = append(wrapped(t.focus, words.Shown(said.Name(chosen.Name, chosen.Original())), width),
			wrapped(t.plain, told(chosen.Means), width)...)
		on = said.NothingMore(m.spans())
		if step := m.walk.ReadOn(chosen); step != nil {
			on = said.LeadsTo(words.Name(step.Node.Name))
		}
	}
	for len(lines) < tallest+1 {
		lines = append(lines, "")
	}
	return append(append(lines, wrapped(t.muted, on, width)...), "")
}

// take goes to a stage whose note tells more.
func (p *glossaryPage) take(m *model, row int) tea.Cmd {
	m.page = nil
	m.walk.GoReadOn(p.terms[row])
	return nil
}
