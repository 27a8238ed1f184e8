package walk

import (
	"slices"

	"apitour/trace"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// Wait says that the stepped lane waits for a stage that is held, or will wait for it once it goes on.
type Wait struct {
	// Stage names the stage that waits, For the held one that it waits for; both are "" when none does.
	Stage, For string
	// Begun says that the stage has gone on, and waits.
	Begun bool
	lane  int64 // of the held stage
}

// Coming is where the command "next" leads, as far as that is known. Both fields are zero when nothing is known to
// follow.
type Coming struct {
	Stage string
	// Hooks says that luck decides: it is one of so many post-start hooks, which start in the order of a Go map.
	Hooks int
}

// ahead is what the walk knows of the next step of a stepped server. It is worked out once for every update.
type ahead struct {
	wait   Wait
	coming Coming
}

// lookAhead works out what the next step leads to.
func (w *Walk) lookAhead() {
	w.live.ahead = ahead{}
	if w.Stepping() && !w.running() && w.live.done >= w.live.chosen { // an older state would offer again what was taken
		w.live.ahead = ahead{w.waitOfLane(), w.comingAtEdge()}
	}
}

// waitOfLane returns for which held stage the stepped lane waits.
func (w *Walk) waitOfLane() Wait {
	if edge := w.Edge(); edge >= 0 {
		return w.waitOf(w.lesson.Steps[edge], false)
	}
	if w.live.state.Mode != step.Moving {
		return Wait{}
	}
	for _, s := range slices.Backward(w.lesson.Steps) {
		if s.Planned() || !s.Node.Running() || s.Lane() == 0 || s.Lane() != w.live.state.Lane {
			continue
		}
		if wait := w.waitOf(s, true); wait.For != "" {
			return wait
		}
	}
	return Wait{}
}

// waitOf follows what a stage waits for, and what that waits for, to a stage that is held.
func (w *Walk) waitOf(waiting *lesson.Step, begun bool) Wait {
	const longest = 16 // a recording may say that stages wait for each other in a ring
	name := waiting.Node.WaitsFor()
	for range longest {
		target := w.runs(name)
		if target == nil {
			return Wait{}
		}
		if held := w.heldIn(target); held != nil {
			return Wait{Stage: waiting.Node.Name, For: held.Name, Begun: begun, lane: held.Lane}
		}
		name = target.Node.WaitsFor()
	}
	return Wait{}
}

// runs returns the newest stage of that name that has begun and not ended, or nil.
func (w *Walk) runs(name string) *lesson.Step {
	if name == "" {
		return nil
	}
	for _, s := range slices.Backward(w.lesson.Steps) {
		if s.Node.Name == name && !s.Planned() && s.Node.Running() {
			return s
		}
	}
	return nil
}

// heldIn returns the held stage that keeps another one from its end: itself, or one in its lane.
func (w *Walk) heldIn(target *lesson.Step) *step.Held {
	for i := range w.live.state.Held {
		held := &w.live.state.Held[i]
		if held.Key == target.Node.Key() || target.Lane() != 0 && held.Lane == target.Lane() {
			return held
		}
	}
	return nil
}

// comingAtEdge returns at which stage a step into the held one stops: inside it; behind it in its lane; or, when its
// lane ends with it, at the stage that has been held for longest.
func (w *Walk) comingAtEdge() Coming {
	edge := w.Edge()
	if edge < 0 {
		return Coming{}
	}
	at := w.lesson.Steps[edge]
	for _, inside := range w.lesson.Steps[edge+1 : edge+at.Node.Size] {
		if w.stopsHere(inside) {
			return w.comingTo(inside)
		}
	}
	for n := at.Node; n.Parent != nil && !w.lesson.StepOf(n).Forked(); n = n.Parent {
		siblings := n.Parent.Children
		for _, sibling := range siblings[slices.Index(siblings, n)+1:] {
			if s := w.lesson.StepOf(sibling); w.stopsHere(s) {
				return w.comingTo(s)
			}
		}
	}
	for _, held := range w.live.state.Held {
		if held.Key != at.Node.Key() && w.isStop(w.find(held.Key)) {
			return Coming{Stage: held.Name}
		}
	}
	return w.comingHook()
}

// stopsHere reports whether a step may stop at a stage that has not begun. A stage that is no hook and waits watches
// another clock, and is never held: see apiserver/held.go.
func (w *Walk) stopsHere(s *lesson.Step) bool {
	return s.Planned() && s.Node.IsStage() && (lesson.IsHook(s.Node) || s.Node.WaitsFor() == "") && w.isStop(s.Index)
}

// isStop reports whether "next" stops at a step, on the learner's path.
func (w *Walk) isStop(at int) bool {
	return w.nextKind() == step.Into || at >= 0 && (w.stops.on == nil || w.stops.is(at)) && w.folds.Shown(at)
}

func (w *Walk) comingTo(s *lesson.Step) Coming {
	if lesson.IsHook(s.Node) {
		return w.comingHook()
	}
	return Coming{Stage: s.Node.Name}
}

// comingHook returns the hook that comes next: which one is known when it is the last.
func (w *Walk) comingHook() Coming {
	var left []*lesson.Step
	for _, hook := range w.lesson.Hooks() {
		if hook.Planned() && w.isStop(hook.Index) {
			left = append(left, hook)
		}
	}
	if len(left) == 1 {
		return Coming{Stage: left[0].Node.Name}
	}
	return Coming{Hooks: len(left)}
}

// Coming returns where the command "next" leads. It would tell a learner who is asked to predict.
func (w *Walk) Coming() Coming {
	below := w.Next()
	switch {
	case w.Predicting() || w.atDoor():
		return Coming{}
	case w.Stepping() && w.AtLive():
		return w.live.ahead.coming
	case below == nil:
		return Coming{}
	case !below.Planned():
		return Coming{Stage: below.Node.Name}
	case w.Held():
		return Coming{Stage: w.lesson.Steps[w.Edge()].Node.Name}
	case w.Booting():
		return w.comingTo(below)
	}
	return Coming{}
}

// Wait returns for which held stage the stepped lane waits, or will wait once it goes on. It says nothing of a stage to
// which the learner has not been led yet.
func (w *Walk) Wait() Wait {
	if w.atDoor() {
		return Wait{}
	}
	return w.live.ahead.wait
}

// takeOffer goes to the held stage for which the stepped lane waits, and steps its lane from then on.
func (w *Walk) takeOffer() {
	lane := w.live.ahead.wait.lane
	w.live.ahead = ahead{}
	w.touched, w.follow = true, true
	w.live.heardAt = trace.Latest(w.live.heardAt, w.live.clock)
	w.choose(lane)
}

// choose steps a lane from now on.
func (w *Walk) choose(lane int64) {
	w.tell().Choose(lane)
	w.live.chosen = w.live.told
}
