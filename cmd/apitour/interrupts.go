package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"apitour/trace/session"
)

// interrupts are the signals by which the user asks apitour to stop. The first one ends the command's context. After
// it, a signal has its default effect again and ends the process at once, unless something waits for the next one.
type interrupts struct {
	signals chan os.Signal
	pipes   chan os.Signal          // SIGPIPE
	heeded  []os.Signal             // what signals receives
	stop    context.CancelCauseFunc // of the command's context

	lock    sync.Mutex
	next    context.Context // ends with the next signal; nil when nothing waits for it
	endNext context.CancelFunc
}

// listenForInterrupts returns a context that ends with the first signal, or when end is called. Its sessions tell on
// stderr what a stop waits for, and are cut short by the next signal.
func listenForInterrupts(stderr io.Writer) (ctx context.Context, end func()) {
	ctx, stop := context.WithCancelCause(context.Background())
	i := &interrupts{
		signals: make(chan os.Signal, 1), pipes: make(chan os.Signal, 1), stop: stop,
		heeded: []os.Signal{os.Interrupt, syscall.SIGTERM},
	}
	ctx = session.WithPatience(ctx, session.Patience{
		Say:  func(line string) { fmt.Fprintln(stderr, line) },
		Next: i.waitForNext,
	})
	if !signal.Ignored(syscall.SIGHUP) { // as after nohup
		i.heeded = append(i.heeded, syscall.SIGHUP)
	}
	i.listen()
	signal.Notify(i.pipes, syscall.SIGPIPE)
	var loops sync.WaitGroup
	loops.Go(i.take)
	loops.Go(i.takePipes)
	return ctx, func() {
		signal.Stop(i.signals)
		signal.Stop(i.pipes)
		close(i.signals)
		close(i.pipes)
		loops.Wait()
		stop(nil)
	}
}

func (i *interrupts) listen() { signal.Notify(i.signals, i.heeded...) }

// takePipes ends the context when nothing reads what the command writes any more, as in `apitour … | head`. Go would
// end the process, and its temporary folders would stay behind. A pipe to a child may break too, which is not the end.
func (i *interrupts) takePipes() {
	for received := range i.pipes {
		if outputClosed() {
			i.stop(interruption{received})
		}
	}
}

func (i *interrupts) take() {
	for received := range i.signals {
		i.stop(interruption{received})
		i.lock.Lock()
		signal.Stop(i.signals)
		if i.next != nil {
			i.endNext()
			i.next = nil
		}
		i.lock.Unlock()
	}
}

// waitForNext returns a context that ends with the next signal.
func (i *interrupts) waitForNext() context.Context {
	i.lock.Lock()
	defer i.lock.Unlock()
	if i.next == nil {
		i.next, i.endNext = context.WithCancel(context.Background())
		i.listen()
	}
	return i.next
}

// interruption is the cause of a context that a signal has ended.
type interruption struct{ received os.Signal }

func (i interruption) Error() string { return i.received.String() + " signal received" }

// Is makes the cause what it is to every reader of a context: an end that was asked for.
func (i interruption) Is(target error) bool { return target == context.Canceled }

// endedBy returns the signal that has ended the context, 0 when none has.
func endedBy(ctx context.Context) syscall.Signal {
	var by interruption
	if errors.As(context.Cause(ctx), &by) {
		if number, ok := by.received.(syscall.Signal); ok {
			return number
		}
	}
	return 0
}
