// Package atomicfile is how a command saves a file: whole or not at all. A reader of the path, and a user after a
// crash, finds either the old content or the new, and never a part.
//
// What cannot be replaced is not replaced. A symbolic link stays, and the file to which it leads is written; a device,
// a named pipe and /dev/stdout are written to as they are; a file in a folder that may not be written to, or of another
// owner, is written where it is. Begin at [Write]; target.go finds what a path leads to, replace.go puts a new file in
// the place of the old one, overwrite.go writes into a file that has to stay.
package atomicfile

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Access says who may read the file.
type Access int

// The kinds of access.
const (
	// Private is for recordings and credentials: mode 0600, also where the file was open to others before.
	Private Access = iota
	// Shared is for pages: the umask decides about a new file, and a file that exists keeps its mode.
	Shared
)

// Write replaces the content of the named file by what write writes. Until write and the file system have succeeded,
// the path keeps what it had; nothing is left behind after an error. Folders are not made.
//
// The end of the context ends the writing, also that into a pipe which no program reads, and its cause is the error.
// An error of the file system is a [*fs.PathError] for the path. Any other error of write is returned as it is.
func Write(ctx context.Context, path string, access Access, write func(io.Writer) error) error {
	to, err := find(path)
	if err != nil {
		return of(path, err)
	}
	fill := func(w io.Writer) error { return buffered(&stoppable{ctx, w}, write) }
	if to.isFile() {
		err = to.replace(access, fill)
		if to.info != nil && cannotReplace(err) {
			err = to.overwrite(access, fill)
		}
	} else {
		err = until(ctx, func() error { return to.writeTo(fill) })
	}
	return of(path, err)
}

// Check finds out before long work whether [Write] can write to the path, as far as that can be known without writing.
func Check(path string) error {
	to, err := find(path)
	if err == nil {
		err = to.check()
	}
	return of(path, err)
}

// cannotReplace reports whether the file has to stay, while its content may change: its folder is not ours to write to,
// its owner could not be kept, or it is mounted where it is.
func cannotReplace(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EBUSY)
}

// writeTo writes to what is no file.
func (t target) writeTo(fill func(io.Writer) error) error {
	f, err := t.open()
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

func (t target) open() (*os.File, error) {
	if t.isDescriptor {
		return duplicate(t.descriptor, t.path)
	}
	return os.OpenFile(t.path, os.O_WRONLY|noTerminal, 0)
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	buffer := bufio.NewWriter(w)
	if err := write(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

// stoppable is a writer that fails when the context has ended.
type stoppable struct {
	ctx context.Context
	to  io.Writer
}

// piece is how much is written between two looks at the context.
const piece = 1 << 20

// Write implements [io.Writer].
func (s *stoppable) Write(p []byte) (written int, err error) {
	for written < len(p) && err == nil {
		if s.ctx.Err() != nil {
			return written, context.Cause(s.ctx)
		}
		n := 0
		n, err = s.to.Write(p[written:min(len(p), written+piece)])
		written += n
	}
	return written, err
}

// until returns when the work has ended or the context has. Opening a pipe that no program reads blocks for ever, and
// so does writing to one that is full: such work stays behind, with nothing to clean up.
func until(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
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
