package tour

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
)

// markMatch shows what of a finished row, between two columns, matches the query, in the given style.
func markMatch(q walk.Query, row string, from, to int, look style) string {
	if q.Text == "" || to <= from {
		return row
	}
	plain := ansi.Strip(ansi.Cut(row, from, to))
	searched := plain
	if !q.Exact {
		searched = strings.ToLower(plain)
	}
	if len(searched) != len(plain) || !strings.Contains(searched, q.Text) {
		return row // a letter whose small form is longer: columns would not be found again
	}
	out, done := ansi.Truncate(row, from, ""), from
	for at := 0; ; {
		next := strings.Index(searched[at:], q.Text)
		if next < 0 {
			break
		}
		begin := at + next
		at = begin + len(q.Text)
		left, right := from+ansi.StringWidth(plain[:begin]), from+ansi.StringWidth(plain[:at])
		out += ansi.Cut(row, done, left) + look.Render(plain[begin:at])
		done = right
	}
	return out + ansi.Cut(row, done, ansi.StringWidth(row))
}

func markMatches(q walk.Query, rows []string, from, to int, look style) []string {
	if q.Text == "" {
		return rows
	}
	for i, row := range rows {
		rows[i] = markMatch(q, row, from, to, look)
	}
	return rows
}

// findInNote scrolls the note to the first line that matches the search, and reports whether there is one.
func (m *model) findInNote(height int) bool {
	q := m.walk.Search().Query
	for i, line := range m.note.lines {
		if q.In(ansi.Strip(line)) {
			m.note.y, m.note.moved = max(0, i-height/3), true
			return true
		}
	}
	return false
}
