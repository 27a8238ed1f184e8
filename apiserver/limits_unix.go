//go:build unix

package apiserver

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal has a write beyond the limit of a file's size (ulimit -f) return an error, which has a hint. The
// signal would end the process with the stacks of all goroutines.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }
