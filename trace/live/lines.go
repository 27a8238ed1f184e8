package live

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"apitour/trace/tracefile"
)

// maxLog is the longest line of log in bytes. What is longer arrives in pieces, so that a child that never writes a
// newline cannot fill the memory of its parent unheard.
const maxLog = 1 << 20

// readLink reads the child's stdout. A line that is not of the link is a line of log: libraries print where they please.
func (b *Boot) readLink(r io.Reader) {
	eachLine(r, tracefile.MaxLine, func(line []byte) {
		if !b.hearLink(line) {
			b.hearPrinted(line)
		}
	})
}

// hearLink reports whether the line was one of the link.
func (b *Boot) hearLink(line []byte) bool {
	t, err := tracefile.DecodeLine(line)
	if err != nil {
		return false
	}
	resource := t.Resource
	for i := range t.Spans {
		b.updates.put(Update{Span: &t.Spans[i], Resource: resource})
		resource = nil
	}
	if resource != nil {
		b.updates.put(Update{Resource: resource})
	}
	return true
}

// hearPrinted takes what was printed. When it was printed without a newline, the next line of the link is glued to it, and
// without that line a span would seem to run for ever.
func (b *Boot) hearPrinted(line []byte) {
	if i := bytes.Index(line, []byte(`{"resourceSpans":`)); i > 0 && b.hearLink(line[i:]) {
		line = line[:i]
	}
	for len(line) > maxLog {
		b.hearLog(line[:maxLog])
		line = line[maxLog:]
	}
	b.hearLog(line)
}

// readLog reads the child's stderr.
func (b *Boot) readLog(r io.Reader) { eachLine(r, maxLog, b.hearLog) }

func (b *Boot) hearLog(line []byte) {
	text := string(line)
	b.words.add(text)
	b.updates.put(Update{Log: text})
}

// eachLine calls hear with every line, without its newline, and with the pieces of a line that is longer than limit. The
// line is valid until the next. It returns when nothing more can be read, for whatever reason.
func eachLine(r io.Reader, limit int, hear func(line []byte)) {
	in := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for {
		piece, err := in.ReadSlice('\n')
		line = append(line, piece...)
		for whole := bytes.TrimSuffix(line, []byte("\n")); len(whole) > limit; whole = bytes.TrimSuffix(line, []byte("\n")) {
			hear(line[:limit])
			line = append(line[:0], line[limit:]...)
		}
		switch {
		case err == nil:
			hear(bytes.TrimSuffix(line, []byte("\n")))
			line = line[:0]
		case !errors.Is(err, bufio.ErrBufferFull):
			if len(line) > 0 {
				hear(line)
			}
			return
		}
	}
}
