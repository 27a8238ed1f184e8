package tour

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
)

// choices is a list to choose from: arrows move in it, enter takes the chosen row, and so does a click. On a page it is
// a part of the page's text; see chooser. Texts from outside are cleaned by those who make the rows.
type choices struct {
	rows   []choice
	chosen int
	// numbered shows a digit before each row, which takes the row at once. Rows after the ninth have none.
	numbered bool

	top   int  // the first row in view, of a list that is shown by itself
	line  int  // of a page's text on which the first row stands
	moved bool // the chosen row is to be brought into view
}

// choice is a row: what is chosen, and a few words beside it.
type choice struct{ name, about string }

// chooser is a page with a list. Arrows move in the list and not in the text.
type chooser interface {
	page
	list() *choices
	// take does what choosing a row means.
	take(m *model, row int) tea.Cmd
}

// set replaces the rows. The chosen row keeps its place, as far as there is one.
func (c *choices) set(rows []choice) {
	c.rows = rows
	c.choose(c.chosen)
}

// choose goes to a row, or to the nearest that there is.
func (c *choices) choose(row int) {
	c.chosen, c.moved = max(0, min(row, len(c.rows)-1)), true
}

// count tells where in the list the chosen row is, as "3 of 12"; nothing in an empty one.
func (c *choices) count(said *phrases.Tour) string {
	if len(c.rows) == 0 {
		return ""
	}
	return said.Chosen(c.chosen+1, len(c.rows))
}

// goes moves in the list when the command does that in lists, and reports whether it does. A page of rows has the given
// height.
func (c *choices) goes(command string, height int) bool {
	switch command {
	case "down":
		c.choose(c.chosen + 1)
	case "up":
		c.choose(c.chosen - 1)
	case "first":
		c.choose(0)
	case "last":
		c.choose(len(c.rows) - 1)
	case "next":
		c.choose(c.chosen + height)
	case "back":
		c.choose(c.chosen - height)
	case "half-down":
		c.choose(c.chosen + max(1, height/2))
	case "half-up":
		c.choose(c.chosen - max(1, height/2))
	default:
		return false
	}
	return true
}

// numberedRow returns the row that a digit takes.
func (c *choices) numberedRow(key string) (row int, ok bool) {
	if !c.numbered || len(key) != 1 || key[0] < '1' || key[0] > '9' {
		return 0, false
	}
	row = int(key[0] - '1')
	return row, row < len(c.rows)
}

// bring moves the rows in view no further than it takes to show the chosen one. A list of which none is chosen, because
// the chosen row is behind the last, shows its end.
func (c *choices) bring(height int) {
	chosen := min(c.chosen, len(c.rows)-1)
	c.top = max(0, min(c.top, len(c.rows)-height))
	c.top = max(0, min(c.top, chosen), chosen-height+1)
}

// Render returns the rows in view, at most height of them, each exactly width cells wide. The words beside the names
// stand in a column of their own.
func (c *choices) Render(t *theme, width, height int) []string {
	c.bring(height)
	names := 0
	for _, row := range c.rows {
		names = max(names, ansi.StringWidth(row.name))
	}
	names = min(names, width/2)
	var lines []string
	for i := c.top; i < min(len(c.rows), c.top+height); i++ {
		styles, mark := t.on(i == c.chosen), "  "
		if i == c.chosen {
			mark = "▶ "
		}
		if c.numbered {
			digit := "  "
			if i < 9 {
				digit = fmt.Sprintf("%d ", i+1)
			}
			mark += digit
		}
		name := c.rows[i].name
		if c.rows[i].about != "" {
			name = fit(name, names) + "  "
		}
		line := styles.key.Render(mark) + styles.plain.Render(name)
		room := width - ansi.StringWidth(line)
		lines = append(lines, fit(line+styles.muted.Render(fit(c.rows[i].about, room)), width))
	}
	return lines
}

// under puts all rows below the lines of a page's text, and the chosen one into view once it has moved. It returns the
// lines.
func (c *choices) under(t *theme, lines []string, width int) []string {
	c.line = len(lines)
	return append(lines, c.Render(t, width, len(c.rows))...)
}

// inView scrolls the text that holds the list to the chosen row, when the learner has moved to it. The text begins at
// its top while the row is in view there.
func (c *choices) inView(text *text, height int) {
	if !c.moved || len(c.rows) == 0 {
		return
	}
	c.moved = false
	line := c.line + c.chosen
	switch {
	case line < height:
		text.y = 0
	case line < text.y:
		text.y = line
	case line >= text.y+height:
		text.y = line - height + 1
	}
}

// choosing gives a key to the list of the open page, and reports whether it has a meaning there.
func (m *model) choosing(key string) (tea.Cmd, bool) {
	p, ok := m.chooser()
	if !ok {
		return nil, false
	}
	list := p.list()
	if row, ok := list.numberedRow(key); ok {
		list.choose(row)
		return p.take(m, row), true
	}
	front := m.page == page(&m.pages.front)
	if (key == "enter" || key == "space" && front) && (len(list.rows) > 0 || front) {
		return p.take(m, list.chosen), true
	}
	c := m.keyed(key)
	if help, ok := p.(*helpPage); ok && c != nil && (c.Name == "left" || c.Name == "right") {
		help.aside(map[string]int{"left": -1, "right": 1}[c.Name])
		return nil, true
	}
	return nil, c != nil && list.goes(c.Name, m.bodyHeight()-1)
}

// clickChoice takes the row of the open page's list on which a click was.
func (m *model) clickChoice(x, y int) tea.Cmd {
	p, ok := m.page.(chooser)
	if !ok {
		return nil
	}
	list := p.list()
	line := p.content().y + y - m.bodyTop() - 1
	row := line - list.line
	if help, ok := p.(*helpPage); ok {
		row = help.rowAt(line, x, m.width)
	}
	if row < 0 || row >= len(list.rows) || y <= m.bodyTop() || y >= m.bodyTop()+m.bodyHeight() {
		return nil
	}
	list.choose(row)
	return p.take(m, row)
}
