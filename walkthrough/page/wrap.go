package page

import (
	"strings"
	"unicode"
)

// width returns how many columns a clean text takes on a screen: two for a character of the East Asian scripts and for
// most pictures, none for a mark that sits on the character before it.
func width(text string) int {
	columns := 0
	for _, r := range text {
		columns += runeWidth(r)
	}
	return columns
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300, r == emojiStyle:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// emojiStyle follows a character that is to be drawn as a picture, which may make it wide.
const emojiStyle = '\ufe0f'

// wide holds the blocks whose characters take two columns. It is coarse: where it errs a line comes out shorter than it
// might be.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1},
		{0x231a, 0x231b, 1},
		{0x2329, 0x232a, 1},
		{0x23e9, 0x23f3, 1},
		{0x25fd, 0x25fe, 1},
		{0x2614, 0x2615, 1},
		{0x2630, 0x2637, 1},
		{0x2648, 0x2653, 1},
		{0x267f, 0x2693, 1},
		{0x26a1, 0x26ff, 1},
		{0x2705, 0x27bf, 1},
		{0x2b1b, 0x2b55, 1},
		{0x2e80, 0xa4cf, 1},
		{0xa960, 0xa97f, 1},
		{0xac00, 0xd7a3, 1},
		{0xf900, 0xfaff, 1},
		{0xfe10, 0xfe6f, 1},
		{0xff00, 0xff60, 1},
		{0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{{0x16fe0, 0x18dff, 1}, {0x1aff0, 0x1b2ff, 1}, {0x1d300, 0x1d37f, 1}, {0x1f000, 0x1faff, 1}, {0x20000, 0x3fffd, 1}},
}

// padded fills the text with spaces up to that many columns.
func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}

// cut shortens the text to that many columns, and shows with an ellipsis that it did.
func cut(text string, columns int) string {
	if width(text) <= columns {
		return text
	}
	head, _ := split(text, columns-1)
	return head + "…"
}

// split cuts the text where it no longer fits into that many columns, but not before its first character.
func split(text string, columns int) (head, tail string) {
	used := 0
	for i, r := range text {
		if used += runeWidth(r); used > columns && i > 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// wrap sets the words of a text into lines of at most that many columns, the first one after the prefix first, the others
// after the prefix rest. A word that is longer than a line is cut.
func wrap(text, first, rest string, columns int) []string {
	var lines []string
	line, empty := first, true
	for word := range strings.FieldsSeq(text) {
		for word != "" {
			space := " "
			if empty {
				space = ""
			}
			room := columns - width(line) - len(space)
			if width(word) <= room || empty && room < 1 {
				line += space + word
				word, empty = "", false
				continue
			}
			if empty {
				var head string
				head, word = split(word, room)
				line += head
			}
			lines = append(lines, line)
			line, empty = rest, true
		}
	}
	if !empty || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}
