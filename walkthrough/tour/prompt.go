package tour

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// prompt is the line in which the learner answers a question of the walk, in the place of the status line.
type prompt struct {
	question *walk.Question
	input    editor
	// up and down walk through the question's history: asking says where, and typed keeps the text that was being
	// typed.
	asking int
	typed  string
	aside  string // stands at the end of the row
}

// askWhatTheWalkAsks opens a prompt for a question of the walk, and closes it when the walk asks nothing any more.
func (m *model) askWhatTheWalkAsks() {
	asked := m.walk.Question()
	switch {
	case asked == nil:
		m.prompt = nil
	case m.prompt == nil || m.prompt.question != asked:
		m.prompt = &prompt{question: asked, asking: len(asked.History)}
		m.prompt.input.set(asked.Proposed)
	}
	if m.prompt != nil && asked.Kind == walk.AskSearch {
		m.prompt.aside = searchWords(m.walk.Search(), m.walk.Kind())
	}
}

// promptPress gives a key to the prompt.
func (m *model) promptPress(pressed tea.KeyPressMsg) tea.Cmd {
	p := m.prompt
	before := p.input.value()
	switch pressed.String() {
	case "ctrl+c":
		return m.quit(true)
	case "ctrl+z":
		return m.suspend(false)
	case "esc":
		m.walk.Cancel()
		return nil
	case "enter":
		return m.obey(m.walk.Submit(before))
	case "up":
		p.recall(-1)
	case "down":
		p.recall(1)
	case "tab":
		p.input.set(m.walk.Completed(before))
	default:
		p.input.press(pressed)
	}
	if p.input.value() == before {
		return nil
	}
	return m.typed()
}

// typed tells the walk what stands in the prompt now.
func (m *model) typed() tea.Cmd { return m.obey(m.walk.Typed(m.prompt.input.value())) }

// recall shows an earlier answer, or a later one.
func (p *prompt) recall(places int) {
	history := p.question.History
	to := p.asking + places
	if to < 0 || to > len(history) {
		return
	}
	if p.asking == len(history) {
		p.typed = p.input.value()
	}
	text := p.typed
	if p.asking = to; to < len(history) {
		text = history[to]
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
