package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"apitour/trace"
)

// Record boots a server until it is ready or has failed, stops it, and returns the trace of its boot. A boot that fails
// has a trace too; the trace is nil when there is nothing in it. A boot that the context interrupts is recorded until
// the server has stopped.
func Record(ctx context.Context, options Options) (*trace.Trace, error) {
	s, err := Start(ctx, options)
	if err != nil {
		return nil, err
	}
	f := s.Follow()
	failed := f.Until(context.WithoutCancel(ctx), f.Ready)
	ended := time.Now()
	closed := s.Close()
	if failed == nil {
		return f.Recording.Finish(f.ReadyAt), closed
	}
	switch {
	case ctx.Err() != nil:
		err = fmt.Errorf("boot the server: %w", context.Cause(ctx))
	case errors.Is(failed, ErrEnded):
		err = errors.New("boot the server: it ended before it was ready")
	default:
		err = failed
	}
	if len(f.Recording.Snapshot().Spans) == 0 {
		return nil, err
	}
	return f.Recording.Finish(ended), err
}
