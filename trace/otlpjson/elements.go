package otlpjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// fields reads an object field by field.
func (s *Splitter) fields(field func(key string) error) error {
	return s.elements('}', func() error {
		w := &s.window
		if b := w.next(); b != '"' {
			return s.broken("the name of a field")
		}
		text, err := s.whole()
		if err != nil {
			return err
		}
		c := cursor{text: text}
		key := c.string()
		if c.fault != nil {
			return s.at(w.at-len(text), text, c.fault)
		}
		name := s.key(key)
		if w.next() != ':' {
			return s.broken(`":"`)
		}
		w.at++
		return field(name)
	})
}

// key returns the name of a field. Files have few of them, and every object of a long file has the same.
func (s *Splitter) key(text []byte) string {
	if known, ok := s.keys[string(text)]; ok {
		return known
	}
	name := string(text)
	if len(s.keys) < 64 {
		s.keys[name] = name
	}
	return name
}

// objects reads a list of objects, or null, or an object alone where a list has one element.
func (s *Splitter) objects(key string, object func() error) error {
	w := &s.window
	element := func() error {
		switch b := w.next(); {
		case b == '{':
			return object()
		case b == 'n' && s.null():
			return nil
		case w.ended():
			return s.stopped()
		default:
			return s.wrong(w.at, "an entry of %q is no object", key)
		}
	}
	if w.next() == '[' {
		return s.list(element)
	}
	if w.next() != '{' && w.next() != 'n' && !w.ended() {
		return s.wrong(w.at, "%q is no list", key)
	}
	return element()
}

func (s *Splitter) list(element func() error) error { return s.elements(']', element) }

// elements reads what stands between brackets, with its commas.
func (s *Splitter) elements(closing byte, element func() error) error {
	w := &s.window
	w.at++
	for first := true; ; first = false {
		b := w.next()
		if b == closing {
			w.at++
			return nil
		}
		if !first {
			if b != ',' {
				return s.broken(`"," or "` + string(closing) + `"`)
			}
			w.at++
			if w.next() == closing {
				return s.broken("another element")
			}
		}
		if w.ended() {
			return s.stopped()
		}
		if err := element(); err != nil {
			return err
		}
	}
}

func (s *Splitter) skip() error {
	w := &s.window
	if b := w.next(); b == ',' || b == ':' || b == ']' || b == '}' || b != 0 && !isWord[b] && !structural[b] {
		return s.broken("a value")
	}
	if w.ended() || !w.skip() {
		return s.stopped()
	}
	return nil
}

// stopped says why there is no more.
func (s *Splitter) stopped() error {
	w := &s.window
	at := min(w.at, len(w.text))
	switch {
	case errors.Is(w.err, errTooLong):
		return s.problem(TooLong, at, "a value is longer than %d bytes", w.longest)
	case errors.Is(w.err, errTooDeep):
		return s.problem(TooLong, at, "values are nested more than %d levels deep", deepest)
	case errors.Is(w.err, io.EOF):
		return &Cut{Line: w.lineNumber(at), Object: s.object}
	}
	return w.err
}

func (s *Splitter) broken(expected string) error {
	w := &s.window
	if w.ended() {
		return s.stopped()
	}
	problem := s.problem(Broken, w.at, "broken JSON: %s stands where %s is expected", found(w.text[w.at:]), expected)
	if w.text[w.at] == 0 && w.zeros() {
		return s.stopped()
	}
	return problem
}

func (s *Splitter) wrong(offset int, format string, values ...any) error {
	return s.problem(Wrong, offset, format, values...)
}

func (s *Splitter) problem(kind Kind, offset int, format string, values ...any) error {
	w := &s.window
	return &Problem{
		Kind: kind, Line: w.lineNumber(offset), Column: column(w.text, offset), Object: s.object,
		Words: fmt.Sprintf(format, values...),
	}
}

// at places a fault in a text that ends where the window stands.
func (s *Splitter) at(start int, text []byte, f *Fault) error {
	return s.problem(kindOf(f), start+min(f.Offset, len(text)), "%s", f.Error())
}

// null consumes a null, and reports whether it was one.
func (s *Splitter) null() bool {
	w := &s.window
	for len(w.text)-w.at < len("null") && w.fill() {
	}
	rest := w.text[w.at:]
	if len(rest) < len("null") && strings.HasPrefix("null", string(rest)) {
		w.at = len(w.text) // the file ends within the word
	}
	if !bytes.HasPrefix(rest, []byte("null")) {
		return false
	}
	w.at += len("null")
	return true
}

// whole returns the text of a value. It is valid until the window moves.
func (s *Splitter) whole() ([]byte, error) {
	w := &s.window
	if w.next(); w.ended() {
		return nil, s.stopped()
	}
	w.keep = w.at
	ok := w.skip()
	text := w.text[w.keep:w.at]
	w.keep = -1
	if !ok {
		return nil, s.stopped()
	}
	return text, nil
}
