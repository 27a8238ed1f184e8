// Package record is the child's end of the live link: what a process that is being recorded does for its recording.
//
//	child                                            parent (package live)
//	span starts ── {"resourceSpans":[…]} ── stdout ──►  appears in the tour
//	span ends   ── {"resourceSpans":[…]} ── stdout ──►  has its time and its status
//	log         ── any text ────────────── stderr ──►  is kept for the log pane
//	            ◄─────────────── stdin, held open ──   closes when the parent dies
//
// The link is the process's own stdin and stdout, so it needs no ports and works for any program that has an
// OpenTelemetry SDK: a tracer provider with [NewLink] as its span processor, and [WatchParent] so that the process does
// not outlive whoever reads the link.
package record

import (
	"context"
	"io"
	"sync"

	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"apitour/trace/tracefile"
)

// Link is a span processor that writes one line of OTLP JSON when a span starts, without an end time, and one when it has
// ended. The first line says what the process is, its resource; the others do without, because a resource is several
// times as long as a span and does not change. Should there be several resources, the lines of all but the first say
// theirs.
//
// Lines are written at once, in the goroutine that starts or ends the span. A span that waits in a batch is lost when the
// boot crashes, which is when it is wanted most, and past 2,048 of them the SDK's batch processor drops spans without a
// word. The price is some thirty microseconds for a span, both lines (BenchmarkSpan).
//
// The link never fails its caller. After a write that failed it writes nothing more, because half a line may be out
// there; Err tells what happened. Safe for concurrent use.
type Link struct {
	mu       sync.Mutex
	w        io.Writer
	resource *resource.Resource // of the first line, nil before it
	done     bool               // nothing more is written
	err      error              // the first thing that went wrong
}

var _ sdktrace.SpanProcessor = (*Link)(nil)

// NewLink returns a link that writes to w, one Write call for each line. When w is the process's stdout, nothing else
// should write to it; the parent takes what is not a line of the link for log.
func NewLink(w io.Writer) *Link { return &Link{w: w} }

// OnStart writes the span as it starts. It is called by the SDK.
func (l *Link) OnStart(_ context.Context, s sdktrace.ReadWriteSpan) { l.write(s) }

// OnEnd writes the span as it ended. It is called by the SDK.
func (l *Link) OnEnd(s sdktrace.ReadOnlySpan) { l.write(s) }

// write encodes under the lock, too: the first line must be the one with the resource.
func (l *Link) write(s sdktrace.ReadOnlySpan) {
	if !s.SpanContext().IsSampled() {
		return
	}
	converted := convert(s)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return
	}
	var said map[string]any
	if l.resource == nil || l.resource != s.Resource() && !l.resource.Equal(s.Resource()) {
		said = attributes(s.Resource().Attributes())
	}
	line, err := tracefile.EncodeSpan(said, &converted)
	if err != nil { // of this span; the next may do better
		l.remember(err)
		return
	}
	n, err := l.w.Write(line)
	if err == nil && n < len(line) {
		err = io.ErrShortWrite
	}
	if err != nil {
		l.done = true
		l.remember(err)
		return
	}
	if l.resource == nil {
		l.resource = s.Resource()
	}
}

func (l *Link) remember(err error) {
	if l.err == nil {
		l.err = err
	}
}

// Err returns the first thing that went wrong, or nil.
func (l *Link) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// ForceFlush has nothing to do: nothing is held back.
func (l *Link) ForceFlush(context.Context) error { return nil }

// Shutdown ends the link: what starts or ends later is not written. It returns what Err returns, and does not close the
// writer.
func (l *Link) Shutdown(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = true
	return l.err
}
