// Package evidence says what a recording tells of a server: which stage comes before which, what waits for what, which
// check is green, what reports a broken boot. The right answers to the tour's questions (package predict) and the
// claims of its notes (package claims) rest on the same words.
//
// What luck decides in a boot is no evidence, such as the order in which hooks begin: order counts in one goroutine, or
// where one span has ended when the other begins.
package evidence

import (
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// Record is the evidence: the spans of one boot, or of one request.
type Record struct {
	roots    []*trace.Node
	first    map[string]*trace.Node // of each stage's name, the one that comes first in the tree
	green    map[string]bool        // checks that have turned green
	seen     map[string]time.Time   // when the wait for readiness first saw a check green
	now      time.Time
	turnedBy func(check string) (green string, ok bool)
	any      bool // the notes are about another program, whose spans are no stages
}

// New returns the record of trees of spans. The library knows which stage turns a health check green; it may be nil.
// Green are checks that are known to be green from elsewhere than the trace. Stages that have only been planned do not
// count.
func New(roots []*trace.Node, library *notes.Library, green ...string) *Record {
	r := &Record{
		roots: roots, first: make(map[string]*trace.Node), green: make(map[string]bool),
		seen: make(map[string]time.Time), turnedBy: library.Check, any: library.Brought(),
	}
	for _, check := range green {
		r.green[check] = true
	}
	trace.Walk(roots, func(n *trace.Node) {
		if n.Start.IsZero() {
			return
		}
		r.now = trace.Latest(r.now, trace.Latest(n.Start, n.End))
		if !r.Counts(n) {
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

// readGreen reads which checks the wait for readiness has seen turn green.
func (r *Record) readGreen(n *trace.Node) {
	for i := range n.Events {
		check, ok := strings.CutSuffix(n.Events[i].Name, convention.GreenEvent)
		if !ok {
			continue
		}
		r.green[check] = true
		if before, seen := r.seen[check]; !seen || n.Events[i].Time.Before(before) {
			r.seen[check] = n.Events[i].Time
		}
	}
}

// Counts reports whether the node's span counts as a stage: of another program with notes, each does.
func (r *Record) Counts(n *trace.Node) bool { return r.any || n.IsStage() }

// Roots returns the trees of the record.
func (r *Record) Roots() []*trace.Node { return r.roots }

// Now returns the last moment of the record.
func (r *Record) Now() time.Time { return r.now }

// Stage returns the first stage of that name that has begun, or nil.
func (r *Record) Stage(name string) *trace.Node { return r.first[name] }

// Stages returns the stages that match, in the order of the tree.
func (r *Record) Stages(match func(*trace.Node) bool) (found []*trace.Node) {
	trace.Walk(r.roots, func(n *trace.Node) {
		if !n.Start.IsZero() && r.Counts(n) && match(n) {
			found = append(found, n)
		}
	})
	return found
}

// Spans returns all spans of the server that have the name, or one that begins as the name before a star does: its
// stages, and those of libraries beside them.
func (r *Record) Spans(name string) (found []*trace.Node) {
	trace.Walk(r.roots, func(n *trace.Node) {
		if !n.Start.IsZero() && Means(name, n.Name) && n.Ours() {
			found = append(found, n)
		}
	})
	return found
}

// Means reports whether a name of a note means the span of that name: it is the name, or its beginning and a star.
func Means(name, span string) bool {
	prefix, isFamily := strings.CutSuffix(name, "*")
	return name == span || isFamily && strings.HasPrefix(span, prefix)
}

// Ready reports whether the recorded server became ready.
func (r *Record) Ready() bool {
	ready := r.Stages(func(n *trace.Node) bool { return n.IsReadyStage() })
	return slices.ContainsFunc(ready, func(n *trace.Node) bool { return !n.Running() && !n.Failed() })
}

// Green reports whether the check is known to have turned green.
func (r *Record) Green(check string) bool { return r.green[check] }

// GreenChecks returns the checks that are known to have turned green, sorted.
func (r *Record) GreenChecks() (checks []string) {
	for check := range r.green {
		checks = append(checks, check)
	}
	slices.Sort(checks)
	return checks
}

// SeenGreen returns when the wait for readiness first saw the check green. It is not ok when it did not.
func (r *Record) SeenGreen(check string) (at time.Time, ok bool) {
	at, ok = r.seen[check]
	return at, ok
}

// TurnedBy returns what turns the check green, as the notes know it: see [notes.Library.Check].
func (r *Record) TurnedBy(check string) (green string, ok bool) { return r.turnedBy(check) }

// Waits reports whether one stage cannot end before the other: it waits for it, or for what waits for it.
func (r *Record) Waits(name, other string) bool {
	seen := make(map[string]bool)
	for !seen[name] {
		seen[name] = true
		n := r.Stage(name)
		if n == nil {
			return false
		}
		if name = n.WaitsFor(); name == other {
			return true
		}
	}
	return false
}

// Reported returns the one of the choices that reports a broken boot: the innermost stage that fails, else
// [notes.Ready] when the server becomes ready, else the check that is red while others of the choices are green. It is
// "" while none of them is known to.
func (r *Record) Reported(of []string) string {
	if chain := trace.FailedChain(r.roots); len(chain) > 0 {
		return chain[0].Name
	}
	if r.Ready() {
		return notes.Ready
	}
	var red []string
	for _, choice := range of {
		if _, isCheck := r.TurnedBy(choice); isCheck && !r.green[choice] {
			red = append(red, choice)
		}
	}
	checks := slices.ContainsFunc(of, func(c string) bool { return r.green[c] })
	if len(red) != 1 || !checks {
		return ""
	}
	return red[0]
}
