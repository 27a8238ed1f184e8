package tour

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// editor is one line of text that is being typed. It knows the keys that every shell knows. (The text input of Charm's
// bubbles would look for clipboard programs on the disk whenever apitour starts, its server included.)
type editor struct {
	text []rune
	at   int // where the cursor is: before this rune
}

func (e *editor) set(text string) {
	e.text = []rune(text)
	e.at = len(e.text)
}

func (e *editor) value() string { return string(e.text) }

// insert puts text in where the cursor is. A line has no line breaks.
func (e *editor) insert(text string) {
	added := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text))
	e.text = slices.Insert(e.text, e.at, added...)
	e.at += len(added)
}

// press edits the line.
func (e *editor) press(pressed tea.KeyPressMsg) {
	switch pressed.String() {
	case "left", "ctrl+b":
		e.at = max(0, e.at-1)
	case "right", "ctrl+f":
		e.at = min(len(e.text), e.at+1)
	case "home", "ctrl+a":
		e.at = 0
	case "end", "ctrl+e":
		e.at = len(e.text)
	case "backspace":
		e.cut(max(0, e.at-1), e.at)
	case "delete", "ctrl+d":
		e.cut(e.at, min(len(e.text), e.at+1))
	case "ctrl+u":
		e.cut(0, e.at)
	case "ctrl+k":
		e.cut(e.at, len(e.text))
	case "ctrl+w":
		e.cut(e.wordBefore(), e.at)
	default:
		e.insert(pressed.Text)
	}
}

func (e *editor) cut(from, to int) {
	e.text = slices.Delete(e.text, from, to)
	e.at = from
}

// wordBefore returns where the word before the cursor begins.
func (e *editor) wordBefore() int {
	at := e.at
	for at > 0 && unicode.IsSpace(e.text[at-1]) {
		at--
	}
	for at > 0 && !unicode.IsSpace(e.text[at-1]) {
		at--
	}
	return at
}
