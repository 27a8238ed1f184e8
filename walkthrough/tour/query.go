package tour

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// query is what is searched for. Capital letters matter only when there are some in it.
type query struct {
	text  string
	exact bool
}

func newQuery(text string) query {
	q := query{text: text, exact: strings.ContainsFunc(text, unicode.IsUpper)}
	if !q.exact {
		q.text = strings.ToLower(text)
	}
	return q
}

func (q query) in(s string) bool {
	if !q.exact {
		s = strings.ToLower(s)
	}
	return strings.Contains(s, q.text)
}

// mark shows what of a finished row, between two columns, matches, in the given style.
func (q query) mark(row string, from, to int, look style) string {
	if q.text == "" || to <= from {
		return row
	}
	plain := ansi.Strip(ansi.Cut(row, from, to))
	searched := plain
	if !q.exact {
		searched = strings.ToLower(plain)
	}
	if len(searched) != len(plain) || !strings.Contains(searched, q.text) {
		return row // a letter whose small form is longer: columns would not be found again
	}
	out, done := ansi.Truncate(row, from, ""), from
	for at := 0; ; {
		next := strings.Index(searched[at:], q.text)
		if next < 0 {
			break
		}
		begin := at + next
		at = begin + len(q.text)
		left, right := from+ansi.StringWidth(plain[:begin]), from+ansi.StringWidth(plain[:at])
		out += ansi.Cut(row, done, left) + look.Render(plain[begin:at])
		done = right
	}
	return out + ansi.Cut(row, done, ansi.StringWidth(row))
}

func (q query) markAll(rows []string, from, to int, look style) []string {
	if q.text == "" {
		return rows
	}
	for i, row := range rows {
		rows[i] = q.mark(row, from, to, look)
	}
	return rows
}
