package apiserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"apitour/apiserver/mask"
)

// HintError adds to an error what the user can do about it. The command that started the server prints both.
type HintError struct {
	Err error
	// Hint is the next thing to type or to change.
	Hint string
	// Usage says that the command line is wrong, so the server has not failed.
	Usage bool
}

// Error is the error's text, without what is secret in it: flags may contain passwords.
func (e *HintError) Error() string { return mask.Text(e.Err.Error()) }

// Unwrap returns the error without its hint.
func (e *HintError) Unwrap() error { return e.Err }

// explainDisk adds what to do when the data directory, or the folder for temporary files, cannot be read or written.
func explainDisk(err error) error {
	hint := "restore the directory from a copy, or name another with --data-dir to begin anew"
	switch {
	case inMissingTempDir(err):
		hint = "make the folder that TMPDIR names, or set TMPDIR to one that exists"
	case inTempDir(err) && is(err, syscall.EACCES):
		hint = "set TMPDIR to a folder that you may write to"
	case is(err, syscall.ENOSPC):
		hint = "make room on the disk of --data-dir and start again: acknowledged writes are still there"
	case is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		hint = "make the directory writable, or name another with --data-dir"
	}
	return &HintError{Err: err, Hint: hint}
}

// inTempDir reports whether an error is about the folder for temporary files, or a folder that the server has tried to
// make in it.
func inTempDir(err error) bool {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return false
	}
	folder := filepath.Clean(os.TempDir())
	ours := strings.HasPrefix(filepath.Base(path.Path), "apitour-")
	return filepath.Clean(path.Path) == folder || ours && filepath.Dir(path.Path) == folder
}

// inMissingTempDir reports whether an error has come of a folder for temporary files that is none.
func inMissingTempDir(err error) bool {
	folder, problem := os.Stat(os.TempDir())
	return (problem != nil || !folder.IsDir()) && inTempDir(err)
}

// explainListen adds what to do when the server cannot have the port or the address. The library returns the kernel's
// answer as text only.
func explainListen(err error, portFlag string) error {
	hint := ""
	switch {
	case is(err, syscall.EADDRINUSE):
		hint = "stop the process that has the port, or choose another with " + portFlag
	case is(err, syscall.EACCES):
		hint = "choose a port of 1024 or more with " + portFlag + ": plain users may not have lower ones"
	case is(err, syscall.EADDRNOTAVAIL):
		hint = "name an address of this host with --bind-address, such as 127.0.0.1; 0.0.0.0 is all of them"
	default:
		return err
	}
	return &HintError{Err: err, Hint: hint}
}

const (
	// raiseOpenFiles is the advice at the limit of open files.
	raiseOpenFiles = "raise the limit of open files, with ulimit -n or LimitNOFILE of the service, and start again"
	// leastOpenFiles is how many the embedded etcd needs. It keeps 150 for itself and accepts as many connections as
	// are left; with fewer than six, the server's clients would wait for theirs, and etcd's end for the clients.
	leastOpenFiles = 160
)

// checkOpenFiles refuses to start the embedded etcd where it could not serve.
func checkOpenFiles() error {
	if limit := openFileLimit(); limit < leastOpenFiles {
		err := fmt.Errorf("start etcd: it needs at least %d open files, and the limit is %d", leastOpenFiles, limit)
		return &HintError{Err: err, Hint: raiseOpenFiles}
	}
	return nil
}

// explainLimit adds what to do when the process has come to a limit that the system sets for it. It replaces the hint
// of the place where that happened, which was written for another cause. An error at a limit is not one of usage.
func explainLimit(err error) error {
	hint := ""
	switch {
	case err == nil:
		return nil
	case is(err, syscall.ENFILE): // before EMFILE, whose text it begins with
		hint = "the whole system has too many open files: raise fs.file-max, or end what holds them"
	case is(err, syscall.EMFILE):
		hint = raiseOpenFiles
	case is(err, syscall.EFBIG):
		hint = "raise the limit of a file's size, with ulimit -f or LimitFSIZE of the service, and start again"
	default:
		return err
	}
	return &HintError{Err: err, Hint: hint}
}

// is reports whether an error has come of the system's errno. Libraries pass some on as text only.
func is(err error, errno syscall.Errno) bool {
	return errors.Is(err, errno) || strings.Contains(err.Error(), errno.Error())
}
