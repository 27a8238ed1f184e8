// Package page writes a lesson as one page, from its first step to its last.
//
//	# The startup of apitour, stage by stage      what was recorded
//	## Contents                                   every stage, as a tree, with the one thing to remember
//	## Where the time went                        the tree again, with times
//	## The walk
//	### CreateServerChain                         its facts, its note, its source
//	### …
//
// A page has two forms: [Markdown], for a file that is kept or published, and [Text], for pagers and for a terminal
// without a tour. Both contain our own source and only links to the source of libraries, because a page may be
// published.
//
// The texts of a trace are data. Control characters are made visible, and the special characters of Markdown and HTML
// are escaped.
package page

import (
	"fmt"
	"io"
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// Options of a page.
type Options struct {
	// Stable leaves out what differs between boots: times, span IDs, goroutines, the host. It orders concurrent stages
	// by name. Two recordings of the same program then give the same bytes, so that a page can be committed and
	// compared.
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

// Note returns one note as [Text] writes it: its title, its body, its anchors and links.
func Note(n *notes.Note) string { return trimmed(strings.TrimPrefix(textNote(n), "\n")) }

// Section returns one section of a note as [Text] writes it, without its heading.
func Section(s notes.Section) string { return trimmed(prose(&notes.Note{Body: s.Body}, "")) }

func write(w io.Writer, page string) error {
	if _, err := io.WriteString(w, page); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
