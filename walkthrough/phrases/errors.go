package phrases

// An Error is an error that tells a reader something in their language. Other errors, such as those of a file system,
// stay as they are.
type Error struct {
	Say func(*Phrases) string
	Err error // what it wraps, may be nil
}

// Error says it in English.
func (e *Error) Error() string { return e.Say(&english) }

// Unwrap returns what the error wraps.
func (e *Error) Unwrap() error { return e.Err }

// Error returns what an error says to a reader of the language. An error that wraps an [Error] and says more than that
// is not known in other languages than English.
func (p *Phrases) Error(err error) string {
	if e, ok := err.(*Error); ok { //nolint:errorlint // what wraps it says more
		return e.Say(p)
	}
	return err.Error()
}
