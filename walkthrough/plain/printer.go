package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"apitour/walkthrough/words"
)

// printer collects lines and writes them later, because the walk stands still while a text about it is made, and an
// output may be slow.
type printer struct {
	to    io.Writer
	ascii bool
	lines strings.Builder
}

// say adds a line.
func (p *printer) say(format string, values ...any) {
	line := strings.TrimRight(fmt.Sprintf(format, values...), " ")
	if p.ascii {
		line = asciiOnly(line)
	}
	p.lines.WriteString(line + "\n")
}

// sayAll adds the lines of a text.
func (p *printer) sayAll(text string) {
	for line := range strings.Lines(text) {
		p.say("%s", strings.TrimSuffix(line, "\n"))
	}
}

// flush writes what was said.
func (p *printer) flush() error {
	if p.lines.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(p.to, p.lines.String())
	p.lines.Reset()
	return err
}

// sentence makes a sentence of a notice or a state, which are a few words each.
func (p *plain) sentence(s string) string { return p.says.Sentence(words.Shown(s)) }

// asciiOnly replaces every character that is not ASCII by its likeness, or by a question mark. What takes no room of
// its own, as an accent that follows its letter, goes.
func asciiOnly(line string) string {
	return strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII {
			return r
		}
		if like, ok := words.ASCII(r); ok {
			return rune(like)
		}
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			return -1
		}
		return '?'
	}, line)
}

// withoutTabs replaces tabs by spaces up to the next multiple of four characters.
func withoutTabs(s string) string {
	const size = 4
	var out strings.Builder
	column := 0
	for _, r := range s {
		if r != '\t' {
			out.WriteRune(r)
			column++
			continue
		}
		n := size - column%size
		out.WriteString(strings.Repeat(" ", n))
		column += n
	}
	return out.String()
}
