package phrases

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// counted writes a number of things in English: "1 part", "2 parts".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// joined puts parts of a Chinese text together, with a space where a Han character would stand beside a Latin one. Use
// it where a part can be either, such as a [Kind]'s word; otherwise write the space.
func joined(parts ...string) string {
	var b strings.Builder
	last := ' '
	for _, part := range parts {
		if part == "" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(part)
		if isHan(last) && isLatin(first) || isLatin(last) && isHan(first) {
			b.WriteByte(' ')
		}
		b.WriteString(part)
		last, _ = utf8.DecodeLastRuneInString(part)
	}
	return b.String()
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isLatin says whether a character stands apart from Han characters: all do but those of Chinese, spaces, and
// full-width punctuation.
func isLatin(r rune) bool {
	return r < 0x2E80 && !unicode.IsSpace(r) && !strings.ContainsRune("“”…", r)
}
