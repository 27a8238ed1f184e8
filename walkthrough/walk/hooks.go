package walk

import (
	"slices"
	"strings"
	"time"

	"apitour/trace/convention"
	stepping "apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// HookState is how far a post-start hook has got.
type HookState string

// The states of a hook, in their order. A hook that waits runs, and is not at work.
const (
	HookAhead   HookState = "ahead"
	HookHeld    HookState = "held"
	HookRuns    HookState = "runs"
	HookWaits   HookState = "waits"
	HookDone    HookState = "done"
	HookFailed  HookState = "failed"
	HookSkipped HookState = "skipped"
)

// Hook is a post-start hook, at a moment.
type Hook struct {
	Step int
	// Name and WaitsFor are without the word that all hooks share. WaitsFor names what the hook waits for before its
	// work, "" when it waits for nothing; it may be words.
	Name, WaitsFor string
	State          HookState
	Took           time.Duration
	// KeptBy names the held hook that keeps this one from its work, "" when none does.
	KeptBy string
	// Asked says that the learner is asked to predict something about the hook: then nothing says for what it waits.
	Asked bool
}

// Hooks are the post-start hooks side by side, in an order that is the same in every boot: see [lesson.Lesson.Hooks].
type Hooks struct {
	List []Hook
	Done int
	// Green and Checks are the gauge of /readyz; Checks is 0 before it is known.
	Green, Checks int
	// At is the moment of which this is in a replay, from the beginning of the boot: the end of the learner's stage, or
	// the beginning of a stage with hooks inside. It is 0 for now.
	At time.Duration
}

// Hooks returns the hooks: of a watched server as they are now, of a recording at the learner's moment.
func (w *Walk) Hooks() Hooks {
	var h Hooks
	moment := w.hooksMoment()
	if h.Green, h.Checks = w.Gauge("/readyz"); w.follower == nil {
		h.At = moment.Sub(w.lesson.Start)
		h.Green, h.Checks = w.witnessed().until(h.At)
	}
	for _, step := range w.lesson.Hooks() {
		hook := Hook{
			Step: step.Index, Name: strings.TrimPrefix(step.Node.Name, convention.HookPrefix),
			WaitsFor: w.translated(strings.TrimPrefix(step.Node.WaitsFor(), convention.HookPrefix)),
		}
		if w.follower == nil {
			hook.State, hook.Took = hookAt(step, moment)
		} else {
			v := w.Present()
			hook.State, hook.Took = hookNow(step, v.State(step)), v.Duration(step)
			if w.isHeld(step) {
				hook.State = HookHeld
			}
			hook.KeptBy = strings.TrimPrefix(w.keptBy(step, hook.State), convention.HookPrefix)
		}
		if hook.State == HookDone {
			h.Done++
		}
		if w.asksAbout(step) && (hook.State == HookAhead || hook.State == HookHeld) {
			hook.Asked, hook.WaitsFor, hook.KeptBy = true, "", ""
		}
		h.List = append(h.List, hook)
	}
	return h
}

// hooksMoment returns the moment of which the hooks of a replay are shown.
func (w *Walk) hooksMoment() time.Time {
	at := w.Step()
	if at == nil || w.follower != nil {
		return time.Time{}
	}
	for _, hook := range w.lesson.Hooks() {
		if hook.Index > at.Index && hook.Index < at.Index+at.Node.Size {
			return at.Node.Start
		}
	}
	if w.InThePast() || at.Node.End.IsZero() {
		return at.Node.Start
	}
	return at.Node.End
}

// hookAt returns the state of a recorded hook at a moment.
func hookAt(step *lesson.Step, moment time.Time) (HookState, time.Duration) {
	n := step.Node
	switch {
	case step.Planned() || n.Start.After(moment):
		return HookAhead, 0
	case n.Running() || n.End.After(moment):
		return working(step), moment.Sub(n.Start)
	case n.Failed():
		return HookFailed, n.End.Sub(n.Start)
	}
	return HookDone, n.End.Sub(n.Start)
}

// working returns what a hook does that has begun and not ended.
func working(step *lesson.Step) HookState {
	if step.Node.WaitsFor() != "" {
		return HookWaits
	}
	return HookRuns
}

func hookNow(step *lesson.Step, state lesson.State) HookState {
	switch state {
	case lesson.Ahead:
		return HookAhead
	case lesson.Skipped:
		return HookSkipped
	case lesson.Held:
		return HookHeld
	case lesson.Failed:
		return HookFailed
	case lesson.Running:
		return working(step)
	}
	return HookDone
}

// keptBy returns the held stage that keeps a hook from its work, or will once it goes on.
func (w *Walk) keptBy(step *lesson.Step, state HookState) string {
	if !w.Stepping() || state != HookHeld && state != HookWaits {
		return ""
	}
	return w.waitOf(step, true).For
}

// until counts the checks of which the server's spans tell, and those that had turned green by a time.
func (s *seen) until(at time.Duration) (green, all int) {
	for _, turned := range s.turns {
		if turned.At <= at {
			green++
		}
	}
	return green, len(s.turns)
}

// isHeld reports whether the server is held at a step.
func (w *Walk) isHeld(step *lesson.Step) bool {
	key := step.Node.Key()
	return w.Stepping() && slices.ContainsFunc(w.live.state.Held, func(h stepping.Held) bool { return h.Key == key })
}

func (w *Walk) showHooks() Reply {
	if len(w.lesson.Hooks()) == 0 {
		w.notice = w.say().Places.NoHooks
		return Reply{}
	}
	return Reply{Show: HooksView}
}

// ChooseHook goes to a hook. One at which the server is held is stepped from then on.
func (w *Walk) ChooseHook(h Hook) {
	if h.State == HookHeld && w.Stepping() {
		for _, held := range w.live.state.Held {
			if w.find(held.Key) == h.Step && h.Step != w.Edge() {
				w.live.ahead = ahead{}
				w.touched, w.follow = true, true
				w.choose(held.Lane)
				return
			}
		}
	}
	w.goTo(h.Step, w.say().Moves.AlreadyThere)
}
