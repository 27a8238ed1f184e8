package tour

import (
	"strings"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// The words of the glossary are underlined where a note uses them first. Markdown has no sign for that, so they stand
// between two characters without a width while the text is laid out, and these give way to the terminal's sequences
// then. Notes cannot have the characters themselves: they are cleaned before.
const (
	wordBegins, wordEnds    = "\u2060", "\u2061"
	underlined, nounderline = "\x1b[4m", "\x1b[24m"
)

// withWords puts the marks around the first uses of words in a Markdown text.
func withWords(g *notes.Glossary, text string, seen map[*notes.Term]bool) string {
	var out strings.Builder
	done := 0
	for _, use := range g.FirstUses(text, seen) {
		out.WriteString(text[done:use.Start] + wordBegins + text[use.Start:use.End] + wordEnds)
		done = use.End
	}
	return out.String() + text[done:]
}

// underlineWords replaces the marks in lines that are laid out. A word may go on in the next line.
func underlineWords(lines []string) []string {
	open := false
	for i, line := range lines {
		if !open && !strings.Contains(line, wordBegins) {
			continue
		}
		text := strings.TrimLeft(line, " ")
		if open {
			text = underlined + text
		}
		open = strings.LastIndex(line, wordBegins) > strings.LastIndex(line, wordEnds) ||
			open && !strings.Contains(line, wordEnds)
		if open {
			text = strings.TrimRight(text, " ") + nounderline
		}
		text = strings.NewReplacer(wordBegins, underlined, wordEnds, nounderline).Replace(text)
		lines[i] = line[:len(line)-len(strings.TrimLeft(line, " "))] + text
	}
	return lines
}

// wordsLine lists the words of a note, for those who do not see lines below words.
func wordsLine(said *phrases.TourNote, t *theme, terms []*notes.Term, width int) []string {
	if len(terms) == 0 {
		return nil
	}
	names := make([]string, len(terms))
	for i, term := range terms {
		names[i] = term.Name
	}
	return append([]string{""}, wrapped(t.muted, said.Explains(names), width)...)
}
