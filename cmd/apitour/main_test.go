package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"k8s.io/apimachinery/pkg/util/wait"

	"apitour/apiserver"
)

var update = flag.Bool("update", false, "write what the commands say into the scripts")

// TestMain makes apitour a command of the scripts: called by that name, the test binary is apitour, and so are the
// servers that it boots. Called kube-apiserver it is the program that launchers start.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"apitour": main, apiserver.BareName: main})
}

// TestScript holds the commands to their exact text.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			// A child built for the race detector would wait a second before it exits.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("LANG", "C.UTF-8")
			// The settings of the tour stay in the script's folder.
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/.config")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"taken-port": takenPort,
			"free-port":  freePort,
			"answers":    answers,
			"terminate":  terminate,
			"private":    private,
			"timeless":   timeless,
			"gzip":       compress,
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

// freePort puts the number of a free port into the variable.
func freePort(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
}

// answers waits until the address answers with 200 to a client that trusts the certificate in the file. That is how
// envtest and others find out that the server is up.
func answers(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: answers URL FILE")
	}
	var answer error
	ask := func(context.Context) (bool, error) {
		answer = get(args[0], ts.MkAbs(args[1]))
		return answer == nil, nil
	}
	err := wait.PollUntilContextTimeout(context.Background(), 20*time.Millisecond, time.Minute, true, ask)
	if err != nil {
		ts.Fatalf("%v: %v", err, answer)
	}
}

func get(url, file string) error {
	trusted, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}

// terminate sends SIGTERM to the script's background commands, as a launcher would.
func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, command := range ts.BackgroundCmds() {
		ts.Check(command.Process.Signal(syscall.SIGTERM))
	}
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

// compress replaces a file by its gzip form, under its name.
func compress(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := ts.ReadFile(name)
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, err := io.WriteString(w, text)
		ts.Check(err)
		ts.Check(w.Close())
		ts.Check(os.WriteFile(ts.MkAbs(name), packed.Bytes(), 0o600))
	}
}

var times = regexp.MustCompile(`[ ]*\b[0-9]+(\.[0-9]+)? (µs|ms|s)\b`)

// timeless replaces the times in the files, and the spaces that set them in columns.
func timeless(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := ts.ReadFile(name)
		ts.Check(os.WriteFile(ts.MkAbs(name), times.ReplaceAll([]byte(text), []byte(" T")), 0o600))
	}
}
