package page

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/linebreak"
)

// width returns how many columns a clean text takes on a screen.
func width(text string) int { return ansi.StringWidth(text) }

// padded fills the text with spaces up to that many columns.
func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}

// rightIn fills the text with spaces before it up to that many columns.
func rightIn(columns int, text string) string {
	return strings.Repeat(" ", max(0, columns-width(text))) + text
}

// cut shortens the text to that many columns, with an ellipsis as the mark of a cut.
func cut(text string, columns int) string {
	if len(text) <= columns && isASCII(text) {
		return text
	}
	if _, tail := linebreak.Split(text, columns); tail == "" && width(text) <= columns {
		return text
	}
	head, _ := linebreak.Split(text, columns-1)
	return head + "…"
}

// isASCII reports whether each byte of the text is a letter of one column.
func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// wrapBlock breaks a line that is shown as it is, spaces included, after each so many columns.
func wrapBlock(line, prefix string, columns int) (lines []string) {
	for {
		head, tail := linebreak.Split(line, columns-width(prefix))
		lines = append(lines, prefix+head)
		if tail == "" {
			return lines
		}
		line = tail
	}
}
