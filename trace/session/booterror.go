package session

import (
	"fmt"
	"strings"

	"apitour/trace/live"
)

// BootError says why a server failed, and what to do about it.
type BootError struct {
	Err error
	// Hint is the next thing to type or to change.
	Hint string
	// Usage says that the server was given wrong flags, which is not a failure of the server.
	Usage bool
	// Exit says how the server ended, nil when it did not even start.
	Exit *live.ExitError
}

func (e *BootError) Error() string { return e.Err.Error() }

// Unwrap returns the error without its hint.
func (e *BootError) Unwrap() error { return e.Err }

// bootError returns the error that the server itself printed, with its hint. Advice is the hint when it printed none.
func bootError(exit *live.ExitError, advice string) error {
	result := &BootError{Err: fmt.Errorf("boot the server: %w", exit), Exit: exit}
	for _, line := range exit.LastWords {
		if text, ok := strings.CutPrefix(line, "error: "); ok {
			result.Err = fmt.Errorf("boot the server: %s", text)
			result.Usage = exit.Code == 2 // a Go program that panics exits with 2 as well, but prints no such line
		}
		if hint, ok := strings.CutPrefix(line, "hint: "); ok {
			result.Hint = hint
		}
	}
	if result.Hint == "" {
		result.Hint = advice
	}
	return result
}
