package notes

import "strings"

// Told returns the sections as a reader comes to them: below their headings stands also what programs make of the front
// matter.
func (n *Note) Told() []Section {
	all := n.Sections()
	for i := range all {
		parts := []string{all[i].Body}
		switch all[i].Name {
		case WhatChanged:
			parts = []string{n.table(), all[i].Body}
		case InPractice:
			parts = append(parts, n.signs())
		}
		all[i].Body = blocks(parts...)
	}
	return all
}

// Markdown returns the body as a reader comes to it: see [Note.Told].
func (n *Note) Markdown() string { return Markdown(n.Told()) }

// Markdown returns sections as the body of a note.
func Markdown(sections []Section) string {
	var parts []string
	for _, s := range sections {
		if s.Title != "" {
			parts = append(parts, "## "+s.Title)
		}
		parts = append(parts, s.Body)
	}
	return blocks(parts...) + "\n"
}

// blocks joins what is there of some Markdown, with a blank line between.
func blocks(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part = strings.Trim(part, "\n"); part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, "\n\n")
}
