// Package live is the parent's end of the live link: it runs the process that is recorded as a child, hands on what the
// child tells of its boot while it boots, and sees to it that the child ends.
//
//	boot, err := live.Start(ctx, exec.Command(self, "apiserver"))
//	for update := range boot.Updates() {
//		… a span that started or ended, or a line of log
//	}
//	err = boot.Wait() // how it went
//
// The child's stdout is the link, its stderr is the log, and its stdin is a pipe that is held open: when it closes, the
// parent is gone. A child that holds its spans reads there which of them to let go. Package record is the child's end.
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
)

const (
	// Grace is how long a child has to stop in order when the context of Start ends. Stop takes its own.
	Grace = 15 * time.Second

	// drainTime is how long the pipes are read after the child has ended. What the child itself wrote is there at once;
	// only a process that the child left behind can hold a pipe open for longer.
	drainTime = 2 * time.Second
)

// Update is one thing heard from the child: a span, or a line of log.
type Update struct {
	// Span started, or ended, which replaces what was heard of it before. Nil for a line of log. It is the reader's.
	Span *trace.Span
	// Resource is what the child says of itself. It comes with the first span, or alone; nil when nothing new was said.
	Resource map[string]any
	// Log is a line that the child wrote, without its newline and as it was written: see [trace.Clean].
	Log string
}

// IsLog reports whether the update is a line of log, which may be an empty one.
func (u Update) IsLog() bool { return u.Span == nil && u.Resource == nil }

// Boot is a child process that boots. Its methods are safe for concurrent use.
type Boot struct {
	process *os.Process
	stdin   *os.File // the parent's end; open for as long as the parent lives
	updates queue
	words   lastWords
	asked   sync.Once // to stop: a second request would be taken for impatience
	orders  orders

	started chan error    // gets the one error of starting
	exited  chan struct{} // closed when the process has ended
	drained chan struct{} // closed when both pipes have been read to their end; exited is closed by then
	err     error         // how the process ended; set when drained is closed
}

// Start starts the command as a child at the end of a live link. The command's stdin, stdout and stderr must be unset:
// they belong to the link. When the context ends, the child is stopped as if by Stop with [Grace]; a command made with
// exec.CommandContext would be killed instead, so make it with exec.Command.
//
// On Unix the child becomes a process group of its own, so that Ctrl-C in a terminal reaches the parent alone, which then
// stops the child; servers take a second signal for impatience.
//
// Whoever starts a boot reads Updates to its end, or calls Stop and Wait.
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
		drained: make(chan struct{}),
	}
	b.updates.init()
	b.orders.init()
	go b.run(cmd, p, drainTime)
	if err := <-b.started; err != nil {
		return nil, fmt.Errorf("start %q: %w", cmd.Path, err)
	}
	go b.updates.pump()
	go b.stopWhenDone(ctx)
	return b, nil
}

// run is the child's life, from its start until nothing more is heard of it.
//
// It keeps its operating-system thread to itself all that time: on Linux the signal that a child gets when its parent
// dies is sent when the thread dies that started the child. Go ends a thread together with a goroutine that had locked
// it, so a child started on any thread could be told that its parent died when some unrelated goroutine ended.
func (b *Boot) run(cmd *exec.Cmd, p pipes, drainTime time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	err := cmd.Start()
	p.closeChildEnds() // or they would never come to their end
	if err != nil {
		p.closeParentEnds()
		b.started <- err
		return
	}
	b.process = cmd.Process
	b.started <- nil

	go b.orders.pump(p.stdin.parent)
	var readers sync.WaitGroup
	readers.Go(func() { b.readLink(p.stdout.parent) })
	readers.Go(func() { b.readLog(p.stderr.parent) })
	waited := cmd.Wait()
	close(b.exited)
	deadline := time.Now().Add(drainTime)
	_ = p.stdout.parent.SetReadDeadline(deadline) // where there are no deadlines, the last holder of the pipe decides
	_ = p.stderr.parent.SetReadDeadline(deadline)
	readers.Wait()
	b.orders.putLast(nil)
	p.closeParentEnds() // which ends a write that nobody reads
	<-b.orders.written

	b.err = exitError(waited, b.words.lines())
	b.updates.close()
	close(b.drained)
}

func (b *Boot) stopWhenDone(ctx context.Context) {
	select {
	case <-ctx.Done():
		_ = b.Stop(Grace) // Wait tells how it ended
	case <-b.exited:
	}
}

// Updates returns what is heard from the child, in order: spans in the order in which they were written, and log lines in
// theirs. Between the two, which come by different pipes, the order is that of arrival. The channel is closed once the
// child has ended and all that it wrote has been handed on.
//
// Nothing is lost and the child never waits, however slow the reader is: what has not been read yet is kept in memory. The
// child writes its spans on the way through its boot, so a link that made it wait would show in the times that it is there
// to tell.
func (b *Boot) Updates() <-chan Update { return b.updates.out }

// ErrKilled says that a child did not stop when it was asked to and had to be killed.
var ErrKilled = errors.New("child did not stop in time and was killed")

// Terminate asks a child that is stepped to stop in order, and returns. The child goes on holding its spans, so that the
// way to its end can be stepped, too. It is asked on its stdin, so that it has heard of every Release, Free and Hold before,
// and sends itself SIGTERM then; one that does not listen there is for Stop. It is asked once, however often Terminate
// and Stop are called.
func (b *Boot) Terminate() {
	b.asked.Do(func() { b.orders.put([]byte("stop\n")) })
}

// Stop asks the child to stop in order (SIGTERM; where there are no signals, by closing its stdin) and waits until it has
// ended. The child is asked once, however often Stop is called, and lets everything go that it holds, now and later. After
// the grace Stop kills it, on Unix with all the processes of its group, and returns [ErrKilled]. A child that has already
// ended is no error, and neither is how it ended: that is for Wait to say. Stop does not wait for Updates to be read.
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
	b.orders.putLast([]byte("free\n")) // a stage that is held would never come to its end
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-b.exited:
		return nil
	case <-timer.C:
	}
	if err := kill(b.process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill child: %w", err)
	}
	<-b.exited
	return ErrKilled
}

// Wait waits until the child has ended and returns nil when it exited with 0, and otherwise an [*ExitError]. Updates that nobody
// has read by then are dropped, so call it when the channel is closed, or when there is nobody left to read it.
func (b *Boot) Wait() error {
	<-b.drained
	for range b.updates.out {
	}
	return b.err
}
