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

// Error returns what an error says to a reader of the language: an [Error], or another that can say it. What wraps such
// an error says more, and says it in English.
func (p *Phrases) Error(err error) string {
	switch e := err.(type) { //nolint:errorlint // see above
	case *Error:
		return e.Say(p)
	case interface{ Say(p *Phrases) string }:
		return e.Say(p)
	}
	return err.Error()
}
