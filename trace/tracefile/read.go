package tracefile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"apitour/trace"
)

// Read reads a whole trace into memory. It accepts the output of any OTLP exporter; the package comment says what is
// kept. Empty lines are skipped. Errors name the line, counted from 1; the error for a file without a span is
// [ErrNoSpans].
func Read(r io.Reader) (*trace.Trace, error) {
	return read(r, MaxLine)
}

func read(r io.Reader, maxLine int) (*trace.Trace, error) {
	g := gathering{texts: make(texts)}
	lines := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		line, err := readLine(lines, maxLine)
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errTooLong) {
			return nil, fmt.Errorf("line %d is longer than %d bytes", number, maxLine)
		}
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := g.addLine(line); err != nil {
			return nil, fmt.Errorf("line %d is not OTLP JSON: %w", number, err)
		}
	}
	if len(g.spans) == 0 {
		return nil, ErrNoSpans
	}
	return g.trace(), nil
}

var errTooLong = errors.New("line is too long")

// readLine returns io.EOF only at the end: the last line may lack its newline.
func readLine(r *bufio.Reader, maxLine int) ([]byte, error) {
	var line []byte
	for {
		piece, err := r.ReadSlice('\n')
		if len(line)+len(bytes.TrimSuffix(piece, []byte("\n"))) > maxLine {
			return nil, errTooLong
		}
		line = append(line, piece...)
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// ReadFile reads the trace in the named file, as [Read] does.
func ReadFile(path string) (*trace.Trace, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read trace %q: %w", path, cause(err))
	}
	defer f.Close()
	t, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("read trace %q: %w", path, cause(err))
	}
	return t, nil
}

// cause returns the error of the file system without the file's name, which the caller's message already has.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
