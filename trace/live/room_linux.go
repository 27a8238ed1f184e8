package live

import (
	"os"

	"golang.org/x/sys/unix"
)

// room is what a pipe of the child's takes before its writer waits, in bytes: the most that Linux allows everyone
// (/proc/sys/fs/pipe-max-size), 16 times the usual. The parent reads at once, but a shell may stop it, and the child
// then serves on until its pipes are full.
const room = 1 << 20

// makeRoom makes a pipe take more. One that cannot, because the user has too many, stays as it is.
func makeRoom(pipe *os.File) {
	raw, err := pipe.SyscallConn() // Fd would make reads block that have a deadline
	if err != nil {
		return
	}
	_ = raw.Control(func(descriptor uintptr) {
		_, _ = unix.FcntlInt(descriptor, unix.F_SETPIPE_SZ, room)
	})
}
