package page

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// width returns how many columns a clean text takes on a screen.
func width(text string) int { return ansi.StringWidth(text) }

// padded fills the text with spaces up to that many columns.
func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}

// cut shortens the text to that many columns, with an ellipsis as the mark of a cut.
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
	for at := 0; at < len(text); {
		cluster, takes := ansi.FirstGraphemeCluster(text[at:], ansi.GraphemeWidth)
		if used += takes; used > columns && at > 0 {
			return text[:at], text[at:]
		}
		at += len(cluster)
	}
	return text, ""
}

// wrap sets the words of a text into lines of at most that many columns: the first line after the prefix first, the
// others after the prefix rest. A word longer than a line is cut.
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

// wrapBlock breaks a line that is shown as it is, spaces included, after each so many columns.
func wrapBlock(line, prefix string, columns int) (lines []string) {
	for {
		head, tail := split(line, columns-width(prefix))
		lines = append(lines, prefix+head)
		if tail == "" {
			return lines
		}
		line = tail
	}
}
