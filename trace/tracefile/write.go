package tracefile

import (
	"context"
	"fmt"
	"io"
	"slices"

	"apitour/trace"
	"apitour/trace/atomicfile"
)

// goodLine is the length in bytes up to which all spans go on one line. A file of one line is one JSON document,
// which every reader of OTLP JSON opens, also one that does not expect several lines. Longer lines are divided,
// because the Collector's otlpjsonfile receiver, which otel-tui uses as well, cuts lines at 1 MiB by default; Jaeger
// reads any number of lines. A boot takes a fifth of this length.
const goodLine = 1000 << 10

// Write writes the trace with its spans sorted by start: the same spans in any order give the same bytes. A trace
// without spans, or with an id that is not hexadecimal, is an error.
//
// OTLP cannot hold all values of a [trace.Span]: times before 1970 become "not known", and bytes that are not UTF-8
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

// writeLines halves the spans until each half fits on a line. A single span gets a line however long it is.
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

// WriteFile writes the trace to the named file, as [atomicfile.Write] does: whole or not at all, readable by its user
// only, and straight into a path that is not a file, such as /dev/stdout.
func WriteFile(path string, t *trace.Trace) error {
	return WriteFileContext(context.Background(), path, t)
}

// WriteFileContext is WriteFile that stops when the context is done.
func WriteFileContext(ctx context.Context, path string, t *trace.Trace) error {
	err := atomicfile.Write(ctx, path, atomicfile.Private, func(w io.Writer) error { return write(w, t) })
	if err != nil {
		return fmt.Errorf("write trace %q: %w", path, cause(err))
	}
	return nil
}
