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
	if len(text) <= columns && isASCII(text) {
		return text
	}
	if _, tail := split(text, columns); tail == "" && width(text) <= columns {
		return text
	}
	head, _ := split(text, columns-1)
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
	var line strings.Builder
	line.WriteString(first)
	used, empty := width(first), true
	for word := range strings.FieldsSeq(text) {
		for word != "" {
			space := " "
			if empty {
				space = ""
			}
			joined := joins(word)
			room := columns - used - len(space) - joined
			// A word may be a megabyte long, so no more of it is looked at than the line has room for.
			head, tail := split(word, room)
			if takes := width(head); tail == "" && takes <= room || empty && room < 1 {
				line.WriteString(space + word)
				used += len(space) + joined + width(word)
				word, empty = "", false
				continue
			}
			if empty {
				line.WriteString(head)
				word = tail
			}
			lines = append(lines, line.String())
			line.Reset()
			line.WriteString(rest)
			used, empty = width(rest), true
		}
	}
	if !empty || len(lines) == 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// joins returns how many columns wider a space becomes when the word follows it. A variation selector that begins a
// word belongs to the space, and makes it as wide as a picture.
func joins(word string) int {
	cluster, takes := ansi.FirstGraphemeCluster(" "+word, ansi.GraphemeWidth)
	if len(cluster) == 1 {
		return 0
	}
	return max(0, takes-1-width(cluster[1:]))
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
