package walk

import (
	"slices"

	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/predict"
)

// In which order the post-start hooks begin is luck, so a stepped server may be held at one that nobody saw coming. A
// question about hooks is asked before the learner comes to the first of those of which it speaks:
//
//	next leads to a hook that is held already ─► asked at once, and the answer lets the server go on
//	the server goes on, and is held at some hook ─► asked there, while the learner still stands where they were; the
//	                                               answer leads them to the hook, which has begun by its name only

// leadsTo returns the step to which a command leads that would lead to the given one in a recording; -1 where luck
// decides.
func (w *Walk) leadsTo(to int) int {
	switch {
	case !w.Stepping() || !w.Held() || to >= len(w.lesson.Steps):
		return to
	case w.atDoor():
		return w.Edge()
	case !w.AtLive():
		if to == w.at || w.lesson.Steps[to].Planned() {
			return w.Edge()
		}
		return to
	case !w.inHook(w.Step()) && !lesson.IsHook(w.lesson.Steps[to].Node):
		return to
	}
	switch coming := w.comingAtEdge(); {
	case coming.Stage != "":
		return w.aheadNamed(coming.Stage)
	case coming.Hooks > 0:
		return -1
	}
	for ready := range w.stops.ranks {
		if n := w.lesson.Steps[ready].Node; w.lesson.Steps[ready].Planned() || n.Running() {
			return ready
		}
	}
	return to
}

// inHook reports whether a step is a hook or inside one.
func (w *Walk) inHook(s *lesson.Step) bool {
	for n := s.Node; n != nil; n = n.Parent {
		if lesson.IsHook(n) {
			return true
		}
	}
	return false
}

// aheadNamed returns the first step of that name that has not gone on, or -1.
func (w *Walk) aheadNamed(name string) int {
	return slices.IndexFunc(w.lesson.Steps, func(s *lesson.Step) bool {
		return s.Node.Name == name && (s.Planned() || w.isHeld(s))
	})
}

// isPast reports whether it is too late to ask about a step: a watched server has gone through it, is on its way, or is
// somewhere else than the learner. A stage that is held has begun by its name only.
func (w *Walk) isPast(at int) bool {
	s := w.lesson.Steps[at]
	switch {
	case !s.Node.IsStage() && !w.lesson.OwnNotes():
		return true
	case w.follower == nil:
		return false
	case w.Stepping() && !w.Held():
		return true
	case !w.AtLive():
		return !w.isHeld(s)
	}
	return !s.Planned() && !s.Node.Running()
}

// anyHookRan reports whether one of the hooks of those names has done more in a watched server than to begin.
func (w *Walk) anyHookRan(names []string) bool {
	if w.follower == nil || len(names) == 0 {
		return false
	}
	return slices.ContainsFunc(w.lesson.Hooks(), func(hook *lesson.Step) bool {
		return slices.Contains(names, hook.Node.Name) && !hook.Planned() && !w.isHeld(hook)
	})
}

// atDoor reports whether the server is held at a hook to which a learner who goes along has not been led yet.
func (w *Walk) atDoor() bool { return w.Stepping() && w.follow && w.Held() && w.at != w.Edge() }

// waitsAtDoor keeps a learner who goes along where they are, when a question belongs before the hook at which the
// server is held, and asks it. One who lets the server run is on the way to something else.
func (w *Walk) waitsAtDoor() bool {
	if !w.atDoor() || !w.asksForPredictions() || !slices.Contains(stepKinds, w.live.state.Command.Kind) {
		return false
	}
	at := w.lesson.Steps[w.Edge()]
	if !lesson.IsHook(at.Node) {
		return false
	}
	if _, asks := w.toAsk(at.Node.Name); !asks && !w.askedBefore(at) {
		return false
	}
	w.unqueue()
	w.predictBefore("next", at.Index)
	return true
}

// stepKinds are the commands that lead from stage to stage.
var stepKinds = []step.Kind{step.Next, step.Into, step.Over, step.Out, step.Sibling}

// askedBefore reports whether the question is asked at this moment that belongs before the step.
func (w *Walk) askedBefore(s *lesson.Step) bool {
	return w.Predicting() && w.predictions.before == s.Node.Name
}

// asksAbout reports whether the learner is asked a question at this moment that speaks of the hook.
func (w *Walk) asksAbout(hook *lesson.Step) bool {
	return w.Predicting() && slices.Contains(predict.Hooks(w.predictions.asked.Question), hook.Node.Name)
}

// pausesBefore reports whether something is to be read or to be answered before a command that was typed ahead.
func (w *Walk) pausesBefore(kind step.Kind) bool {
	if kind != step.Next && kind != step.Into {
		return false
	}
	if to := w.nextStop(); !w.headPassed(to) && !w.predictBefore("next", to) {
		return false
	}
	w.unqueue()
	return true
}
