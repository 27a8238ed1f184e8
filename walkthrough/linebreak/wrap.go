package linebreak

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Split cuts a clean text where it no longer fits into that many columns, but not before its first character.
func Split(text string, columns int) (head, tail string) {
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

// mostBack is how far a cut in a word may move back from where the line is full.
const mostBack = 8

// cut is Split for a word that is longer than a line. The cut moves back from where a line must not end.
func cut(word string, columns int) (head, tail string) {
	head, tail = Split(word, columns)
	for at, back := len(head), 0; tail != "" && back < mostBack; back++ {
		after, _ := utf8.DecodeRuneInString(word[at:])
		before, size := utf8.DecodeLastRuneInString(word[:at])
		if !isForbidden(before, after) {
			return word[:at], word[at:]
		}
		if at -= size; at == 0 {
			break
		}
	}
	return head, tail
}

// Wrap sets the words of a clean text into lines of at most that many columns: the first line after the prefix first,
// the others after the prefix rest. A word longer than a line is cut.
func Wrap(text, first, rest string, columns int) []string {
	var lines []string
	var line strings.Builder
	line.WriteString(first)
	used, empty := ansi.StringWidth(first), true
	restWidth := ansi.StringWidth(rest)
	for word, spaced := range words(text, columns-restWidth) {
		for word != "" {
			space := ""
			if spaced && !empty {
				space = " "
			}
			joined := 0
			if spaced {
				joined = joins(word)
			}
			room := columns - used - len(space) - joined
			// A word may be a megabyte long, so no more of it is looked at than the line has room for.
			head, tail := cut(word, room)
			if takes := ansi.StringWidth(head); tail == "" && takes <= room || empty && room < 1 {
				line.WriteString(space + word)
				used += len(space) + joined + ansi.StringWidth(word)
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
			used, empty = restWidth, true
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
	return max(0, takes-1-ansi.StringWidth(cluster[1:]))
}

// words returns what a line must not divide, part by part, and whether a space stands before each. A span of code stays
// whole beside Chinese when there is room for it on a line; in a text without Chinese it divides at its spaces.
func words(text string, room int) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		if !HasWide(text) {
			for word := range strings.FieldsSeq(text) {
				if !yield(word, true) {
					return
				}
			}
			return
		}
		begin, spaced, last := -1, true, rune(0) // of the part that is being read
		for at := 0; at < len(text); {
			if r, size := utf8.DecodeRuneInString(text[at:]); unicode.IsSpace(r) {
				if begin >= 0 && !yield(text[begin:at], spaced) {
					return
				}
				begin, spaced = -1, true
				at += size
				continue
			}
			unit := nextUnit(text[at:], room)
			first, end := ends(unit)
			switch {
			case begin < 0:
				begin = at
			case isInvisible(first):
				at += len(unit)
				continue
			case isBreak(last, first):
				if !yield(text[begin:at], spaced) {
					return
				}
				begin, spaced = at, false
			}
			last = end
			at += len(unit)
		}
		if begin >= 0 {
			yield(text[begin:], spaced)
		}
	}
}

// nextUnit returns the first character of a text, or the span of code that it begins with.
func nextUnit(text string, room int) string {
	marks := backquotes(text)
	if marks == 0 {
		cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		return cluster
	}
	// A character takes four bytes at most, so a span with more of them than four to a column has no room.
	within := text[:min(len(text), utf8.UTFMax*max(0, room))]
	for at := marks; at < len(within); {
		run := backquotes(within[at:])
		if at += max(1, run); run == marks && ansi.StringWidth(text[:at]) <= room {
			return text[:at]
		} else if run == marks {
			break
		}
	}
	return text[:marks]
}

// backquotes returns how many backquotes a text begins with.
func backquotes(text string) int { return len(text) - len(strings.TrimLeft(text, "`")) }

// ends returns the first and the last character of a text, without what is not seen.
func ends(text string) (first, last rune) {
	for _, r := range text {
		if first = r; !isInvisible(r) {
			break
		}
	}
	for rest := text; rest != ""; {
		r, size := utf8.DecodeLastRuneInString(rest)
		if last = r; !isInvisible(r) {
			break
		}
		rest = rest[:len(rest)-size]
	}
	return first, last
}

// isInvisible reports whether a character takes no room of its own: format characters, and marks on a letter.
func isInvisible(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) }
