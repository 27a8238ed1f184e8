package requests

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"apitour/cmd/server"
	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/walkthrough/phrases"
)

// Followed is a request that was sent, its answer, and its way.
type Followed struct {
	Answer feed.Answer
	Trace  *trace.Trace // the spans of this request alone
}

// Follow boots a server with the flags, sends it the request when it is ready, and stops it when the request has been
// served to its end. Say gets a line for each of these steps, in that language.
func Follow(
	ctx context.Context, g Guided, flags []string, say io.Writer, in *phrases.Requests,
) (*Followed, error) {
	fmt.Fprintln(say, in.Booting)
	s, err := server.Child{Mode: server.Following, Flags: flags}.Start(ctx)
	if err != nil {
		return nil, err
	}
	way := &way{session: s, follower: s.Follow(), say: say, in: in}
	if err := way.awaitReady(ctx); err != nil {
		_ = s.Close() // how the server ended is in err
		return nil, err
	}
	f, err := way.send(ctx, g)
	fmt.Fprintln(say, in.Stopping)
	// A server that has died explains why there was no answer. One that the user did not wait for had answered.
	if closeErr := s.Close(); closeErr != nil && !errors.Is(closeErr, session.ErrCutShort) {
		return nil, closeErr
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// way sends requests to one server and follows them.
type way struct {
	session  *session.Session
	follower *session.Follower
	say      io.Writer
	in       *phrases.Requests
}

func (w *way) awaitReady(ctx context.Context) error {
	return w.explain(ctx, w.follower.Until(ctx, w.follower.Ready))
}

// send prepares and sends a request, and takes in what the server tells of it.
func (w *way) send(ctx context.Context, g Guided) (*Followed, error) {
	f := w.follower
	f.Answer = nil
	w.session.Send(g.request(w.say, w.in))
	err := f.Until(ctx, func() bool {
		return f.Answer != nil && (f.Answer.Err != nil || f.Served(f.Answer.TraceID))
	})
	if err != nil {
		return nil, w.explain(ctx, err)
	}
	if err := f.Answer.Err; err != nil {
		return nil, w.in.Send.Error(g.Method, g.Path, err)
	}
	all := f.Recording.Finish(time.Now())
	own := &trace.Trace{Resource: all.Resource}
	for _, span := range all.Spans {
		if span.TraceID == f.Answer.TraceID {
			own.Spans = append(own.Spans, span)
		}
	}
	return &Followed{Answer: *f.Answer, Trace: own}, nil
}

// explain says what ended the wait for a server: the learner, or the server.
func (w *way) explain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return w.in.Follow.Error(context.Cause(ctx))
	case errors.Is(err, session.ErrEnded):
		return errors.New(w.in.EndedFirst)
	}
	return err
}
