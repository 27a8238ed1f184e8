// Package servertest lets a test binary be the server that the code under test boots, so that no test needs a program
// that was built before.
package servertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"apitour/apiserver"
	"apitour/cmd/server"
)

// program is the name by which the test binary is the server.
const program = "apitour"

// Main runs the tests of a package. Hook returns the misbehaving post-start hooks of its servers; it may be nil.
func Main(m *testing.M, hook func(name string) func(context.Context) error) {
	testscript.Main(m, map[string]func(){program: func() {
		args := os.Args[1:] // "apiserver" and its flags
		process := server.Process{Args: args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Hook: hook}
		err := server.Run(process)
		if err != nil {
			fmt.Fprintf(os.Stderr, "error: %v\n", err)
			os.Exit(exitCode(err))
		}
	}})
}

func exitCode(err error) int {
	var hinted *apiserver.HintError
	if errors.As(err, &hinted) && hinted.Usage {
		return 2
	}
	return 1
}

// Use has the test boot the test binary, with a temporary folder of its own, of which nothing may be left when the test
// has ended.
func Use(t *testing.T) {
	t.Helper()
	server.Program = func() (string, error) { return exec.LookPath(program) }
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("GORACE", "atexit_sleep_ms=0") // a server built for the race detector would wait a second before it exits
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range left {
			t.Errorf("%s is left", entry.Name())
		}
	})
}
