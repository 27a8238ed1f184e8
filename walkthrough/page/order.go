package page

import (
	"cmp"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
)

// stableOrder returns siblings in an order that is the same in every boot.
//
// The stages of the parent's own goroutine stay in their order: the program sets it. Stages of other goroutines, such
// as the post-start hooks, start in another order each time and are sorted by name. They come first, because the rest
// of the parent, such as a wait, is about them.
func stableOrder(siblings []*trace.Node) []*trace.Node {
	var inOrder []*trace.Node
	lanes := make(map[int64][]*trace.Node)
	var concurrent [][]*trace.Node
	for i, n := range siblings {
		switch goroutine := n.Int(convention.Goroutine); {
		case !isConcurrent(siblings, i):
			inOrder = append(inOrder, n)
		case goroutine == 0:
			concurrent = append(concurrent, []*trace.Node{n})
		default:
			lanes[goroutine] = append(lanes[goroutine], n)
		}
	}
	for _, lane := range lanes {
		concurrent = append(concurrent, lane)
	}
	slices.SortFunc(concurrent, byNames)
	return append(slices.Concat(concurrent...), inOrder...)
}

// isConcurrent reports whether a sibling ran beside its parent's own work: on another goroutine, or, in a trace without
// goroutines, at the same time as another sibling.
func isConcurrent(siblings []*trace.Node, i int) bool {
	n := siblings[i]
	if n.Parent == nil {
		return false
	}
	own, parents := n.Int(convention.Goroutine), n.Parent.Int(convention.Goroutine)
	if own != 0 && parents != 0 {
		return own != parents
	}
	for j, other := range siblings {
		if j != i && n.Start.Before(other.End) && other.Start.Before(n.End) {
			return true
		}
	}
	return false
}

// byNames compares the stages of two goroutines by their names. Start and ID decide only between equal names.
func byNames(a, b []*trace.Node) int {
	names := func(lane []*trace.Node) string {
		var all []string
		for _, n := range lane {
			all = append(all, n.Name)
		}
		return strings.Join(all, "\n")
	}
	return cmp.Or(strings.Compare(names(a), names(b)), a[0].Start.Compare(b[0].Start), cmp.Compare(a[0].ID, b[0].ID))
}
