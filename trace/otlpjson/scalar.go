package otlpjson

import (
	"bytes"
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"

	"apitour/trace"
)

// scalar reads a string, a number, true or false, and returns its text. It returns nil for null. quoted says that it
// was a string. An object or a list is a fault.
func (c *cursor) scalar(expected string) (text []byte, quoted bool) {
	if c.fault != nil {
		return nil, false
	}
	switch c.next() {
	case '"':
		return c.string(), true
	case '{':
		c.fail(c.at, "is an object, %s expected", expected)
		return nil, false
	case '[':
		c.fail(c.at, "is a list, %s expected", expected)
		return nil, false
	}
	word := c.word()
	if string(word) == "null" {
		return nil, false
	}
	return word, false
}

// quote returns a text of a file for a message, cut to a length that a line of a terminal has room for.
func quote(text []byte, quoted bool) string {
	const longest = 40
	cut := strings.ToValidUTF8(string(text[:min(len(text), longest)]), "")
	if len(text) > longest {
		cut += "…"
	}
	if quoted {
		return strconv.Quote(cut)
	}
	return cut
}

// integer is a number without a fraction: its absolute value and its sign.
type integer struct {
	magnitude uint64
	negative  bool
}

// number says what a text is that should be a whole number.
type number int

const (
	whole number = iota
	notWhole
	tooLarge
	noNumber
)

// exact reads a number as JSON writes it, also 1.7672256e18, without rounding.
func exact(text []byte) (integer, number) {
	var n integer
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		n.negative, digits = true, digits[1:]
	}
	if len(digits) == 0 || len(digits) > 19 {
		return exactInWords(n, text, digits)
	}
	for _, b := range digits {
		if b < '0' || b > '9' {
			return exactInWords(n, text, digits)
		}
		n.magnitude = n.magnitude*10 + uint64(b-'0')
	}
	return n, whole
}

// exactInWords reads numbers with many digits, a fraction or an exponent.
func exactInWords(n integer, text, digits []byte) (integer, number) {
	n.magnitude = 0
	if !isNumber(bytes.TrimLeft(text, "0")) && !isNumber(text) {
		return n, noNumber
	}
	mantissa, exponent := digits, 0
	if e := bytes.IndexAny(digits, "eE"); e >= 0 {
		mantissa = digits[:e]
		var err error
		if exponent, err = strconv.Atoi(string(digits[e+1:])); err != nil || exponent < -4096 || exponent > 4096 {
			exponent = max(-4096, min(4096, exponent)) // no number of 64 bits has such an exponent, except 0
		}
	}
	before, after, _ := bytes.Cut(mantissa, []byte("."))
	all := append(bytes.Clone(before), after...)
	exponent -= len(after)
	for len(all) > 0 && all[len(all)-1] == '0' {
		all, exponent = all[:len(all)-1], exponent+1
	}
	all = bytes.TrimLeft(all, "0")
	switch {
	case len(all) == 0:
		return n, whole
	case exponent < 0:
		return n, notWhole
	case len(all)+exponent > 20:
		return n, tooLarge
	}
	parsed, err := strconv.ParseUint(string(all)+strings.Repeat("0", exponent), 10, 64)
	if err != nil {
		return n, tooLarge
	}
	n.magnitude = parsed
	return n, whole
}

// moment reads a time: nanoseconds since 1970, as a string or a number, or a date with its time zone by RFC 3339. The
// zero time stands for 0, null and "".
func (c *cursor) moment() time.Time {
	const expected = "nanoseconds since 1970"
	start := c.at
	text, quoted := c.scalar(expected)
	if len(text) == 0 {
		return time.Time{}
	}
	n, is := exact(text)
	switch {
	case is == noNumber:
		return c.date(start, text, quoted)
	case is == notWhole:
		c.fail(start, "is %s, a whole number of %s expected", text, expected)
	case is == tooLarge:
		c.fail(start, "is %s, more than %s can be", quote(text, false), expected)
	case n.negative && n.magnitude > 0:
		c.fail(start, "is %s, which is before 1970", text)
	case n.magnitude == 0:
	default:
		const second = uint64(time.Second)
		return time.Unix(int64(n.magnitude/second), int64(n.magnitude%second)).UTC()
	}
	return time.Time{}
}

func (c *cursor) date(start int, text []byte, quoted bool) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, string(text)); err == nil && quoted {
		if t.Year() < 1970 || t.Year() > 2553 { // what nanoseconds since 1970 can count
			c.fail(start, "is %s, nanoseconds from 1970 to 2553 expected", quote(text, quoted))
			return time.Time{}
		}
		return t.UTC()
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateTime} {
		if _, err := time.Parse(layout, string(text)); err == nil {
			c.fail(start, "is %s, which has no time zone", quote(text, quoted))
			return time.Time{}
		}
	}
	c.fail(start, "is %s, nanoseconds since 1970 expected", quote(text, quoted))
	return time.Time{}
}

// int64 reads a whole number, as a string or a number.
func (c *cursor) int64() int64 {
	start := c.at
	text, quoted := c.scalar("a whole number")
	if c.fault != nil {
		return 0
	}
	n, is := exact(text)
	switch {
	case is != whole && is != tooLarge:
		c.fail(start, "is %s, a whole number expected", quote(text, quoted))
	case is == tooLarge, n.negative && n.magnitude > 1<<63, !n.negative && n.magnitude > math.MaxInt64:
		c.fail(start, "is %s, more than 64 bits hold", quote(text, quoted))
	case n.negative:
		return -int64(n.magnitude) // also right for -1<<63
	}
	return int64(n.magnitude)
}

// float reads a number, as a number or a string.
func (c *cursor) float() float64 {
	start := c.at
	text, quoted := c.scalar("a number")
	if c.fault != nil {
		return 0
	}
	switch string(text) {
	case "NaN":
		return math.NaN()
	case "Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if !isNumber(text) || err != nil {
		c.fail(start, "is %s, a number of 64 bits expected", quote(text, quoted))
	}
	return f
}

// bool reads true or false, also as a string.
func (c *cursor) bool() bool {
	start := c.at
	text, quoted := c.scalar("true or false")
	if c.fault != nil {
		return false
	}
	switch string(text) {
	case "true":
		return true
	case "false":
		return false
	}
	c.fail(start, "is %s, true or false expected", quote(text, quoted))
	return false
}

// binary reads bytes in base64, in the usual or in the URL's alphabet, with its padding or without.
func (c *cursor) binary() []byte {
	start := c.at
	text, quoted := c.scalar("bytes in base64")
	if c.fault != nil {
		return nil
	}
	encoding := base64.RawStdEncoding
	if bytes.ContainsAny(text, "-_") {
		encoding = base64.RawURLEncoding
	}
	raw := bytes.TrimRight(text, "=")
	decoded := make([]byte, encoding.DecodedLen(len(raw)))
	n, err := encoding.Decode(decoded, raw)
	if err != nil || bytes.ContainsAny(raw, "\r\n") {
		c.fail(start, "is %s, bytes in base64 expected", quote(text, quoted))
		return nil
	}
	return decoded[:n]
}

// id reads an id of that many bytes: in hexadecimal, in capitals too, or in base64, where the length tells which. Only
// padded base64 is taken: without its padding it might be an id in hexadecimal that lost its end. An id of zeros is
// none. It returns last when that is the id, because neighbours in a file share ids.
func (c *cursor) id(size int, last string) string {
	start := c.at
	text, quoted := c.scalar("an id")
	if len(text) == 0 || c.fault != nil {
		return ""
	}
	if len(text) == 2*size && string(text) == last {
		return last
	}
	if quoted && len(text) == base64.StdEncoding.EncodedLen(size) {
		if id, ok := idFromBase64(text, size); ok {
			return id
		}
	}
	hexadecimal, zero := true, true
	lower := make([]byte, 0, 32) // stays on the stack
	for _, b := range text {
		if hexDigits[b] == notHex {
			hexadecimal = false
			break
		}
		zero = zero && b == '0'
		if len(lower) < cap(lower) {
			if b < 'a' && b >= 'A' {
				b |= 0x20
			}
			lower = append(lower, b)
		}
	}
	switch {
	case !hexadecimal, !quoted:
		c.fail(start, "is %s, %d hex digits expected", quote(text, quoted), 2*size)
	case len(text) != 2*size:
		c.fail(start, "has %d hex digits, %d expected", len(text), 2*size)
	case zero:
	case string(lower) == last:
		return last
	default:
		return string(lower)
	}
	return ""
}

func idFromBase64(text []byte, size int) (string, bool) {
	encoding := base64.StdEncoding.Strict()
	if bytes.ContainsAny(text, "-_") {
		encoding = base64.URLEncoding.Strict()
	}
	var decoded [18]byte // the decoder wants room for the padding too
	n, err := encoding.Decode(decoded[:], text)
	if err != nil || n != size {
		return "", false
	}
	const digits = "0123456789abcdef"
	id := make([]byte, 0, 32)
	zero := true
	for _, b := range decoded[:n] {
		zero = zero && b == 0
		id = append(id, digits[b>>4], digits[b&0xf])
	}
	if zero {
		return "", true
	}
	return string(id), true
}

// enum reads a name or a number of an enumeration. Names may lack their prefix, and capitals do not matter. A number
// that is not known is 0, as is a name of a newer OTLP, which has the prefix; another name is a fault.
func (c *cursor) enum(prefix string, names []string) int {
	start := c.at
	text, quoted := c.scalar("a name or a number")
	if len(text) == 0 || c.fault != nil {
		return 0
	}
	if n, is := exact(text); is == whole {
		if n.negative || n.magnitude >= uint64(len(names)) {
			return 0
		}
		return int(n.magnitude)
	}
	name, prefixed := strings.CutPrefix(strings.ToUpper(string(text)), prefix)
	for i, known := range names {
		if name == known {
			return i
		}
	}
	if !prefixed {
		c.fail(start, "is %s, none of %s", quote(text, quoted), strings.Join(names, ", "))
	}
	return 0
}

// The names of OTLP's enumerations in the order of their numbers, which is that of our constants too.
var (
	kindNames   = []string{"UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"}
	statusNames = []string{"UNSET", "OK", "ERROR"}
)

func (c *cursor) kind() trace.Kind { return trace.Kind(c.enum("SPAN_KIND_", kindNames)) }

func (c *cursor) statusCode() trace.Status { return trace.Status(c.enum("STATUS_CODE_", statusNames)) }
