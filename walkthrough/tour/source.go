package tour

import (
	"strconv"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/source"
)

// code is the source pane: the function of the stage on which the learner stands. In front of its lines stand marks:
//
//	ƒ   the function begins
//	▶   calls the stage to which the next step leads
//	•   calls another stage
type code struct {
	step *lesson.Step
	next *lesson.Step // the step after it, nil when there is none
	scroll
	highlighter *highlighter
}

// nextCall returns the line on which the function calls the next step, or 0 when it does not.
func (c *code) nextCall() int { return c.step.CallOf(c.next) }

// settle brings the line that matters into view, unless the learner has scrolled: the call of the next step, else the
// line on which the function begins. The comment above the function is shown when there is room for both.
func (c *code) settle(width, height int) {
	if c.step == nil || c.step.Code() == nil {
		c.scroll = scroll{}
		return
	}
	e := c.step.Code()
	if !c.moved {
		begin := e.Func - e.First
		c.x, c.y = 0, 0
		if call := c.nextCall() - e.First; call > height-2 {
			c.y = begin
			if call-begin > height-2 {
				c.y = call - (height-1)*2/3
			}
		} else if call < 0 && begin > height/2 {
			c.y = begin
		}
	}
	c.clamp(len(e.Lines), height, func() int {
		cells := 0
		for _, line := range e.Lines {
			cells = max(cells, ansi.StringWidth(expandTabs(line, tabSize)))
		}
		return cells
	}, width-c.gutter())
}

// gutter returns how many cells the mark and the line number take.
func (c *code) gutter() int { return 2 + len(strconv.Itoa(c.step.Code().Last())) + 1 }

// aside tells where the source is.
func (c *code) aside(height int) string {
	if c.step == nil {
		return ""
	}
	place := c.step.Node.Source()
	if c.step.Code() == nil {
		return placeText(place)
	}
	aside := placeText(trace.Place{File: c.step.Code().Path, Line: c.step.Code().Func})
	if position := c.position(len(c.step.Code().Lines), height); position != "" {
		aside += " · " + position
	}
	return aside
}

// Render returns exactly height rows of exactly width cells.
func (c *code) Render(t *theme, width, height int) []string {
	switch {
	case c.step == nil:
		return text{}.Render(width, height)
	case c.step.Code() == nil:
		return padded(text{lines: c.absent(t, width-2)}.Render(width-2, height))
	}
	e := c.step.Code()
	words := c.highlighter.tokens(e)
	calls := make(map[int]bool, len(c.step.Calls()))
	for _, call := range c.step.Calls() {
		calls[call.Line] = true
	}
	next := c.nextCall()
	rows := make([]string, height)
	for i := range rows {
		at := c.y + i
		if at >= len(e.Lines) {
			rows[i] = spaces(width)
			continue
		}
		number := e.First + at
		mark := " "
		switch {
		case number == next:
			mark = "▶"
		case calls[number]:
			mark = "•"
		case number == e.Func:
			mark = "ƒ"
		}
		rows[i] = c.row(t, mark, number, words[at], width)
	}
	return rows
}

func (c *code) row(t *theme, mark string, number int, words []chroma.Token, width int) string {
	styles := t.on(mark == "▶")
	var line strings.Builder
	cells := 0
	for _, word := range words {
		line.WriteString(styles.word(word.Type).Render(word.Value))
		cells += ansi.StringWidth(word.Value)
	}
	gutter := c.gutter()
	line.WriteString(styles.plain.Render(spaces(c.x + width - gutter - cells)))
	count := styles.muted
	if mark != " " {
		count = styles.strong
	}
	return styles.key.Render(mark+" ") + count.Render(alignRight(strconv.Itoa(number), gutter-3)+" ") +
		window(line.String(), c.x, width-gutter)
}

// absent is what there is to say when the source cannot be shown here.
func (c *code) absent(t *theme, width int) []string {
	place := c.step.Node.Source()
	if place.File == "" {
		return wrapped(t.muted, "The recording does not say where the source of this stage is.", width)
	}
	lines := wrapped(t.muted, "The source is not at hand. It begins here:", width)
	lines = append(lines, wrapped(t.strong, placeText(place), width)...)
	if name := c.step.Node.Function(); name != "" {
		lines = append(lines, wrapped(t.plain, shown(name), width)...)
	}
	if link := source.Permalink(place); link != "" {
		lines = append(lines, "")
		lines = append(lines, linked(link, wrapped(t.own, shown(link), width))...)
	}
	return lines
}

// placeText writes a place as compilers do: "apiserver/chain.go:41".
func placeText(p trace.Place) string {
	if p.File == "" {
		return ""
	}
	if p.Line <= 0 {
		return shown(p.File)
	}
	return shown(p.File) + ":" + strconv.Itoa(p.Line)
}

// wrapped breaks plain text into lines and gives each the style, so that no style reaches over the end of a line.
func wrapped(look style, s string, width int) []string {
	lines := wrap(s, width)
	for i, line := range lines {
		lines[i] = look.Render(line)
	}
	return lines
}
