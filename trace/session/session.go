// Package session runs a server as a child process and follows it: what the child tells, and what it is asked.
//
// One goroutine merges the child's updates, the stepper's state and the health reports into one feed, and carries out
// the commands of the learner. The feed is read by a walk, or by a [Follower] where nothing is drawn.
//
//	child ── spans, log ──► ┌─────────┐ ── feed ──────► a walk, or a Follower
//	      ◄── go, free ──── │ Session │ ◄── controls ── the learner
//	      ◄── requests ──── └─────────┘
//
// Read session.go first, then controls.go, follower.go and record.go. child.go starts and ends the process, patience.go
// tells what a stop waits for, booterror.go turns its exit into an error with a hint, admin.go is a client with the
// admin's credentials, and request.go sends the requests that are traced, early.go one that comes too early.
package session

import (
	"context"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/live"
	"apitour/trace/queue"
	"apitour/trace/step"
)

// Session is a server that runs as a child. It implements [feed.Controls]. Its methods are safe for concurrent use.
type Session struct {
	child  *child
	feed   *queue.Queue[feed.Update]
	orders *queue.Queue[order]
	beside sync.WaitGroup     // requests and health polls, which run beside the session's goroutine
	cancel context.CancelFunc // ends the session's goroutine and everything beside it
	done   chan struct{}      // closed when the session's goroutine has ended

	// The rest belongs to the session's goroutine.
	stepper    step.Stepper
	address    string // that the server has bound, "" before
	whenBound  []func(ctx context.Context, address string)
	ready      bool
	early      []order // that wait until the server is ready
	carriedOut int     // calls of the controls
}

// order is a task for the session's goroutine. Its context ends with the session.
type order func(ctx context.Context)

// Start starts the server. When the context ends, the server is asked to stop, and the feed goes on until it has; Close
// ends both at once. Every session must be closed.
func Start(ctx context.Context, options Options) (*Session, error) {
	c, err := startChild(ctx, options)
	if err != nil {
		return nil, err
	}
	s := &Session{child: c, feed: queue.New[feed.Update](), orders: queue.New[order](), done: make(chan struct{})}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	go s.run(running)
	return s, nil
}

// Feed returns what is received of the server. It is closed after [feed.Ended], or when the session is closed.
// The session never waits for its reader: what the reader has not taken yet is kept.
func (s *Session) Feed() <-chan feed.Update { return s.feed.Out() }

// PID returns the number of the server's process, to which signals can be sent.
func (s *Session) PID() int { return s.child.PID() }

// Stop asks the server to stop in order, and returns at once. The feed goes on until the server has ended.
func (s *Session) Stop() {
	s.child.stop.begin(s.child.Boot, false)
	go func() { _ = s.child.Stop(stopGrace) }() // how the server ended is in the feed
}

// Close ends the session, stops the server in order, removes its temporary files, and reports how the server ended. The
// server is released first: a stage that is held would never come to the point at which it can stop.
func (s *Session) Close() error {
	s.cancel()
	<-s.done
	s.beside.Wait()
	s.feed.Discard()
	s.child.Free()
	defer s.child.remove()
	return s.child.end()
}

// run is the session's goroutine.
func (s *Session) run(ctx context.Context) {
	defer close(s.done)
	defer s.orders.Discard()
	s.tellState()
	for {
		select {
		case <-ctx.Done():
			return
		case update, open := <-s.child.Updates():
			if !open {
				s.feed.Put(feed.Ended{Err: s.child.outcome()})
				s.feed.Close()
				return
			}
			s.take(ctx, update)
		case do := <-s.orders.Out():
			do(ctx)
		}
	}
}

// take passes on one update of the child's.
func (s *Session) take(ctx context.Context, update live.Update) {
	if update.IsLog() {
		s.child.stop.hear(update.Log)
		// A learner who steps the termination is what it waits for.
		if !s.child.options.Stepped || !strings.HasPrefix(update.Log, convention.WaitingLine) {
			s.feed.Put(feed.Log(update.Log))
		}
	}
	if update.Resource != nil {
		s.feed.Put(feed.Resource(update.Resource))
	}
	if update.Span == nil {
		return
	}
	if update.Span.Attributes[convention.FromOutside] == true {
		s.feed.Put(outside(update.Span))
		if update.Span.Name == convention.OutsideRequest {
			return // it is no part of a trace, and there may be thousands
		}
	}
	s.feed.Put(feed.Span{Span: *update.Span})
	s.child.Release(s.stepper.Hear(*update.Span)...)
	s.tellState()
	if address := boundTo(update.Span); address != "" {
		s.becomeBound(ctx, address)
	}
	if _, ready := readyBy(update.Span); ready {
		s.becomeReady(ctx)
	}
}

// tellState tells how the server is stepped. A server that runs free is released stage by stage as well, which takes a
// fraction of a millisecond for each: the child would obey "free" and "hold" at some moment that the parent does not
// know, and a request that is sent right after "hold" could be through before it.
func (s *Session) tellState() {
	s.feed.Put(feed.Stepping{State: s.stepper.State(), Done: s.carriedOut})
}

func (s *Session) becomeReady(ctx context.Context) {
	s.ready = true
	if file := s.child.kubeconfig(); file != "" {
		if path, err := filepath.Abs(file); err == nil { // else the learner has no folder to be in
			s.feed.Put(feed.Access{Kubeconfig: path})
		}
	}
	for _, do := range s.early {
		do(ctx)
	}
	s.early = nil
}

// whenReady carries out the order as soon as the server is ready. Only the session's goroutine calls it.
func (s *Session) whenReady(ctx context.Context, do order) {
	if !s.ready {
		s.early = append(s.early, do)
		return
	}
	do(ctx)
}

// watchHealth polls the server's health for as long as the session lasts.
func (s *Session) watchHealth(ctx context.Context, address string) {
	_ = health.Watch(ctx, address, health.Interval, func(report health.Report) {
		s.orders.Put(func(context.Context) { s.feed.Put(feed.Health{Report: report}) })
	}, health.As(s.child.certificate))
}

// outside returns what is told of a request from outside by its span: one of its own, or the root of its trace.
func outside(span *trace.Span) feed.Outside {
	o := feed.Outside{
		ID: span.ID, Method: span.Text(convention.Method), Path: span.Text(convention.Path),
		User: span.Text(convention.UserName), Status: int(span.Int(convention.StatusCode)), Came: span.Start,
	}
	if !span.Running() {
		o.Took = span.End.Sub(span.Start) - span.Pause()
	}
	if span.Name == convention.RequestStage {
		o.TraceID = span.TraceID
		o.Path = (&url.URL{Path: o.Path}).EscapedPath() // which the stage has as it was meant
	}
	return o
}

// boundTo returns the address that the stage has bound, "" for a stage that binds none.
func boundTo(span *trace.Span) string {
	if span.Name != convention.BindStage || span.Running() || span.Int(convention.ServerPort) == 0 {
		return ""
	}
	return net.JoinHostPort(span.Text(convention.ServerAddress), span.Text(convention.ServerPort))
}
