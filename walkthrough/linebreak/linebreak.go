// Package linebreak says where a line of text may end, and sets text into lines. English breaks at its spaces. Chinese
// and Japanese have none: a line may end between any two characters, but not before a comma or a closing bracket, and
// not after an opening one.
//
// The rules are the part of Unicode Standard Annex 14 that technical prose needs, and for joining lines that of CSS
// Text 4 (segment break transformation). Korean divides its words by spaces, so it is set as English is.
package linebreak

import (
	"strings"
	"unicode"
)

// Characters that do not begin a line (closing), and those that do not end one (opening). The first of each are those
// of Chinese and Japanese, where no space can stand beside them.
const (
	closing      = "，。；：？！、）」』】》〉］｝〕〗〙〞〟…—～％｠｣､｡々〻ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ・”’"
	closingASCII = ",.;:?!)]}%"
	opening      = "（「『【《〈［｛〔〖〘〝｟｢￥＄“‘"
	openingASCII = "([{"
)

// ambiguous are the characters of Chinese that Latin scripts have too: what is beside them tells which they are.
const ambiguous = "—…“”‘’·"

// isWide reports whether a character is of Chinese or Japanese: an ideograph, a kana, or punctuation of full width.
func isWide(r rune) bool {
	switch {
	case r < 0x2e80:
		return false
	case r >= 0x3000 && r <= 0x303f, r >= 0xff01 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}

// HasWide reports whether a text has characters between which a line may end without a space.
func HasWide(text string) bool { return strings.ContainsFunc(text, isWide) }

// isBreak reports whether a line may end between two characters without a space between them.
func isBreak(before, after rune) bool {
	if isForbidden(before, after) ||
		strings.ContainsRune(openingASCII, before) || strings.ContainsRune(closingASCII, after) {
		return false
	}
	return isWide(before) || isWide(after)
}

// isForbidden reports whether a line must not end between two characters, even where a word is too long for a line.
func isForbidden(before, after rune) bool {
	return strings.ContainsRune(opening, before) || strings.ContainsRune(closing, after)
}

// needNoSpace reports whether the end of a line of source between two characters means nothing. Between words it means
// a space, also where one is Chinese.
func needNoSpace(before, after rune) bool {
	if isFullPunctuation(before) || isFullPunctuation(after) {
		return true
	}
	isOurs := func(r rune) bool { return isWide(r) || strings.ContainsRune(ambiguous, r) }
	return (isWide(before) || isWide(after)) && isOurs(before) && isOurs(after)
}

func isFullPunctuation(r rune) bool {
	return isWide(r) && (unicode.IsPunct(r) || unicode.IsSymbol(r)) || r == '\u3000'
}

// Fold returns the lines of a text as one paragraph, its words one space apart.
func Fold(text string) string {
	var out strings.Builder
	last := ' '
	for word := range strings.FieldsSeq(text) {
		first, end := ends(word)
		if out.Len() > 0 && !needNoSpace(last, first) {
			out.WriteByte(' ')
		}
		out.WriteString(word)
		last = end
	}
	return out.String()
}
