package tour

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/words"
)

// Everything on the screen is measured in cells, not in bytes or runes: a Chinese character takes two cells, an accent
// that follows its letter none, and an escape sequence none either.

// fit returns s as text of exactly width cells. What does not fit is cut off at the end and leaves an ellipsis.
func fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	cells := ansi.StringWidth(s)
	if cells > width {
		s = ansi.Truncate(s, width, "…")
		cells = ansi.StringWidth(s)
	}
	return s + spaces(width-cells)
}

// fitEnd is fit for text whose end matters most, as the end of a path does: it cuts at the beginning.
func fitEnd(s string, width int) string {
	if cells := ansi.StringWidth(s); width > 0 && cells > width {
		s = ansi.TruncateLeft(s, cells-width+1, "…")
	}
	return fit(s, width)
}

// alignRight returns s as text of exactly width cells, with the space on its left.
func alignRight(s string, width int) string {
	if cells := ansi.StringWidth(s); cells < width {
		return spaces(width-cells) + s
	}
	return fit(s, width)
}

// window returns the cells of s from column x on, exactly width of them.
func window(s string, x, width int) string {
	if width <= 0 {
		return ""
	}
	if x > 0 {
		cells := ansi.StringWidth(s)
		if x >= cells {
			return spaces(width)
		}
		rest := ansi.TruncateLeft(s, x, "")
		if ansi.StringWidth(rest) > cells-x {
			// A wide character lies across the edge. Half of it cannot be shown; a space keeps the rest in its column.
			rest = " " + ansi.TruncateLeft(s, x+1, "")
		}
		s = rest
	}
	if ansi.StringWidth(s) > width {
		s = ansi.Truncate(s, width, "")
	}
	return s + spaces(width-ansi.StringWidth(s))
}

// ends puts left at the beginning and right at the end of a line of exactly width cells. When there is no room for
// both, right stays whole, because that is where a line's news is.
func ends(left, right string, width int) string {
	room := width - ansi.StringWidth(right)
	if room < 1 {
		return fit(right, width)
	}
	return fit(left, room) + right
}

// mostColumns is how wide a text may be that is there to be read: in longer lines the eye loses its place.
const mostColumns = 100

// readable returns the width of a text in so much room.
func readable(width int) int { return min(width, mostColumns) }

func spaces(n int) string { return strings.Repeat(" ", max(0, n)) }

// longestAddress is how long an address may be that terminals take for a link.
const longestAddress = 2083

// linked makes lines lead to an address, in terminals that know links; in the others they stay as they are.
func linked(address string, lines []string) []string {
	if len(address) > longestAddress {
		return lines
	}
	address = words.Shown(address)
	// The id tells a terminal that the lines are one link. It is a sum, because a colon, as addresses have it, ends it.
	id := fnv.New64a()
	_, _ = id.Write([]byte(address))
	for i, line := range lines {
		lines[i] = ansi.SetHyperlink(address, fmt.Sprintf("id=%016x", id.Sum64())) + line + ansi.ResetHyperlink()
	}
	return lines
}

// wrap breaks plain text into lines of at most width cells, at spaces where there are any, and between the characters
// of Chinese.
func wrap(s string, width int) []string {
	width = max(1, width)
	marked := linebreak.Mark(s, width)
	lines := strings.Split(ansi.Wrap(marked, width, ""), "\n")
	if marked != s {
		linebreak.Unmark(lines)
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// told returns a sentence of a note as it may stand on a screen. Front matter has its sentences in several lines, which
// arrive with spaces between them.
func told(sentence string) string { return linebreak.Fold(words.Shown(sentence)) }

// expandTabs replaces tabs by spaces up to the next multiple of size cells.
func expandTabs(s string, size int) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var out strings.Builder
	column := 0
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := size - column%size
			out.WriteString(spaces(n))
			column += n
		}
		out.WriteString(part)
		column += ansi.StringWidth(part)
	}
	return out.String()
}

// rewrite replaces the characters of a finished frame that have a likeness in ASCII. With all, a character without one
// becomes question marks. Each character gives way to as many cells as it takes, so that nothing moves.
func rewrite(frame string, all bool) string {
	var out strings.Builder
	out.Grow(len(frame))
	var state byte
	for len(frame) > 0 {
		if frame[0] < utf8.RuneSelf && frame[0] != ansi.ESC && state == ansi.NormalState {
			out.WriteByte(frame[0])
			frame = frame[1:]
			continue
		}
		sequence, width, n, next := ansi.DecodeSequence(frame, state, nil)
		switch {
		case width > 0:
			if like := likeness(sequence, width); all || !strings.HasPrefix(like, "?") {
				out.WriteString(like)
			} else {
				out.WriteString(sequence)
			}
		case len(sequence) > 0 && sequence[0] < utf8.RuneSelf:
			out.WriteString(sequence)
		}
		frame, state = frame[n:], next
	}
	return out.String()
}

func likeness(character string, width int) string {
	r, size := utf8.DecodeRuneInString(character)
	if size < utf8.RuneSelf && r < utf8.RuneSelf {
		return character
	}
	if c, ok := words.ASCII(r); ok && width == 1 {
		return string(c)
	}
	return strings.Repeat("?", width)
}
