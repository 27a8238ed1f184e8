package walk

import (
	"slices"
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/trace/step"
)

// Lane is a goroutine that is at work on something.
type Lane struct {
	// ID is the goroutine's number.
	ID int64
	// Name is that of its outermost stage, without the word that all hooks share; Inner that of the stage that it
	// opened last.
	Name, Inner string
	// Stepped says that the learner steps this lane.
	Stepped bool
	// HeldAt names the stage at which it is held, "" when it runs. HeldFor is how long it has been held, 0 when
	// unknown.
	HeldAt  string
	HeldFor time.Duration
}

// Lanes returns the lanes that are at work: the stepped one first, then the held ones, the oldest first, then those
// that run.
func (w *Walk) Lanes() []Lane {
	state := w.live.state
	lanes := make([]Lane, 0, len(state.Lanes))
	for _, l := range state.Lanes {
		lanes = append(lanes, Lane{
			ID: l.ID, Name: strings.TrimPrefix(l.Name, convention.HookPrefix), Inner: l.Inner,
			Stepped: l.ID == state.Lane && state.Mode != step.Running,
		})
	}
	order := make(map[int64]int)
	for i, h := range state.Held {
		at := slices.IndexFunc(lanes, func(l Lane) bool { return l.ID == h.Lane })
		if at < 0 || lanes[at].HeldAt != "" {
			continue
		}
		order[h.Lane] = i - len(state.Held)
		lanes[at].HeldAt = h.Name
		lanes[at].HeldFor = w.heldFor(h.Key)
	}
	slices.SortStableFunc(lanes, func(a, b Lane) int {
		switch {
		case a.Stepped == b.Stepped:
			return order[a.ID] - order[b.ID]
		case a.Stepped:
			return -1
		}
		return 1
	})
	return lanes
}

// ShowsLanes reports whether there is more than one lane to speak of.
func (w *Walk) ShowsLanes() bool {
	return w.Stepping() && len(w.live.state.Lanes) > 1 && !w.running()
}

// OthersRun reports whether lanes run while another is stepped, instead of waiting at their next stage.
func (w *Walk) OthersRun() bool { return w.live.state.OthersRun }

// chooseLane steps the next of the held lanes, or the one before.
func (w *Walk) chooseLane(places int) {
	if !w.Stepping() {
		w.notice = w.say().Server.NoneHeld
		return
	}
	var held []int64
	for _, h := range w.live.state.Held {
		held = append(held, h.Lane)
	}
	slices.Sort(held)
	held = slices.Compact(held)
	at, found := slices.BinarySearch(held, w.live.state.Lane)
	switch {
	case len(held) == 0:
		w.notice = w.say().Lanes.NoneHeld
		return
	case found && len(held) == 1:
		w.notice = w.say().Lanes.NoOtherHeld
		return
	case found || places < 0:
		at += places
	}
	w.touched, w.follow = true, true
	w.choose(held[(at+len(held))%len(held)])
}

// toggleOthers lets the lanes that are not stepped run, or wait at their next stage.
func (w *Walk) toggleOthers() {
	if !w.Stepping() {
		w.notice = w.say().Lanes.NoneStepped
		return
	}
	run := !w.live.state.OthersRun
	w.live.state.OthersRun = run
	w.tell().OthersRun(run)
	w.notice = w.say().Lanes.OthersWait
	if run {
		w.notice = w.say().Lanes.OthersRun
	}
}
