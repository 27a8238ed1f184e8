package session

import (
	"context"
	"fmt"

	"apitour/trace/feed"
	"apitour/trace/step"
)

// The methods of feed.Controls are called by the learner's goroutine and carried out by the session's.
var _ feed.Controls = (*Session)(nil)

// control has the session's goroutine carry out a call of the controls, and tell that it was.
func (s *Session) control(do order) {
	s.orders.Put(func(ctx context.Context) {
		do(ctx)
		s.carriedOut++
		s.tellState()
	})
}

// Step implements [feed.Controls].
func (s *Session) Step(c step.Command) {
	s.control(func(context.Context) { s.child.Release(s.stepper.Do(c)...) })
}

// SetBreakpoints implements [feed.Controls].
func (s *Session) SetBreakpoints(names []string) {
	s.control(func(context.Context) { s.stepper.SetBreakpoints(names...) })
}

// OthersRun implements [feed.Controls].
func (s *Session) OthersRun(run bool) {
	s.control(func(context.Context) { s.child.Release(s.stepper.SetOthersRun(run)...) })
}

// Choose implements [feed.Controls].
func (s *Session) Choose(lane int64) {
	s.control(func(context.Context) { s.stepper.Choose(lane) })
}

// Request implements [feed.Controls]. A server that is stepped holds the stages of the request as it held those of the
// boot.
func (s *Session) Request(r feed.Request) {
	s.control(func(ctx context.Context) { s.sendWhenReady(ctx, s.requestOf(r)) })
}

// requestOf returns what is sent for a request of the learner's: the known one of its name, or their own.
func (s *Session) requestOf(r feed.Request) Request {
	if known, ok := s.child.options.Requests[r.Name]; ok {
		return known
	}
	return Request{Request: r}
}

// FollowRequest implements [feed.Controls]. The server is held at the first stage that begins, which is the request's:
// a server that is ready begins no other until it is asked to.
func (s *Session) FollowRequest(method, path string) {
	s.control(func(context.Context) {
		if path != "" {
			s.holdNext()
		}
		s.child.Follow(method, path)
	})
}

// Terminate implements [feed.Controls]: the server stops in order, and is held at the first stage of that.
func (s *Session) Terminate() {
	s.control(func(context.Context) {
		s.holdNext()
		s.child.Terminate()
	})
}

// Send prepares and sends a request as soon as the server is ready. The answer arrives on the feed, unless the server
// ends before it.
func (s *Session) Send(r Request) {
	s.orders.Put(func(ctx context.Context) { s.sendWhenReady(ctx, r) })
}

// Admin returns a client for the server's admin. It is an error before the server has written the admin's kubeconfig,
// which it does before it serves.
func (s *Session) Admin() (*Admin, error) { return s.child.admin() }

// sendWhenReady is called by the session's goroutine. A request that needs preparation is sent later than the order was
// given, so the server is held then, and not while it serves the preparation.
func (s *Session) sendWhenReady(ctx context.Context, r Request) {
	s.whenReady(ctx, func(ctx context.Context) {
		if r.Prepare == nil {
			s.holdNext()
		}
		s.beside.Go(func() {
			answer := s.send(ctx, r)
			s.orders.Put(func(context.Context) { s.feed.Put(answer) })
		})
	})
}

// send prepares and sends a request. It runs beside the session's goroutine.
func (s *Session) send(ctx context.Context, r Request) feed.Answer {
	failed := feed.Answer{Method: r.Method, Path: r.Path}
	admin, err := s.child.admin()
	if err != nil {
		failed.Err = err
		return failed
	}
	defer admin.Close()
	if r.Prepare != nil {
		release, err := r.Prepare(ctx, admin)
		if release != nil {
			defer release()
		}
		if err != nil {
			failed.Err = fmt.Errorf("prepare the request: %w", err)
			return failed
		}
		s.holdNextNow()
	}
	return admin.Send(ctx, r)
}

// holdNextNow is holdNext for callers beside the session's goroutine. It returns when the stepper knows, or when the
// session has ended.
func (s *Session) holdNextNow() {
	held := make(chan struct{})
	s.orders.Put(func(context.Context) {
		s.holdNext()
		close(held)
	})
	select {
	case <-held:
	case <-s.done:
	}
}

// holdNext makes a stepped server that is not held stop at its next stage.
func (s *Session) holdNext() {
	if !s.child.options.Stepped || s.stepper.State().Mode == step.Waiting {
		return
	}
	s.child.Release(s.stepper.Do(step.Command{Kind: step.Pause})...)
	s.tellState()
}
