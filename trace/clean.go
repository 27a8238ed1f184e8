package trace

import (
	"fmt"
	"maps"
	"slices"
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
//	invisible characters     \ufe0f       variation selectors, fillers, blanks: two names may differ by one alone
//	unprintable characters   \U000f0000   private use, unassigned, line and paragraph separators
//	bytes that are not UTF-8 U+FFFD       one for each byte
//
// Of a flood of accents on one letter, which would cover the lines around it, the first few stay and the others are
// counted: "e…(+812 marks)". The rest of an escape sequence stays: it is plain text. Cleaning clean text changes
// nothing. Readers of a trace, a note or a log line keep it as it was written; cleaning is the last step, just before
// the text is shown. Clean does not escape: Markdown and HTML need a step of their own after it.
func Clean(s string) string { return clean(s, "") }

// CleanLines is Clean for text of several lines: newlines and tabs stay, and the carriage return of a CR LF goes.
func CleanLines(s string) string {
	return clean(strings.ReplaceAll(s, "\r\n", "\n"), "\n\t")
}

// mostMarks is how many accents stay on one letter. Pointed Hebrew has up to five.
const mostMarks = 6

func clean(s, keep string) string {
	if isClean(s, keep) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 16)
	marks := 0            // on the last letter
	for _, r := range s { // an invalid byte arrives as U+FFFD
		if shows(r) && isMark(r) {
			if marks++; marks <= mostMarks {
				out.WriteRune(r)
			}
			continue
		}
		writeFlood(&out, marks)
		marks = 0
		if shows(r) || strings.ContainsRune(keep, r) {
			out.WriteRune(r)
			continue
		}
		out.WriteString(mark(r))
	}
	writeFlood(&out, marks)
	return out.String()
}

func isClean(s, keep string) bool {
	marks := 0
	for _, r := range s {
		switch {
		case ' ' <= r && r < '\x7f':
			marks = 0
			continue
		case !shows(r) && !strings.ContainsRune(keep, r):
			return false
		case isMark(r):
			marks++
		default:
			marks = 0
		}
		if marks > mostMarks {
			return false
		}
	}
	return utf8.ValidString(s)
}

// writeFlood says how many accents of a letter were left out.
func writeFlood(out *strings.Builder, marks int) {
	if more := marks - mostMarks; more > 0 {
		fmt.Fprintf(out, "…(+%d marks)", more)
	}
}

// isMark reports whether the character is drawn on the letter before it, and takes no room of its own.
func isMark(r rune) bool { return r > unicode.MaxLatin1 && unicode.In(r, unicode.Mn, unicode.Me) }

// shows reports whether the character is visible and has no other effect. It errs on the safe side: a character that is
// newer than Go's Unicode tables counts as unassigned. Spaces of all widths count as visible.
func shows(r rune) bool {
	if r <= unicode.MaxLatin1 {
		return unicode.IsGraphic(r)
	}
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) &&
		!unicode.Is(unicode.Variation_Selector, r) && !blank[r]
}

// blank are letters and symbols without ink that Unicode's own lists of invisible characters lack.
var blank = map[rune]bool{
	'\u2800':     true, // a Braille pattern without dots
	'\U0001d159': true, // a note without a head
	'\U00013441': true, // blanks between hieroglyphs
	'\U00013442': true,
}

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

// Reworded returns the trace with every text in it as the function words it: names, messages, the values of attributes,
// those of the resource among them. IDs and keys stay.
func (t *Trace) Reworded(word func(string) string) *Trace {
	reworded := *t
	reworded.Resource = rewordedValues(t.Resource, word)
	reworded.Spans = slices.Clone(t.Spans)
	for i := range reworded.Spans {
		s := &reworded.Spans[i]
		s.Name, s.Message, s.Attributes = word(s.Name), word(s.Message), rewordedValues(s.Attributes, word)
		s.Events = slices.Clone(s.Events)
		for j := range s.Events {
			e := &s.Events[j]
			e.Name, e.Attributes = word(e.Name), rewordedValues(e.Attributes, word)
		}
	}
	return &reworded
}

func rewordedValues(values map[string]any, word func(string) string) map[string]any {
	values = maps.Clone(values)
	for key, value := range values {
		values[key] = reworded(value, word)
	}
	return values
}

// reworded words a value of an attribute, of one of the types of [Span].
func reworded(value any, word func(string) string) any {
	switch v := value.(type) {
	case string:
		return word(v)
	case []any:
		v = slices.Clone(v)
		for i := range v {
			v[i] = reworded(v[i], word)
		}
		return v
	case map[string]any:
		return rewordedValues(v, word)
	}
	return value
}
