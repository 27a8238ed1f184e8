package lesson

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// StableOrder returns siblings in an order that is the same in every boot.
//
// The stages of the parent's own goroutine stay in their order: the program sets it. Stages of other goroutines, such
// as the post-start hooks, start in another order each time and are sorted by name. They come first, because the rest
// of the parent, such as a wait, is about them.
func StableOrder(siblings []*trace.Node) []*trace.Node {
	var inOrder []*trace.Node
	lanes := make(map[int64]*lane)
	var concurrent []*lane
	overlaps := overlaps(siblings)
	for i, n := range siblings {
		goroutine := n.Int(convention.Goroutine)
		if !isConcurrent(n, goroutine, overlaps[i]) {
			inOrder = append(inOrder, n)
			continue
		}
		l := lanes[goroutine]
		if l == nil || goroutine == 0 {
			l = new(lane)
			lanes[goroutine] = l
			concurrent = append(concurrent, l)
		}
		l.nodes = append(l.nodes, n)
	}
	for _, l := range concurrent {
		l.name()
	}
	slices.SortFunc(concurrent, byNames)
	ordered := make([]*trace.Node, 0, len(siblings))
	for _, l := range concurrent {
		ordered = append(ordered, l.nodes...)
	}
	return append(ordered, inOrder...)
}

// lane is the stages of one goroutine, and their names.
type lane struct {
	nodes []*trace.Node
	names string
}

// name joins the names once: comparing lanes would join those of a long one again and again.
func (l *lane) name() {
	all := make([]string, 0, len(l.nodes))
	for _, n := range l.nodes {
		all = append(all, n.Name)
	}
	l.names = strings.Join(all, "\n")
}

// isConcurrent reports whether a sibling ran beside its parent's own work: on another goroutine, or, in a trace without
// goroutines, at the same time as another sibling.
func isConcurrent(n *trace.Node, own int64, overlaps bool) bool {
	if n.Parent == nil {
		return false
	}
	if parents := n.Parent.Int(convention.Goroutine); own != 0 && parents != 0 {
		return own != parents
	}
	return overlaps
}

// overlaps reports of each sibling whether it ran at the same time as another: whether one began before its end, and
// ended after its start. It looks at the siblings in the order of their starts, so that of all that began before a
// moment it has to know the latest end only.
func overlaps(siblings []*trace.Node) []bool {
	order := make([]int, len(siblings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return siblings[a].Start.Compare(siblings[b].Start) })
	// latest is the sibling with the latest end of the first few by start, and second the next: a sibling is no other.
	latest, second := make([]int, len(order)+1), make([]int, len(order)+1)
	latest[0], second[0] = -1, -1
	later := func(a, b int) bool { return b < 0 || siblings[a].End.After(siblings[b].End) }
	for at, i := range order {
		latest[at+1], second[at+1] = latest[at], second[at]
		switch {
		case later(i, latest[at]):
			latest[at+1], second[at+1] = i, latest[at]
		case later(i, second[at]):
			second[at+1] = i
		}
	}
	found := make([]bool, len(siblings))
	for i, n := range siblings {
		began, _ := slices.BinarySearchFunc(order, n.End, func(j int, end time.Time) int {
			return siblings[j].Start.Compare(end)
		})
		other := latest[began]
		if other == i {
			other = second[began]
		}
		found[i] = other >= 0 && siblings[other].End.After(n.Start)
	}
	return found
}

// byNames compares the stages of two goroutines by their names. Start and ID decide only between equal names.
func byNames(a, b *lane) int {
	first, other := a.nodes[0], b.nodes[0]
	return cmp.Or(strings.Compare(a.names, b.names), first.Start.Compare(other.Start), cmp.Compare(first.ID, other.ID))
}
