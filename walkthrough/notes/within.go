package notes

import (
	"slices"
	"strings"

	"apitour/trace"
)

// within says in which spans the names of a note about any program count. An empty list excludes nothing.
type within struct{ services, scopes []string }

// isAnywhere reports whether it excludes no span.
func (w within) isAnywhere() bool { return len(w.services)+len(w.scopes) == 0 }

// has reports whether the names count in the span.
func (w within) has(span *trace.Node) bool {
	return (len(w.scopes) == 0 || slices.Contains(w.scopes, span.Scope())) &&
		(len(w.services) == 0 || slices.Contains(w.services, span.Service()))
}

// overlaps reports whether some span may be in both.
func (w within) overlaps(other within) bool {
	return shares(w.services, other.services) && shares(w.scopes, other.scopes)
}

func shares(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// isQualified reports whether the name of a function says of which program it is. A name alone does not, and every
// program in Go and in Python has a main.
func isQualified(function string) bool {
	for _, everywhere := range []string{"main.", "__main__."} {
		if strings.HasPrefix(function, everywhere) {
			return false
		}
	}
	at := strings.IndexAny(function, `.:/\#`)
	return at > 0 && at < len(function)-1
}

// knows reports whether the name means the span's function, when it is the same.
func (n *Note) knows(function string, span *trace.Node) bool {
	return n.within == nil || isQualified(function) || n.within.has(span)
}

// collides reports whether both notes may be meant by one name of a span, or of a function.
func (n *Note) collides(other *Note, function string) bool {
	return n.within == nil || other.within == nil || function != "" && isQualified(function) ||
		n.within.overlaps(*other.within)
}
