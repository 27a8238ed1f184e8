package mask

import "io"

// Writer passes on what is written to it, masked: the stream of a log. A line must come in one Write, as klog's do.
//
// A filter of klog (klog.SetLogFilter) would not do: it is not asked about the error of klog.ErrorS, and never about
// what a contextual logger writes, which most of the libraries do.
func Writer(out io.Writer) io.Writer { return writer{out} }

type writer struct{ out io.Writer }

// Write says that all of p was written when all of what it became was.
func (w writer) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.out, Text(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
