//go:build unix

package tour

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// jobControl is the tour's end of the shell's job control. A nil one controls nothing.
type jobControl struct {
	terminal  uintptr // the descriptor of the terminal
	stops     chan os.Signal
	continued chan os.Signal
	// isAway says that the tour does not have the terminal: what continues it then needs no answer.
	isAway atomic.Bool
	ending context.CancelFunc
	ended  sync.WaitGroup
}

// newJobControl listens to stops and continues of a tour in the terminal, and tells them to the program.
func newJobControl(ctx context.Context, terminal uintptr, tell func(tea.Msg)) *jobControl {
	j := &jobControl{terminal: terminal, stops: make(chan os.Signal, 1), continued: make(chan os.Signal, 1)}
	signal.Notify(j.stops, syscall.SIGTSTP)
	signal.Notify(j.continued, syscall.SIGCONT)
	ctx, j.ending = context.WithCancel(ctx)
	j.ended.Go(func() { j.listen(ctx, tell) })
	return j
}

func (j *jobControl) listen(ctx context.Context, tell func(tea.Msg)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-j.stops:
			tell(stopMsg{})
		case <-j.continued:
			if !j.isAway.Load() {
				j.awaitForeground()
				tell(continuedMsg{})
			}
		}
	}
}

// awaitForeground returns when the tour may write to the terminal. The kernel stops a background process that sets the
// terminal's state (SIGTTOU), until the shell brings it to the foreground, which continues it once more.
func (j *jobControl) awaitForeground() {
	if state, err := term.GetState(j.terminal); err == nil {
		_ = term.Restore(j.terminal, state)
	}
	forget(j.continued)
}

// end gives the signals their default effect again. What is told must be taken, or refused, until it returns.
func (j *jobControl) end() {
	if j == nil {
		return
	}
	j.ending()
	j.ended.Wait()
	signal.Stop(j.stops)
	signal.Stop(j.continued)
}

func (j *jobControl) control() bool { return j != nil }

// leave gives SIGTSTP its default effect until the returned function is called.
func (j *jobControl) leave() (back func()) {
	if j == nil {
		return func() {}
	}
	j.isAway.Store(true)
	signal.Reset(syscall.SIGTSTP)
	return func() {
		signal.Notify(j.stops, syscall.SIGTSTP)
		forget(j.continued)
		j.isAway.Store(false)
	}
}

const (
	// A signal that stops a process does so within a millisecond, and the signal that continues it arrives as fast
	// afterwards. Looks are counted and not the time, which goes on while the process is stopped.
	looks     = 50
	lookEvery = 10 * time.Millisecond
)

// stop stops the process, and after a key the others of its job, until it is continued. The terminal is the shell's by
// then. [errNoShell] says that it has not stopped.
func (j *jobControl) stop(onSignal bool) error {
	back := j.leave()
	defer back()
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)

	process := 0 // all processes of the group
	if onSignal {
		process = os.Getpid()
	}
	if err := syscall.Kill(process, syscall.SIGTSTP); err != nil {
		return err
	}
	if wasContinued(continued) {
		return nil
	}
	if !onSignal {
		return errNoShell
	}
	// The kernel discards SIGTSTP where no shell could continue the process. The sender of the signal can.
	if err := syscall.Kill(process, syscall.SIGSTOP); err != nil {
		return err
	}
	wasContinued(continued)
	return nil
}

// wasContinued reports whether the process was stopped and has been continued.
func wasContinued(continued <-chan os.Signal) bool {
	for range looks {
		select {
		case <-continued:
			return true
		case <-time.After(lookEvery):
		}
	}
	return false
}

func forget(signals <-chan os.Signal) {
	select {
	case <-signals:
	default:
	}
}
