package main

import (
	"context"
	"io"
	"time"
)

// grace is how long work may go on after the end of its context, to end by itself.
const grace = 100 * time.Millisecond

// until returns what the work returns, or the cause of the context's end when the work goes on after it. Work that is
// left behind ends with the process, soon: it must have nothing to clean up. Some work cannot end by itself, such as
// opening a named pipe without a writer, or writing to a pager that reads no more.
func until[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
	}
	left := time.NewTimer(grace)
	defer left.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-left.C:
		var none T
		return none, context.Cause(ctx)
	}
}

// doUntil is until for work without a result.
func doUntil(ctx context.Context, work func() error) error {
	_, err := until(ctx, func() (struct{}, error) { return struct{}{}, work() })
	return err
}

// stopping is a writer that fails when the context has ended. It stops work that goes on writing, such as a page of a
// large trace, which until alone would leave behind.
type stopping struct {
	ctx context.Context
	to  io.Writer
}

// Write implements [io.Writer].
func (s stopping) Write(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, context.Cause(s.ctx)
	}
	return s.to.Write(p)
}

// afterInterrupt returns the context for what is still told of a boot that was interrupted. The signal that ended the
// boot must not end that too; the next one ends the process.
func afterInterrupt(ctx context.Context) context.Context {
	if ctx.Err() != nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}
