package tour

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/why"
	"apitour/walkthrough/words"
)

// whyPage shows what can be asked of a stage, or of the health checks, with the answer to the chosen question below it.
// Arrows move through the questions and, on their way, through the stages that the open answer names; enter goes to the
// chosen stage, a digit opens the question of that number.
type whyPage struct {
	text
	rows  []whyRow // of the lines
	width int      // for which they were made
	shown whySpot  // that was brought into view last
}

// whyRow says what a line of the page is: a question, a place of its answer, or text.
type whyRow struct {
	question, place int
	choice          bool
}

// whySpot is what is chosen.
type whySpot struct {
	title           string
	question, place int
}

func (p *whyPage) title(m *model) string { return m.says().Why.Title }

// keys are those of the page's help line.
func (p *whyPage) keys(m *model) []keyWord {
	said := &m.says().Keys
	return []keyWord{
		{key: "↓", word: said.Choose},
		{key: "1-9", word: said.Pages.AQuestion},
		{key: "enter", word: said.Pages.ToTheStage(m.spans())},
		{key: "space", word: said.Page},
		{key: "esc", word: said.Close},
	}
}

func (p *whyPage) content() *text { return &p.text }

// widestAnswer is how wide a sentence may be: longer lines are hard to follow with the eye.
const widestAnswer = 96

// roomOfState is what the state of a named stage needs: "running for 1m15s".
const roomOfState = 24

// answerIndent is how far answers stand to the right of their questions.
const answerIndent = 5

func (p *whyPage) settle(m *model, width, height int) {
	asked := m.walk.Asked()
	p.lines, p.rows = p.lines[:0:0], p.rows[:0]
	if asked == nil {
		p.clampTo(width, height)
		return
	}
	p.head(m.says().Why, m.theme, asked, width)
	first, last := 0, 0
	for i, answer := range asked.Answers {
		if i == asked.Chosen {
			first = len(p.lines)
		}
		p.question(m.theme, answer, i, i == asked.Chosen, asked.Chosen == i && asked.Place < 0, width)
		if i == asked.Chosen {
			p.answer(m, answer, i, asked.Place, width)
			last = len(p.lines)
		}
	}
	p.inView(whySpot{asked.Title, asked.Chosen, asked.Place}, first, last, width, height)
	p.clampTo(width, height)
}

// head says what is asked about.
func (p *whyPage) head(said phrases.TourWhy, t *theme, asked *walk.Asked, width int) {
	about := words.Name(asked.Title)
	if asked.State != "" {
		about += " · " + asked.State
	}
	p.add(whyRow{}, t.strong.Render(fit(about, width)))
	if len(asked.Answers) == 0 {
		p.add(whyRow{}, t.muted.Render(fit(said.Looking, width)))
	}
	p.add(whyRow{}, "")
}

func (p *whyPage) add(row whyRow, line string) {
	p.lines, p.rows = append(p.lines, line), append(p.rows, row)
}

// question adds the row of a question.
func (p *whyPage) question(t *theme, answer why.Answer, i int, open, chosen bool, width int) {
	styles, mark, digit := t.on(chosen), openIfChosen(open), "  "
	if i < 9 {
		digit = fmt.Sprintf("%d ", i+1)
	}
	look := styles.plain
	switch {
	case open && answer.Kind == why.Failed:
		look = styles.bad
	case open:
		look = styles.strong
	}
	row := whyRow{question: i, place: -1, choice: true}
	indent := ansi.StringWidth(mark + digit)
	for j, line := range wrapNames(answer.Question, max(1, width-indent)) {
		lead := styles.key.Render(mark + digit)
		if j > 0 {
			lead = styles.key.Render(spaces(indent))
		}
		p.add(row, lead+look.Render(fit(line, width-indent)))
	}
}

func openIfChosen(open bool) string {
	if open {
		return openSection
	}
	return foldedSection
}

// answer adds the sentences of the open answer, and the places that they name.
func (p *whyPage) answer(m *model, answer why.Answer, question, chosen, width int) {
	room := min(widestAnswer, width-answerIndent)
	for _, sentence := range answer.Sentences {
		for _, line := range wrapNames(sentence, room) {
			p.add(whyRow{}, spaces(answerIndent)+m.theme.plain.Render(fit(line, width-answerIndent)))
		}
	}
	steps := m.walk.Lesson().Steps
	names := 0
	for _, place := range answer.Places {
		names = max(names, ansi.StringWidth(place.Name))
	}
	names = min(names, width-answerIndent-roomOfState)
	for i, place := range answer.Places {
		if place.Index >= len(steps) {
			continue
		}
		styles, mark := m.theme.on(i == chosen), "  → "
		if i == chosen {
			mark = "▶ → "
		}
		about := words.Brief(m.walk.AskedAt(), steps[place.Index])
		line := styles.key.Render(spaces(answerIndent-2)+mark) + styles.plain.Render(fit(place.Name, names)+"  ")
		room := width - ansi.StringWidth(line)
		p.add(whyRow{question: question, place: i, choice: true}, line+styles.muted.Render(fit(about, room)))
	}
	p.add(whyRow{}, "")
}

// wrapNames is wrap for text with names of stages, which stay whole: it does not break lines at their hyphens.
func wrapNames(s string, width int) []string {
	const unbroken = "\u2011"
	lines := wrap(strings.ReplaceAll(s, "-", unbroken), width)
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], unbroken, "-")
	}
	return lines
}

// inView scrolls to the open question when another one was chosen, so that its answer can be read.
func (p *whyPage) inView(spot whySpot, first, last, width, height int) {
	if p.shown == spot && p.width == width {
		return
	}
	p.shown, p.width = spot, width
	if at := p.lineOf(spot); at >= 0 && spot.place >= 0 {
		first, last = min(first, at), at+1
	}
	switch {
	case last <= height:
		p.y = 0
	case first < p.y || last-first > height:
		p.y = first
	case last > p.y+height:
		p.y = last - height
	}
}

// lineOf returns the line of a question or a place, -1 when it has none.
func (p *whyPage) lineOf(spot whySpot) int {
	for i, row := range p.rows {
		if row.choice && row.question == spot.question && row.place == spot.place {
			return i
		}
	}
	return -1
}

// askingWhy gives a key to the open page of questions, and reports whether it has a meaning there.
func (m *model) askingWhy(key string) (tea.Cmd, bool) {
	if m.page != page(&m.pages.why) {
		return nil, false
	}
	if len(key) == 1 && key[0] >= '1' && key[0] <= '9' {
		if asked := m.walk.Asked(); asked != nil && int(key[0]-'1') < len(asked.Answers) {
			m.walk.ChooseWhy(int(key[0] - '1'))
		}
		return nil, true
	}
	if key == "enter" {
		m.followWhy()
		return nil, true
	}
	c := m.keyed(key)
	switch {
	case c == nil:
		return nil, false
	case c.Name == "down":
		m.walk.MoveWhy(1)
		return nil, true
	case c.Name == "up":
		m.walk.MoveWhy(-1)
		return nil, true
	case c.Group == walk.Serving && !c.OnPage:
		m.page = nil // what an answer says to press is pressed where it shows
		return m.do(c), true
	}
	return nil, false
}

// followWhy goes to the chosen stage, or to the first one that the open answer names.
func (m *model) followWhy() {
	if m.walk.FollowWhy() {
		m.page = nil
	}
}

// clickWhy opens the question, or goes to the stage, on which a click was, and reports whether the page is open.
func (m *model) clickWhy(y int) bool {
	p := &m.pages.why
	if m.page != page(p) {
		return false
	}
	line := p.y + y - m.bodyTop() - 1
	if line < 0 || line >= len(p.rows) || !p.rows[line].choice || y <= m.bodyTop() || y >= m.bodyTop()+m.bodyHeight() {
		return true
	}
	row := p.rows[line]
	m.walk.ChooseWhy(row.question)
	for range row.place + 1 {
		m.walk.MoveWhy(1)
	}
	if row.place >= 0 {
		m.followWhy()
	}
	return true
}
