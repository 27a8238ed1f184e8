package live

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"apitour/trace/tracefile"
)

// maxLog is the length of the longest line of log, in bytes. A longer line arrives in pieces; otherwise a child that
// never writes a newline would fill its parent's memory.
const maxLog = 1 << 20

// readLink reads the child's stdout. A line that is not OTLP JSON is a line of log: libraries may print to stdout.
func (b *Boot) readLink(r io.Reader) {
	eachLine(r, tracefile.MaxLine, func(line []byte) {
		if !b.takeSpans(line) {
			b.takePrinted(line)
		}
	})
}

// takeSpans passes on the spans and the resource of a line of the link. It returns false for any other line.
func (b *Boot) takeSpans(line []byte) bool {
	t, err := tracefile.DecodeLine(line)
	if err != nil {
		return false
	}
	resource := t.Resource
	for i := range t.Spans {
		b.updates.Put(Update{Span: &t.Spans[i], Resource: resource})
		resource = nil
	}
	if resource != nil {
		b.updates.Put(Update{Resource: resource})
	}
	return true
}

// takePrinted passes on text that a library printed to stdout. Text without a newline is followed by a line of the link
// on the same line; if that were lost, its span would seem to run forever.
func (b *Boot) takePrinted(line []byte) {
	if i := bytes.Index(line, []byte(`{"resourceSpans":`)); i > 0 && b.takeSpans(line[i:]) {
		line = line[:i]
	}
	for len(line) > maxLog {
		b.takeLog(line[:maxLog])
		line = line[maxLog:]
	}
	b.takeLog(line)
}

// readLog reads the child's stderr.
func (b *Boot) readLog(r io.Reader) { eachLine(r, maxLog, b.takeLog) }

func (b *Boot) takeLog(line []byte) {
	text := string(line)
	b.words.add(text)
	b.updates.Put(Update{Log: text})
}

// eachLine calls take with every line, without its newline, and with the pieces of a line that is longer than limit. A
// line is valid during the call. It returns at the end of the reader and after an error.
func eachLine(r io.Reader, limit int, take func(line []byte)) {
	in := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for {
		piece, err := in.ReadSlice('\n')
		line = append(line, piece...)
		for len(bytes.TrimSuffix(line, []byte("\n"))) > limit {
			take(line[:limit])
			line = append(line[:0], line[limit:]...)
		}
		switch {
		case err == nil:
			take(bytes.TrimSuffix(line, []byte("\n")))
			line = line[:0]
		case !errors.Is(err, bufio.ErrBufferFull):
			if len(line) > 0 {
				take(line)
			}
			return
		}
	}
}
