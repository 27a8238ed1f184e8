package messages

import (
	"strings"
	"unicode/utf8"
)

// pattern is a text with gaps, in which anything may stand: a format without its verbs, a sign without its "…". Blanks
// are single spaces in it, as in the text that it is held against.
type pattern struct {
	pieces      []string // what is between the gaps, in its order; none is empty
	open, ended bool     // it begins, and it ends, with a piece and not with a gap
}

// ofFormat returns the pattern of a format of package fmt. Of one of several lines it has the longest: texts are
// looked for line by line.
func ofFormat(format string) pattern {
	longest := pattern{}
	for _, line := range strings.Split(format, "\n") {
		if p := newPattern(split(line)); p.weight() > longest.weight() || len(longest.pieces) == 0 {
			longest = p
		}
	}
	return longest
}

// ofSign returns the pattern of a text in which "…" stands for what differs.
func ofSign(says string) pattern { return newPattern(strings.Split(says, "…")) }

// newPattern makes a pattern of pieces, of which the first and the last may be empty.
func newPattern(pieces []string) (p pattern) {
	for i, piece := range pieces {
		piece = squeeze(piece)
		if i == 0 {
			piece = strings.TrimLeft(piece, " ")
		}
		if i == len(pieces)-1 {
			piece = strings.TrimRight(piece, " ")
		}
		if strings.TrimSpace(piece) == "" {
			continue
		}
		p.pieces = append(p.pieces, piece)
		p.open = p.open || i == 0
		p.ended = i == len(pieces)-1
	}
	return p
}

// squeeze makes single spaces of blanks.
func squeeze(text string) string {
	var b strings.Builder
	blank := false
	for _, r := range text {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0' {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// split divides a format at its verbs.
func split(format string) (pieces []string) {
	var piece strings.Builder
	for i := 0; i < len(format); {
		if format[i] != '%' {
			piece.WriteByte(format[i])
			i++
			continue
		}
		size, verb := verbAt(format[i:])
		switch {
		case verb == '%':
			piece.WriteByte('%')
		case size == 1:
			piece.WriteByte('%') // no verb
		default:
			pieces = append(pieces, piece.String())
			piece.Reset()
		}
		i += size
	}
	return append(pieces, piece.String())
}

// verbAt returns the length of the verb with which the text begins, and its letter; 1 if a bare per cent sign is there.
func verbAt(text string) (size int, verb rune) {
	i := 1
	for i < len(text) && strings.IndexByte("+-# 0123456789.*[]", text[i]) >= 0 {
		i++
	}
	r, length := utf8.DecodeRuneInString(text[i:])
	if r == '%' && i == 1 || r < utf8.RuneSelf && strings.ContainsRune("vTtbcdoOqxXUeEfFgGspw", r) {
		return i + length, r
	}
	return 1, 0
}

// fixed returns the text of a format without its verbs.
func fixed(format string) string { return strings.Join(split(format), " ") }

// key is the same for patterns of the same words: messages keep these when their verbs and colons change.
func (p pattern) key() string { return strings.Join(wordsOf(strings.Join(p.pieces, " ")), " ") }

// weight is how many letters and digits the pattern has: what of a text it explains.
func (p pattern) weight() (n int) {
	for _, piece := range p.pieces {
		n += weigh(piece)
	}
	return n
}

// span is a part of a text: bytes from, up to, the other.
type span struct{ from, to int }

// match returns where the pieces of the pattern stand in the text, nil if they do not. The first and the last of them
// stand at the end of a word, unless a gap is there.
func (p pattern) match(text string) []span {
	if len(p.pieces) == 0 {
		return nil
	}
	// Between gaps the leftmost place of a piece leaves most room for the others. Only the last piece may have to stand
	// further on, where a word ends; and the first, where one begins.
	var spans []span
	at := 0
	for i, piece := range p.pieces {
		begins, ends := i == 0 && p.open, i == len(p.pieces)-1 && p.ended
		found := index(text[at:], text, at, piece, begins, ends)
		if found < 0 {
			return nil
		}
		spans = append(spans, span{found, found + len(piece)})
		at = found + len(piece)
	}
	return spans
}

// index returns the first place of the piece in the text from at, where a word begins or ends if that is asked.
func index(rest, text string, at int, piece string, begins, ends bool) int {
	for {
		i := strings.Index(rest, piece)
		if i < 0 {
			return -1
		}
		from := at + i
		to := from + len(piece)
		if (!begins || !insideWord(text, from)) && (!ends || !insideWord(text, to)) {
			return from
		}
		at = from + 1
		rest = text[at:]
	}
}

// insideWord reports whether the place is between two characters of one word.
func insideWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	return at > 0 && at < len(text) && isWord(before) && isWord(after)
}
