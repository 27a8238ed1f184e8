package picture

import (
	"fmt"
	"html"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Where a cell of text is must depend neither on the fonts of a machine nor on how a browser treats spaces: SVG 1.1
// keeps runs of them with xml:space, which SVG 2 gave up for the CSS property white-space, and pages that take pictures
// in drop both. So no text has two spaces in a row: what follows a gap has a place of its own. Text of ASCII is told
// how wide to be, because all its letters have one width in a font of a terminal. Every other character has its own
// place: it may come from another font, whose widths are others.

// piece is a part of a run that is drawn at one place, with the space before it if there is one.
type piece struct {
	text   string // ASCII, or one character with its marks
	ascii  bool
	cell   int  // the first one, in the run
	width  int  // in cells
	spaced bool // one space is before it, and no gap
}

// pieces returns the parts of a run. A piece of ASCII is a part of the run's own text, so that no piece grows letter by
// letter.
func pieces(run string) []piece {
	var all []piece
	from := 0 // where the last piece begins in the run
	cell, spaces := 0, 0
	for at := 0; at < len(run); {
		cluster, width := ansi.FirstGraphemeCluster(run[at:], ansi.GraphemeWidth)
		begin := at
		at += len(cluster)
		if cluster == " " {
			cell, spaces = cell+1, spaces+1
			continue
		}
		if n := len(all); n > 0 && spaces < 2 && isASCII(cluster) && all[n-1].ascii {
			before := &all[n-1]
			before.text = run[from:at]
			before.width += spaces + width
		} else {
			all = append(all, piece{cluster, isASCII(cluster), cell, width, spaces == 1 && n > 0})
			from = begin
		}
		cell, spaces = cell+width, 0
	}
	return all
}

func isASCII(s string) bool {
	return len(s) > 0 && s[0] < utf8.RuneSelf && len(s) == utf8.RuneCountInString(s)
}

// words draws the text of a run whose first cell is at the place. Pieces between two gaps are one text.
func (p *picture) words(left, base int, run, attributes string) {
	all := pieces(run)
	for len(all) > 0 {
		n := 1
		for n < len(all) && (all[n].spaced || all[n].cell == all[n-1].cell+all[n-1].width) {
			n++
		}
		p.text.WriteString("<text")
		if n == 1 {
			p.text.WriteString(all[0].place(left))
		}
		fmt.Fprintf(&p.text, ` y="%s"%s>`, px(base), attributes)
		for _, part := range all[:n] {
			escaped := html.EscapeString(part.text)
			if n == 1 {
				p.text.WriteString(escaped)
				continue
			}
			if part.spaced {
				p.text.WriteString(" ")
			}
			fmt.Fprintf(&p.text, "<tspan%s>%s</tspan>", part.place(left), escaped)
		}
		p.text.WriteString("</text>\n")
		all = all[n:]
	}
}

// place returns the attributes that say where a piece is.
func (part piece) place(left int) string {
	at := fmt.Sprintf(` x="%s"`, px(left+part.cell*cellWidth))
	if part.ascii {
		at += fmt.Sprintf(` textLength="%s" lengthAdjust="spacingAndGlyphs"`, px(part.width*cellWidth))
	}
	return at
}

// attributes returns those of a text with this brush in the colour, "" for that of the whole picture.
func (b brush) attributes(front string) (attributes string) {
	if front != "" {
		attributes += fmt.Sprintf(` fill="%s"`, front)
	}
	if b.bold {
		attributes += ` font-weight="bold"`
	}
	if b.italic {
		attributes += ` font-style="italic"`
	}
	if b.underline {
		attributes += ` text-decoration="underline"`
	}
	return attributes
}
