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
	// Lines are the file's own, tabs included: a viewer calls [apitour/trace.CleanLines] on them first.
	Lines []string
	// URL is a permalink to the function, empty for sources that are not published.
	URL string
}

// Last returns the number of the last line.
func (e *Excerpt) Last() int { return e.First + len(e.Lines) - 1 }

// Library reports whether the excerpt is a library's code from the module cache. A screen may show it; a file that may
// be published must not contain it.
func (e *Excerpt) Library() bool { return IsLibrary(e.Path) }

// Has reports whether the excerpt contains the line of the file.
func (e *Excerpt) Has(path string, line int) bool {
	return path == e.Path && e.First <= line && line <= e.Last()
}

// IsLibrary reports whether a span's file belongs to a library: only such paths contain a module's version.
func IsLibrary(path string) bool { return strings.Contains(path, "@") }
