//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// noTerminal keeps a terminal that is written to from becoming that of the process.
const noTerminal = syscall.O_NOCTTY

// descriptorAt returns the number of the descriptor of this process that the name in the folder stands for.
func descriptorAt(folder, name string) (number int, ok bool) {
	number, err := strconv.Atoi(name)
	if err != nil {
		return 0, false
	}
	if folder == "/dev/fd" {
		return number, true
	}
	own, err := filepath.EvalSymlinks("/proc/self/fd")
	return number, err == nil && folder == own
}

// duplicate returns the descriptor as a file of its own, which may be closed.
func duplicate(number int, path string) (*os.File, error) {
	descriptor, err := unix.FcntlInt(uintptr(number), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "write", Path: path, Err: err}
	}
	return os.NewFile(uintptr(descriptor), path), nil
}

// keepOwner gives the file the owner and the group of an older one.
func keepOwner(f *os.File, old fs.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	own, ok := info.Sys().(*syscall.Stat_t)
	before, known := old.Sys().(*syscall.Stat_t)
	if !ok || !known || own.Uid == before.Uid && own.Gid == before.Gid {
		return nil
	}
	return f.Chown(int(before.Uid), int(before.Gid))
}
