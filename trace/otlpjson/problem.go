package otlpjson

import (
	"bytes"
	"fmt"

	"apitour/trace"
)

// Kind says what is wrong with a file.
type Kind int

const (
	// Broken is a file that is no JSON.
	Broken Kind = iota
	// Text is a file with other text between its JSON.
	Text
	// Unknown is JSON that is not OTLP.
	Unknown
	// Wrong is OTLP with a value that cannot be right.
	Wrong
	// TooLong is a value that is too long or too deep.
	TooLong
)

// Problem says what is wrong with a file, in the words of its readers, and where.
type Problem struct {
	Kind Kind
	// Line and Object say where: the line of the file, and the number of the JSON value in it, both counted from 1.
	// Column counts bytes from 1. It is of use where the JSON is broken.
	Line, Column, Object int
	Words                string
}

// Error names the line, and the object unless every line so far holds one. It is clean: it quotes what the file holds.
func (p *Problem) Error() string { return trace.Clean(p.error()) }

func (p *Problem) error() string {
	where := fmt.Sprintf("line %d", p.Line)
	if p.Kind == Broken {
		return fmt.Sprintf("%s, column %d: %s", where, p.Column, p.Words)
	}
	if p.Object != p.Line {
		where += fmt.Sprintf(", object %d", p.Object)
	}
	return where + ": " + p.Words
}

// Cut says that a file ends too early: in the middle of a JSON value, which begins as JSON should.
type Cut struct{ Line, Object int }

// Error says where, in few words: a status line has to have room for it.
func (c *Cut) Error() string {
	text := fmt.Sprintf("the file is cut off on line %d", c.Line)
	if c.Object != c.Line {
		text += fmt.Sprintf(", inside object %d", c.Object)
	}
	return text
}

// Problem places the fault of a span of the batch.
func (b *Batch) Problem(span int, f *Fault) *Problem {
	e := b.Spans[span]
	offset := min(e.From+f.Offset, len(b.Text))
	return &Problem{
		Kind: kindOf(f), Line: b.Line + bytes.Count(b.Text[:offset], []byte("\n")), Column: column(b.Text, offset),
		Object: e.Object, Words: f.Error(),
	}
}

func kindOf(f *Fault) Kind {
	if f.syntax {
		return Broken
	}
	return Wrong
}

// column counts bytes from the last line break.
func column(text []byte, offset int) int {
	return offset - bytes.LastIndexByte(text[:offset], '\n')
}
