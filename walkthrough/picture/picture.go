// Package picture draws the rows of a screen, text with a terminal's escape sequences, as an SVG image.
package picture

import (
	"fmt"
	"html"
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// SVG returns the rows of a screen of the given size in cells as an SVG image, as a dark terminal shows them. The label
// is what a reader hears who does not see it. The same rows give the same image.
func SVG(rows []string, label string, width, height int) string {
	p := picture{label: label, width: width, height: height}
	for y, row := range rows {
		p.row(y, row)
	}
	p.flush()
	return p.String()
}

// A cell of the picture in hundredths of a pixel, so that no rounding of floating point gets into the file.
const (
	cellWidth  = 843
	cellHeight = 1900
	baseline   = 1400
	margin     = 1400

	paper = "#0d1117"
	ink   = "#e6edf3"
)

// picture is an SVG image in the making: backgrounds first, so that no text is covered.
type picture struct {
	label             string
	width, height     int
	backgrounds, text strings.Builder
	pending           block // a background that may go on
}

type block struct {
	left, top, width int
	fill             string
}

// brush is how a run of cells is drawn.
type brush struct {
	ink, paper                    string
	bold, italic, underline, turn bool // turn: ink and paper change places
}

func (p *picture) String() string {
	width, height := 2*margin+p.width*cellWidth, 2*margin+p.height*cellHeight
	return fmt.Sprintf(
		`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s"`+
			` role="img" aria-label="%s">
<rect width="100%%" height="100%%" rx="8" fill="%s"/>
%s<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"`+
			` font-size="14" fill="%s">
%s</g>
</svg>
`,
		px(width),
		px(height),
		px(width),
		px(height),
		html.EscapeString(p.label),
		paper,
		p.backgrounds.String(),
		ink,
		p.text.String(),
	)
}

// row draws a row of the screen. Text is drawn in runs of one style; rules are drawn as boxes, because in most fonts
// they leave gaps.
func (p *picture) row(y int, row string) {
	var (
		parser = ansi.NewParser()
		state  byte
		now    brush
		run    strings.Builder
		begin  int
		x      int
	)
	flush := func() {
		p.run(begin, y, x-begin, run.String(), now)
		run.Reset()
		begin = x
	}
	for len(row) > 0 {
		sequence, width, n, next := ansi.DecodeSequence(row, state, parser)
		switch first, _ := utf8.DecodeRuneInString(sequence); {
		case width == 0 && !unicode.IsControl(first):
			run.WriteString(sequence) // a mark on the letter before it
		case width == 0:
			flush()
			if ansi.Cmd(parser.Command()).Final() == 'm' && strings.HasPrefix(sequence, "\x1b[") {
				now.apply(parser.Params())
			}
		default:
			box := isRule(sequence)
			if box && sequence != last(run.String()) || !box && isRule(last(run.String())) {
				flush()
			}
			run.WriteString(sequence)
			x += width
		}
		row, state = row[n:], next
	}
	flush()
}

// The rules and bars of a screen.
const (
	lightRule = "─"
	heavyRule = "━"
	column    = "│"
	bar       = "┃"
)

func isRule(s string) bool { return s == lightRule || s == heavyRule || s == column || s == bar }

// last returns the last character of a string. It does not look at the others: it is asked for every cell of a row.
func last(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}

// run draws cells of one style, or of one rule.
func (p *picture) run(x, y, width int, s string, b brush) {
	if width == 0 {
		return
	}
	front, back := b.ink, b.paper
	if b.turn {
		front, back = orElse(back, paper), orElse(front, ink)
	}
	left, top := margin+x*cellWidth, margin+y*cellHeight
	p.background(left, top, width*cellWidth, back)
	if isRule(last(s)) {
		const thin, thick = 100, 260
		front = orElse(front, ink)
		middle := top + cellHeight/2
		switch last(s) {
		case lightRule:
			box(&p.text, left, middle-thin/2, width*cellWidth, thin, front)
		case heavyRule:
			box(&p.text, left, middle-thick/2, width*cellWidth, thick, front)
		case bar:
			box(&p.text, left+(cellWidth-thick)/2, top+cellHeight/5, thick, cellHeight*3/5, front)
		default:
			box(&p.text, left+(cellWidth-thin)/2, top, thin, cellHeight, front)
		}
		return
	}
	p.words(left, top+baseline, s, b.attributes(front))
}

// background paints behind cells. Neighbours of one colour become one box: between two there would be a seam.
func (p *picture) background(left, top, width int, fill string) {
	if p.pending.fill == fill && p.pending.top == top && p.pending.left+p.pending.width == left {
		p.pending.width += width
		return
	}
	p.flush()
	p.pending = block{left, top, width, fill}
}

func (p *picture) flush() {
	if b := p.pending; b.fill != "" {
		box(&p.backgrounds, b.left, b.top, b.width, cellHeight, b.fill)
	}
	p.pending = block{}
}

func box(out *strings.Builder, x, y, width, height int, fill string) {
	fmt.Fprintf(
		out,
		"<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n",
		px(x),
		px(y),
		px(width),
		px(height),
		fill,
	)
}

// apply takes in what a terminal's "select graphic rendition" sequence says of the cells that follow.
func (b *brush) apply(params ansi.Params) {
	if len(params) == 0 {
		*b = brush{}
	}
	for i := 0; i < len(params); i++ {
		switch code := params[i].Param(0); code {
		case 0:
			*b = brush{}
		case 1, 22:
			b.bold = code == 1
		case 3, 23:
			b.italic = code == 3
		case 4, 24:
			b.underline = code == 4
		case 7, 27:
			b.turn = code == 7
		case 39:
			b.ink = ""
		case 49:
			b.paper = ""
		case 38, 48:
			var c color.Color
			i += max(0, ansi.ReadStyleColor(params[i:], &c)-1)
			if c == nil {
				continue
			}
			if code == 38 {
				b.ink = hex(c)
			} else {
				b.paper = hex(c)
			}
		}
	}
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// px writes hundredths of a pixel as pixels.
func px(hundredths int) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100), "0"), ".")
}
