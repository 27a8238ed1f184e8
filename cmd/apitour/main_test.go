package main

import (
	"net"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes apitour a command of the scripts: the test binary, called by that name, is apitour, and so are the
// servers that it boots.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"apitour": main})
}

// TestScript holds the commands to the exact text that people see.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			// A child built for the race detector would wait a second before it exits.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("LANG", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"taken-port": takenPort,
			"private":    private,
		},
	})
}

// takenPort occupies a port for as long as the script runs, and puts its number into the variable.
func takenPort(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: taken-port VARIABLE")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
}

// private fails unless only the owner can read the file.
func private(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if info.Mode().Perm() != 0o600 {
			ts.Fatalf("%s has mode %s, want 0600", name, info.Mode())
		}
	}
}
