package otlpjson

import (
	"bytes"
	"errors"
	"io"
)

// window is the part of a file that is in memory. It moves forward as it is read.
type window struct {
	from    io.Reader
	text    []byte // what has been read and not been given up
	at      int    // where the splitter stands
	keep    int    // the start of the value that has to stay in memory as a whole, -1 for none
	line    int    // the number of the line of text[0], counted from 1
	counted int    // up to here the line breaks are counted, so that no byte is looked at twice
	breaks  int    // as many as there are before counted
	err     error  // of from, io.EOF among them
	longest int
	// turn is called before the window moves on, and returns the buffer that holds the text from then on. It may return
	// the same buffer.
	turn func(text []byte, need int) []byte
}

// block is the size of a buffer, and about that of a batch: some hundred spans, so that handing a batch over costs
// nothing, and several for each core in a file that takes long enough to be worth two.
const block = 256 << 10

// Values that are too long for the memory or too deep for the stack of those who would read them.
var (
	errTooLong = errors.New("a value is too long")
	errTooDeep = errors.New("values are nested too deep")
)

// fill reads more, and reports whether there was more.
func (w *window) fill() bool {
	if w.err != nil {
		return false
	}
	if len(w.text) == cap(w.text) {
		if w.move(); w.err != nil {
			return false
		}
	}
	if w.keep >= 0 && len(w.text)-w.keep > w.longest {
		w.err = errTooLong
		return false
	}
	const patience = 100 // as in bufio: a reader that returns nothing without an error is broken
	for range patience {
		n, err := w.from.Read(w.text[len(w.text):cap(w.text)])
		w.text = w.text[:len(w.text)+n]
		w.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// move gives up what has been read.
func (w *window) move() {
	from := w.at
	if w.keep >= 0 {
		from = w.keep
	}
	rest := w.text[from:]
	w.line = w.lineNumber(from)
	w.counted, w.breaks = 0, 0
	fresh := w.turn(w.text, max(block, 2*len(rest)))
	fresh = fresh[:copy(fresh[:cap(fresh)], rest)]
	w.text, w.at = fresh, w.at-from
	if w.keep >= 0 {
		w.keep = 0
	}
}

// next skips white space and returns the next byte without consuming it, 0 at the end of the file.
func (w *window) next() byte {
	for {
		for w.at < len(w.text) {
			switch b := w.text[w.at]; b {
			case ' ', '\t', '\n', '\r':
				w.at++
			default:
				return b
			}
		}
		if !w.fill() {
			return 0
		}
	}
}

// ended reports whether the file has no more bytes.
func (w *window) ended() bool { return w.at >= len(w.text) && !w.fill() }

// lineNumber returns the number of the line on which an offset lies.
func (w *window) lineNumber(offset int) int {
	if offset < w.counted {
		return w.line + bytes.Count(w.text[:offset], []byte("\n"))
	}
	w.breaks += bytes.Count(w.text[w.counted:offset], []byte("\n"))
	w.counted = offset
	return w.line + w.breaks
}

// zeros reports whether nothing follows but zero bytes. A file system may leave them at the end of a file that was
// being written when the power went.
func (w *window) zeros() bool {
	for {
		for w.at < len(w.text) {
			if w.text[w.at] != 0 {
				return false
			}
			w.at++
		}
		if !w.fill() {
			return true
		}
	}
}

// skip consumes a value whose first byte is there. It looks at brackets and quotes only; whether a span is JSON in all
// else is found out where it is decoded. It reports false at the end of the file.
func (w *window) skip() bool {
	switch w.text[w.at] {
	case '"':
		return w.skipString()
	case '{', '[':
		return w.skipNested()
	}
	for {
		for w.at < len(w.text) {
			if !isWord[w.text[w.at]] {
				return true
			}
			w.at++
		}
		if !w.fill() {
			return true // a number or a word ends where the file ends
		}
	}
}

func (w *window) skipString() bool {
	w.at++
	length := 0
	for {
		rest := w.text[w.at:]
		end := bytes.IndexAny(rest, `"\`)
		if end >= 0 && rest[end] == '"' {
			w.at += end + 1
			return true
		}
		if end < 0 {
			w.at += len(rest)
			if length += len(rest); length > w.longest {
				w.err = errTooLong
			}
		} else if w.at += end + 1; w.at < len(w.text) || w.fill() {
			w.at++ // the byte after the backslash
		}
		if w.at >= len(w.text) && !w.fill() {
			return false
		}
	}
}

// structural are the bytes that skipNested has to look at outside of strings.
var structural = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true}

// special are the bytes that skipNested has to look at inside of strings.
var special = [256]bool{'"': true, '\\': true}

func (w *window) skipNested() bool {
	depth := 0
	for {
		text, i := w.text, w.at
		for i < len(text) {
			b := text[i]
			if !structural[b] {
				i++
				continue
			}
			switch b {
			case '"':
				i++
				for i < len(text) && !special[text[i]] {
					i++
				}
				if i < len(text) && text[i] == '"' {
					i++
					continue
				}
				// An escape sequence, or the end of the window.
				w.at = i
				if !w.restOfString() {
					return false
				}
				text, i = w.text, w.at
			case '{', '[':
				if depth++; depth > deepest {
					w.err = errTooDeep
					return false
				}
				i++
			default:
				i++
				if depth--; depth == 0 {
					w.at = i
					return true
				}
			}
		}
		w.at = i
		if !w.fill() {
			return false
		}
	}
}

// restOfString consumes a string from the middle of it.
func (w *window) restOfString() bool {
	w.at-- // skipString skips a quote
	return w.skipString()
}

// deepest is how deep values that nobody decodes may be nested: as deep as encoding/json reads.
const deepest = 10_000

// excerpt quotes the beginning of the line at an offset, for a message.
func (w *window) excerpt(offset int) string {
	text := w.text[offset:]
	if end := bytes.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	return quote(text, true)
}
