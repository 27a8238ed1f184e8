package tour

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// The list of the glossary is narrowed by typing: only the words stay that have the typed text. The line in which it is
// typed is a prompt of the page's own, of which the walk knows nothing. The list follows every key.

// narrows is the kind of that prompt's question.
const narrows walk.QuestionKind = "narrow"

// own reports whether a page asks, and not the walk.
func (p *prompt) own() bool { return p != nil && p.question.Kind == narrows }

// narrowing begins to narrow the list when the key does that on the open page, and reports whether it does.
func (m *model) narrowing(key string) bool {
	if key != "/" || m.page != page(&m.pages.glossary) {
		return false
	}
	m.prompt = &prompt{question: &walk.Question{
		Kind: narrows, Label: m.says().Glossary.WhichWords, Placeholder: m.says().Glossary.PartOfWord,
	}}
	m.prompt.input.set(m.pages.glossary.narrow)
	return true
}

// narrowPress gives a key to the line that narrows the list. Enter keeps the narrower list, and the keys mean again
// what they do on the page.
func (m *model) narrowPress(pressed tea.KeyPressMsg) tea.Cmd {
	p := &m.pages.glossary
	switch key := pressed.String(); key {
	case "ctrl+c":
		return tea.Quit
	case "ctrl+z":
		return m.suspend(false)
	case "esc":
		p.narrow, m.prompt = "", nil
	case "enter":
		m.prompt = nil
	case "up", "down":
		p.choices.goes(key, m.bodyHeight()-1)
	default:
		m.prompt.input.press(pressed)
	}
	return nil
}

// follow narrows the list to what stands in the line.
func (p *glossaryPage) follow(line *prompt) {
	if !line.own() || line.input.value() == p.narrow {
		return
	}
	p.narrow = line.input.value()
	p.choices.choose(0)
}

// narrowed counts the words of a narrower list, "" when all are listed.
func (p *glossaryPage) narrowed(said phrases.TourGlossary, all int) string {
	text := strings.TrimSpace(p.narrow)
	if text == "" {
		return ""
	}
	return said.Have(len(p.terms), all, words.Shown(text))
}
