package page

import (
	"slices"
	"strings"

	east "github.com/yuin/goldmark/extension/ast"

	"apitour/walkthrough/linebreak"
)

// mostCells is how many cells of a row can stand side by side. A wider table is set as lines of text.
const mostCells = 16

// table draws a table, or sets its rows as text when it is too wide for a page.
func (p *proseWriter) table(n *east.Table, at prefix) {
	p.gap = p.out.Len() > 0
	var table [][]string
	widest := 0
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, plain(p.source, cell))
		}
		table = append(table, cells)
		widest = max(widest, len(cells))
	}
	var lines []string
	if widest > mostCells {
		for _, row := range table {
			lines = append(lines, linebreak.Wrap(strings.Join(row, " | "), at.first, at.rest, columns)...)
			at.first = at.rest
		}
	} else {
		for _, line := range drawTable(table, columns-max(width(at.first), width(at.rest))) {
			lines = append(lines, at.first+line)
			at.first = at.rest
		}
	}
	p.lines(lines)
	p.gap = true
}

// drawTable draws the rows of a table in columns that fit into the room. The widest columns give way, and a cell that
// does not fit on one line goes on in the next. A line divides the first row from the others.
func drawTable(table [][]string, room int) (lines []string) {
	widths := columnWidths(table, room)
	for i, row := range table {
		drawn := drawRow(row, widths)
		lines = append(lines, drawn...)
		if i == 0 {
			total := 0
			for _, w := range widths {
				total += w + 2
			}
			lines = append(lines, strings.Repeat("─", total-2))
		}
	}
	return lines
}

func drawRow(row []string, widths []int) []string {
	wrapped := make([][]string, len(row))
	height := 0
	for i, cell := range row {
		wrapped[i] = linebreak.Wrap(cell, "", "", widths[i])
		height = max(height, len(wrapped[i]))
	}
	lines := make([]string, height)
	for n := range lines {
		for i, cell := range wrapped {
			text := ""
			if n < len(cell) {
				text = cell[n]
			}
			lines[n] += padded(text, widths[i]) + "  "
		}
	}
	return lines
}

// columnWidths returns the width of each column, with two spaces between columns.
func columnWidths(table [][]string, room int) []int {
	var widths []int
	for _, row := range table {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 1)
			}
			widths[i] = max(widths[i], width(cell))
		}
	}
	total := 2 * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > room; total-- {
		widths[slices.Index(widths, slices.Max(widths))]--
	}
	return widths
}
