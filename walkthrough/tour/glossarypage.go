package tour

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// glossaryPage explains words: the chosen one above, all of them in a list below, those of the note at hand first.
type glossaryPage struct {
	text
	choices choices
	terms   []*notes.Term
}

func (p *glossaryPage) title() string  { return "Glossary" }
func (p *glossaryPage) content() *text { return &p.text }
func (p *glossaryPage) list() *choices { return &p.choices }

func (p *glossaryPage) keys() []keyWord {
	return []keyWord{
		{key: "↓", word: "choose"},
		{key: "enter", word: "go to a stage about it"},
		{key: "?", word: "keys"},
		{key: "d", word: "close"},
	}
}

// opened chooses the word that was asked for, else the first of the note.
func (p *glossaryPage) opened(m *model) {
	g := m.walk.Glossary()
	p.choices.chosen, p.choices.top = 0, 0
	if i := slices.Index(g.All(), g.Asked); g.Asked != nil && i >= 0 {
		p.choices.chosen = i
	}
}

func (p *glossaryPage) settle(m *model, width, height int) {
	g := m.walk.Glossary()
	p.terms = g.All()
	if len(p.terms) == 0 {
		p.lines = nil
		return
	}
	t := m.theme
	width = readable(width)
	rows := make([]choice, len(p.terms))
	tallest := 0
	for i, term := range p.terms {
		rows[i].name = words.Shown(term.Name)
		if i < len(g.Here) {
			rows[i].about = "in this note"
		}
		tallest = max(tallest, len(wrap(words.Shown(term.Means), width)))
	}
	p.choices.set(rows)
	chosen := p.terms[p.choices.chosen]
	lines := wrapped(t.focus, words.Shown(chosen.Name), width)
	lines = append(lines, wrapped(t.plain, words.Shown(chosen.Means), width)...)
	for len(lines) < tallest+1 {
		lines = append(lines, "") // so that the list does not jump
	}
	on := "no " + m.walk.Kind().Step() + " here tells more of it"
	if step := m.walk.ReadOn(chosen); step != nil {
		on = "enter: " + words.Name(step.Node.Name)
	}
	lines = append(append(lines, wrapped(t.muted, on, width)...), "")
	listed := p.choices.Render(t, width, max(1, height-len(lines)))
	p.choices.line = len(lines) - p.choices.top
	p.lines = append(lines, listed...)
	p.scroll = scroll{}
}

// take goes to a stage whose note tells more.
func (p *glossaryPage) take(m *model, row int) tea.Cmd {
	m.page = nil
	m.walk.GoReadOn(p.terms[row])
	return nil
}
