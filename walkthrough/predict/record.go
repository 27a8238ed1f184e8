package predict

import (
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// Record is what questions are answered from: the stages of one boot, or of one request.
type Record struct {
	roots  []*trace.Node
	first  map[string]*trace.Node // of each name, the one that comes first in the tree
	green  map[string]bool        // checks that have turned green
	now    time.Time
	lookUp func(check string) (green string, ok bool)
	any    bool // the notes are about another program, whose spans are no stages
}

// NewRecord returns the record of trees of stages. The library knows which stage turns a health check green; it may be
// nil. Green are checks that are known to be green from elsewhere than the trace. Stages that have only been planned do
// not count.
func NewRecord(roots []*trace.Node, library *notes.Library, green ...string) *Record {
	r := &Record{roots: roots, first: make(map[string]*trace.Node), green: make(map[string]bool)}
	r.lookUp, r.any = library.Check, library.Brought()
	for _, check := range green {
		r.green[check] = true
	}
	trace.Walk(roots, func(n *trace.Node) {
		if n.Start.IsZero() {
			return
		}
		r.now = trace.Latest(r.now, trace.Latest(n.Start, n.End))
		if !r.counts(n) {
			return
		}
		if r.first[n.Name] == nil {
			r.first[n.Name] = n
		}
		if n.IsReadyStage() {
			r.readGreen(n)
		}
	})
	return r
}

// counts reports whether questions are about spans such as the node's.
func (r *Record) counts(n *trace.Node) bool { return r.any || n.IsStage() }

// readGreen reads which checks the wait for readiness has seen turn green.
func (r *Record) readGreen(n *trace.Node) {
	for i := range n.Events {
		if check, ok := strings.CutSuffix(n.Events[i].Name, convention.GreenEvent); ok {
			r.green[check] = true
		}
	}
}

// stage returns the first stage of that name that has begun, or nil.
func (r *Record) stage(name string) *trace.Node { return r.first[name] }

// ready reports whether the recorded server became ready.
func (r *Record) ready() bool {
	return slices.ContainsFunc(r.named(func(n *trace.Node) bool { return n.IsReadyStage() }), func(n *trace.Node) bool {
		return !n.Running() && !n.Failed()
	})
}

// named returns the stages that match, in the order of the tree.
func (r *Record) named(match func(*trace.Node) bool) (found []*trace.Node) {
	trace.Walk(r.roots, func(n *trace.Node) {
		if !n.Start.IsZero() && r.counts(n) && match(n) {
			found = append(found, n)
		}
	})
	return found
}

// waits reports whether one stage cannot end before the other: it waits for it, or for what waits for it.
func (r *Record) waits(name, other string) bool {
	seen := make(map[string]bool)
	for !seen[name] {
		seen[name] = true
		n := r.stage(name)
		if n == nil {
			return false
		}
		if name = n.WaitsFor(); name == other {
			return true
		}
	}
	return false
}
