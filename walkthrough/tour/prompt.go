package tour

import (
	"cmp"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// prompt is the line in which the learner answers a question of the walk, in the place of the status line.
type prompt struct {
	question *walk.Question
	input    editor
	// up and down walk through the answers, which are known ones and earlier ones: asking says where, and typed keeps
	// the text that was being typed.
	answers []choice
	asking  int
	typed   string
	aside   string // stands at the end of the row
	list    choices
}

// askWhatTheWalkAsks opens a prompt for a question of the walk, and closes it when the walk asks nothing any more.
func (m *model) askWhatTheWalkAsks() {
	asked := m.walk.Question()
	switch {
	case asked == nil && m.prompt.own() && m.page == page(&m.pages.glossary):
		return
	case asked == nil:
		m.prompt = nil
	case m.prompt == nil || m.prompt.question != asked:
		m.prompt = &prompt{question: asked}
		m.prompt.input.set(cmp.Or(asked.Begun, asked.Proposed))
		m.prompt.answer(nil)
	}
	if m.prompt == nil {
		return
	}
	switch asked.Kind {
	case walk.AskSearch:
		m.prompt.aside = searchWords(m.says().Status.Search, m.walk.Search(), m.spans())
	case walk.AskJump:
		m.listDestinations()
	case walk.AskRequest:
		if !m.prompt.recalling() {
			m.prompt.answer(m.walk.Requests(m.prompt.input.value()))
		}
		m.prompt.listAnswers(m.says())
	}
	m.prompt.list.bring(mostListed)
}

// listDestinations lists where the text may lead. The first row is chosen until the learner chooses another, since
// there an answer leads.
func (m *model) listDestinations() {
	p, d := m.prompt, m.walk.Destinations()
	p.list.rows, p.aside = nil, ""
	if d.Text == "" {
		return
	}
	for _, to := range d.List {
		about := m.says().Prompt.Step(to.Step + 1)
		if to.Command != "" {
			about = to.Help
		}
		p.list.rows = append(p.list.rows, choice{words.Name(to.Name), about})
	}
	p.list.choose(max(0, d.Chosen))
	if p.aside = p.list.count(m.says()); d.More {
		p.aside += "+"
	}
}

// answer gathers what the arrows go through: the requests that have a name and fit what is typed, and the earlier
// answers, the newest last.
func (p *prompt) answer(known []walk.KnownRequest) {
	p.answers = nil
	for _, k := range known {
		p.answers = append(p.answers, choice{k.Name, k.Shows})
	}
	for _, earlier := range p.question.History {
		p.answers = append(p.answers, choice{name: earlier})
	}
	p.asking = len(p.answers)
}

// recalling reports whether the arrows have brought an answer into the line.
func (p *prompt) recalling() bool { return p.asking < len(p.answers) }

// listAnswers lists them beside the line that is typed.
func (p *prompt) listAnswers(said *phrases.Tour) {
	p.list.rows, p.aside = nil, ""
	for _, a := range p.answers {
		p.list.rows = append(p.list.rows, choice{words.Shown(a.name), a.about})
	}
	p.list.chosen = p.asking
	if p.recalling() {
		p.aside = p.list.count(said)
	} else if n := len(p.list.rows); n > 0 {
		p.aside = said.Prompt.ToChoose(n)
	}
}

// listRows are the rows above the prompt, at most so many: what there is to choose from.
func (m *model) listRows(most int) []string {
	if m.prompt == nil {
		return nil
	}
	if len(m.prompt.list.rows) > 0 {
		return m.prompt.list.Render(m.theme, m.width, most)
	}
	d := m.walk.Destinations()
	if m.prompt.question.Kind != walk.AskJump || d.Text == "" {
		return nil
	}
	said := " " + m.says().Prompt.NoMatch
	if d.Pending {
		said = " " + m.says().Prompt.Looking
	}
	return []string{m.theme.muted.Render(fit(said, m.width))}
}

// promptPress gives a key to the prompt.
func (m *model) promptPress(pressed tea.KeyPressMsg) tea.Cmd {
	if m.prompt.own() {
		return m.narrowPress(pressed)
	}
	p := m.prompt
	before := p.input.value()
	switch pressed.String() {
	case "ctrl+c":
		return tea.Quit
	case "ctrl+z":
		return m.suspend(false)
	case "esc":
		m.walk.Cancel()
		return nil
	case "enter":
		return m.obey(m.walk.Submit(before))
	case "up":
		m.chooseAnswer(-1)
	case "down":
		m.chooseAnswer(1)
	case "tab":
		p.input.set(m.walk.Completed(before))
	default:
		p.input.press(pressed)
		if p.input.value() != before {
			p.asking = len(p.answers)
		}
	}
	if p.input.value() == before {
		return nil
	}
	return m.typed()
}

// chooseAnswer moves in the list of destinations or, where there is none, through the earlier answers. A learner who
// has begun with the earlier ones goes on with them: each of them has a list of its own.
func (m *model) chooseAnswer(places int) {
	p := m.prompt
	if p.recalling() || !m.walk.Choose(places) {
		p.recall(places)
	}
}

// clickAnswer takes the row of the prompt's list on which a click was: it goes to the destination, or puts the earlier
// answer into the line.
func (m *model) clickAnswer(y int) tea.Cmd {
	p := m.prompt
	row := p.list.top + y - (m.bodyTop() + m.bodyHeight() - len(m.listRows(mostListed)))
	if row < p.list.top || row >= len(p.list.rows) || y >= m.bodyTop()+m.bodyHeight() {
		return nil
	}
	if p.question.Kind == walk.AskJump {
		m.walk.Choose(row - p.list.chosen)
		return m.obey(m.walk.Submit(p.input.value()))
	}
	p.recall(row - p.asking)
	return m.typed()
}

// typed tells the walk what stands in the prompt now.
func (m *model) typed() tea.Cmd { return m.obey(m.walk.Typed(m.prompt.input.value())) }

// recall shows an earlier answer, or a later one.
func (p *prompt) recall(places int) {
	to := p.asking + places
	if to < 0 || to > len(p.answers) {
		return
	}
	if !p.recalling() {
		p.typed = p.input.value()
	}
	text := p.typed
	if p.asking = to; p.recalling() {
		text = p.answers[to].name
	}
	p.input.set(text)
}

// Render returns the prompt's row, exactly width cells wide, and the column of the cursor.
func (p *prompt) Render(t *theme, width int) (row string, cursor int) {
	label := " " + p.question.Label + " "
	aside := ""
	if p.aside != "" && ansi.StringWidth(label+p.aside)+20 < width {
		aside = " " + t.muted.Render(p.aside)
	}
	room := max(1, width-ansi.StringWidth(label)-ansi.StringWidth(aside)-1)
	text, look := words.Shown(p.input.value()), t.strong
	if text == "" {
		text, look = p.question.Placeholder, t.muted
	}
	before := ansi.StringWidth(words.Shown(string(p.input.text[:p.input.at])))
	from := max(0, before-room+1)
	row = t.key.Render(label) + look.Render(window(text, from, room)) + aside + " "
	return window(row, 0, width), min(width-1, ansi.StringWidth(label)+before-from)
}
