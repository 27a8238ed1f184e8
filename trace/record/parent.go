package record

import (
	"io"
	"os/signal"
	"syscall"
)

// WatchParent reads and discards stdin until its end, calls stop, and returns. The parent of a live link holds that
// pipe open as long as it lives, and the operating system closes it even when the parent is killed. Run it in a
// goroutine of its own:
//
//	go record.WatchParent(os.Stdin, cancel)
//
// Only a child at the end of a live link may call it. A server that is started by hand or by an init system often has
// an empty stdin, and would stop at once.
//
// When the parent is dead, stdout and stderr have no reader, and SIGPIPE kills a Go program that writes to either. To
// give the process time to stop in order, WatchParent makes it ignore SIGPIPE from the start; such writes then return
// an error.
func WatchParent(stdin io.Reader, stop func()) {
	signal.Ignore(syscall.SIGPIPE)
	_, _ = io.Copy(io.Discard, stdin) // an error, like the end, means that the parent is gone
	stop()
}
