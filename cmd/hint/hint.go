// Package hint makes errors that say what to type next. The command prints an error in two lines:
//
//	error: no broken boot is called "nonsense"
//	hint: apitour break list lists the broken boots
package hint

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"apitour/apiserver"
	"apitour/trace/nearest"
)

// Usage is the error of a command that was called wrongly, for which it exits with 2.
func Usage(hint, format string, values ...any) error {
	return &apiserver.HintError{Err: fmt.Errorf(format, values...), Hint: hint, Usage: true}
}

// Meant is the hint for a name that does not exist: the one of the names that was meant, or else the other hint.
func Meant(typed string, names []string, otherwise string) string {
	if name := nearest.Name(typed, names); name != "" {
		return fmt.Sprintf("did you mean %q?", name)
	}
	return otherwise
}

// MeantFlag is Meant for an error about a flag, which may be about something else than its name.
func MeantFlag(err error, flags []string, otherwise string) string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return otherwise
	}
	if name := nearest.Name(unknown.GetSpecifiedName(), flags); name != "" {
		return fmt.Sprintf("did you mean %q?", "--"+name)
	}
	return otherwise
}

// FlagNames returns the names of the flags in a set that are not hidden.
func FlagNames(set *pflag.FlagSet) (names []string) {
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	return names
}

// With adds a hint to an error.
func With(err error, hint string) error {
	return &apiserver.HintError{Err: err, Hint: hint}
}
