package source

// Excerpt is a piece of a source file: one whole function with the comment above it.
type Excerpt struct {
	// Path names the file as spans do: relative to the module, or with the library's module and version in front.
	Path string
	// First is the number of the first line of Lines in the file, counted from 1.
	First int
	// Func is the number of the line on which the function itself begins, below its comment.
	Func  int
	Lines []string
	// URL is a permalink to the function, empty for sources that are not published.
	URL string
}

// Last returns the number of the last line.
func (e *Excerpt) Last() int { return e.First + len(e.Lines) - 1 }
