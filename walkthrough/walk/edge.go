package walk

import (
	"slices"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// live is what a walk knows of a stepped server. The learner stands on a stage; the live edge is the stage at which the
// server is held. Before the edge every command walks through what has happened; at the edge the same command makes the
// server take that step.
//
//	main ─ RunE ─ Complete ─ Validate ─ Run ┆ CreateServerChain …
//	         ▲ the learner, three behind    ┆ the edge: held here
type live struct {
	controls feed.Controls // nil when the server cannot be stepped
	told     int           // how many calls of the controls there were
	chosen   int           // which of them chose the lane
	done     int           // how many of them the state shows the effect of
	stepped  bool          // the server has sent its state: it is stepped
	state    step.State
	heldAt   map[trace.Key]time.Time // since when each held stage is held, by the wall clock
	ahead    ahead

	// Ticks are the only clock, so that tests have their own.
	clock   time.Time // the newest tick
	keyedAt time.Time // the last command
	heardAt time.Time // the last update
	wokenAt time.Time // the end of a time in which nothing could be heard

	queued      []step.Kind // commands given while the server was on its way
	goal        string      // the stage at which the walk is to begin, "" when the server has come there
	toward      string      // the stage at which the command under way should stop, "" when unknown
	stoodReady  bool        // the learner who goes along has been taken to the stage whose end means ready
	breakpoints map[string]bool
	known       []KnownRequest
	outside     outside
	requests    []string // that have been sent, the newest last
	waiting     bool     // for the answer to one
	answer      *feed.Answer
	ending      bool // the server has been asked to stop
	sure        bool // the learner has been asked once whether to stop it
	leaving     bool // the learner has been asked once whether to leave it before it is ready
}

// mostQueued is how many commands are kept while the server is on its way. A key that was held down must not go on for
// long after it was let go.
const mostQueued = 8

// Stepping reports whether a command can make the server take a step.
func (w *Walk) Stepping() bool { return w.live.controls != nil && w.live.stepped && !w.ended }

// Edge returns the step at which the server is held in the stepped lane, or -1.
func (w *Walk) Edge() int {
	current := w.live.state.Current
	if current == nil || !w.Stepping() {
		return -1
	}
	k := &w.known
	if k.edge != w.lesson || k.edgeKey != current.Key {
		k.edge, k.edgeKey, k.edgeAt = w.lesson, current.Key, w.find(current.Key)
	}
	return k.edgeAt
}

// Held reports whether the server is held in the stepped lane.
func (w *Walk) Held() bool { return w.Edge() >= 0 }

// AtLive reports whether the learner stands where the server is.
func (w *Walk) AtLive() bool {
	if !w.Stepping() {
		return w.follow
	}
	return w.follow || w.Held() && w.at == w.Edge()
}

// Idle reports whether the server has nothing to do: it is ready, and waits for requests.
func (w *Walk) Idle() bool {
	return !w.lesson.Ready.IsZero() && !w.Held() && !w.live.waiting && !w.live.ending
}

// Following reports whether the learner goes along with the newest stage.
func (w *Walk) Following() bool { return w.follow }

// RunsFree reports whether the server runs without being held, until a breakpoint or until the learner holds it.
func (w *Walk) RunsFree() bool { return w.Stepping() && w.running() }

// command makes the server take a step when the learner stands at the edge, and reports whether they do. Otherwise the
// command walks through what has happened.
func (w *Walk) command(kind step.Kind) bool {
	if !w.Stepping() || !w.AtLive() {
		return false
	}
	w.touched = true
	switch {
	case w.Idle():
		w.notice = w.say().Server.Ready
	case w.atDoor():
		w.stand(w.Edge())
	case w.Held():
		w.follow = true
		w.order(kind)
	case w.running():
		w.follow = true
		w.send(step.Command{Kind: step.Pause})
		w.notice = w.say().Server.HeldAtNext
	case w.live.ahead.wait.Begun:
		w.takeOffer()
	case w.stalled():
		// The lane waits, most likely for a held one. A learner who has been told so and still means "on" wants another
		// lane.
		w.chooseLane(1)
		w.live.queued = []step.Kind{kind}
		w.live.heardAt = w.live.clock
	case len(w.live.queued) < mostQueued:
		// A learner who types faster than the server steps means every key.
		w.live.queued = append(w.live.queued, kind)
	default:
		w.notice = w.say().Server.StillOnItsWay
	}
	return true
}

// tell returns the controls of the server, for one call.
func (w *Walk) tell() feed.Controls {
	w.live.told++
	return w.live.controls
}

// order gives the server a command of the learner. Next goes along the learner's path.
func (w *Walk) order(kind step.Kind) {
	c := step.Command{Kind: kind}
	toward := ""
	if kind == step.Next {
		c = w.alongPath()
		if to := w.leadsTo(w.nextStop()); to >= 0 && to != w.at {
			toward = w.lesson.Steps[to].Node.Name
		}
	}
	w.send(c)
	w.live.toward = toward
}

// send gives the server a command. From then on it counts as on its way.
func (w *Walk) send(c step.Command) {
	w.live.toward = c.Name
	w.live.state.Mode, w.live.state.Current, w.live.ahead = step.Moving, nil, ahead{}
	w.live.heardAt = w.live.clock
	w.tell().Step(c)
}

// isEdge reports whether a step is where the server is. A learner who goes there goes along from then on.
func (w *Walk) isEdge(step int) bool {
	if w.Stepping() {
		return w.Held() && step == w.Edge()
	}
	return w.Booting() && step == w.lesson.Newest
}

// toEdge goes to where the server is; in a recording, or when the server is no longer stepped, to the last step.
func (w *Walk) toEdge() {
	switch {
	case w.Held():
		w.MoveTo(w.Edge(), w.say().Moves.LiveEdge)
	case w.Booting():
		w.MoveTo(w.lesson.Newest, w.say().Moves.NewestStep)
	default:
		w.MoveTo(w.folds.Last(), w.say().Moves.LastStep)
	}
}

// runTo lets the server run to the learner's stage, which is still ahead.
func (w *Walk) runTo() {
	here := w.Step()
	switch {
	case here == nil:
	case !w.Stepping():
		w.notice = w.say().Server.RunToOnlyInBoot
	case !here.Planned():
		w.notice = w.say().Server.AlreadyBegun
	case !w.Held():
		w.notice = w.say().Server.StillOnItsWay
	default:
		w.touched, w.follow = true, true
		w.send(w.runningTo(here.Index))
	}
}

// runFree lets the server run until a breakpoint, or for good.
func (w *Walk) runFree() {
	switch {
	case !w.Stepping():
		w.notice = w.say().Server.NoneHeld
	case w.running():
		w.notice = w.say().Server.RunsFree
	default:
		w.touched, w.follow = true, true
		w.send(step.Command{Kind: step.Free})
	}
}

// hasBegun reports whether any stage has begun.
func (w *Walk) hasBegun() bool {
	return len(w.lesson.Steps) > 0 && !w.lesson.Steps[w.lesson.Newest].Planned()
}

// hearLive takes in what a stepped server sends beside its stages.
func (w *Walk) hearLive(h heard) {
	if h.lesson != nil || h.stepping != nil || h.answer != nil {
		w.live.heardAt = trace.Latest(w.live.clock, h.at)
	}
	if h.stepping != nil {
		first, before := !w.live.stepped, w.live.state.Mode
		w.live.stepped, w.live.state, w.live.done = true, h.stepping.State, h.stepping.Done
		w.noteHeld(trace.Latest(w.live.clock, h.at))
		if h.stepping.Done < w.live.told && w.live.state.Mode == step.Waiting {
			w.live.state.Mode, w.live.state.Current = step.Moving, nil
		}
		if first {
			w.follow, w.asItWas = w.live.controls != nil || !w.touched, true
			w.tellBreakpoints()
		} else if before != step.Waiting {
			w.sayWhyItStopped()
		}
	}
	for _, o := range h.outside {
		w.hearOutside(o)
	}
	if h.access != nil {
		w.hearAccess(*h.access)
	}
	if h.answer != nil {
		w.hearAnswer(*h.answer)
	}
}

// noteHeld notes since when stages are held. Their spans tell it by the boot's clock, which stands still meanwhile.
func (w *Walk) noteHeld(now time.Time) {
	held := make(map[trace.Key]time.Time, len(w.live.state.Held))
	for _, h := range w.live.state.Held {
		held[h.Key] = now
		if since := w.live.heldAt[h.Key]; !since.IsZero() {
			held[h.Key] = since
		}
	}
	w.live.heldAt = held
}

// HeldFor returns how long the server has been held at a step, by the wall clock; 0 when it is not.
func (w *Walk) HeldFor(step *lesson.Step) time.Duration {
	if !w.Stepping() {
		return 0
	}
	return w.heldFor(step.Node.Key())
}

func (w *Walk) heldFor(stage trace.Key) time.Duration {
	since := w.live.heldAt[stage]
	if since.IsZero() {
		return 0
	}
	return max(0, w.live.clock.Sub(since))
}

// arrive takes a learner who goes along to where the server is, or gives the server the next queued command.
func (w *Walk) arrive() {
	if !w.follow || len(w.lesson.Steps) == 0 || w.toGoal() || w.waitsAtDoor() {
		return
	}
	if w.Held() && len(w.live.queued) > 0 && !w.heads(w.lesson.Steps[w.Edge()]) {
		next := w.live.queued[0]
		w.live.queued = w.live.queued[1:]
		w.stand(w.Edge())
		if !w.pausesBefore(next) {
			w.order(next)
		}
		return
	}
	to := w.lesson.Newest
	switch ready := w.readyStop(); {
	case w.Held():
		to = w.Edge()
	case w.Stepping() && ready >= 0 && !w.live.stoodReady:
		to, w.live.stoodReady = ready, true
	case w.Stepping() && w.live.state.Mode == step.Moving:
		// What the path hides stays hidden while the server runs through it.
		to = w.newestOf(w.live.state.Lane)
		if ready >= 0 && to >= 0 && !w.lesson.Steps[to].Node.Start.After(w.lesson.Ready) {
			to = -1 // the lane of the boot is open as long as the server lives, and has nothing new
		}
		if to >= 0 {
			to = w.folds.At(w.folds.Row(to))
		}
	}
	if to >= 0 && to != w.at {
		w.stand(to)
	}
	if !w.Stepping() {
		w.follow = w.Booting()
	}
}

// readyStop returns the stop at which a path arrives when the server has become ready, or -1. The stage is never held,
// so no command stops there.
func (w *Walk) readyStop() int {
	if w.stops.on == nil || w.lesson.Ready.IsZero() {
		return -1
	}
	for i := range w.stops.ranks {
		if n := w.lesson.Steps[i].Node; !n.Running() && !n.Failed() && n.End.Equal(w.lesson.Ready) {
			return i
		}
	}
	return -1
}

// find returns the step of a span, or -1.
func (w *Walk) find(key trace.Key) int {
	for i, step := range slices.Backward(w.lesson.Steps) {
		if step.Node.Key() == key {
			return i
		}
	}
	return -1
}

// newestOf returns the step that began last in a lane, or -1.
func (w *Walk) newestOf(lane int64) int {
	at := -1
	for i, step := range w.lesson.Steps {
		if step.Lane() == lane && !step.Planned() &&
			(at < 0 || !step.Node.Start.Before(w.lesson.Steps[at].Node.Start)) {
			at = i
		}
	}
	return at
}

// Keyed notes that the learner has done something.
func (w *Walk) Keyed() {
	w.live.keyedAt = w.live.clock
	w.headings.forward = false // unless it is a command that walks forward
}

// unqueue forgets the commands that wait for the server: it does not move on, or the learner wants something else.
func (w *Walk) unqueue() { w.live.queued = nil }

// asleep is how far apart two ticks are when the whole process has stood still between them, because the shell has
// stopped it or the machine has slept. Nothing could be heard then: ticks come at least every half second.
const asleep = 5 * time.Second

// Tick tells the walk the time. The driver of a live walk calls it every [Walk.TickEvery].
func (w *Walk) Tick(now time.Time) {
	if w.follower == nil || w.ended {
		return
	}
	switch {
	case w.live.clock.IsZero():
		w.live.keyedAt, w.live.heardAt = now, now
	case now.Sub(w.live.clock) > asleep:
		w.live.wokenAt = now
	}
	w.live.clock = trace.Latest(w.live.clock, now)
	if w.Warning() != (Warning{}) {
		w.unqueue()
	}
	w.standOnAwaited()
}

// TickEvery returns how long it is until the next tick, 0 when there is none: the bars of running stages grow, and the
// seconds of a held server are counted.
func (w *Walk) TickEvery() time.Duration {
	switch {
	case w.follower == nil || w.ended:
		return 0
	case w.Booting() && !w.Held():
		return 100 * time.Millisecond
	}
	return 500 * time.Millisecond
}

// stalled reports whether the stepped lane has been waiting for a while, and others are held.
func (w *Walk) stalled() bool {
	return !w.Held() && w.live.state.Stalled() && w.quiet() >= patience
}
