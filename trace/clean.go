package trace

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text of unknown origin safe to show in one line. A character that a terminal would obey, or that a reader
// would not see, becomes a visible mark:
//
//	control characters       ␛ ␊ ␡        the pictures that Unicode has for them
//	C1 control characters    \u009b       some terminals take U+009B for ESC [
//	format characters        \u202e       they turn the direction of the text or hide in it
//	unprintable characters   \U000f0000   private use, unassigned, line and paragraph separators
//	bytes that are not UTF-8 U+FFFD       one for each byte
//
// The rest of an escape sequence stays: it is plain text. Cleaning clean text changes nothing. Readers of a trace, a
// note or a log line keep it as it was written; cleaning is the last step, just before the text is shown. Clean does
// not escape: Markdown and HTML need a step of their own after it.
func Clean(s string) string { return clean(s, "") }

// CleanLines is Clean for text of several lines: newlines and tabs stay, and the carriage return of a CR LF goes.
func CleanLines(s string) string {
	return clean(strings.ReplaceAll(s, "\r\n", "\n"), "\n\t")
}

func clean(s, keep string) string {
	first := strings.IndexFunc(s, func(r rune) bool { return !shows(r) && !strings.ContainsRune(keep, r) })
	if first < 0 && utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 16)
	for _, r := range s { // an invalid byte arrives as U+FFFD
		if shows(r) || strings.ContainsRune(keep, r) {
			out.WriteRune(r)
			continue
		}
		out.WriteString(mark(r))
	}
	return out.String()
}

// shows reports whether the character is visible and has no other effect. It errs on the safe side: a character that is
// newer than Go's Unicode tables counts as unassigned.
func shows(r rune) bool { return unicode.IsGraphic(r) }

func mark(r rune) string {
	const pictures = '\u2400' // ␀; the pictures of the other control characters follow in their order
	switch {
	case r < ' ':
		return string(pictures + r)
	case r == '\x7f':
		return "\u2421"
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
