package notes

import (
	"strings"
	"unicode"
)

// CountWords counts the words of a text. Chinese puts no space between its words, and counts characters.
func CountWords(text string) (count int) {
	for _, field := range strings.Fields(text) {
		if !strings.ContainsFunc(field, isHan) {
			count++
			continue
		}
		inWord := false
		for _, r := range field {
			isLetter := !isHan(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
			if isHan(r) || isLetter && !inWord {
				count++
			}
			inWord = isLetter || inWord && !isHan(r) && !unicode.IsPunct(r)
		}
	}
	return count
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// fullWidthColon divides a title in Chinese.
const fullWidthColon = "："

// CutTitle divides a title at its colon: what it is about, and the one thing to remember of it.
func CutTitle(title string) (about, idea string, found bool) {
	about, idea, found = strings.Cut(title, ": ")
	if own, rest, ok := strings.Cut(title, fullWidthColon); ok && (!found || len(own) < len(about)) {
		return own, rest, true
	}
	return about, idea, found
}

// columns returns how many columns of a terminal a text takes.
func columns(text string) (n int) {
	for _, r := range text {
		n++
		if isHan(r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60 {
			n++
		}
	}
	return n
}
