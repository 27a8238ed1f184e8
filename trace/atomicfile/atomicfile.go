// Package atomicfile writes a file whole or not at all: a reader of the path, and a user after a crash, finds either
// the old content or the new, and never a part.
package atomicfile

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the content of the named file by what write writes, with mode 0600: only its user can read it. Until
// write and the file system have succeeded, the path keeps what it had; nothing is left behind after an error.
//
// A symbolic link stays, and the file to which it leads is replaced. A path that leads to something other than a file,
// such as /dev/stdout or a named pipe, cannot be replaced and is written to as it is.
//
// An error of the file system is a [*fs.PathError] for the path. Any other error of write is returned as it is.
func Write(path string, write func(io.Writer) error) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("is a directory")}
	case err == nil && !info.Mode().IsRegular():
		return writeThrough(path, write)
	}
	target := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		target = resolved // the rename would replace the link
	}
	return of(path, replace(target, write))
}

func writeThrough(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(writeBuffered(f, write), f.Close())
}

func replace(path string, write func(io.Writer) error) (err error) {
	// In the same directory, because a rename from another file system fails. CreateTemp's mode is 0600.
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	// Sync comes before the rename, or a crash may leave the name on an empty file.
	err = writeBuffered(f, write)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeBuffered(w io.Writer, write func(io.Writer) error) error {
	buffered := bufio.NewWriter(w)
	if err := write(buffered); err != nil {
		return err
	}
	return buffered.Flush()
}

// of returns the error with the caller's path in place of the temporary file's, which the caller has never seen.
func of(path string, err error) error {
	var onPath *fs.PathError
	var onLink *os.LinkError
	switch {
	case errors.As(err, &onPath):
		return &fs.PathError{Op: "write", Path: path, Err: onPath.Err}
	case errors.As(err, &onLink):
		return &fs.PathError{Op: "write", Path: path, Err: onLink.Err}
	}
	return err
}
