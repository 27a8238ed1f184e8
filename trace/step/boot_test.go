package step_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/step"
)

// stage is one stage of a scripted boot. It calls its children in their order.
type stage struct {
	name     string
	unheld   bool // of a library, or never held
	spawned  bool // runs in a goroutine of its own
	children []*stage
	parent   *stage
	order    int // of its start, if there were one goroutine
	started  int // counts the starts of the boot
	lane     int64
	key      trace.Key
}

func (s *stage) root() *stage {
	for s.parent != nil {
		s = s.parent
	}
	return s
}

// tree reads a boot as names in brackets, main(RunE(Complete Run)). "go" stands before a stage in a goroutine of its
// own, "~" before one that is never held.
func tree(text string) []*stage {
	text = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text)
	var roots []*stage
	var open []*stage
	var last *stage
	spawned := false
	for _, word := range strings.Fields(text) {
		switch word {
		case "go":
			spawned = true
		case "(":
			open = append(open, last)
		case ")":
			open = open[:len(open)-1]
		default:
			name, unheld := strings.CutPrefix(word, "~")
			last = &stage{name: name, unheld: unheld, spawned: spawned}
			spawned = false
			if len(open) == 0 {
				roots = append(roots, last)
				break
			}
			last.parent = open[len(open)-1]
			last.parent.children = append(last.parent.children, last)
		}
	}
	return roots
}

// goroutine is a stack of stages, with the progress in each.
type goroutine struct {
	id    int64
	todo  []*stage // roots to start, one after the other
	stack []*frame
	held  bool
}

type frame struct {
	*stage
	next int
}

// boot plays the child: its goroutines start stages, are held at them, and end them.
type boot struct {
	t        *testing.T
	hear     func(trace.Span)
	lanes    []*goroutine
	stages   map[trace.Key]*stage
	held     map[trace.Key]*goroutine
	released []*stage // in their order
	lines    []string
	ids      int
	free     bool // the child holds nothing
	laneless bool // spans have no number of a goroutine
}

func newBoot(t *testing.T, roots []*stage, hear func(trace.Span)) *boot {
	b := &boot{t: t, hear: hear, stages: make(map[trace.Key]*stage), held: make(map[trace.Key]*goroutine)}
	b.spawn(roots...)
	order := 0
	var number func(stages []*stage)
	number = func(stages []*stage) {
		for _, s := range stages {
			order++
			s.order = order
			number(s.children)
		}
	}
	number(roots)
	return b
}

func (b *boot) spawn(todo ...*stage) {
	b.lanes = append(b.lanes, &goroutine{id: int64(len(b.lanes) + 1), todo: todo})
}

func (b *boot) span(s *stage) trace.Span {
	span := trace.Span{
		TraceID: s.key.TraceID, ID: s.key.ID, Name: s.name, Start: time.Unix(1, 0), Attributes: map[string]any{},
	}
	if s.parent != nil {
		span.ParentID = s.parent.key.ID
	}
	if !b.laneless {
		span.Attributes[convention.Goroutine] = s.lane
	}
	return span
}

// runnable returns the goroutines that have work left and are not held.
func (b *boot) runnable() []*goroutine {
	return slices.DeleteFunc(slices.Clone(b.lanes), func(g *goroutine) bool {
		return g.held || len(g.stack) == 0 && len(g.todo) == 0
	})
}

// play makes the goroutine start or end one stage.
func (b *boot) play(g *goroutine) {
	if len(g.stack) == 0 {
		next := g.todo[0]
		g.todo = g.todo[1:]
		b.start(g, next)
		return
	}
	top := g.stack[len(g.stack)-1]
	if top.next == len(top.children) {
		g.stack = g.stack[:len(g.stack)-1]
		b.lines = append(b.lines, "end "+top.name)
		span := b.span(top.stage)
		span.End = time.Unix(2, 0)
		b.hear(span)
		return
	}
	child := top.children[top.next]
	top.next++
	if child.spawned {
		b.spawn(child)
		return
	}
	b.start(g, child)
}

func (b *boot) start(g *goroutine, s *stage) {
	b.ids++
	s.key, s.started, s.lane = trace.Key{TraceID: "t", ID: fmt.Sprint(b.ids)}, b.ids, g.id
	b.stages[s.key] = s
	g.stack = append(g.stack, &frame{stage: s})
	b.lines = append(b.lines, "start "+s.name)
	span := b.span(s)
	if !s.unheld && !b.free {
		g.held = true
		b.held[s.key] = g
		span.Attributes[convention.Held] = true
	}
	b.hear(span)
}

// release plays the child's reaction to an order to let the stages go on.
func (b *boot) release(keys []trace.Key) {
	for _, key := range keys {
		g := b.held[key]
		if g == nil {
			b.t.Fatalf("%v was released and is not held; so far\n%s", key, strings.Join(b.lines, "\n"))
		}
		delete(b.held, key)
		g.held = false
		s := b.stages[key]
		b.released = append(b.released, s)
		b.lines = append(b.lines, "go "+s.name)
		span := b.span(s)
		span.Attributes[convention.Pause] = int64(1)
		b.hear(span)
	}
}

func (b *boot) over() bool { return len(b.held) == 0 && len(b.runnable()) == 0 }

// session joins a boot with a stepper.
type session struct {
	*boot
	step.Stepper
	pending []trace.Key // released stages of which the child does not know yet
}

func newSession(t *testing.T, roots []*stage) *session {
	s := new(session)
	s.boot = newBoot(t, roots, func(span trace.Span) {
		s.pending = append(s.pending, s.Hear(span)...)
	})
	return s
}

func (s *session) do(c step.Command) { s.pending = append(s.pending, s.Do(c)...) }

// deliver sends the pending orders to the child.
func (s *session) deliver() {
	for len(s.pending) > 0 {
		keys := s.pending
		s.pending = nil
		s.release(keys)
	}
}

// settle plays until no goroutine can go on. With a random source the goroutines take turns at random; without one the
// youngest goes on until it cannot.
func (s *session) settle(random *rand.Rand) {
	for {
		if random == nil || random.IntN(3) == 0 {
			s.deliver()
		}
		able := s.runnable()
		switch {
		case len(able) == 0 && len(s.pending) == 0:
			return
		case len(able) == 0:
			s.deliver()
		case random == nil:
			s.play(able[len(able)-1])
		default:
			s.play(able[random.IntN(len(able))])
		}
	}
}

func (s *session) current() string {
	if current := s.State().Current; current != nil {
		return current.Name
	}
	return ""
}

// names returns the names of the stages that were released since the last call.
func (s *session) names() string {
	var names []string
	for _, r := range s.released {
		names = append(names, r.name)
	}
	s.released = nil
	return strings.Join(names, " ")
}

// open returns the key of the open span of that name.
func (s *session) open(name string) trace.Key {
	for _, g := range s.lanes {
		for _, f := range g.stack {
			if f.name == name {
				return f.key
			}
		}
	}
	s.t.Fatalf("%q is not open", name)
	return trace.Key{}
}
