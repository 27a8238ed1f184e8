// Package record is the child's end of the live link: what a process that is being recorded does for its recording.
//
//	child                                            parent (package live)
//	span starts ── {"resourceSpans":[…]} ── stdout ──►  appears in the tour
//	span ends   ── {"resourceSpans":[…]} ── stdout ──►  has its time and its status
//	log         ── any text ────────────── stderr ──►  is kept for the log pane
//	            ◄─────────────── stdin, held open ──   closes when the parent dies
//	span goes on ◄───────────── stdin, "go <id>" ──   when the child is stepped
//
// The link is the process's own stdin and stdout, so it needs no ports and works for any program that has an
// OpenTelemetry SDK: a tracer provider with [NewLink] as its span processor, and [WatchParent] so that the process does
// not outlive whoever reads the link. With [NewSteppedLink] and [Link.Obey] instead, every span waits at its start until the
// parent lets it go on.
package record

import (
	"context"
	"io"
	"sync"

	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"apitour/trace/convention"
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

	gate *gate // nil when nothing is held; has a lock of its own
}

var _ sdktrace.SpanProcessor = (*Link)(nil)

// NewLink returns a link that writes to w, one Write call for each line. When w is the process's stdout, nothing else
// should write to it; the parent takes what is not a line of the link for log.
func NewLink(w io.Writer) *Link { return &Link{w: w} }

// OnStart writes the span as it starts, and, when the link is a stepped one, waits until the span may go on. It is called
// by the SDK.
func (l *Link) OnStart(_ context.Context, s sdktrace.ReadWriteSpan) {
	if l.gate != nil {
		l.pass(s)
		return
	}
	l.write(s, false)
}

// OnEnd writes the span as it ended. It is called by the SDK.
func (l *Link) OnEnd(s sdktrace.ReadOnlySpan) { l.write(s, false) }

// write encodes under the lock, too: the first line must be the one with the resource. That the span is held is said on
// this line only; the SDK's span would keep it.
func (l *Link) write(s sdktrace.ReadOnlySpan, held bool) {
	if !s.SpanContext().IsSampled() {
		return
	}
	converted := convert(s)
	if held {
		converted.Attributes[convention.Held] = true
	}
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
		if held {
			l.gate.release(s.SpanContext().SpanID())
		}
		return
	}
	n, err := l.w.Write(line)
	if err == nil && n < len(line) {
		err = io.ErrShortWrite
	}
	if err != nil {
		l.end()
		l.remember(err)
		return
	}
	if l.resource == nil {
		l.resource = s.Resource()
	}
}

// rememberLater is remember for who does not hold the lock.
func (l *Link) rememberLater(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remember(err)
}

func (l *Link) remember(err error) {
	if l.err == nil {
		l.err = err
	}
}

// Err returns the first thing that went wrong, or nil. On a stepped link that may be a line of the parent's that it did not
// understand, which has no further consequences.
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
	l.end()
	return l.err
}

// end has nothing more written. The parent hears of nothing then, so nothing may wait for its word.
func (l *Link) end() {
	l.done = true
	l.gate.open()
}
