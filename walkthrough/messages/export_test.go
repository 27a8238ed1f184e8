package messages

import (
	"strings"

	"apitour/walkthrough/anchors"
)

// These are for the tests of signs, which read texts that no table has.
var (
	FunctionName = anchors.FunctionName
	Concatenated = concatenated
)

// Weight is how many letters of a format are fixed.
func Weight(format string) int { return ofFormat(format).weight() }

// Matches reports whether a text has the format in it.
func Matches(format, text string) bool { return ofFormat(format).match(squeeze(text)) != nil }

// MatchesSign reports whether a text has what a sign says.
func MatchesSign(says, text string) bool { return ofSign(says).match(squeeze(text)) != nil }

// IsFindable reports whether a format is looked for, and IsLong whether it is also looked for beside other text.
func IsFindable(format string) bool { return (&entry{pattern: ofFormat(format)}).isFindable() }

// IsLong is told of at IsFindable.
func IsLong(format string) bool {
	e := &entry{pattern: ofFormat(format)}
	return e.isFindable() && e.isLong()
}

// SameWords reports whether two formats are one text, whatever their verbs.
func SameWords(a, b string) bool { return ofFormat(a).key() == ofFormat(b).key() }

// Fill returns the format with a text in place of each verb.
func Fill(format string, text func() string) string {
	pieces := split(format)
	var b strings.Builder
	for i, piece := range pieces {
		if i > 0 {
			b.WriteString(text())
		}
		b.WriteString(piece)
	}
	return b.String()
}
