package walk

import "apitour/trace"

// trail is the places that the learner has left by jumps, as a browser keeps the pages that were left by links. A step
// of the walk, forward or back, leaves no place behind: it can be taken back by a step.
type trail struct {
	back, forward []trace.Key // the newest last
	stepping      bool        // a command that steps is being done
}

// longestTrail is how many places are kept in each direction.
const longestTrail = 100

// stepCommands are the commands of the table that take a step. Every other command that moves the learner jumps.
var stepCommands = map[string]bool{
	"next": true, "back": true, "into": true, "over": true, "back-over": true, "out": true, "caller": true,
	"sibling": true, "sibling-before": true, "critical-path": true, "down": true, "up": true, "left": true,
	"right": true, "fold": true, "lane-next": true, "lane-before": true, "jump-back": true, "jump-forward": true,
}

// left notes that the learner has jumped away from a step, nil before the first stage has begun.
func (w *Walk) left(place *trace.Key) {
	here := w.Step()
	if place == nil || here == nil || here.Key() == *place || w.trail.stepping {
		return
	}
	w.trail.back = pushed(w.trail.back, *place)
	w.trail.forward = nil
}

// standsOn returns what the trail keeps of the learner's place.
func (w *Walk) standsOn() *trace.Key {
	if here := w.Step(); here != nil {
		return new(here.Key())
	}
	return nil
}

// pushed adds a place at the end, unless it is there already. The oldest go when there are too many.
func pushed(places []trace.Key, place trace.Key) []trace.Key {
	if n := len(places); n > 0 && places[n-1] == place {
		return places
	}
	places = append(places, place)
	return places[max(0, len(places)-longestTrail):]
}

func (w *Walk) jumpBack() {
	if !w.along(&w.trail.back, &w.trail.forward) {
		w.notice = w.say().Moves.NoEarlierPlace
	}
}

func (w *Walk) jumpForward() {
	if !w.along(&w.trail.forward, &w.trail.back) {
		w.notice = w.say().Moves.NoLaterPlace
	}
}

// along goes to the newest of the places, and keeps the one that is left among the others. It reports whether there was
// one: a place is gone when a newer lesson has no such step.
func (w *Walk) along(places, others *[]trace.Key) bool {
	here := w.standsOn()
	for n := len(*places); n > 0; n = len(*places) {
		to := (*places)[n-1]
		*places = (*places)[:n-1]
		at := w.stepWith(to)
		if at < 0 || at == w.at {
			continue
		}
		*others = pushed(*others, *here)
		w.MoveTo(at, "")
		return true
	}
	return false
}

// stepWith returns the step with a key, or -1.
func (w *Walk) stepWith(key trace.Key) int {
	for i, step := range w.lesson.Steps {
		if step.Key() == key {
			return i
		}
	}
	return -1
}

// Trail counts the places to which a learner can go back, and forward again.
func (w *Walk) Trail() (back, forward int) { return len(w.trail.back), len(w.trail.forward) }
