//go:build unix

package apiserver

import (
	"math"
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal has a write beyond the limit of a file's size (ulimit -f) return an error, which has a hint. The
// signal would end the process with the stacks of all goroutines.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }

// openFileLimit returns how many files this process may have open at a time.
func openFileLimit() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxUint64
	}
	return uint64(limit.Cur) //nolint:unconvert // the type differs between systems
}
