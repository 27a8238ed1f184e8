package otlpjson

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// mostNested is how deep the values of one span may be nested. It bounds the recursion here, and that of every program
// part that walks through an attribute later.
const mostNested = 1000

// cursor reads one JSON value from memory. The first fault stays, and stops all loops: callers look at it in the end.
type cursor struct {
	text    []byte
	at      int
	depth   int
	fault   *Fault
	scratch []byte // of the last string with escapes
}

// Fault says what is wrong with a text, in the words of its readers.
type Fault struct {
	// Subject is the field at fault, such as `trace id of span "POST /order"`, and Words what is wrong with it: `has 16
	// hex digits, 32 expected`. A text that is no JSON at all has no subject.
	Subject, Words string
	// Offset is where it stands, in bytes from the start of what was decoded.
	Offset int
	// Cut says that the text is JSON as far as it goes, and ends too early.
	Cut bool

	syntax bool // the text is no JSON
}

// Error returns the subject and what is wrong with it.
func (f *Fault) Error() string {
	if f.Subject == "" {
		return f.Words
	}
	return f.Subject + " " + f.Words
}

// fail keeps the first fault.
func (c *cursor) fail(offset int, format string, values ...any) {
	if c.fault == nil {
		c.fault = &Fault{Words: fmt.Sprintf(format, values...), Offset: offset}
	}
}

// blame names the field that was just read as the one at fault, if there is a fault. The callers around it go on with
// the name: an attribute of an event of a span.
func (c *cursor) blame(format string, values ...any) {
	f := c.fault
	if f == nil || f.syntax {
		return
	}
	owner := fmt.Sprintf(format, values...)
	if f.Subject == "" {
		f.Subject = owner
	} else {
		f.Subject += " of " + owner
	}
}

// broken is the fault of a text that is no JSON.
func (c *cursor) broken(expected string) {
	switch {
	case c.fault != nil:
	case c.at >= len(c.text):
		c.fault = &Fault{
			Words: "broken JSON: the text ends where " + expected + " is expected", Offset: c.at,
			Cut: true, syntax: true,
		}
	default:
		c.fault = &Fault{
			Words:  "broken JSON: " + found(c.text[c.at:]) + " stands where " + expected + " is expected",
			Offset: c.at, syntax: true,
		}
	}
}

// found quotes the first character of a text.
func found(text []byte) string {
	r, size := utf8.DecodeRune(text)
	if r == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("the byte 0x%02X", text[0])
	}
	return strconv.QuoteRune(r)
}

// next skips white space and returns the next byte without consuming it, 0 at the end.
func (c *cursor) next() byte {
	for c.at < len(c.text) {
		switch b := c.text[c.at]; b {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return b
		}
	}
	return 0
}

// open consumes the opening bracket of an object or a list, and reports whether it was there.
func (c *cursor) open(bracket byte, expected string) bool {
	if c.fault != nil {
		return false
	}
	if c.next() != bracket {
		c.broken(expected)
		return false
	}
	if c.depth++; c.depth > mostNested {
		c.fail(c.at, "has values that are nested more than %d levels deep", mostNested)
		return false
	}
	c.at++
	return true
}

// more reports whether the object or list that was opened has another element, and stands on it then. first is true
// before the first element; more sets it to false.
func (c *cursor) more(first *bool, closing byte) bool {
	if c.fault != nil {
		return false
	}
	b := c.next()
	if b == closing {
		c.at++
		c.depth--
		return false
	}
	if *first {
		*first = false
		return true
	}
	if b != ',' {
		c.broken(`"," or "` + string(closing) + `"`)
		return false
	}
	c.at++
	if c.next() == closing {
		c.broken("another element")
		return false
	}
	return true
}

// key reads the name of a field and its colon. The result is valid until the next string is read.
func (c *cursor) key() []byte {
	if c.next() != '"' {
		c.broken("the name of a field")
		return nil
	}
	key := c.string()
	if c.next() != ':' {
		c.broken(`":"`)
		return nil
	}
	c.at++
	return key
}

// word reads what is neither string, object nor list: a number, or true, false, null, or one of the words that Python
// and JavaScript write for numbers that JSON does not have.
func (c *cursor) word() []byte {
	start := c.at
	for c.at < len(c.text) && isWord[c.text[c.at]] {
		c.at++
	}
	text := c.text[start:c.at]
	switch string(text) {
	case "null", "true", "false", "NaN", "Infinity", "-Infinity":
		return text
	}
	if !isNumber(text) {
		c.at = start
		c.broken("a value")
		return nil
	}
	return text
}

var isWord = func() (table [256]bool) {
	for _, b := range []byte("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") {
		table[b] = true
	}
	return table
}()

// isNumber checks a number by JSON's grammar.
func isNumber(text []byte) bool {
	digits := func() bool {
		n := 0
		for n < len(text) && '0' <= text[n] && text[n] <= '9' {
			n++
		}
		text = text[n:]
		return n > 0
	}
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	if len(text) > 1 && text[0] == '0' && '0' <= text[1] && text[1] <= '9' || !digits() {
		return false
	}
	if len(text) > 0 && text[0] == '.' {
		text = text[1:]
		if !digits() {
			return false
		}
	}
	if len(text) > 0 && (text[0] == 'e' || text[0] == 'E') {
		text = text[1:]
		if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
			text = text[1:]
		}
		if !digits() {
			return false
		}
	}
	return len(text) == 0
}

// null consumes a null, and reports whether it was one.
func (c *cursor) null() bool {
	if c.next() != 'n' {
		return false
	}
	word := c.word()
	if c.fault == nil && string(word) != "null" {
		c.broken("a value")
	}
	return true
}

// skip reads a value of any kind, and checks that it is JSON.
func (c *cursor) skip() {
	if c.fault != nil {
		return
	}
	first := true
	switch c.next() {
	case 0:
		c.broken("a value")
	case '"':
		c.string()
	case '{':
		c.open('{', "an object")
		for c.more(&first, '}') {
			c.key()
			c.skip()
		}
	case '[':
		c.open('[', "a list")
		for c.more(&first, ']') {
			c.skip()
		}
	default:
		c.word()
	}
}
