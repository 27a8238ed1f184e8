package tour

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// pane names one of the three parts of the screen.
type pane int

const (
	stagesPane pane = iota
	sourcePane
	notePane
	panes // how many there are
)

// heading is the first row of a pane: its title, a rule, and at the right an aside. The rule of the pane that has the
// focus is heavy, so that the focus can be seen without colours.
type heading struct {
	title, aside string
	focused      bool
}

const lightRule, heavyRule = "─", "━"

// rule returns the mark that the heading's line is drawn with.
func (h heading) rule() string {
	if h.focused {
		return heavyRule
	}
	return lightRule
}

// Render returns the row, exactly width cells wide. The title gives way to the aside, but keeps its first cells.
func (h heading) Render(t *theme, width int) string {
	title, line := t.heading, t.muted
	if h.focused {
		title, line = t.focus, t.rule
	}
	const leastTitle = 12
	aside := ""
	if room := width - leastTitle - 6; h.aside != "" && room > 0 {
		aside = " " + h.aside + " "
		if ansi.StringWidth(h.aside) > room {
			aside = " " + fitEnd(h.aside, room) + " "
		}
		aside += h.rule()
	}
	name := h.title
	if room := width - ansi.StringWidth(aside) - 4; ansi.StringWidth(name) > room {
		name = fit(name, room)
	}
	name = " " + name + " "
	fill := width - 1 - ansi.StringWidth(name) - ansi.StringWidth(aside)
	if fill < 0 {
		return line.Render(strings.Repeat(h.rule(), width))
	}
	return line.Render(h.rule()) + title.Render(name) + line.Render(strings.Repeat(h.rule(), fill)+aside)
}

// scroll is how far a text has been moved: the column and the line that are first in view. Until the learner moves it,
// a pane chooses the place that it shows by itself.
type scroll struct {
	x, y  int
	moved bool
}

func (s *scroll) by(dx, dy int) {
	s.x, s.y, s.moved = s.x+dx, s.y+dy, true
}

// clamp keeps the scroll inside a text of the given number of lines. The longest line is asked for only when it
// matters.
func (s *scroll) clamp(lines, height int, longest func() int, width int) {
	s.y = max(0, min(s.y, lines-height))
	if s.x > 0 {
		s.x = max(0, min(s.x, longest()-width))
	}
}

// position tells which lines are in view, as "3–9/41"; nothing when all of them are.
func (s scroll) position(lines, height int) string {
	if lines <= height {
		return ""
	}
	return fmt.Sprintf("%d–%d/%d", s.y+1, min(s.y+height, lines), lines)
}

// text is a pane's worth of finished lines that can be scrolled.
type text struct {
	lines []string
	scroll
}

func (t *text) clampTo(width, height int) {
	t.clamp(len(t.lines), height, func() int { return longest(t.lines) }, width)
}

// Render returns exactly height rows of exactly width cells.
func (t text) Render(width, height int) []string {
	rows := make([]string, height)
	for i := range rows {
		line := ""
		if at := t.y + i; at >= 0 && at < len(t.lines) {
			line = t.lines[at]
		}
		rows[i] = window(line, t.x, width)
	}
	return rows
}

func longest(lines []string) int {
	cells := 0
	for _, line := range lines {
		cells = max(cells, ansi.StringWidth(line))
	}
	return cells
}
