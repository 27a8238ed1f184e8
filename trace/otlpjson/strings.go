package otlpjson

import (
	"unicode/utf16"
	"unicode/utf8"
)

// ordinary are the bytes of a string that stand for themselves and are ASCII.
var ordinary = func() (table [256]bool) {
	for b := ' '; b < utf8.RuneSelf; b++ {
		table[b] = b != '"' && b != '\\'
	}
	return table
}()

// string reads a string that begins here. The result is UTF-8, with U+FFFD for what is not, and valid until the next
// string is read.
func (c *cursor) string() []byte {
	c.at++
	start, ascii := c.at, true
	for c.at < len(c.text) {
		b := c.text[c.at]
		switch {
		case ordinary[b]:
			c.at++
		case b == '"':
			text := c.text[start:c.at]
			c.at++
			if ascii || utf8.Valid(text) {
				return text
			}
			return c.repaired(text)
		case b >= utf8.RuneSelf:
			ascii = false
			c.at++
		case b == '\\':
			return c.escaped(start)
		default:
			c.broken("the end of a text")
			return nil
		}
	}
	c.broken(`the closing "\""`)
	return nil
}

// repaired puts U+FFFD in place of each run of bytes that are not UTF-8, as strings.ToValidUTF8 does.
func (c *cursor) repaired(text []byte) []byte {
	out := c.scratch[:0]
	bad := false
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			if !bad {
				out = utf8.AppendRune(out, utf8.RuneError)
			}
			bad = true
		} else {
			out = append(out, text[:size]...)
			bad = false
		}
		text = text[size:]
	}
	c.scratch = out
	return out
}

// escaped reads the rest of a string from its first escape sequence on.
func (c *cursor) escaped(start int) []byte {
	out := append(c.scratch[:0], c.text[start:c.at]...)
	for c.at < len(c.text) {
		b := c.text[c.at]
		switch {
		case b == '"':
			c.at++
			c.scratch = out
			if !utf8.Valid(out) {
				c.scratch = nil // the repair writes into another buffer than it reads
				return c.repaired(out)
			}
			return out
		case b == '\\':
			out = c.escape(out)
			if c.fault != nil {
				return nil
			}
		case b < ' ':
			c.broken("the end of a text")
			return nil
		default:
			out = append(out, b)
			c.at++
		}
	}
	c.broken(`the closing "\""`)
	return nil
}

// simpleEscapes are the escape sequences of one letter.
var simpleEscapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// escape reads one escape sequence.
func (c *cursor) escape(out []byte) []byte {
	c.at++
	if c.at >= len(c.text) {
		c.broken("an escape sequence")
		return nil
	}
	if b := simpleEscapes[c.text[c.at]]; b != 0 {
		c.at++
		return append(out, b)
	}
	r, ok := c.unicode()
	if !ok {
		c.broken("an escape sequence")
		return nil
	}
	if utf16.IsSurrogate(r) {
		// The second half follows, or the first one stands for nothing.
		back := c.at
		if c.at+1 < len(c.text) && c.text[c.at] == '\\' {
			c.at++
			if low, ok := c.unicode(); ok {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					return utf8.AppendRune(out, both)
				}
			}
		}
		c.at, r = back, utf8.RuneError
	}
	return utf8.AppendRune(out, r)
}

// unicode reads u and four hexadecimal digits.
func (c *cursor) unicode() (rune, bool) {
	if c.at >= len(c.text) || c.text[c.at] != 'u' {
		return 0, false
	}
	if c.at+5 > len(c.text) {
		c.at = len(c.text)
		return 0, false
	}
	r := rune(0)
	for _, b := range c.text[c.at+1 : c.at+5] {
		digit := hexDigits[b]
		if digit == notHex {
			return 0, false
		}
		r = r<<4 | rune(digit)
	}
	c.at += 5
	return r, true
}

const notHex = 0xff

// hexDigits has the value of each hexadecimal digit.
var hexDigits = func() (table [256]byte) {
	for b := range table {
		table[b] = notHex
	}
	for i, b := range []byte("0123456789abcdef") {
		table[b] = byte(i)
	}
	for i, b := range []byte("ABCDEF") {
		table[b] = byte(10 + i)
	}
	return table
}()
