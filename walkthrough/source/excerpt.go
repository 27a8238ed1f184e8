package source

import "strings"

// Excerpt is a piece of a source file: one whole function with the comment above it.
type Excerpt struct {
	// Path names the file as spans do: relative to the module, or with the library's module and version in front.
	Path string
	// First is the number of the first line of Lines in the file, counted from 1.
	First int
	// Func is the number of the line on which the function itself begins, below its comment.
	Func int
	// Lines are the file's own, tabs included: whoever shows them calls [apitour/trace.CleanLines] first.
	Lines []string
	// URL is a permalink to the function, empty for sources that are not published.
	URL string
}

// Last returns the number of the last line.
func (e *Excerpt) Last() int { return e.First + len(e.Lines) - 1 }

// Library reports whether the excerpt is somebody else's code, read from the module cache: it may be shown on a screen,
// and never be copied into a file that is published.
func (e *Excerpt) Library() bool { return IsLibrary(e.Path) }

// Has reports whether the line of the file is one of the excerpt's.
func (e *Excerpt) Has(path string, line int) bool {
	return path == e.Path && e.First <= line && line <= e.Last()
}

// IsLibrary reports whether a span's file belongs to a library: such paths have the module's version in them.
func IsLibrary(path string) bool { return strings.Contains(path, "@") }
