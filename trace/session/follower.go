package session

import (
	"context"
	"errors"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
)

// ErrEnded says that a server that was asked to stop has stopped.
var ErrEnded = errors.New("the server has stopped")

// Follower reads the feed of a session and keeps what it tells. It is the feed's only reader, and is not safe for
// concurrent use.
type Follower struct {
	// Recording holds all spans, those of requests among them.
	Recording trace.Recording
	Log       []string
	// ReadyAt is when the server became ready, zero before.
	ReadyAt time.Time
	// Health is the last answer of each path.
	Health map[string]health.Report
	// Kubeconfig is the file with the admin's credentials, "" before the server is ready.
	Kubeconfig string
	// Answer is the newest answer to a request, nil before the first.
	Answer *feed.Answer
	// Ended says that the server has ended. Err is the reason, nil when the server was asked to stop.
	Ended bool
	Err   error

	feed   <-chan feed.Update
	served map[string]bool // traces of requests that have been served to their end
}

// Follow returns the follower of the session.
func (s *Session) Follow() *Follower {
	return &Follower{Health: make(map[string]health.Report), feed: s.Feed(), served: make(map[string]bool)}
}

// Until reads the feed until the condition holds, which is checked at first and after each update. It returns the cause
// of the context's end when that comes first, and the reason of the server's end, or [ErrEnded], when the server ends
// first.
func (f *Follower) Until(ctx context.Context, holds func() bool) error {
	for !holds() {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case update, open := <-f.feed:
			switch {
			case open:
				f.take(update)
			case f.Err != nil:
				return f.Err
			default:
				return ErrEnded
			}
		}
	}
	return nil
}

// Ready reports whether the server has become ready.
func (f *Follower) Ready() bool { return !f.ReadyAt.IsZero() }

// Served reports whether the request with this trace has been served to its end, and so all its stages are in the
// recording. That may be a little later than its answer.
func (f *Follower) Served(traceID string) bool { return f.served[traceID] }

func (f *Follower) take(update feed.Update) {
	switch u := update.(type) {
	case feed.Span:
		f.takeSpan(&u.Span)
	case feed.Resource:
		f.Recording.SetResource(u)
	case feed.Log:
		f.Log = append(f.Log, trace.Clean(string(u)))
	case feed.Health:
		if !u.Waiting && u.Code != 0 {
			f.Health[u.Path] = u.Report
		}
	case feed.Access:
		f.Kubeconfig = u.Kubeconfig
	case feed.Answer:
		f.Answer = &u
	case feed.Ended:
		f.Ended, f.Err = true, u.Err
	}
}

func (f *Follower) takeSpan(span *trace.Span) {
	f.Recording.Add(*span)
	if at, ready := readyBy(span); ready && f.ReadyAt.IsZero() {
		f.ReadyAt = at
	}
	if span.Name == convention.RequestStage && !span.Running() {
		f.served[span.TraceID] = true
	}
}

// readyBy reports whether the span is the end of the wait for readiness, and when that was.
func readyBy(span *trace.Span) (time.Time, bool) {
	return (&trace.Trace{Spans: []trace.Span{*span}}).Ready()
}
