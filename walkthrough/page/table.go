package page

import (
	"slices"
	"strings"
)

// cells cuts a row of a Markdown table into its cells. An escaped pipe is part of a cell.
func cells(row string) (cells []string) {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	var cell strings.Builder
	for i := 0; i < len(row); i++ {
		switch {
		case row[i] == '\\' && i+1 < len(row) && row[i+1] == '|':
			cell.WriteByte('|')
			i++
		case row[i] == '|':
			cells = append(cells, plain(strings.TrimSpace(cell.String())))
			cell.Reset()
		default:
			cell.WriteByte(row[i])
		}
	}
	return append(cells, plain(strings.TrimSpace(cell.String())))
}

// mostCells is how many cells of a row can stand side by side. What has more is no table for a page.
const mostCells = 16

// flushTable writes the table that is open.
func (p *proseWriter) flushTable() {
	if len(p.table) == 0 {
		return
	}
	p.space()
	margin := p.margin + indent
	for _, line := range drawTable(p.table, columns-width(margin)) {
		p.out.WriteString(margin + line + "\n")
	}
	p.table, p.gap = nil, true
}

// drawTable sets the rows of a table in columns, in no more than the given width: the widest columns give way, and what
// does not fit on one line of its cell goes on in the next. A line divides the first row from the others.
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
		wrapped[i] = wrap(cell, "", "", widths[i])
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

// columnWidths returns how wide each column is to be, two spaces lying between them.
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
