package walk

import (
	"strings"
	"unicode"
)

// Query is the text of a search. Capital letters matter only when it has some.
type Query struct {
	Text  string // in lower case unless Exact
	Exact bool
}

func newQuery(text string) Query {
	q := Query{Text: text, Exact: strings.ContainsFunc(text, unicode.IsUpper)}
	if !q.Exact {
		q.Text = strings.ToLower(text)
	}
	return q
}

// In reports whether a text has the query in it.
func (q Query) In(s string) bool {
	if !q.Exact {
		s = strings.ToLower(s)
	}
	return strings.Contains(s, q.Text)
}
