package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/cmd/server"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/scratch"
	"apitour/trace/session"
)

func newShellCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:  "shell [-- APISERVER FLAGS]",
		Args: t.onlyServerFlags,
		RunE: func(cmd *cobra.Command, flags []string) error {
			return t.openShell(cmd.Context(), flags)
		},
	}
}

// exitCode is the end of a command that has said why it failed: a script in a shell, a verification.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("the command exits with %d", int(c)) }

// openShell boots a server, runs a shell beside it, and stops it.
func (t terminal) openShell(ctx context.Context, flags []string) error {
	folder, err := scratch.New("shell")
	if err != nil {
		return hint.With(fmt.Errorf("make a folder for the shell: %w", err),
			t.say.Hint.TemporaryFolder)
	}
	defer folder.Remove()
	command, interactive, err := t.shell(ctx, folder.Path())
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(folder.Path(), "server.log"))
	if err != nil {
		return fmt.Errorf("make the file for the server's log: %w", err)
	}
	defer log.Close()

	progress := io.Discard
	if interactive {
		progress = t.stderr
	}
	fmt.Fprintln(progress, t.say.Said.Booting)
	s, err := server.Child{Flags: flags}.Start(ctx)
	if err != nil {
		return err
	}
	f := follow(s, log)
	ended := error(nil)
	if line, ok := <-f.ready; ok {
		address, kubeconfig, _ := strings.Cut(line, convention.ReadyKubeconfig)
		if unquoted, err := strconv.Unquote(kubeconfig); err == nil {
			kubeconfig = unquoted
		}
		fmt.Fprintf(progress, t.say.Said.Ready+"\n", address)
		command.Env = append(os.Environ(), shellVariables(address, kubeconfig, log.Name(), s.PID())...)
		ended = command.Run()
		fmt.Fprintln(progress, t.say.Said.Stopping)
		f.awaitAskedEnd(ctx)
	}
	closed := s.Close()
	<-f.ended
	return t.shellError(ctx, ended, closed, interactive)
}

// shell returns the shell that is to run: the learner's own on a terminal, and elsewhere sh with what standard input
// has. The whole script is read before it runs, so that its commands cannot read each other away.
func (t terminal) shell(ctx context.Context, folder string) (command *exec.Cmd, interactive bool, err error) {
	if in, ok := t.stdin.(*os.File); ok && term.IsTerminal(in.Fd()) {
		shell := os.Getenv("SHELL")
		if shell == "" {
			shell = "sh"
		}
		command, interactive = exec.CommandContext(ctx, shell), true
		command.Stdin = t.stdin
	} else {
		script, err := until(ctx, func() ([]byte, error) { return io.ReadAll(t.stdin) })
		if err != nil {
			return nil, false, fmt.Errorf("read the script on standard input: %w", err)
		}
		file := filepath.Join(folder, "script")
		if err := os.WriteFile(file, script, 0o600); err != nil {
			return nil, false, fmt.Errorf("keep the script: %w", err)
		}
		command = exec.CommandContext(ctx, "sh", file)
	}
	command.Stdout, command.Stderr = t.stdout, t.stderr
	// An interactive shell ignores SIGTERM.
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGHUP) }
	command.WaitDelay = time.Second
	return command, interactive, nil
}

// following is what a shell has to know of its server.
type following struct {
	ready    chan string   // receives the rest of the line by which the server says that it is ready; closed at its end
	stopping chan struct{} // closed when the server has been asked to stop
	ended    chan struct{} // closed when the server has ended and its whole log is in the file
}

// follow follows the server and writes its log to the file.
func follow(s *session.Session, log io.Writer) *following {
	f := &following{ready: make(chan string, 1), stopping: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(f.ended)
		defer close(f.ready)
		isReady, isStopping := false, false
		for update := range s.Feed() {
			switch u := update.(type) {
			case feed.Log:
				fmt.Fprintln(log, u) // the disk may be full; the server goes on
				if line, ok := strings.CutPrefix(string(u), convention.ReadyLine); ok && !isReady {
					isReady = true
					f.ready <- line
				}
			case feed.Span:
				if u.Name == convention.TerminateStage && !isStopping {
					isStopping = true
					close(f.stopping)
				}
			}
		}
	}()
	return f
}

// awaitAskedEnd waits for the end of a server that the shell has asked to stop: being asked twice, it would break off.
func (f *following) awaitAskedEnd(ctx context.Context) {
	select {
	case <-f.stopping:
	default:
		return
	}
	select {
	case <-f.ended:
	case <-ctx.Done():
	}
}

// shellVariables returns the environment by which a shell finds the server. The caches of kubectl go where the log is:
// under the home directory each boot would leave one behind for its port.
func shellVariables(address, kubeconfig, log string, pid int) []string {
	return []string{
		"KUBECONFIG=" + kubeconfig,
		"KUBECACHEDIR=" + filepath.Join(filepath.Dir(log), "kubectl"),
		"APITOUR_SERVER=" + address,
		"APITOUR_DATA=" + filepath.Dir(kubeconfig),
		"APITOUR_LOG=" + log,
		"APITOUR_PID=" + strconv.Itoa(pid),
	}
}

// shellError returns what went wrong: the server first, because a shell beside a dead server fails too. How an
// interactive shell ends is no matter of apitour's: it is the exit code of the last command that the learner typed.
func (t terminal) shellError(ctx context.Context, ended, closed error, interactive bool) error {
	var exit *exec.ExitError
	switch {
	case closed != nil:
		return closed
	case ctx.Err() != nil:
		return fmt.Errorf("run the shell: %w", context.Cause(ctx))
	case ended == nil:
		return nil
	case !errors.As(ended, &exit):
		return hint.With(fmt.Errorf("run the shell: %w", ended), t.say.Hint.InstalledShell)
	case interactive:
		return nil
	}
	return exitCode(max(exit.ExitCode(), 1))
}
