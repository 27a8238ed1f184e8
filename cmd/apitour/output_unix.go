//go:build unix

package main

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// outputClosed reports whether standard output or standard error is a pipe that nothing reads any more.
func outputClosed() bool {
	for _, descriptor := range []int{syscall.Stdout, syscall.Stderr} {
		watched := []unix.PollFd{{Fd: int32(descriptor)}} // no events: a broken pipe is told without being asked for
		if n, err := unix.Poll(watched, 0); err == nil && n > 0 && watched[0].Revents&unix.POLLERR != 0 {
			return true
		}
	}
	return false
}
