package tour

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// prompt is a line that the learner is asked for, in the place of the status line: a request, a name, a word to look for.
// The plain walk asks for it in a line of its own.
type prompt struct {
	label string // what is asked for, with its colon
	input editor
	// history holds what was typed before, the newest last; up and down walk through it, and asking at its end stands what
	// was being typed.
	history []string
	asking  int
	typed   string
	aside   string // what there is to say at the end of the row

	changed   func(*model, string)         // with the text after every key, may be nil
	complete  func(*model, string) string  // what tab makes of the text, may be nil
	done      func(*model, string) tea.Cmd // when the learner presses enter
	cancelled func(*model)                 // when the learner presses esc, may be nil
}

// ask shows a prompt with a text to begin with.
func (m *model) ask(p prompt, text string) tea.Cmd {
	p.input.set(text)
	p.asking = len(p.history)
	m.prompt = &p
	return nil
}

// promptPress gives a key to the prompt.
func (m *model) promptPress(pressed tea.KeyPressMsg) tea.Cmd {
	p := m.prompt
	switch pressed.String() {
	case "ctrl+c":
		return m.quitAtOnce()
	case "esc":
		m.prompt = nil
		if p.cancelled != nil {
			p.cancelled(m)
		}
		return nil
	case "enter":
		return m.answer(p.input.value())
	case "up":
		m.recall(-1)
		return nil
	case "down":
		m.recall(1)
		return nil
	case "tab":
		if p.complete != nil {
			p.set(m, p.complete(m, p.input.value()))
		}
	default:
		before := p.input.value()
		p.input.press(pressed)
		p.tell(m, before)
	}
	return nil
}

// paste takes what the terminal has pasted.
func (p *prompt) paste(m *model, text string) {
	before := p.input.value()
	p.input.insert(text)
	p.tell(m, before)
}

// set replaces the text.
func (p *prompt) set(m *model, text string) {
	before := p.input.value()
	p.input.set(text)
	p.tell(m, before)
}

// tell lets whoever asks know of another text.
func (p *prompt) tell(m *model, before string) {
	if now := p.input.value(); now != before && p.changed != nil {
		p.changed(m, now)
	}
}

// answer closes the prompt and does what it was for.
func (m *model) answer(text string) tea.Cmd {
	p := m.prompt
	m.prompt = nil
	return p.done(m, text)
}

// recall shows what was typed before, or after.
func (m *model) recall(places int) {
	p := m.prompt
	to := p.asking + places
	if to < 0 || to > len(p.history) {
		return
	}
	if p.asking == len(p.history) {
		p.typed = p.input.value()
	}
	text := p.typed
	if p.asking = to; to < len(p.history) {
		text = p.history[to]
	}
	p.set(m, text)
}

// Render returns the prompt's row, exactly width cells wide, and the column of the cursor.
func (p *prompt) Render(t *theme, width int) (row string, cursor int) {
	label := " " + p.label + " "
	aside := ""
	if p.aside != "" && ansi.StringWidth(label+p.aside)+20 < width {
		aside = " " + t.muted.Render(p.aside)
	}
	room := max(1, width-ansi.StringWidth(label)-ansi.StringWidth(aside)-1)
	text := words.Shown(p.input.value())
	before := ansi.StringWidth(words.Shown(string(p.input.text[:p.input.at])))
	from := max(0, before-room+1)
	row = t.key.Render(label) + t.strong.Render(window(text, from, room)) + aside + " "
	return window(row, 0, width), min(width-1, ansi.StringWidth(label)+before-from)
}

// remember adds what was typed to a history, once and at its end.
func remember(history []string, text string) []string {
	const most = 50
	kept := make([]string, 0, len(history)+1)
	for _, h := range history {
		if h != text {
			kept = append(kept, h)
		}
	}
	kept = append(kept, text)
	return kept[max(0, len(kept)-most):]
}
