package record

import (
	"io"
	"os/signal"
	"syscall"
)

// WatchParent reads stdin, throws away what it reads, and calls stop when there is no more: the parent of a live link
// holds that pipe open for as long as it lives, and its system closes it even when the parent is killed. It returns then,
// so it wants a goroutine of its own:
//
//	go record.WatchParent(os.Stdin, cancel)
//
// Only a child at the end of a live link may call it. A server that is started by hand or by an init system often has an
// empty stdin, and would stop at once.
//
// A dead parent reads neither stdout nor stderr, and a Go program is killed when it writes to either with nobody there.
// So that there is time to stop in order, WatchParent has the process ignore that signal, SIGPIPE, from its start; such
// writes then fail as other writes do.
func WatchParent(stdin io.Reader, stop func()) {
	signal.Ignore(syscall.SIGPIPE)
	_, _ = io.Copy(io.Discard, stdin) // an error means, as the end does, that nobody is there
	stop()
}
