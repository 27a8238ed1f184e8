package record_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	oteltrace "go.opentelemetry.io/otel/trace"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/record"
	"apitour/trace/tracefile"
)

const scope = "apitour/apiserver"

// stepped is a stepped link and its parent: the child's lines arrive in spans, and say writes an order.
type stepped struct {
	t      *testing.T
	link   *record.Link
	tracer oteltrace.Tracer
	spans  chan trace.Span
	stdin  *io.PipeWriter
	ended  chan struct{} // closed when stop has been called and Obey has returned
}

// writer passes on the span of each line.
type writer struct {
	spans chan trace.Span
	fails chan error
}

func (w *writer) Write(line []byte) (int, error) {
	select {
	case err := <-w.fails:
		return 0, err
	default:
	}
	t, err := tracefile.DecodeLine(line)
	if err != nil {
		return 0, err
	}
	w.spans <- t.Spans[0]
	return len(line), nil
}

func newStepped(t *testing.T, s record.Stepping) (*stepped, *writer) {
	w := &writer{make(chan trace.Span, 1000), make(chan error, 1)}
	link := record.NewSteppedLink(w, s)
	child, parent := io.Pipe()
	b := &stepped{
		t: t, link: link, tracer: provider(link, "x").Tracer(scope),
		spans: w.spans, stdin: parent, ended: make(chan struct{}),
	}
	stops := 0
	go func() {
		defer close(b.ended)
		link.Obey(child, func() { stops++ })
		if stops != 1 {
			t.Errorf("stop was called %d times", stops)
		}
	}()
	t.Cleanup(func() { parent.Close(); <-b.ended })
	return b, w
}

func (b *stepped) say(text string) {
	b.t.Helper()
	if _, err := io.WriteString(b.stdin, text); err != nil {
		b.t.Fatal(err)
	}
}

// start starts a span in a goroutine of its own, and returns a channel that receives the span when it goes on.
func (b *stepped) start(name string) <-chan oteltrace.Span {
	goesOn := make(chan oteltrace.Span, 1)
	go func() {
		_, span := b.tracer.Start(context.Background(), name)
		goesOn <- span
	}()
	return goesOn
}

// line returns the span of the next line, and checks its name and whether it is held.
func (b *stepped) line(name string, held bool) trace.Span {
	b.t.Helper()
	s := <-b.spans
	if s.Name != name || s.Held() != held {
		b.t.Fatalf("line has span %q, held: %t; want %q, held: %t", s.Name, s.Held(), name, held)
	}
	return s
}

func (b *stepped) isHeld(goesOn <-chan oteltrace.Span) {
	b.t.Helper()
	select {
	case <-goesOn:
		b.t.Fatal("the span was not held")
	default:
	}
}

func TestSteppedLinkHoldsUntilGo(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	goesOn := b.start("main")
	held := b.line("main", true)
	b.isHeld(goesOn)
	if held.Pause() != 0 || !held.Running() {
		t.Errorf("held span is %v", held)
	}
	b.say("go " + held.ID + "\n")
	span := <-goesOn
	going := b.line("main", false)
	if going.ID != held.ID || going.Pause() <= 0 || going.Pause() > time.Minute || !going.Running() {
		t.Errorf("span that goes on is %v", going)
	}
	if _, said := going.Attributes[convention.Held]; said {
		t.Error("the line of a span that goes on has the attribute for a held one")
	}
	span.End()
	ended := b.line("main", false)
	if ended.Running() || ended.Pause() != going.Pause() || ended.End.Before(ended.Start.Add(ended.Pause())) {
		t.Errorf("span that ended is %v", ended)
	}
	if err := b.link.Err(); err != nil {
		t.Error(err)
	}
}

// TestSteppedLinkHoldsEachSpanAlone: while one span is held others start, are held, go on and end.
func TestSteppedLinkHoldsEachSpanAlone(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope, NeverHeld: map[string]string{"free": "it owns a lock"}})
	first := b.start("first")
	firstHeld := b.line("first", true)
	second := b.start("second")
	secondHeld := b.line("second", true)
	(<-b.start("free")).End()
	b.line("free", false)
	b.line("free", false)
	b.say("go " + secondHeld.ID + "\n")
	(<-second).End()
	b.line("second", false)
	b.line("second", false)
	b.isHeld(first)
	b.say("go " + firstHeld.ID + "\n")
	<-first
	b.line("first", false)
}

func TestSteppedLinkHoldsItsScopeOnly(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	b.tracer = provider(b.link, "x").Tracer("a library")
	<-b.start("get")
	b.line("get", false)
	b.tracer = unsampledProvider(b.link).Tracer(scope)
	<-b.start("not sampled")
}

func TestNeverHeld(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope, NeverHeld: map[string]string{
		"WaitForLeader":            "it times out by itself",
		"PostStartHook/*":          "some hook",
		"PostStartHook/rbac/*":     "a hook of rbac",
		"PostStartHook/rbac/exact": "this one",
	}})
	for name, why := range map[string]string{
		"WaitForLeader":              "it times out by itself",
		"PostStartHook/":             "some hook",
		"PostStartHook/a":            "some hook",
		"PostStartHook/rbac/b":       "a hook of rbac",
		"PostStartHook/rbac/exact":   "this one",
		"PostStartHook/rbac/exactly": "a hook of rbac",
	} {
		(<-b.start(name)).End()
		for range 2 { // both lines
			if s := b.line(name, false); s.NeverHeld() != why || s.Pause() != 0 {
				t.Errorf("%q is never held because %q, want %q", name, s.NeverHeld(), why)
			}
		}
	}
	for _, name := range []string{"WaitForLeaders", "PostStartHook", "main"} {
		goesOn := b.start(name)
		s := b.line(name, true)
		b.isHeld(goesOn)
		if why, said := s.Attributes[convention.NeverHeld]; said {
			t.Errorf("%q is never held because %q", name, why)
		}
		b.say("go " + s.ID + "\n")
		<-goesOn
		b.line(name, false)
	}
}

func TestFreeLetsEverythingGoOn(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	one, two := b.start("held"), b.start("held")
	b.line("held", true)
	b.line("held", true)
	b.say("free\n")
	<-one
	<-two
	for range 2 {
		if s := b.line("held", false); s.Pause() == 0 {
			t.Errorf("span that was held has no pause: %v", s)
		}
	}
	<-b.start("unheld")
	if s := b.line("unheld", false); s.Attributes[convention.Pause] != nil {
		t.Errorf("span that was not held has a pause of %v", s.Pause())
	}
	if err := b.link.Err(); err != nil {
		t.Error(err)
	}
}

func TestOrdersMayEndInCarriageReturns(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	goesOn := b.start("main")
	b.line("main", true)
	b.say("free\r\n")
	<-goesOn
	if err := b.link.Err(); err != nil {
		t.Error(err)
	}
}

// TestStopIsCarriedOutInItsTurn sends stop after another order. Spans that start during the shutdown are held.
func TestStopIsCarriedOutInItsTurn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	defer signal.Stop(asked)
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	main := b.start("main")
	b.say("go " + b.line("main", true).ID + "\nstop\n")
	<-asked
	<-main
	b.line("main", false)
	goesOn := b.start("shutdown")
	s := b.line("shutdown", true)
	b.isHeld(goesOn)
	b.say("go " + s.ID + "\n")
	<-goesOn
	if err := b.link.Err(); err != nil {
		t.Error(err)
	}
}

// TestEndOfStdinLetsEverythingGo is the end of the parent: no span is held any more.
func TestEndOfStdinLetsEverythingGo(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	goesOn := b.start("main")
	b.line("main", true)
	b.stdin.Close()
	<-goesOn
	<-b.ended
	<-b.start("shutdown")
	b.line("main", false)
	b.line("shutdown", false)
}

func TestBadLinesAreIgnoredAndRemembered(t *testing.T) {
	for name, tt := range map[string]struct{ line, want string }{
		"follow":       {"follow GET /", `obey parent: unknown order "follow GET /"`}, // of a link that follows none
		"unknown":      {"jump", `obey parent: unknown order "jump"`},
		"empty":        {"", `obey parent: unknown order ""`},
		"no id":        {"go", `obey parent: "go": `},
		"not an id":    {"go xyz", `obey parent: "go xyz": `},
		"two ids":      {"go 0123456789abcdef 0123456789abcdef", `obey parent: "go 0123`},
		"hold":         {"hold", `obey parent: unknown order "hold"`},
		"free what":    {"free it", `obey parent: unknown order "free it"`},
		"very long":    {strings.Repeat("x", 100_000), "obey parent: a line is longer than 2048 bytes"},
		"longest that": {"go " + strings.Repeat("0", 2048), "obey parent: a line is longer than 2048 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := newStepped(t, record.Stepping{Scope: scope})
			goesOn := b.start("main")
			s := b.line("main", true)
			b.say(tt.line + "\n")
			b.say("go 0123456789abcdef\n") // no error: a span that is not known may have gone on before
			b.isHeld(goesOn)
			b.say("go " + s.ID + "\n")
			<-goesOn
			if err := b.link.Err(); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error is %v, want %q", err, tt.want)
			}
		})
	}
}

// TestFollow passes on which request the parent asks for.
func TestFollow(t *testing.T) {
	asked := make(chan string, 10)
	b, _ := newStepped(t, record.Stepping{Scope: scope, Follow: func(method, path string) {
		asked <- method + "|" + path
	}})
	long := "/" + strings.Repeat("x", 1024)
	for order, want := range map[string]string{
		"follow GET /a%20b": "GET|/a%20b", "follow": "|", "follow POST " + long: "POST|" + long,
	} {
		b.say(order + "\n")
		if got := <-asked; got != want {
			t.Errorf("%s asks for %s", order, got)
		}
	}
	if err := b.link.Err(); err != nil {
		t.Error(err)
	}
}

// TestWriteErrorLetsEverythingGo: the parent could not release a span that it does not know.
func TestWriteErrorLetsEverythingGo(t *testing.T) {
	b, w := newStepped(t, record.Stepping{Scope: scope})
	first := b.start("first")
	b.line("first", true)
	w.fails <- errBroken
	<-b.start("second")
	<-first
	<-b.start("third")
	if err := b.link.Err(); !errors.Is(err, errBroken) {
		t.Errorf("error is %v", err)
	}
}

func TestShutdownLetsEverythingGo(t *testing.T) {
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	first := b.start("first")
	b.line("first", true)
	if err := b.link.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	<-first
	<-b.start("second")
}

// TestSteppedLinkConcurrentSafe has many goroutines start spans, all held. The parent lets them go one by one, and
// later all together.
func TestSteppedLinkConcurrentSafe(t *testing.T) {
	const goroutines, spans = 16, 20
	b, _ := newStepped(t, record.Stepping{Scope: scope})
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range spans {
				_, span := b.tracer.Start(context.Background(), fmt.Sprintf("%d-%d", g, i))
				span.End()
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	ended := make(map[string]int)
	for i := 0; len(ended) < goroutines*spans; i++ {
		s := <-b.spans
		switch {
		case s.Held():
			b.say("go " + s.ID + "\n")
		case !s.Running():
			ended[s.Name]++
		}
		if i == goroutines*spans*2 {
			b.say("free\n")
		}
	}
	<-done
	if err := b.link.Err(); err != nil {
		t.Error(err)
	}
}
