package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"apitour/apiserver"
	"apitour/cmd/broken"
	"apitour/cmd/server"
	"apitour/trace"
	"apitour/trace/scratch"
	"apitour/trace/session"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

func main() {
	args := os.Args[1:]
	if filepath.Base(os.Args[0]) == apiserver.BareName {
		// Launchers of Kubernetes start a program of this name, with flags alone.
		args = append([]string{server.Command}, args...)
	}
	os.Exit(run(args, os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its environment as arguments. It returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == server.Command {
		// The server has kube-apiserver's flags, handles signals in its own way, and speaks English as logs do.
		said := &phrases.In(notes.Original).Command.Said
		return explain(runAPIServer(args[1:], stdin, stdout, stderr), stderr, said)
	}
	language := spokenLanguage(args, os.Environ())
	said := &phrases.In(language).Command.Said
	scratch.RemoveLeft()
	ctx, stop := listenForInterrupts(stderr)
	defer stop()
	command := newCommand(language, stdin, stdout, stderr)
	command.SetArgs(args)
	err := command.ExecuteContext(ctx)
	received := endedBy(ctx)
	if isClosedOutput(err) {
		received = syscall.SIGPIPE
	}
	switch received {
	case 0:
		return explain(err, stderr, said)
	case syscall.SIGPIPE: // the reader has seen enough, and knows it
	default:
		explain(err, stderr, said)
	}
	return killed + int(received)
}

// killed is what a shell adds to the number of a signal for the exit code of the program that it has ended.
const killed = 128

// runAPIServer runs the server in this process.
func runAPIServer(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return server.Run(server.Process{Args: args, Stdin: stdin, Stdout: stdout, Stderr: stderr, Hook: broken.Hook})
}

// explain prints an error with its hint, and returns the exit code.
func explain(err error, stderr io.Writer, said *phrases.Said) int {
	if err == nil {
		return 0
	}
	var code exitCode
	if errors.As(err, &code) {
		return int(code)
	}
	// The text may hold what a file or a flag held, and stderr may be a terminal.
	fmt.Fprintf(stderr, "%s%s\n", said.Error, trace.Clean(strings.ReplaceAll(err.Error(), "\n", "; ")))
	text, usage, ok := advice(err)
	if ok {
		fmt.Fprintf(stderr, "%s%s\n", said.Hint, trace.Clean(text))
	}
	if usage {
		return 2
	}
	return 1
}

// advice returns the hint of an error, and whether the command or the server was called wrongly. The server's errors
// arrive from its process without their type, so package session has one of its own.
func advice(err error) (text string, usage, ok bool) {
	var hinted *apiserver.HintError
	var boot *session.BootError
	switch {
	case errors.As(err, &boot):
		return boot.Hint, boot.Usage, true
	case errors.As(err, &hinted):
		return hinted.Hint, hinted.Usage, true
	}
	return "", false, false
}
