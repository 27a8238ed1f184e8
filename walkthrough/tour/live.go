package tour

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// live is what the tour knows of a server that is stepped. The learner stands on a stage; the live edge is the stage at
// which the server is held. Before the edge every key walks through what has happened; at the edge the same key makes the
// server take that step.
//
//	main ─ RunE ─ Complete ─ Validate ─ Run ┆ CreateServerChain …
//	         ▲ the learner, three behind    ┆ the edge: held here
type live struct {
	controls Controls // nil when the server cannot be stepped
	told     int      // how many calls of the controls there were
	stepped  bool     // it is: its state has been heard of
	state    step.State
	edge     int // the step that is held in the lane that is stepped, or -1
	lanes    []lane

	// Ticks are the only clock, so that tests have their own.
	clock   time.Time // the newest tick
	keyedAt time.Time // the last key
	heardAt time.Time // the last that was heard of the server

	queued      []step.Kind // keys that were pressed while the server was on its way
	breakpoints map[string]bool
	requests    []string // that have been sent, the newest last
	waiting     bool     // for the answer to one
	answer      *Answer
	ending      bool // the server has been asked to stop
	sure        bool // whether to stop it has been asked once
}

const (
	// patience is how long a step may take before the learner is told why it may not get on.
	patience = 2 * time.Second
	// watchdog is how long a server may be held without a key before the learner is asked whether he is still there.
	watchdog = 10 * time.Minute
	// mostQueued is how many keys are kept while the server is on its way. A key that was held down must not go on for long
	// after it was let go.
	mostQueued = 8
)

// stepping reports whether a key can make the server take a step.
func (m *model) stepping() bool {
	return m.live.controls != nil && m.live.stepped && !m.ended
}

// held reports whether the server is held in the lane that is stepped.
func (m *model) held() bool { return m.stepping() && m.live.edge >= 0 }

// isLive reports whether the learner stands where the server is.
func (m *model) isLive() bool {
	if !m.stepping() {
		return m.follow
	}
	return m.follow || m.live.edge >= 0 && m.stages.selected == m.live.edge
}

// underWay reports whether the server is on its way to where the last command ends. When it does not get there, because
// it waits for others that are held, it is not.
func (m *model) underWay() bool {
	switch {
	case m.follower == nil || m.ended:
		return false
	case !m.hasBegun() || m.live.controls != nil && !m.live.stepped:
		return true
	case !m.stepping():
		return m.follow && m.booting()
	}
	return m.live.edge < 0 && !m.idle() && m.warning() == ""
}

// idle reports whether the server has nothing to do: it is ready, and nobody asks it for anything.
func (m *model) idle() bool {
	return !m.lesson.Ready.IsZero() && m.live.edge < 0 && !m.live.waiting && !m.live.ending
}

// command makes the server take a step when the learner stands at the edge, and reports whether he does. Otherwise the
// key walks through what has happened.
func (m *model) command(kind step.Kind) bool {
	if !m.stepping() || !m.isLive() {
		return false
	}
	m.touched = true
	switch {
	case m.idle():
		m.notice = "the server is ready and waits: r sends a request, x stops it"
	case m.live.edge >= 0:
		m.follow = true
		m.send(step.Command{Kind: kind})
	case m.live.state.Mode == step.Running:
		m.follow = true
		m.send(step.Command{Kind: step.Pause})
		m.notice = "held at whatever starts next"
	case m.stalled():
		// The lane waits, most likely for one that is held. Whoever has been told so and still means "on" wants another lane.
		m.chooseLane(1)
		m.live.queued = []step.Kind{kind}
		m.live.heardAt = m.live.clock
	case len(m.live.queued) < mostQueued:
		// Whoever types faster than a server steps means every key.
		m.live.queued = append(m.live.queued, kind)
	default:
		m.notice = "the server is still on its way"
	}
	return true
}

// tell gives the controls of the server, for one call.
func (m *model) tell() Controls {
	m.live.told++
	return m.live.controls
}

// send gives the server a command. It is on its way at once, as far as the learner is concerned.
func (m *model) send(c step.Command) {
	m.live.edge = -1
	m.live.state.Mode, m.live.state.Current = step.Moving, nil
	m.live.heardAt = m.live.clock
	m.tell().Step(c)
}

// isEdge reports whether a step is where the server is. Whoever goes there is taken along from then on.
func (m *model) isEdge(step int) bool {
	if m.stepping() {
		return m.live.edge >= 0 && step == m.live.edge
	}
	return m.booting() && step == m.newest
}

// toEdge goes to where the server is; in a recording, or when the server is no longer stepped, to the last step.
func (m *model) toEdge() tea.Cmd {
	switch {
	case m.held():
		return m.walk(m.live.edge, "this is the live edge")
	case m.booting():
		return m.walk(m.newest, "this is the newest step")
	}
	return m.walk(m.stages.lastRow(), "this is the last step")
}

// runTo lets the server run to the stage on which the learner stands, which is still ahead.
func (m *model) runTo() tea.Cmd {
	here := m.step()
	switch {
	case here == nil:
	case !m.stepping():
		m.notice = "only a server that boots can be run to a stage"
	case m.began(here):
		m.notice = "this stage has begun already: choose one that is ahead"
	case m.live.edge < 0:
		m.notice = "the server is still on its way"
	default:
		m.touched, m.follow = true, true
		m.send(step.Command{Kind: step.RunTo, Name: here.Node.Name})
	}
	return nil
}

// runFree lets the server run until a breakpoint, or for good.
func (m *model) runFree() tea.Cmd {
	switch {
	case !m.stepping():
		m.notice = "there is no server that is held"
	case m.live.state.Mode == step.Running:
		m.notice = "the server runs free; space holds it again"
	default:
		m.touched, m.follow = true, true
		m.send(step.Command{Kind: step.Free})
	}
	return nil
}

// began reports whether the stage of a step has begun; others are only known from the boot of another server.
func (m *model) began(step *lesson.Step) bool { return !step.Planned() }

// hasBegun reports whether any stage has begun.
func (m *model) hasBegun() bool {
	return len(m.lesson.Steps) > 0 && m.began(m.lesson.Steps[m.newest])
}

// toggleBreakpoint sets or takes away a breakpoint on the stages that are called as the learner's.
func (m *model) toggleBreakpoint() tea.Cmd {
	here := m.step()
	if here == nil {
		return nil
	}
	name := here.Node.Name
	if m.live.breakpoints[name] {
		delete(m.live.breakpoints, name)
		m.notice = "no breakpoint on " + shown(name) + " any more"
	} else {
		m.live.breakpoints[name] = true
		m.notice = "breakpoint on " + shown(name)
	}
	m.tellBreakpoints()
	return m.save(func(s *Settings) { s.Breakpoints = slices.Sorted(maps.Keys(m.live.breakpoints)) })
}

// tellBreakpoints hands the breakpoints to the server.
func (m *model) tellBreakpoints() {
	if m.live.controls != nil {
		m.tell().SetBreakpoints(slices.Sorted(maps.Keys(m.live.breakpoints)))
	}
}

// isBreakpoint reports whether the stages of that name have a breakpoint.
func (m *model) isBreakpoint(name string) bool { return m.live.breakpoints[name] }

// hearLive takes in what a server that is stepped tells beside its stages.
func (m *model) hearLive(heard heardMsg) {
	if heard.lesson != nil || heard.stepping != nil || heard.answer != nil {
		m.live.heardAt = latest(m.live.clock, heard.at)
	}
	if heard.stepping != nil {
		first := !m.live.stepped
		m.live.stepped, m.live.state = true, heard.stepping.State
		if heard.stepping.Done < m.live.told && m.live.state.Mode == step.Waiting {
			m.live.state.Mode, m.live.state.Current = step.Moving, nil
		}
		if first {
			m.follow, m.asItWas = true, true
			m.tellBreakpoints()
		}
	}
	if heard.answer != nil {
		m.hearAnswer(*heard.answer)
	}
}

// arrive finds the live edge in the lesson, and takes the learner there if he stood at it before.
func (m *model) arrive() {
	m.live.edge = -1
	if current := m.live.state.Current; m.stepping() && current != nil {
		m.live.edge = m.find(current.Key)
	}
	m.live.lanes = m.lanes()
	if !m.follow || len(m.lesson.Steps) == 0 {
		return
	}
	if m.live.edge >= 0 && len(m.live.queued) > 0 {
		next := m.live.queued[0]
		m.live.queued = m.live.queued[1:]
		m.send(step.Command{Kind: next})
		return
	}
	to := m.newest
	if m.live.edge >= 0 {
		to = m.live.edge
	} else if m.stepping() && m.live.state.Mode == step.Moving {
		to = m.newestOf(m.live.state.Lane)
	}
	if to >= 0 && to != m.stages.selected {
		m.stand(to)
	}
	if !m.stepping() {
		m.follow = m.booting()
	}
}

// newestName returns the name of the stage that began last.
func (m *model) newestName() string {
	if len(m.lesson.Steps) == 0 {
		return ""
	}
	return m.lesson.Steps[m.newest].Node.Name
}

// paging reports whether a page covers the panes that is there to be read. One walks on below the page of health.
func (m *model) paging() bool { return m.page != noPage && m.page != checksPage }

// find returns the step of a span that has been heard of, or -1.
func (m *model) find(key trace.Key) int {
	for i, step := range slices.Backward(m.lesson.Steps) {
		if step.Node.Key() == key {
			return i
		}
	}
	return -1
}

// newestOf returns the step that began last in a lane, or -1.
func (m *model) newestOf(lane int64) int {
	at := -1
	for i, step := range m.lesson.Steps {
		if step.Node.Int(convention.Goroutine) == lane && m.began(step) &&
			(at < 0 || !step.Node.Start.Before(m.lesson.Steps[at].Node.Start)) {
			at = i
		}
	}
	return at
}

// keyed notes that the learner is there.
func (m *model) keyed() { m.live.keyedAt = m.live.clock }

// unqueue forgets the keys that wait for the server: it does not get on, or the learner wants something else.
func (m *model) unqueue() { m.live.queued = nil }

// ticked takes in the time.
func (m *model) ticked(now time.Time) {
	if m.live.clock.IsZero() {
		m.live.keyedAt, m.live.heardAt = now, now
	}
	m.live.clock = latest(m.live.clock, now)
	m.measure()
	if m.warning() != "" {
		m.unqueue()
	}
}

// measure finds out how late it is on the boot's clock: as late as the last that was heard, and, unless the server is held,
// the time since then. Of a recording nothing is heard, and nothing ticks.
func (m *model) measure() {
	m.now = m.lesson.End
	if m.live.edge < 0 && !m.ended {
		m.now = m.now.Add(max(0, m.live.clock.Sub(m.live.heardAt)))
	}
}

// ticks returns how long it is until the next tick: bars grow while the server runs, and seconds are counted while it is
// held.
func (m *model) ticks() time.Duration {
	if m.booting() && m.live.edge < 0 {
		return 100 * time.Millisecond
	}
	return 500 * time.Millisecond
}

// warning says why nothing happens, and what to do about it; "" when there is nothing to say.
func (m *model) warning() string {
	if !m.stepping() {
		return ""
	}
	quiet := m.live.clock.Sub(m.live.heardAt)
	switch {
	case m.live.edge >= 0 && m.live.clock.Sub(latest(m.live.keyedAt, m.live.heardAt)) >= watchdog:
		return "held for " + duration(m.live.clock.Sub(latest(m.live.keyedAt, m.live.heardAt))) + ", no key: c lets the server run"
	case m.live.edge >= 0 || m.idle() || quiet < patience:
		return ""
	case m.live.state.Stalled():
		return fmt.Sprintf("waits, maybe for %s: space steps one, w lets all go on", held(len(m.live.state.Held)))
	case quiet >= 5*patience:
		return "the server has said nothing for " + duration(quiet.Truncate(time.Second))
	}
	return ""
}

// stalled reports whether the lane that is stepped has been waiting for a while, and others are held.
func (m *model) stalled() bool {
	return m.live.edge < 0 && m.live.state.Stalled() && m.live.clock.Sub(m.live.heardAt) >= patience
}

// position tells where the learner is, seen from the live edge; "" in a recording.
func (m *model) position() string {
	here := m.step()
	switch {
	case here == nil || m.follower == nil || m.ended || !m.stepping() && !m.follow:
		return ""
	case !m.began(here):
		return "ahead"
	case m.held() && m.stages.selected == m.live.edge:
		return "live, held"
	case m.isLive() && m.idle():
		return "ready: r sends a request, x stops the server"
	case m.isLive():
		return "live"
	}
	return strconv.Itoa(m.behind()) + " behind live"
}

// behind counts the stages that have begun since the one on which the learner stands.
func (m *model) behind() int {
	n := 0
	for _, step := range m.lesson.Steps {
		if m.began(step) && step.Node.Start.After(m.step().Node.Start) {
			n++
		}
	}
	return n
}

// afterBoot returns the scale of what a server does that was ready before, when the learner stands on a stage of that: of a
// request, whose spans are a trace of their own, or of the way to the end. On the scale of the boot it would be a dot.
func (m *model) afterBoot() (scale, bool) {
	here := m.step()
	ready := m.lesson.Ready
	if m.follower == nil || here == nil || ready.IsZero() || !m.began(here) || !here.Node.Start.After(ready) {
		return scale{}, false
	}
	var s scale
	for _, step := range m.lesson.Steps {
		n := step.Node
		if n.TraceID != here.Node.TraceID || !m.began(step) || !n.Start.After(ready) {
			continue
		}
		if s.start.IsZero() || n.Start.Before(s.start) {
			s.start = n.Start
		}
		s.end = latest(s.end, latest(n.Start, n.End))
		if n.Running() {
			s.end = latest(s.end, m.now)
		}
	}
	return s, true
}

// outcome says how the boot went, or "" while it goes on.
func (m *model) outcome() string {
	if m.booting() {
		return ""
	}
	state, _ := m.bootState()
	return state
}

// stateOf says in a word how far a stage has got.
func (m *model) stateOf(step *lesson.Step) string { return m.moment().State(step).String() }

// partWords tells of a part of a stage how far it has got, and how long that took.
func (m *model) partWords(part *lesson.Step) string {
	words := m.stateOf(part)
	if m.began(part) {
		words += ", " + duration(m.moment().Duration(part))
	}
	return words
}

func held(n int) string {
	if n == 1 {
		return "a held lane"
	}
	return fmt.Sprintf("%d held lanes", n)
}

// named returns the step of that number or name, or -1. Of several stages of a name it is the next one after the
// learner's, and a name may be shortened as long as something begins with it.
func (m *model) named(name string) int {
	if number, err := strconv.Atoi(name); err == nil {
		if number < 1 || number > len(m.lesson.Steps) {
			return -1
		}
		return number - 1
	}
	lower := strings.ToLower(name)
	for _, fits := range []func(string) bool{
		func(s string) bool { return s == name },
		func(s string) bool { return strings.HasPrefix(strings.ToLower(s), lower) },
		func(s string) bool { return strings.Contains(strings.ToLower(s), lower) },
	} {
		for i := range m.lesson.Steps {
			at := (m.stages.selected + 1 + i) % len(m.lesson.Steps)
			if fits(m.lesson.Steps[at].Node.Name) {
				return at
			}
		}
	}
	return -1
}
