package page

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/spread"
)

// Options of a page.
type Options struct {
	// Stable leaves out what differs between boots: times, span IDs, goroutines, the host. It orders concurrent stages
	// by name. Two recordings of the same program then give the same bytes, so that a page can be committed and
	// compared.
	Stable bool
	// Stage is the name, the number or the address of a stage, as [lesson.Lesson.Named] takes it: the page is then
	// about that one, or all with that name, and what is inside. Another text is a [lesson.UnknownStepError].
	Stage string
	// Compared is the lesson's trace beside more recordings of the same program, nil when there is only one. A stable
	// page has nothing of it.
	Compared *spread.Comparison
	// All writes a chapter for each stage, also when there are more than [MostChapters] of them.
	All bool
	// Review says what has become of the places in upstream's source that our notes cite; nil for a page without that.
	Review *anchors.Review
	// Translations are the same page in other languages.
	Translations []Translation
}

// Translation is a page in another language.
type Translation struct{ Language, Address string }

// MostChapters is how many stages have their chapters on a page that is not asked for all. The page of a boot has some
// 110; one of 5,000 is a few megabytes, about as much as a browser or an editor shows without trouble.
const MostChapters = 5000

// Markdown writes the lesson in GitHub's Markdown.
func Markdown(w io.Writer, l *lesson.Lesson, options Options) error {
	return write(w, l, options, markdown)
}

// Text writes the lesson as plain text. No line is wider than 100 columns, except lines of source.
func Text(w io.Writer, l *lesson.Lesson, options Options) error {
	return write(w, l, options, text)
}

// Note returns one note as [Text] writes it: its title, its body, its anchors and links, in the language of the note.
func Note(n *notes.Note) string { return NoteIn(n, phrases.In(n.Lang), nil) }

// NoteIn does so for a reader of a language, with what a review has found of the note's places, unless it is nil.
func NoteIn(n *notes.Note, say *phrases.Phrases, review *anchors.Review) string {
	return trimmed(strings.TrimPrefix(teller{say, review}.text(n), "\n"))
}

// Section returns one section of a note as [Text] writes it, without its heading.
func Section(s notes.Section) string { return trimmed(prose(s.Body, "")) }

// Paragraph returns a text as [Text] writes a paragraph.
func Paragraph(text string) string {
	return joined(linebreak.Wrap(linebreak.Fold(text), "", "", columns))
}

// Item returns a text as [Text] writes an item of a list, with that beginning of its first line and of the others.
func Item(text, first, rest string) string {
	return joined(linebreak.Wrap(linebreak.Fold(text), first, rest, columns))
}

// write writes the page piece by piece, because the page of a large trace does not have to be in memory.
func write(w io.Writer, l *lesson.Lesson, options Options, form func(*outline) iter.Seq[string]) error {
	o, err := newOutline(l, options)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	for piece := range form(o) {
		if _, err := out.WriteString(piece); err != nil {
			return fmt.Errorf("write page: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// joinPieces returns the pieces of several parts of a page, one part after the other.
func joinPieces(parts ...iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, part := range parts {
			for piece := range part {
				if !yield(piece) {
					return
				}
			}
		}
	}
}

// one is a part of one piece, which is made when its turn comes.
func one(piece func() string) iter.Seq[string] {
	return func(yield func(string) bool) { yield(piece()) }
}

// each is a part with a piece for each stage of the page.
func (o *outline) each(piece func(*stage) string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range o.stages {
			if !yield(piece(s)) {
				return
			}
		}
	}
}
