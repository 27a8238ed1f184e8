// Package record is the child's end of the live link: it sends the spans of the process that is recorded to the parent.
//
//	child                                            parent (package live)
//	span starts ── {"resourceSpans":[…]} ── stdout ──►  appears in the tour
//	span ends   ── {"resourceSpans":[…]} ── stdout ──►  has its time and its status
//	log         ── any text ────────────── stderr ──►  is kept for the log pane
//	            ◄─────────────── stdin, held open ──   closes when the parent dies
//	span goes on ◄───────────── stdin, "go <id>" ──   when the child is stepped
//
// The link is the process's own stdin and stdout, so it needs no ports. It asks little of the process: a tracer
// provider of the OpenTelemetry SDK with [NewLink] as its span processor, and [WatchParent], so that the process does
// not outlive its parent. With [NewSteppedLink] and [Link.Obey] instead, every span of one scope waits at its start
// until the parent lets it go on.
//
// The spans of any Go program pass through the link. What a tour shows of them, the notes, the source and the moment of
// readiness, depends on the names and attributes of package convention, which this project's API server uses.
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

// Link is a span processor that writes one line of OTLP JSON when a span starts, without an end time, and one when it
// has ended. The first line has the resource, which describes the process. Later lines leave it out, because a
// resource is several times as long as a span and does not change; only the lines of a second resource have theirs.
//
// Lines are written at once, in the goroutine that starts or ends the span. A span that waits in a batch is lost when
// the boot crashes, which is when it is needed most, and past 2,048 waiting spans the SDK's batch processor drops
// spans silently. The price is some thirty microseconds for a span, both lines (BenchmarkSpan).
//
// The link never fails its caller. After a failed write it writes nothing more, because a part of a line may have been
// written; Err returns the error. Safe for concurrent use.
type Link struct {
	mu       sync.Mutex
	w        io.Writer
	resource *resource.Resource // of the first line, nil before it
	done     bool               // nothing more is written
	err      error              // the first one

	follow func(method, path string) // nil when requests are not asked for

	gate *gate // nil in a link that is not stepped; it has a lock of its own
}

var _ sdktrace.SpanProcessor = (*Link)(nil)

// NewLink returns a link that writes to w, one Write call for each line. When w is the process's stdout, nothing else
// should write to it; the parent takes other lines for log.
func NewLink(w io.Writer) *Link { return &Link{w: w} }

// OnStart writes the span as it starts; a stepped link then waits until the span may go on. The SDK calls it.
func (l *Link) OnStart(_ context.Context, s sdktrace.ReadWriteSpan) {
	if l.gate != nil {
		l.pass(s)
		return
	}
	l.write(s, false)
}

// OnEnd writes the span as it ended. The SDK calls it.
func (l *Link) OnEnd(s sdktrace.ReadOnlySpan) { l.write(s, false) }

// write encodes the span under the lock, because the first line must be the one with the resource. It sets the
// attribute for a held span on the line and not on the SDK's span, which would keep it on all later lines.
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
	var described map[string]any
	if l.resource == nil || l.resource != s.Resource() && !l.resource.Equal(s.Resource()) {
		described = attributes(s.Resource().Attributes())
	}
	line, err := tracefile.EncodeSpan(described, &converted)
	if err != nil { // only this span cannot be encoded
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

// rememberLater is remember for callers that do not hold the lock.
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

// Err returns the first error, or nil. On a stepped link that may be an unknown order of the parent, which has no
// further consequences.
func (l *Link) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// ForceFlush does nothing: every line is written at once.
func (l *Link) ForceFlush(context.Context) error { return nil }

// Shutdown ends the link: spans that start or end later are not written. It returns the error of Err, and does not
// close the writer.
func (l *Link) Shutdown(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end()
	return l.err
}

// end stops writing. The parent then knows of no further spans, so none may wait for its order.
func (l *Link) end() {
	l.done = true
	l.gate.free()
}
