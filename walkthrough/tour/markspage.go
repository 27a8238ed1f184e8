package tour

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// marksPage lists the marks; enter goes to the step of the chosen one.
type marksPage struct {
	text
	rows  choices
	marks []walk.MarkView
}

func (p *marksPage) title(m *model) string { return m.says().Marks.Title }
func (p *marksPage) content() *text        { return &p.text }
func (p *marksPage) list() *choices        { return &p.rows }

func (p *marksPage) settle(m *model, width, height int) {
	p.marks = m.walk.Marks()
	rows := make([]choice, len(p.marks))
	for i, mark := range p.marks {
		name := m.says().Marks.NotHere(mark.Address)
		if mark.Step >= 0 {
			name = fmt.Sprintf("%d %s", mark.Step+1, words.Name(mark.Name))
		}
		rows[i] = choice{name, words.Shown(mark.Text)}
	}
	moved := p.rows.moved
	p.rows.set(rows)
	p.rows.moved = moved
	p.lines = p.rows.under(m.theme, nil, width)
	p.rows.inView(&p.text, height)
	p.clampTo(width, height)
}

// take goes to the step of a mark.
func (p *marksPage) take(m *model, row int) tea.Cmd {
	to := p.marks[row].Step
	if to < 0 {
		m.walk.Say(m.says().Notices.NoSuchStage)
		return nil
	}
	m.page = nil
	m.walk.MoveTo(to, m.says().Notices.YouAreThere)
	return nil
}
