package evidence

import (
	"slices"

	"apitour/trace"
)

// SameGoroutine reports whether both spans ran in one goroutine. It is not known where the recording does not say of
// one of them in which it ran, as of the spans of libraries.
func SameGoroutine(a, b *trace.Node) (same, known bool) {
	return a.Goroutine() == b.Goroutine(), a.Goroutine() != 0 && b.Goroutine() != 0
}

// Precedes reports whether one span comes before another in every boot: in one goroutine, where it begins first; else
// it has ended when the other begins. A span does not come before those inside it.
func Precedes(a, b *trace.Node) bool {
	if inside(a, b) || inside(b, a) {
		return false
	}
	if same, known := SameGoroutine(a, b); same && known {
		return a.Start.Before(b.Start)
	}
	return HasEndedBy(a, b)
}

// HasEndedBy reports whether the one span has ended when the other begins.
func HasEndedBy(a, b *trace.Node) bool { return !a.Running() && !a.End.After(b.Start) }

// inside reports whether the span is the other one, or inside it.
func inside(n, around *trace.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == around {
			return true
		}
	}
	return false
}

// Around returns the nearest span around the node that the name means, or nil.
func Around(n *trace.Node, name string) *trace.Node {
	for at := n.Parent; at != nil; at = at.Parent {
		if Means(name, at.Name) && at.Ours() {
			return at
		}
	}
	return nil
}

// InOneGoroutine returns the stages of those names that have begun, in the order in which they did. There are none when
// they belong to several goroutines, whose order is luck, or began at the same moment.
func (r *Record) InOneGoroutine(names []string) (begun []*trace.Node) {
	for _, name := range names {
		n := r.Stage(name)
		if n == nil {
			continue
		}
		if n.Goroutine() == 0 {
			return nil
		}
		if len(begun) > 0 {
			if same, _ := SameGoroutine(begun[0], n); !same {
				return nil
			}
		}
		begun = append(begun, n)
	}
	slices.SortStableFunc(begun, func(a, b *trace.Node) int { return a.Start.Compare(b.Start) })
	for i := range begun[:max(0, len(begun)-1)] {
		if begun[i].Start.Equal(begun[i+1].Start) {
			return nil
		}
	}
	return begun
}
