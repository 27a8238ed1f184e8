//go:build unix

package tour

import (
	"errors"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// jobControl is the tour's end of the shell's job control. A nil one controls nothing.
//
// A Go process that has asked for SIGTSTP once is never stopped by it again (signal.Reset brings the default effect
// back for other signals only). So jobControl listens for as long as the process lives, and stops it with SIGSTOP.
type jobControl struct {
	terminal  uintptr // the descriptor of the terminal
	stops     chan os.Signal
	continued chan os.Signal
	// isAway says that the tour does not have the terminal: SIGTSTP then has its usual effect at once, and what
	// continues the process needs no answer.
	isAway atomic.Bool
}

// newJobControl listens to stops and continues of a tour in the terminal, and tells them to the program.
func newJobControl(terminal uintptr, tell func(tea.Msg)) *jobControl {
	j := &jobControl{terminal: terminal, stops: make(chan os.Signal, 1), continued: make(chan os.Signal, 1)}
	signal.Notify(j.stops, syscall.SIGTSTP)
	signal.Notify(j.continued, syscall.SIGCONT)
	go j.listen(tell)
	return j
}

func (j *jobControl) listen(tell func(tea.Msg)) {
	for {
		select {
		case <-j.stops:
			switch {
			case !j.isAway.Load():
				tell(stopMsg{})
			case !orphaned():
				_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
			}
		case <-j.continued:
			if !j.isAway.Load() {
				j.awaitForeground(j.continued)
				tell(continuedMsg{})
			}
		}
	}
}

// awaitForeground returns when the tour may write to the terminal. A process that is continued in the background stops
// as one that writes there does, until the shell brings it to the foreground, which continues it once more. It does not
// leave that to the kernel, which would stop it in the middle of setting the terminal: what it then sets is what it had
// read while the terminal was the shell's.
func (j *jobControl) awaitForeground(continued <-chan os.Signal) {
	for j.inBackground() && !orphaned() {
		forget(continued)
		if syscall.Kill(os.Getpid(), syscall.SIGTTOU) != nil {
			return
		}
		awaitContinued(continued)
	}
	forget(continued)
}

// inBackground reports whether the terminal belongs to other processes.
func (j *jobControl) inBackground() bool {
	group, err := unix.IoctlGetInt(int(j.terminal), unix.TIOCGPGRP)
	return err == nil && group != unix.Getpgrp()
}

// orphaned reports whether no shell could continue this process, because none with job control has started it. The
// kernel does not let SIGTSTP stop such a process. POSIX calls its group orphaned: no member has a parent in the same
// session and another group. That is so in the group of the session's leader, whose parent is outside, and when our
// parent is outside. Otherwise a shell has made the group, and our parent is that shell or in the group itself.
func orphaned() bool {
	session, err := unix.Getsid(0)
	if err != nil || session == unix.Getpgrp() {
		return true
	}
	parent, err := unix.Getsid(os.Getppid())
	return err != nil || parent != session
}

// end leaves the terminal for good.
func (j *jobControl) end() { j.leave() }

// canStop reports whether a shell could bring the tour back after it has stopped itself.
func (j *jobControl) canStop() bool { return j != nil && !orphaned() }

// leave says that the tour does not have the terminal until the returned function is called.
func (j *jobControl) leave() (back func()) {
	if j == nil {
		return func() {}
	}
	j.isAway.Store(true)
	return func() {
		forget(j.stops)
		forget(j.continued)
		j.isAway.Store(false)
	}
}

const (
	// A process stops within a millisecond, and is told as fast that it was continued. Looks are counted and not the
	// time, which goes on while the process is stopped.
	looks     = 50
	lookEvery = 10 * time.Millisecond
)

// errNotStopped is for the first process of a container, which nothing inside can stop.
var errNotStopped = errors.New("the system does not stop apitour")

// stop stops the process until it is continued with the terminal for itself, and all of its group unless it was alone
// asked to. The terminal has to be the shell's by then.
func (j *jobControl) stop(alone bool) error {
	back := j.leave()
	defer back()
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	process := 0 // all processes of the group
	if alone {
		process = os.Getpid()
	}
	if err := syscall.Kill(process, syscall.SIGSTOP); err != nil {
		return err
	}
	if !awaitContinued(continued) {
		return errNotStopped
	}
	j.awaitForeground(continued)
	return nil
}

// awaitContinued waits until this process, which has just sent itself a signal that stops it, is continued. It returns
// false when it was not stopped.
func awaitContinued(continued <-chan os.Signal) bool {
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
