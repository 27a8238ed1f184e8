// Package page tells a lesson from its first step to its last, as a page that is read from top to bottom.
//
//	# The startup of apitour, stage by stage      what was recorded
//	## Contents                                   every stage, as a tree, with what is to be remembered of it
//	## Where the time went                        the tree again, with times
//	## The walk
//	### CreateServerChain                         its facts, its note, its source
//	### …
//
// There are two forms of it: [Markdown], for a file that is kept or published, and [Text], for a terminal without a tour
// and for pagers. Both hold our own source and only links to that of libraries, because a page may be published.
//
// Everything that a trace says is shown as text and obeyed as nothing: control characters are made visible, and
// characters that Markdown or HTML would act upon are escaped.
package page

import (
	"fmt"
	"io"
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// Options say how a page is written.
type Options struct {
	// Stable leaves out what differs from one boot to the next, and orders by name what ran at the same time: times, span
	// IDs, goroutines, the host. Two recordings of the same program then give the same bytes, so that a page can be
	// committed and compared.
	Stable bool
}

// Markdown writes the lesson in GitHub's Markdown.
func Markdown(w io.Writer, l *lesson.Lesson, options Options) error {
	return write(w, markdown(newOutline(l, options)))
}

// Text writes the lesson as plain text. No line is wider than 100 columns, except lines of source.
func Text(w io.Writer, l *lesson.Lesson, options Options) error {
	return write(w, text(newOutline(l, options)))
}

// Note returns a note alone, as [Text] has it: its title, its body and what it names.
func Note(n *notes.Note) string { return trimmed(strings.TrimPrefix(textNote(n), "\n")) }

// Section returns the text of one section of a note, as [Text] has it, without its heading.
func Section(s notes.Section) string { return trimmed(prose(&notes.Note{Body: s.Body}, "")) }

func write(w io.Writer, page string) error {
	if _, err := io.WriteString(w, page); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
