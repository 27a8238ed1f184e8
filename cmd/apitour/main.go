// Command apitour is a tour of kube-apiserver's startup: it boots a small but whole Kubernetes API server and walks a
// person through that boot.
//
// This is the only place that sees both the server and the telling of it. It parses, wires, and maps errors to exit
// codes: 0 done, 1 failed, 2 called wrongly. Data goes to stdout, talk to stderr.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"apitour/apiserver"
	"apitour/trace"
)

// serverCommand is the command that runs the server itself.
const serverCommand = "apiserver"

func main() {
	args := os.Args[1:]
	if filepath.Base(os.Args[0]) == apiserver.BareName {
		// Launchers of Kubernetes start a program of this name, with flags alone.
		args = append([]string{serverCommand}, args...)
	}
	os.Exit(run(args, os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments. It returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var err error
	if len(args) > 0 && args[0] == serverCommand {
		// The server has a command of its own, with kube-apiserver's flags, and handles signals in its own way.
		err = runAPIServer(args[1:], stdin, stdout, stderr)
	} else {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		// The first signal stops in order; from then on the next one is obeyed at once, as if nobody handled it.
		context.AfterFunc(ctx, stop)
		command := newCommand(stdin, stdout, stderr)
		command.SetArgs(args)
		err = command.ExecuteContext(ctx)
	}
	return explain(err, stderr)
}

// explain says what went wrong and what to do about it, and returns the exit code.
func explain(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	// The text may hold what a file or a flag held, and this is somebody's terminal.
	fmt.Fprintf(stderr, "error: %s\n", trace.Clean(strings.ReplaceAll(err.Error(), "\n", "; ")))
	var hint *apiserver.HintError
	if !errors.As(err, &hint) {
		return 1
	}
	fmt.Fprintf(stderr, "hint: %s\n", trace.Clean(hint.Hint))
	if hint.Usage {
		return 2
	}
	return 1
}

// usage is the error of a command that was called wrongly.
func usage(hint, format string, values ...any) error {
	return &apiserver.HintError{Err: fmt.Errorf(format, values...), Hint: hint, Usage: true}
}

// failure is an error with advice.
func failure(err error, hint string) error {
	return &apiserver.HintError{Err: err, Hint: hint}
}
