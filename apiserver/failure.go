package apiserver

// HintError adds to an error what the user can do about it. The command that started the server prints both.
type HintError struct {
	Err error
	// Hint is the next thing to type or to change.
	Hint string
	// Usage says that the command line is wrong, so the server has not failed.
	Usage bool
}

func (e *HintError) Error() string { return e.Err.Error() }

// Unwrap returns the error without its hint.
func (e *HintError) Unwrap() error { return e.Err }
