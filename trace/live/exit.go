package live

import (
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"sync"
)

// ExitError describes how a child ended, other than with exit code 0.
type ExitError struct {
	// Code is the exit code, -1 when a signal ended the child.
	Code int
	// Signal is the name of that signal, such as "killed". It is empty when the child exited by itself.
	Signal string
	// LastWords are the last lines of the log, at most 20, oldest first and as they were written: see trace.Clean.
	LastWords []string
}

// Error describes how the child ended, without its last words.
func (e *ExitError) Error() string {
	if e.Signal != "" {
		return fmt.Sprintf("child was ended by signal %q", e.Signal)
	}
	return fmt.Sprintf("child exited with %d", e.Code)
}

// exitError converts the result of Cmd.Wait to an ExitError.
func exitError(err error, lastWords []string) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return &ExitError{Code: exit.ExitCode(), Signal: signalOf(exit.ProcessState), LastWords: lastWords}
	}
	return fmt.Errorf("wait for child: %w", err)
}

// lastWords keeps the last lines of the log. It is safe for concurrent use, because the readers of both pipes write
// to it.
type lastWords struct {
	mu   sync.Mutex
	kept []string
}

const maxWords = 20

func (l *lastWords) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.kept) == maxWords {
		l.kept = slices.Delete(l.kept, 0, 1)
	}
	l.kept = append(l.kept, line)
}

func (l *lastWords) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.kept)
}
