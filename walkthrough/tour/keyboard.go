package tour

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// A terminal with Kitty's keyboard protocol (https://sw.kovidgoyal.net/kitty/keyboard-protocol) tells of each key which
// character it types, and which one it would type on a US keyboard: the base key. A learner whose layout has no Latin
// letters presses the keys of the commands by their places. Layouts with Latin letters never do: there the character
// counts, wherever its key is. Terminals without the protocol send the character alone, and nothing is guessed.

// enhancements asks for base keys. The protocol tells them only of keys that are sent as escape codes, so all keys have
// to be, with their text. While the learner types an answer they are not: input methods compose text, and the
// terminal sends it as it is.
func (m *model) enhancements() tea.KeyboardEnhancements {
	return tea.KeyboardEnhancements{
		ReportAlternateKeys:        true,
		ReportAllKeysAsEscapeCodes: m.prompt == nil,
		ReportAssociatedText:       m.prompt == nil,
	}
}

// understood returns a key press without what the terminal's protocol adds to it, and reports whether a key was pressed
// that means something: Shift and its like do nothing alone.
func understood(pressed tea.KeyPressMsg) (tea.KeyPressMsg, bool) {
	if isModifier(pressed.Code) {
		return pressed, false
	}
	pressed.Text = typedText(pressed)
	if !isForeign(pressed.Code) {
		pressed.BaseCode = 0 // Bubble Tea would name the key by it: Ctrl-C on a Dvorak keyboard is its Ctrl-I
	}
	switch pressed.Code {
	case tea.KeySpace, tea.KeyEnter, tea.KeyBackspace, tea.KeyEscape:
		pressed.Mod &^= tea.ModShift // which changes nothing in a terminal without the protocol
	}
	return pressed, true
}

func isModifier(code rune) bool {
	switch code {
	case tea.KeyCapsLock, tea.KeyScrollLock, tea.KeyNumLock:
		return true
	}
	return code >= tea.KeyLeftShift && code <= tea.KeyIsoLevel5Shift
}

// typedText returns the text of a key. Where the terminal tells none, Bubble Tea takes the base key for the text of a
// key with Shift.
func typedText(pressed tea.KeyPressMsg) string {
	base := pressed.BaseCode
	if !pressed.Mod.Contains(tea.ModShift) || base == 0 || pressed.ShiftedCode != base || pressed.Text != string(base) {
		return pressed.Text
	}
	switch {
	case base == pressed.Code:
		return string(withShift(base))
	case unicode.IsLetter(pressed.Code):
		return string(unicode.ToUpper(pressed.Code))
	}
	return "" // no letter: what Shift makes of it is the layout's own affair
}

// isForeign reports whether a layout on which a key has this code has no Latin letters: the code is a letter, a mark or
// a digit of another script. Below U+0100 there are only Latin ones, and signs that Latin layouts have too.
func isForeign(code rune) bool {
	return code > unicode.MaxLatin1 && code <= unicode.MaxRune && !unicode.Is(unicode.Latin, code) &&
		(unicode.IsLetter(code) || unicode.IsMark(code) || unicode.IsDigit(code))
}

// commandKey returns the name by which the command table knows a key that is understood.
func commandKey(pressed tea.KeyPressMsg) string {
	const others = tea.ModCtrl | tea.ModAlt | tea.ModMeta | tea.ModHyper | tea.ModSuper
	typedASCII := pressed.Text != "" && pressed.Text[0] < utf8.RuneSelf
	if pressed.BaseCode == 0 || pressed.Mod&others != 0 || typedASCII {
		return pressed.String()
	}
	shifted, caps := pressed.Mod.Contains(tea.ModShift), pressed.Mod.Contains(tea.ModCapsLock)
	switch base := pressed.BaseCode; {
	case unicode.IsLetter(base) && shifted != caps, !unicode.IsLetter(base) && shifted:
		return string(withShift(base))
	default:
		return string(base)
	}
}

// The keys of a US keyboard that are no letters, without Shift and with it.
const (
	plainKeys = "`1234567890-=[]\\;',./"
	shiftKeys = "~!@#$%^&*()_+{}|:\"<>?"
)

// withShift returns what a key of a US keyboard types with Shift.
func withShift(base rune) rune {
	if i := strings.IndexRune(plainKeys, base); i >= 0 {
		return rune(shiftKeys[i])
	}
	return unicode.ToUpper(base)
}
