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

	"apitour/trace/convention"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"
)

// Stepping says which spans a stepped link holds.
type Stepping struct {
	// Scope is the instrumentation scope whose spans are held. Those of libraries go on.
	Scope string
	// NeverHeld says for spans of the scope why they are not held all the same: they own a lock or a lease, or time out by
	// themselves. The key is the span's name; a "*" at its end stands for the rest of a name, and the longest such key wins.
	NeverHeld map[string]string
}

// NewSteppedLink returns a link that holds every span of the scope at its start, in the goroutine that starts it, until
// the parent lets it go. See [Link.Obey], which has to run for that.
//
// A held span is written twice before its end: when it starts, with [convention.Held], and when it goes on, with
// [convention.Pause]. While it waits no lock is held, so others start, end and are written. After a write that failed and
// after Shutdown nothing is held any more, because the parent would not hear of it.
func NewSteppedLink(w io.Writer, s Stepping) *Link { return &Link{w: w, gate: newGate(s)} }

// Obey reads what the parent says, a line at a time, until the end of stdin:
//
//	go <span id>   the span may go on
//	free           hold nothing from now on, and let go what is held
//	hold           hold again
//	stop           stop in order, as after SIGTERM, which the process sends itself
//
// They are obeyed in their order, which is why there is a line for what a signal could say.
//
// At the end, which comes with the end of the parent, it lets everything go, calls stop, and returns, as [WatchParent] does, of which it
// takes the place; it ignores SIGPIPE for the same reason. What it does not understand it ignores, and Err tells of the
// first such line.
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
		if err != nil { // an error means, as the end does, that nobody is there
			break
		}
	}
	l.gate.open()
	stop()
}

// maxOrder is several times the longest thing that a parent has to say.
const maxOrder = 256

func skipLine(in *bufio.Reader) error {
	for {
		_, err := in.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// obey does what the line says. What is wrong with it is remembered.
func (l *Link) obey(line string, stop func()) {
	verb, rest, _ := strings.Cut(line, " ")
	switch {
	case verb == "go":
		id, err := oteltrace.SpanIDFromHex(rest)
		if err != nil {
			l.rememberLater(fmt.Errorf("obey parent: %q: %w", line, err))
			break
		}
		l.gate.release(id)
	case line == "free":
		l.gate.free()
	case line == "hold":
		l.gate.hold()
	case line == "stop":
		if signalSelf() != nil { // where there are no signals
			stop()
		}
	default:
		l.rememberLater(fmt.Errorf("obey parent: do not know %q", line))
	}
}

// signalSelf asks this process to stop in the way in which anybody would ask it.
func signalSelf() error {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	return self.Signal(syscall.SIGTERM)
}

// gate is where spans are held. A nil gate holds none.
type gate struct {
	scope  string
	never  map[string]string // by whole name
	starts []start           // longest first

	mu      sync.Mutex
	waiting map[oteltrace.SpanID]chan struct{} // closed to let the span go
	isFree  bool                               // until hold
	isOpen  bool                               // for ever
}

// start is how the names of spans begin that are never held, and why.
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

// exempt says why a span of that name is never held, or "".
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

// enter returns what to wait for, nil when the span is not to be held. It comes before the line that says that the span
// is held: the parent may answer at once.
func (g *gate) enter(s sdktrace.ReadOnlySpan) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isFree || g.isOpen {
		return nil
	}
	id := s.SpanContext().SpanID()
	if g.waiting[id] == nil {
		g.waiting[id] = make(chan struct{})
	}
	return g.waiting[id]
}

// release lets the span go, if it is held: it may have been let go by "free" meanwhile.
func (g *gate) release(id oteltrace.SpanID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if gone, held := g.waiting[id]; held {
		close(gone)
		delete(g.waiting, id)
	}
}

func (g *gate) free() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isFree = true
	for _, gone := range g.waiting {
		close(gone)
	}
	clear(g.waiting)
}

func (g *gate) hold() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isFree = false
}

// open lets everything go, for ever.
func (g *gate) open() {
	if g == nil {
		return
	}
	g.free()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isOpen = true
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
