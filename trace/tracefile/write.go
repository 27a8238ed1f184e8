package tracefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"apitour/trace"
)

// goodLine is the length in bytes up to which all spans go on one line. One line makes the file one JSON document, which
// everything opens that reads OTLP JSON, whether it knows of lines or not. Longer ones are divided, because the
// Collector's otlpjsonfile receiver, which is also what otel-tui reads files with, cuts a line at 1 MiB unless it is
// configured not to; Jaeger reads several lines as well as one. A boot takes a fifth of this.
const goodLine = 1000 << 10

// Write writes the trace, spans in the order in which they started: the same spans in any order give the same bytes. It
// is an error to write a trace without spans, or with ids that are not hexadecimal.
//
// OTLP cannot say everything that a [trace.Span] can: times before 1970 become "not known", and bytes that are not UTF-8
// become U+FFFD.
func Write(w io.Writer, t *trace.Trace) error {
	if err := write(w, t); err != nil {
		return fmt.Errorf("write trace: %w", err)
	}
	return nil
}

func write(w io.Writer, t *trace.Trace) error {
	if len(t.Spans) == 0 {
		return ErrNoSpans
	}
	spans := make([]*trace.Span, len(t.Spans))
	for i := range t.Spans {
		spans[i] = &t.Spans[i]
	}
	slices.SortStableFunc(spans, trace.CompareStart)
	return writeLines(w, t.Resource, spans, goodLine)
}

// writeLines halves the spans until each half fits on a line. A span that is too long alone gets its line all the same.
func writeLines(w io.Writer, resource map[string]any, spans []*trace.Span, maxLine int) error {
	line, err := encodeLine(resource, spans)
	if err != nil {
		return err
	}
	if half := len(spans) / 2; half > 0 && len(line) > maxLine {
		if err := writeLines(w, resource, spans[:half], maxLine); err != nil {
			return err
		}
		return writeLines(w, resource, spans[half:], maxLine)
	}
	_, err = w.Write(line)
	return err
}

// WriteFile writes the trace to the named file, for the user's eyes only (mode 0600). The file appears whole or not at
// all, and one that was there before stays until then; nothing is left behind when an error is returned. A path that
// leads to something other than a file, such as /dev/stdout or a named pipe, is written to as it is.
func WriteFile(path string, t *trace.Trace) error {
	if err := writeFile(path, t); err != nil {
		return fmt.Errorf("write trace %q: %w", path, cause(err))
	}
	return nil
}

func writeFile(path string, t *trace.Trace) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("it is a directory")
	case err == nil && !info.Mode().IsRegular():
		return writeThrough(path, t)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // or the rename would replace the link, not the file
	}
	return writeWhole(path, t)
}

func writeThrough(path string, t *trace.Trace) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(writeBuffered(f, t), f.Close())
}

func writeWhole(path string, t *trace.Trace) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	// Synced before the rename, or a crash may leave the name on an empty file.
	err = writeBuffered(f, t)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeBuffered(w io.Writer, t *trace.Trace) error {
	buffered := bufio.NewWriter(w)
	if err := write(buffered, t); err != nil {
		return err
	}
	return buffered.Flush()
}
