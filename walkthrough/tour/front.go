package tour

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// frontPage is the page before a walk: what there is to walk through, and how much of it the learner wants.
type frontPage struct {
	text
	choices choices
	of      *walk.Front
}

func (p *frontPage) content() *text { return &p.text }
func (p *frontPage) list() *choices { return &p.choices }

func (p *frontPage) title(m *model) string {
	if p.of == nil {
		return m.says().Front.Title
	}
	return words.Shown(p.of.About.Title)
}

func (p *frontPage) keys(m *model) []keyWord {
	said := &m.says().Keys
	end := []keyWord{{key: "?", word: said.Keys}, {key: "q", word: said.Close}}
	if !m.ascii {
		end = append(end, keyWord{command: "language", word: said.Language})
	}
	if p.of != nil && len(p.of.Paths) == 0 {
		return append([]keyWord{{key: "space", word: said.Front.ToSpans}}, end...)
	}
	return append([]keyWord{
		{key: "space", word: said.Front.Begin},
		{key: "↓", word: said.Choose},
		{key: "I", word: said.Front.ThisPageLater},
	}, end...)
}

// opened chooses the learner's path in the list.
func (p *frontPage) opened(w *walk.Walk) {
	p.of = w.Front()
	p.choices.numbered = true
	if p.of == nil {
		return
	}
	p.choices.chosen = p.of.Chosen
	p.choices.moved = true
}

func (p *frontPage) settle(m *model, width, height int) {
	p.of = m.walk.Front()
	if p.of == nil {
		p.lines = nil
		return
	}
	t := m.theme
	width = readable(width)
	lines := wrapped(t.plain, told(p.of.Tells()), width)
	if len(p.of.Paths) > 0 {
		lines = p.boot(m, lines, width)
	} else {
		p.choices.set(nil)
		lines = append(append(lines, ""), factLines(t, p.of.Facts, width)...)
	}
	var keys []string
	for _, k := range p.of.Keys {
		keys = append(keys, t.key.Render(words.Shown(k.Key))+" "+t.muted.Render(words.Shown(k.Does)))
	}
	p.lines = append(lines, "", fit(strings.Join(keys, "   "), width))
	p.choices.inView(&p.text, height)
	p.clampTo(width, height)
}

// boot adds the chain, the chapters and the paths of a boot or a request.
func (p *frontPage) boot(m *model, lines []string, width int) []string {
	t := m.theme
	if p.of.Chain {
		lines = append(lines, chainLine(t, m.says().Front.ARequest, width))
	}
	if p.of.About.Chapters != "" {
		lines = append(lines, "", t.focus.Render(fit(words.Shown(p.of.About.Chapters), width)))
		lines = append(lines, chapterLines(t, p.of.Chapters, width)...)
	}
	lines = append(lines, "", t.focus.Render(fit(words.Shown(p.of.Front.Paths.Question), width)))
	rows := make([]choice, len(p.of.Paths))
	for i, path := range p.of.Paths {
		about := m.says().Front.ToRead(words.Thousands(path.Stops), words.Thousands(path.Words), m.spans())
		rows[i] = choice{words.Shown(path.Name), about}
	}
	moved := p.choices.moved
	p.choices.set(rows)
	p.choices.moved = moved
	return p.choices.under(t, lines, width)
}

// factLines say what was read, each fact behind its name.
func factLines(t *theme, facts []walk.FrontFact, width int) (lines []string) {
	column := 0
	for _, f := range facts {
		column = max(column, ansi.StringWidth(f.What)+2)
	}
	for _, f := range facts {
		for i, part := range wrap(words.Shown(f.Said), max(1, width-column)) {
			what := t.key.Render(fit(f.What, column))
			if i > 0 {
				what = spaces(column)
			}
			lines = append(lines, what+t.plain.Render(part))
		}
	}
	return lines
}

// take begins the walk on a path. Where there is none to choose it closes the page.
func (p *frontPage) take(m *model, row int) tea.Cmd {
	m.page = nil
	if p.of == nil || row >= len(p.of.Paths) {
		return nil
	}
	return m.obey(m.walk.Begin(p.of.Paths[row].Path))
}

// chainLine draws the way of a request through the servers.
func chainLine(t *theme, request string, width int) string {
	parts := []string{t.muted.Render("  " + request)}
	for _, server := range notes.Chain {
		name := server.String()
		switch server {
		case notes.Kube:
			name = "kube-apiserver"
		case notes.NotFound:
			name = "404"
		}
		parts = append(parts, t.strong.Render(name))
	}
	return fit(strings.Join(parts, t.rule.Render(" ──→ ")), width)
}

// chapterLines lists chapters, each with its sentence. A title says more behind a colon, which is for the chapter's own
// page.
func chapterLines(t *theme, chapters []*notes.Chapter, width int) (lines []string) {
	names := 0
	short := make([]string, len(chapters))
	for i, c := range chapters {
		short[i], _, _ = notes.CutTitle(words.Shown(c.Title))
		names = max(names, ansi.StringWidth(short[i]))
	}
	for i, c := range chapters {
		head := fmt.Sprintf("%2d %s  ", c.Number, fit(short[i], names))
		indent := ansi.StringWidth(head)
		for k, part := range wrap(told(c.Sentence), max(1, width-indent)) {
			before := spaces(indent)
			if k == 0 {
				before = t.key.Render(head)
			}
			lines = append(lines, fit(before+t.plain.Render(part), width))
		}
	}
	return lines
}
