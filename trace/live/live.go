// Package live is the parent's end of the live link: it starts the process that is to be recorded as a child, passes on
// the child's spans and log lines while it boots, and makes sure that the child ends.
//
//	boot, err := live.Start(ctx, exec.Command(self, "apiserver"))
//	for update := range boot.Updates() {
//		… a span that started or ended, or a line of log
//	}
//	err = boot.Wait() // nil, or how the child ended
//
// The child's stdout is the link and its stderr is the log. Its stdin is a pipe that the parent holds open: the pipe
// closes when the parent is gone. A child that holds its spans reads from the pipe which of them go on. Package record
// is the child's end.
package live

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/queue"
)

const (
	// Grace is the time that a child has to stop in order after the context of Start has ended. Stop has its own.
	Grace = 15 * time.Second

	// drainTime is how long the pipes are read after the child has ended. The child's own output is in them by then;
	// only a process that the child left behind can hold a pipe open for longer.
	drainTime = 2 * time.Second
)

// Update is a span, a resource or a line of log that arrived from the child.
type Update struct {
	// Span has started, or has ended, or goes on after it was held, and replaces an earlier update of the same span.
	// It is nil for a line of log. The reader may keep and change it.
	Span *trace.Span
	// Resource describes the child. It arrives with the first span, or alone; nil when it has not changed.
	Resource map[string]any
	// Log is a line of the child's output as it was written, without the newline: see [trace.Clean].
	Log string
}

// IsLog reports whether the update is a line of log, which may be empty.
func (u Update) IsLog() bool { return u.Span == nil && u.Resource == nil }

// Boot is a child process from its start to its end. Its methods are safe for concurrent use.
type Boot struct {
	process *os.Process
	stdin   *os.File // the parent's end; open for as long as the parent lives
	updates *queue.Queue[Update]
	orders  *queue.Queue[[]byte] // lines for the child's stdin
	words   lastWords
	asked   sync.Once // the child to stop: servers take a second request for impatience and quit at once

	started chan error    // receives the result of starting, once
	exited  chan struct{} // closed when the process has ended
	written chan struct{} // closed when no more orders are written
	drained chan struct{} // closed when both pipes have been read to their end; exited is closed by then
	err     error         // how the process ended; set before drained is closed
}

// Start starts the command as a child at the end of a live link. The command's stdin, stdout and stderr must be
// unset, because they belong to the link. When the context ends, the child is stopped as by Stop with [Grace]. Make
// the command with exec.Command: one made with exec.CommandContext would be killed instead.
//
// On Unix the child leads a process group of its own, so that Ctrl-C in a terminal reaches only the parent, which then
// stops the child. Otherwise the child would receive two signals, and servers quit at once at the second.
//
// The caller must read Updates to its end, or call Stop and Wait.
func Start(ctx context.Context, cmd *exec.Cmd) (*Boot, error) {
	return start(ctx, cmd, drainTime)
}

func start(ctx context.Context, cmd *exec.Cmd, drainTime time.Duration) (*Boot, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("start %q: %w", cmd.Path, err)
	}
	if cmd.Stdin != nil || cmd.Stdout != nil || cmd.Stderr != nil {
		return nil, fmt.Errorf("start %q: its stdin, stdout and stderr belong to the live link", cmd.Path)
	}
	p, err := openPipes()
	if err != nil {
		return nil, fmt.Errorf("start %q: %w", cmd.Path, err)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.stdin.child, p.stdout.child, p.stderr.child
	ownGroup(cmd)
	dieWithParent(cmd)
	b := &Boot{
		stdin:   p.stdin.parent,
		started: make(chan error),
		exited:  make(chan struct{}),
		written: make(chan struct{}),
		drained: make(chan struct{}),
	}
	go b.run(cmd, p, drainTime)
	if err := <-b.started; err != nil {
		return nil, fmt.Errorf("start %q: %w", cmd.Path, err)
	}
	go b.stopWhenDone(ctx)
	return b, nil
}

// run is the child's life, from its start until its last output has been read.
//
// It keeps its operating-system thread to itself all that time. Linux signals the "death of the parent" to a child
// when the thread ends that started it, and Go ends a thread together with a goroutine that has locked it. On a
// shared thread the child could receive the signal when an unrelated goroutine ends.
func (b *Boot) run(cmd *exec.Cmd, p pipes, drainTime time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	err := cmd.Start()
	p.closeChildEnds() // while they are open here, reading the parent's ends would never reach the end
	if err != nil {
		p.closeParentEnds()
		b.started <- err
		return
	}
	b.process = cmd.Process
	b.updates, b.orders = queue.New[Update](), queue.New[[]byte]()
	b.started <- nil

	go b.writeOrders(p.stdin.parent)
	var readers sync.WaitGroup
	readers.Go(func() { b.readLink(p.stdout.parent) })
	readers.Go(func() { b.readLog(p.stderr.parent) })
	waited := cmd.Wait()
	close(b.exited)
	deadline := time.Now().Add(drainTime)
	_ = p.stdout.parent.SetReadDeadline(deadline) // without support for deadlines, reading ends with the last writer
	_ = p.stderr.parent.SetReadDeadline(deadline)
	readers.Wait()
	b.orders.Close()
	p.closeParentEnds() // ends a write that blocks because the pipe is full
	<-b.written

	b.err = exitError(waited, b.words.lines())
	b.updates.Close()
	close(b.drained)
}

func (b *Boot) stopWhenDone(ctx context.Context) {
	select {
	case <-ctx.Done():
		_ = b.Stop(Grace) // Wait returns how the child ended
	case <-b.exited:
	}
}

// Updates returns the child's output in order: spans in the order in which they were written, and log lines in
// theirs. The two arrive through different pipes, so between them the order is that of arrival. The channel is closed
// once the child has ended and all its output has been passed on.
//
// Nothing is lost and the child never waits, however slow the reader is: unread updates are kept in memory. The child
// writes its spans in the course of its boot, so a link that made it wait would distort the times that it reports.
func (b *Boot) Updates() <-chan Update { return b.updates.Out() }

// ErrKilled is the error for a child that did not stop in time after it was asked to.
var ErrKilled = errors.New("child did not stop in time and was killed")

// PID returns the number of the child's process.
func (b *Boot) PID() int { return b.process.Pid }

// Terminate asks a child that is stepped to stop in order, and returns at once. The child goes on holding its spans,
// so that its shutdown can be stepped as well. The request goes to its stdin, after every earlier Release and Free,
// and the child then sends SIGTERM to itself. For a child that does not read its stdin use Stop. The child is asked
// once, however often Terminate and Stop are called.
func (b *Boot) Terminate() {
	b.asked.Do(func() { b.order(convention.StopWord) })
}

// Stop asks the child to stop in order, with SIGTERM or, on systems without signals, by closing its stdin, and waits
// until it has ended. The child is asked once, however often Stop is called, and lets all its spans go on. After the
// grace Stop kills the child, on Unix with all processes of its group, and returns [ErrKilled]. It is no error that
// the child had already ended, and Stop does not report how it ended: see Wait. Stop does not wait until Updates has
// been read.
func (b *Boot) Stop(grace time.Duration) error {
	select {
	case <-b.exited:
		return nil
	default:
	}
	b.asked.Do(func() {
		if terminate(b.process) != nil {
			b.stdin.Close()
		}
	})
	b.Free() // a held span would never end
	b.orders.Close()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-b.exited:
		return nil
	case <-timer.C:
	}
	if err := b.Kill(); err != nil {
		return err
	}
	<-b.exited
	return ErrKilled
}

// Kill ends the child at once, on Unix with all processes of its group, and does not wait for its end.
func (b *Boot) Kill() error {
	if err := kill(b.process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill child: %w", err)
	}
	return nil
}

// Wait waits until the child has ended. It returns nil when the child exited with 0, and otherwise an [*ExitError].
// It drops the updates that have not been read by then, so call it after the channel was closed, or when no goroutine
// reads the updates any more.
func (b *Boot) Wait() error {
	<-b.drained
	for range b.updates.Out() {
	}
	return b.err
}
