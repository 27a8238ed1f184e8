package record

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"

	"apitour/trace/convention"
)

// Stepping selects the spans that a stepped link holds.
type Stepping struct {
	// Scope is the instrumentation scope whose spans are held. Spans of other scopes, those of libraries, are not.
	Scope string
	// NeverHeld has the spans of the scope that are not held, and the reasons: they own a lock or a lease, or time
	// out by themselves. The key is the span's name. A key that ends in "*" matches all names with that beginning,
	// and the longest matching key wins.
	NeverHeld map[string]string
	// Follow is called with a method and an escaped path when the parent asks for a request, and with neither when it
	// takes that back. It may be nil.
	Follow func(method, path string)
}

// NewSteppedLink returns a link that holds every span of the scope at its start, in the goroutine that starts it, until
// the parent lets it go on. [Link.Obey] must run for that.
//
// A held span is written twice before its end: when it starts, with [convention.Held], and when it goes on, with
// [convention.Pause]. While it waits no lock is held, so other spans start, end and are written. After a failed write
// and after Shutdown nothing is held any more, because the parent would not know of the span.
func NewSteppedLink(w io.Writer, s Stepping) *Link {
	return &Link{w: w, gate: newGate(s), follow: s.Follow}
}

// Obey reads the parent's orders, one a line, until the end of stdin:
//
//	go <span id>   the span goes on
//	free           all held spans go on, and no later span is held
//	follow GET /x  the next such request from outside is traced; without a request, none is
//	stop           stop in order: the process sends SIGTERM to itself
//
// Orders are carried out in their order. That is why stop is an order and not a signal from the parent, which could
// arrive before the orders that were sent earlier.
//
// The end of stdin means that the parent is gone. Obey then lets all spans go on, calls stop, and returns. It takes
// the place of [WatchParent], and like that ignores SIGPIPE. It ignores lines that it does not know, and Err returns
// an error for the first of them.
func (l *Link) Obey(stdin io.Reader, stop func()) {
	signal.Ignore(syscall.SIGPIPE)
	in := bufio.NewReaderSize(stdin, maxOrder)
	for {
		line, err := in.ReadSlice('\n')
		if err == nil {
			l.obey(string(bytes.TrimRight(line, "\r\n")), stop)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			err = skipLine(in)
			l.rememberLater(fmt.Errorf("obey parent: a line is longer than %d bytes", maxOrder))
		}
		if err != nil { // an error, like the end, means that the parent is gone
			break
		}
	}
	l.gate.free()
	stop()
}

// maxOrder is longer than any order: a path of which a server tells has 1,024 bytes.
const maxOrder = 2048

func skipLine(in *bufio.Reader) error {
	for {
		_, err := in.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// obey carries out one order, and remembers the error in it.
func (l *Link) obey(line string, stop func()) {
	verb, rest, _ := strings.Cut(line, " ")
	switch {
	case verb == convention.GoWord:
		id, err := oteltrace.SpanIDFromHex(rest)
		if err != nil {
			l.rememberLater(fmt.Errorf("obey parent: %q: %w", line, err))
			break
		}
		l.gate.release(id)
	case line == convention.FreeWord:
		l.gate.free()
	case verb == convention.FollowWord && l.follow != nil:
		method, path, _ := strings.Cut(rest, " ")
		l.follow(method, path)
	case line == convention.StopWord:
		if signalSelf() != nil { // a system without signals
			stop()
		}
	default:
		l.rememberLater(fmt.Errorf("obey parent: unknown order %q", line))
	}
}

// signalSelf asks this process to stop as an operator would.
func signalSelf() error {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	return self.Signal(syscall.SIGTERM)
}

// gate holds spans. A nil gate holds none.
type gate struct {
	scope  string
	never  map[string]string // by whole name
	starts []start           // longest first

	mu      sync.Mutex
	waiting map[oteltrace.SpanID]chan struct{} // closed to let the span go on
	isFree  bool                               // no span is held any more
}

// start is the beginning of names of spans that are never held, and the reason.
type start struct{ of, why string }

func newGate(s Stepping) *gate {
	g := &gate{scope: s.Scope, never: make(map[string]string), waiting: make(map[oteltrace.SpanID]chan struct{})}
	for name, why := range s.NeverHeld {
		if of, wild := strings.CutSuffix(name, "*"); wild {
			g.starts = append(g.starts, start{of, why})
			continue
		}
		g.never[name] = why
	}
	slices.SortFunc(g.starts, func(a, b start) int { return cmp.Compare(len(b.of), len(a.of)) })
	return g
}

// exempt returns the reason why a span of that name is never held, or "".
func (g *gate) exempt(name string) string {
	if why, ok := g.never[name]; ok {
		return why
	}
	for _, s := range g.starts {
		if strings.HasPrefix(name, s.of) {
			return s.why
		}
	}
	return ""
}

// enter returns the channel to wait for, or nil when the span is not to be held. Call it before writing the line that
// says that the span is held: the parent may answer at once.
func (g *gate) enter(s sdktrace.ReadOnlySpan) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isFree {
		return nil
	}
	id := s.SpanContext().SpanID()
	if g.waiting[id] == nil {
		g.waiting[id] = make(chan struct{})
	}
	return g.waiting[id]
}

// release lets the span go on, if it is held: an order to free all may have let it go on before.
func (g *gate) release(id oteltrace.SpanID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if gone, held := g.waiting[id]; held {
		close(gone)
		delete(g.waiting, id)
	}
}

// free lets all spans go on, for good.
func (g *gate) free() {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isFree = true
	for _, gone := range g.waiting {
		close(gone)
	}
	clear(g.waiting)
}

// pass is OnStart of a stepped link.
func (l *Link) pass(s sdktrace.ReadWriteSpan) {
	if s.InstrumentationScope().Name != l.gate.scope || !s.SpanContext().IsSampled() {
		l.write(s, false)
		return
	}
	if why := l.gate.exempt(s.Name()); why != "" {
		s.SetAttributes(attribute.String(convention.NeverHeld, why))
		l.write(s, false)
		return
	}
	gone := l.gate.enter(s)
	l.write(s, gone != nil)
	if gone == nil {
		return
	}
	<-gone
	s.SetAttributes(attribute.Int64(convention.Pause, int64(time.Since(s.StartTime()))))
	l.write(s, false)
}
