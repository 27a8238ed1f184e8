package apiserver

// HintError adds to an error what its reader can do about it. The command that started the server prints both.
type HintError struct {
	Err error
	// Hint is the next thing to type or to change.
	Hint string
	// Usage says that the command was called wrongly, which is not the server's failure.
	Usage bool
}

func (e *HintError) Error() string { return e.Err.Error() }

// Unwrap gives the error without its hint.
func (e *HintError) Unwrap() error { return e.Err }
