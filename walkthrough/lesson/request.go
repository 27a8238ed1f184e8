package lesson

import (
	"cmp"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/phrases"
)

// Request returns the root of the trace of one request, or nil when the lesson is about something else. Requests have
// no ready moment: do not report them as "not ready".
func (l *Lesson) Request() *trace.Node {
	if l.Kind() != Request {
		return nil
	}
	return l.Timelines[0].Root
}

// Decider is the part of a server that decides what a client is answered.
type Decider string

// The deciders, in the order in which a request meets them.
const (
	ByFilter    Decider = "a filter"
	ByServer    Decider = "a server"    // one of the delegation chain, or its end
	ByHandler   Decider = "the handler" // decodes, checks and validates
	ByAdmission Decider = "admission"
	ByStorage   Decider = "storage"
)

// Decision is where the answer to a request was decided. It is worked out from the spans of the request alone.
type Decision struct {
	By   Decider
	Step *Step
	Code int // the status code of the answer
	// Reason is what the spans tell of why, "" when they tell nothing.
	Reason string
}

// Refused reports whether the client did not get what it asked for.
func (d *Decision) Refused() bool { return d.Code >= 400 }

// The filters at which the way of a request may end by rule, by the names of the functions that make them. Each lets a
// request pass that is in order, so that it decides about every request.
const (
	authentication = "WithAuthentication"
	authorization  = "WithAuthorization"
)

// DecisionOf returns where the request was decided to which the step belongs. It is nil for a step of anything else,
// and while the request has no answer.
func (l *Lesson) DecisionOf(step *Step) *Decision {
	if step == nil || step.line == nil || step.line.Kind != Request || step.line.Root.Running() {
		return nil
	}
	line := step.line
	line.decided.Do(func() { line.decision = decide(l, line.Root) })
	return line.decision
}

// way are the parts of a request's way that can decide, each in the order in which the request met them.
type way struct {
	filters, directors, refusals, storage []*trace.Node
	notFound, handler                     *trace.Node
}

func wayOf(root *trace.Node) (w way) {
	trace.Walk([]*trace.Node{root}, func(n *trace.Node) {
		switch {
		case n.IsStage() && strings.HasPrefix(n.Name, convention.DirectorPrefix):
			w.directors = append(w.directors, n)
		case n.IsStage() && strings.HasPrefix(n.Name, convention.AdmissionPrefix):
			if n.Failed() {
				w.refusals = append(w.refusals, n)
			}
		case n.IsStage() && n.Name == convention.NotFoundStage:
			w.notFound = n
		case isFilter(n):
			w.filters = append(w.filters, n)
		case isStorage(n):
			w.storage = append(w.storage, n)
		case w.handler == nil && n.Text("verb") != "": // an attribute of the library's span around a handler
			w.handler = n
		}
	})
	byEnd := func(a, b *trace.Node) int { return a.End.Compare(b.End) }
	slices.SortStableFunc(w.storage, byEnd)
	slices.SortStableFunc(w.refusals, byEnd)
	return w
}

// isFilter reports whether the node is a filter of the handler chain.
func isFilter(n *trace.Node) bool {
	return n.IsStage() && n.Name != convention.RequestStage && n.Name != convention.NotFoundStage &&
		!strings.HasPrefix(n.Name, convention.DirectorPrefix) && !strings.HasPrefix(n.Name, convention.AdmissionPrefix)
}

// isStorage reports whether the node is the library's span around one operation of a store: "Get etcd3", "cacher.Get".
func isStorage(n *trace.Node) bool {
	return !n.IsStage() && (strings.HasSuffix(n.Name, " etcd3") || strings.HasPrefix(n.Name, "cacher."))
}

// decide goes along the way from its end: what the request reached last, without being passed on, has decided.
func decide(l *Lesson, root *trace.Node) *Decision {
	code := root.Int(convention.StatusCode)
	w, said := wayOf(root), l.Phrases().Recorded.Said
	at := func(by Decider, n *trace.Node, reason string) *Decision {
		return &Decision{By: by, Step: l.StepOf(n), Code: int(code), Reason: said(reason)}
	}
	switch {
	case code >= 400 && len(w.refusals) > 0:
		last := w.refusals[len(w.refusals)-1]
		return at(ByAdmission, last, last.Message)
	case w.notFound != nil:
		return at(ByServer, w.notFound, eventsOf(w.notFound))
	case len(w.directors) == 0:
		return w.byFilter(l.Phrases().Words.Requests, at)
	}
	server := w.directors[len(w.directors)-1]
	decision := server.Text(convention.DirectorDecision)
	reason := l.Phrases().Words.Requests.Found(said(decision), said(server.Text(convention.DirectorReason)))
	if decision != "served" || code < 400 {
		return at(ByServer, server, strings.Trim(reason, ":， "))
	}
	switch stored := w.stored(code); {
	case stored != nil:
		return at(ByStorage, stored, "")
	case w.handler != nil:
		return at(ByHandler, w.handler, "")
	}
	return at(ByServer, server, reason)
}

// byFilter finds the filter that turned the request round: the innermost that it reached. One that only writes the
// answer of authentication does not count.
func (w *way) byFilter(say phrases.WordsRequests, at func(Decider, *trace.Node, string) *Decision) *Decision {
	if len(w.filters) == 0 {
		return nil
	}
	last := w.filters[len(w.filters)-1]
	for n := last.Parent; n != nil && last.Text(convention.UserName) == ""; n = n.Parent {
		if n.Name == authentication {
			return at(ByFilter, n, say.NoAuthenticator)
		}
	}
	switch user := last.Text(convention.UserName); {
	case last.Name == authorization && user != "":
		return at(ByFilter, last, cmp.Or(eventsOf(last), say.NotAllowed(user)))
	default:
		return at(ByFilter, last, cmp.Or(last.Message, eventsOf(last)))
	}
}

// stored returns the operation of a store that decided, or nil. A conflict comes of a write, after which the store
// reads only to say what is there.
func (w *way) stored(code int64) *trace.Node {
	switch code {
	case 404, 409, 410, 412, 500, 503, 504: // what a store can answer; all else is found out before it is asked
	default:
		return nil
	}
	for _, n := range slices.Backward(w.storage) {
		if code != 409 || !strings.Contains(n.Name, "Get") {
			return n
		}
	}
	return nil
}

// eventsOf returns the names of the node's events, which say what it did.
func eventsOf(n *trace.Node) string {
	names := make([]string, len(n.Events))
	for i, e := range n.Events {
		names[i] = e.Name
	}
	return strings.Join(names, "; ")
}

// PassedOn reports whether the step is a filter that did nothing with a request that has been answered, and passed it
// on: it neither found out the user, nor decided whether they may, nor said anything but that it is not installed.
func (l *Lesson) PassedOn(step *Step) bool {
	n := step.Node
	if step.line == nil || step.line.Kind != Request || step.line.Root.Running() || step.Planned() {
		return false
	}
	if !isFilter(n) || n.Failed() || n.Running() || len(n.Children) != 1 ||
		n.Name == authentication || n.Name == authorization {
		return false
	}
	inside := n.Children[0]
	if !inside.IsStage() || isFilter(inside) && inside.Text(convention.UserName) != n.Text(convention.UserName) {
		return false
	}
	for _, e := range n.Events {
		if !strings.HasPrefix(e.Name, "not installed") {
			return false
		}
	}
	decision := l.DecisionOf(step)
	return decision == nil || decision.Step != step
}

// PassedOnRow returns how many steps, from this one on and each inside the one before, only passed a request on. They
// follow each other in the lesson, so that one row can stand for them.
func (l *Lesson) PassedOnRow(step *Step) int {
	row := 0
	for at := step.Index; at < len(l.Steps) && l.PassedOn(l.Steps[at]); at++ {
		row++
	}
	return row
}
