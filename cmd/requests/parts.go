package requests

import (
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
)

// notFoundStage is the handler behind the last of the three servers.
const notFoundStage = "NotFound"

// parts are the stages of a request, sorted by the part of the way, and otherwise in the order in which they began.
type parts struct {
	filters, directors, admission, rest []*trace.Node
	isRest                              map[*trace.Node]bool
}

// sortStages sorts the stages by who opened them: those in the scope of our server are its filters, directors and
// admission plugins, and all others belong to the libraries that handle and store.
func sortStages(roots []*trace.Node) parts {
	p := parts{isRest: make(map[*trace.Node]bool)}
	trace.Walk(roots, func(n *trace.Node) {
		ours := n.Text(convention.ScopeName) == convention.Scope
		switch {
		case ours && n.Name == convention.RequestStage:
		case ours && (strings.HasPrefix(n.Name, convention.DirectorPrefix) || n.Name == notFoundStage):
			p.directors = append(p.directors, n)
		case ours && strings.HasPrefix(n.Name, convention.AdmissionPrefix):
			p.admission = append(p.admission, n)
		case ours:
			p.filters = append(p.filters, n)
		default:
			p.rest = append(p.rest, n)
			p.isRest[n] = true
		}
	})
	return p
}

// depth returns how many stages of the same part are around the stage.
func (p parts) depth(n *trace.Node) (depth int) {
	for above := n.Parent; above != nil; above = above.Parent {
		if p.isRest[above] && p.isRest[n] {
			depth++
		}
	}
	return depth
}
