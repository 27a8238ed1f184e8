package apiserver

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestExplain gives errors of the system to the functions that know a hint for them, as types and as text only.
func TestExplain(t *testing.T) {
	temporary := filepath.Join(os.TempDir(), "apitour-1")
	bind := func(errno syscall.Errno) error {
		cause := &net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", errno)}
		return errors.New("failed to listen on 127.0.0.1:80: " + cause.Error()) // as text, as the library does it
	}
	listen := func(err error) error { return explainListen(err, "--secure-port") }
	file := func(path string, errno syscall.Errno) error {
		return fmt.Errorf("use it: %w", &fs.PathError{Op: "open", Path: path, Err: errno})
	}
	for _, test := range []struct {
		name    string
		explain func(error) error
		err     error
		hint    string
	}{
		{"a low port", listen, bind(syscall.EACCES), "a port of 1024 or more with --secure-port"},
		{"a taken port", listen, bind(syscall.EADDRINUSE), "stop the process"},
		{"another host's address", listen, bind(syscall.EADDRNOTAVAIL), "--bind-address"},
		{"a full disk", explainDisk, file("/data/x", syscall.ENOSPC), "make room"},
		{"another user's data", explainDisk, file("/data/x", syscall.EACCES), "make the directory writable"},
		{
			"another user's data below TMPDIR", explainDisk,
			file(filepath.Join(os.TempDir(), "x", "y"), syscall.EACCES), "make the directory writable",
		},
		{"another user's TMPDIR", explainDisk, file(temporary, syscall.EACCES), "set TMPDIR"},
		{"damage", explainDisk, errors.New("not PEM"), "restore the directory"},
		{
			"the process's files", explainLimit, &HintError{Err: file("/tokens", syscall.EMFILE), Hint: "write a line"},
			"ulimit -n",
		},
		{"the process's files, as text", explainLimit, errors.New("accept: too many open files"), "ulimit -n"},
		{"the system's files", explainLimit, file("/data/x", syscall.ENFILE), "fs.file-max"},
		{"a long file", explainLimit, explainDisk(file("/data/x", syscall.EFBIG)), "ulimit -f"},
	} {
		var hinted *HintError
		if !errors.As(test.explain(test.err), &hinted) || !strings.Contains(hinted.Hint, test.hint) {
			t.Errorf("%s: %+v, want %q", test.name, hinted, test.hint)
		}
	}
	for _, err := range []error{nil, errors.New("connection refused")} {
		var hinted *HintError
		if errors.As(explainLimit(err), &hinted) {
			t.Errorf("%v is taken for a limit", err)
		}
	}
}
