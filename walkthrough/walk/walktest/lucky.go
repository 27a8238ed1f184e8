package walktest

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
)

// Lucky plays a recorded boot again, stepped, in which luck decides which goroutine goes on next. It has no goroutine
// of its own: [Lucky.Settle] lets everything happen that can. What one goroutine does stays in its order, a hook ends
// after what it waits for, and the server is ready when all hooks have ended. Requests and the end of the server are
// not played, only remembered in Controls.
type Lucky struct {
	Controls
	// Ran has the names of the hooks that have done more than to begin.
	Ran map[string]bool

	random   *rand.Rand
	lanes    []*script
	begun    map[string]trace.Span // by their ids
	released map[string]bool       // spans that have gone on, by their ids
	ended    map[string]bool       // names of the stages that have ended
	hooks    []string
	now      time.Time
	stepper  step.Stepper
	orders   []func()
	done     int
	updates  chan feed.Update
	listen   walk.Work
	played   trace.Recording
	resource map[string]any
}

// script is what a goroutine does, in its order.
type script struct {
	acts []act
	at   int
}

// act is the start of a span or its end.
type act struct {
	node *trace.Node
	end  bool
	// after are the spans that have to end before, when the first act of a goroutine waits for its turn.
	after []string
}

// NewLucky returns a server that plays the recording.
func NewLucky(recorded *trace.Trace, seed uint64) *Lucky {
	s := &Lucky{
		Ran:      make(map[string]bool),
		random:   rand.New(rand.NewPCG(seed, 0)),
		released: make(map[string]bool),
		ended: make(
			map[string]bool,
		),
		begun:    make(map[string]trace.Span),
		updates:  make(chan feed.Update, 1<<16),
		now:      BootStart,
		resource: recorded.Resource,
	}
	lanes := make(map[int64]*script)
	trace.Walk(recorded.Tree(), func(n *trace.Node) {
		if n.Parent != nil && n.Parent.Goroutine() == n.Goroutine() {
			return
		}
		if strings.HasPrefix(n.Name, convention.HookPrefix) && n.IsStage() {
			s.hooks = append(s.hooks, n.Name)
		}
		lane := lanes[n.Goroutine()]
		if lane == nil {
			lane = new(script)
			lanes[n.Goroutine()] = lane
			s.lanes = append(s.lanes, lane)
		}
		lane.write(n, turnOf(n))
	})
	return s
}

// turnOf returns the parts of the caller that had ended when the root of a goroutine began.
func turnOf(n *trace.Node) (after []string) {
	if n.Parent == nil {
		return nil
	}
	for _, part := range n.Parent.Children {
		if part.Goroutine() == n.Parent.Goroutine() && !part.Running() && part.End.Before(n.Start) {
			after = append(after, part.ID)
		}
	}
	return after
}

// write writes down what the goroutine of the node does in it.
func (l *script) write(n *trace.Node, after []string) {
	l.acts = append(l.acts, act{node: n, after: after})
	for _, part := range n.Children {
		if part.Goroutine() == n.Goroutine() {
			l.write(part, nil)
		}
	}
	if !n.Running() {
		l.acts = append(l.acts, act{node: n, end: true})
	}
}

// Begin begins a walk through the server. The walk sees what happens in [Lucky.Settle].
func (s *Lucky) Begin(o walk.Options) (*walk.Walk, error) {
	o.Feed, o.Controls, o.Clock = s.updates, s, func() time.Time { return s.now }
	w, err := walk.New(o)
	if err != nil {
		return nil, err
	}
	s.listen = w.Start().Work[0]
	s.send(feed.Resource(s.resource))
	return w, nil
}

// Step is carried out by Settle, like everything that the walk asks for.
func (s *Lucky) Step(c step.Command) {
	s.Controls.Step(c)
	s.orders = append(s.orders, func() { s.release(s.stepper.Do(c)) })
}

// SetBreakpoints is carried out by Settle.
func (s *Lucky) SetBreakpoints(names []string) {
	s.orders = append(s.orders, func() { s.stepper.SetBreakpoints(names...) })
}

// Choose is carried out by Settle.
func (s *Lucky) Choose(lane int64) {
	s.orders = append(s.orders, func() { s.stepper.Choose(lane) })
}

// OthersRun is carried out by Settle.
func (s *Lucky) OthersRun(run bool) {
	s.orders = append(s.orders, func() { s.release(s.stepper.SetOthersRun(run)) })
}

// Settle carries out what the walk has asked for, and lets the server go on as far as it does by itself. The walk, or
// the screen that shows it, takes the events.
func (s *Lucky) Settle(take func(walk.Event)) {
	for {
		for _, order := range s.orders {
			order()
			s.done++
		}
		s.orders = nil
		for s.play() {
		}
		s.send(feed.Stepping{State: s.stepper.State(), Done: s.done})
		for len(s.updates) > 0 {
			take(s.listen(context.Background()))
		}
		if len(s.orders) == 0 { // what was typed ahead
			return
		}
	}
}

// Recording returns what has been played.
func (s *Lucky) Recording() *trace.Trace {
	s.played.SetResource(s.resource)
	return s.played.Finish(s.now)
}

func (s *Lucky) send(u feed.Update) { s.updates <- u }

// play lets one goroutine take its next step, and reports whether one could.
func (s *Lucky) play() bool {
	able := slices.DeleteFunc(slices.Clone(s.lanes), func(l *script) bool { return l.at == len(l.acts) || !s.can(l) })
	if len(able) == 0 {
		return false
	}
	lane := able[s.random.IntN(len(able))]
	next := lane.acts[lane.at]
	lane.at++
	s.now = s.now.Add(time.Millisecond)
	span := *next.node.Span
	span.Attributes = maps.Clone(span.Attributes)
	delete(span.Attributes, convention.Pause)
	delete(span.Attributes, convention.StillRunning)
	if next.end {
		s.end(span)
		return true
	}
	span.Start, span.End, span.Events, span.Status, span.Message = s.now, time.Time{}, nil, trace.StatusUnset, ""
	if isHeld(next.node) {
		span.Attributes[convention.Held] = true
	} else {
		s.released[span.ID] = true
	}
	s.begun[span.ID] = span
	s.tell(span)
	return true
}

// isHeld reports whether the server holds a stage when it begins. A stage that is no hook and waits watches another
// clock, and is never held; a recording of a free boot does not say so.
func isHeld(n *trace.Node) bool {
	return n.IsStage() && (n.WaitsFor() == "" || strings.HasPrefix(n.Name, convention.HookPrefix))
}

// end tells the end of a span.
func (s *Lucky) end(span trace.Span) {
	span.Start, span.End, span.Events = s.begun[span.ID].Start, s.now, slices.Clone(span.Events)
	for i := range span.Events {
		span.Events[i].Time = s.now
	}
	s.ended[span.Name] = true
	s.ended[span.ID] = true
	s.tell(span)
}

// can reports whether a goroutine can go on: it is not held, its caller has come to where it starts it, and what it
// waits for has ended.
func (s *Lucky) can(l *script) bool {
	next := l.acts[l.at]
	if l.at > 0 && !s.released[l.acts[l.at-1].node.ID] {
		return false
	}
	n := next.node
	switch {
	case !next.end && n.Parent != nil:
		return s.released[n.Parent.ID] && !slices.ContainsFunc(next.after, func(id string) bool { return !s.ended[id] })
	case next.end && n.IsReadyStage():
		return !slices.ContainsFunc(s.hooks, func(name string) bool { return !s.ended[name] })
	case next.end && strings.HasPrefix(n.WaitsFor(), convention.HookPrefix):
		return s.ended[n.WaitsFor()]
	}
	return true
}

// tell passes a span on to the walk and the stepper.
func (s *Lucky) tell(span trace.Span) {
	s.played.Add(span)
	s.send(feed.Span{Span: span})
	s.release(s.stepper.Hear(span))
	s.send(feed.Stepping{State: s.stepper.State(), Done: s.done})
}

// release lets held stages go on, which their spans tell.
func (s *Lucky) release(keys []trace.Key) {
	for _, key := range keys {
		span := s.begun[key.ID]
		s.released[key.ID] = true
		s.Ran[span.Name] = s.Ran[span.Name] || strings.HasPrefix(span.Name, convention.HookPrefix)
		span.Attributes = maps.Clone(span.Attributes)
		delete(span.Attributes, convention.Held)
		s.played.Add(span)
		s.send(feed.Span{Span: span})
		s.stepper.Hear(span)
	}
}

// Hooks returns the names of the hooks that the recording has, sorted.
func (s *Lucky) Hooks() []string { return slices.Sorted(slices.Values(s.hooks)) }
