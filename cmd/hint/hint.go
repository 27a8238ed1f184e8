// Package hint makes errors that say what to type next. The command prints an error in two lines:
//
//	error: no broken boot is called "nonsense"
//	hint: apitour break list lists the broken boots
package hint

import (
	"fmt"

	"apitour/apiserver"
)

// Usage is the error of a command that was called wrongly, for which it exits with 2.
func Usage(hint, format string, values ...any) error {
	return &apiserver.HintError{Err: fmt.Errorf(format, values...), Hint: hint, Usage: true}
}

// With adds a hint to an error.
func With(err error, hint string) error {
	return &apiserver.HintError{Err: err, Hint: hint}
}
