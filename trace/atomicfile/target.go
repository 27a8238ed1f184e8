package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// target is what a path leads to.
type target struct {
	path string      // behind all symbolic links
	info fs.FileInfo // nil for a file that does not exist yet
	// A descriptor of this process, such as /dev/stdout: opening its path anew would begin at the start of a file to
	// which the shell appends, and fails for a socket.
	descriptor   int
	isDescriptor bool
}

// mostLinks is how many links are followed, as on Linux.
const mostLinks = 40

// find follows the symbolic links at the end of a path. It follows them itself, because the last one may lead to a file
// that does not exist yet.
func find(path string) (target, error) {
	// The system decides first whether links may be followed here: Linux refuses those that another user has put into a
	// folder for all (fs.protected_symlinks).
	if _, err := os.Stat(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return target{}, err
	}
	for range mostLinks {
		folder, name := filepath.Split(path)
		if name == "" {
			return target{}, &fs.PathError{Op: "write", Path: path, Err: noFile(folder)}
		}
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return target{}, err
		}
		if number, ok := descriptorAt(folder, name); ok {
			return target{path: path, descriptor: number, isDescriptor: true}, nil
		}
		path = filepath.Join(folder, name)
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return target{path: path}, nil
		case err != nil:
			return target{}, err
		case info.IsDir():
			return target{}, &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
		case info.Mode()&fs.ModeSymlink == 0:
			return target{path: path, info: info}, nil
		}
		next, err := os.Readlink(path)
		if err != nil {
			return target{}, err
		}
		if !filepath.IsAbs(next) {
			next = folder + string(filepath.Separator) + next // Join would take "link/.." for nothing
		}
		path = next
	}
	return target{}, &fs.PathError{Op: "write", Path: path, Err: syscall.ELOOP}
}

// noFile is what is wrong with a path that ends in a separator, or is empty.
func noFile(folder string) error {
	if folder == "" {
		return fs.ErrNotExist
	}
	return syscall.EISDIR
}

// isFile reports whether the target is a file, or will be one.
func (t target) isFile() bool { return !t.isDescriptor && (t.info == nil || t.info.Mode().IsRegular()) }

// check reports why the target cannot be written, as far as that can be known without writing.
func (t target) check() error {
	switch {
	case !t.isFile():
		return nil
	case t.info == nil:
		_, err := os.Stat(filepath.Dir(t.path))
		return err
	}
	return t.checkWritable()
}

// checkWritable reports why an existing file may not be written to. A user who may write to its folder could replace
// it, but a file that was made read-only is meant to stay as it is.
func (t target) checkWritable() error {
	f, err := os.OpenFile(t.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}
