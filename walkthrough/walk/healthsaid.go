package walk

import (
	"cmp"
	"slices"
	"strings"

	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// HealthSaid is all that there is to say of the health, in words: of a watched server what it answers to polls, of a
// recording what the server's own spans tell.
type HealthSaid struct {
	// About says what it is known from, "" for a watched server.
	About   string
	Moments []Milestone
	// Title counts the checks.
	Title  string
	Checks []CheckSaid
	// Untold names checks of which nothing is known, "" when there are none.
	Untold string
}

// CheckSaid is a check, and why it is green or red.
type CheckSaid struct {
	Name  string
	Green bool
	Why   string
}

// HealthSaid returns what there is to say of the health, those checks first that are red.
func (w *Walk) HealthSaid() HealthSaid {
	if w.follower == nil {
		return w.recordedHealth()
	}
	h := HealthSaid{Moments: w.Milestones(), Title: w.say().Health.NoneAnswered}
	checks := w.Checks()
	if len(checks) > 0 {
		live, lives := w.Gauge("/livez")
		ready, readies := w.Gauge("/readyz")
		h.Title = w.say().Health.InBoth(live, lives, ready, readies)
	}
	for _, c := range checks {
		h.Checks = append(h.Checks, CheckSaid{c.Name, c.Green, w.Why(c)})
	}
	return h
}

// tellsHealth reports whether anything is known of the health: of a watched server always.
func (w *Walk) tellsHealth() bool {
	return w.follower != nil || w.Kind() == lesson.Boot && (len(w.witnessed().turns) > 0 || len(w.unendedHooks()) > 0)
}

func (w *Walk) showHealth() Reply {
	if !w.tellsHealth() {
		w.notice = w.say().Health.NoneTold
		return Reply{}
	}
	return Reply{Show: HealthView}
}

// recordedHealth reads the health from the server's own spans: the hooks, and the stage that waits for readiness.
func (w *Walk) recordedHealth() HealthSaid {
	say := &w.say().Health
	h := HealthSaid{About: say.AsRecorded(convention.ReadyStage)}
	known := w.witnessed()
	var red, green []Check
	for _, hook := range w.unendedHooks() {
		c := Check{Name: notes.CheckOf(hook.Node.Name)}
		if hook.Node.Failed() {
			c.Reason = w.say().Waits.HookFailed
		}
		red = append(red, c)
	}
	for name := range known.turns {
		c := Check{Name: name, Green: true}
		c.Turned, _ = w.turnOf(c)
		green = append(green, c)
	}
	slices.SortFunc(green, func(a, b Check) int {
		if a.Turned.At != b.Turned.At {
			return int(b.Turned.At - a.Turned.At)
		}
		return strings.Compare(a.Name, b.Name)
	})
	for _, c := range slices.Concat(red, green) {
		why := w.Why(c)
		if c.Reason != "" {
			why = c.Reason
		}
		h.Checks = append(h.Checks, CheckSaid{c.Name, c.Green, why})
	}
	h.Title = say.ByTheEnd(len(green), len(red)+len(green))
	h.Moments = w.recordedMilestones(green)
	if untold := w.untold(); len(untold) > 0 {
		h.Untold = say.Untold(strings.Join(untold, w.Phrases().Words.List), convention.ReadyStage)
	}
	return h
}

// recordedMilestones returns the moments on the way to ready of which a recording tells.
func (w *Walk) recordedMilestones(green []Check) []Milestone {
	say := &w.say().Health
	list := []Milestone{w.portBound(), w.milestone(say.FirstAnswer, w.FirstAnswer())}
	for i := range list {
		if list[i].When == "" {
			list[i].When, list[i].Untold = say.NotTold, true
		}
	}
	list = append(list, Milestone{What: say.Green("/livez"), When: say.LivezUntold, Untold: true})
	ready := Turn{}
	if at := w.lesson.Ready; !at.IsZero() {
		ready.At = at.Sub(w.lesson.Start)
		ready.From = ready.At
		if len(green) > 0 { // the last check to turn
			ready = green[0].Turned
		}
	}
	last := w.milestone(say.Green("/readyz"), ready)
	last.When = cmp.Or(last.When, say.NotByTheEnd)
	return append(list, last)
}

// unendedHooks returns the hooks of a recording that have begun, and not ended well.
func (w *Walk) unendedHooks() (hooks []*lesson.Step) {
	for _, hook := range w.lesson.Hooks() {
		if n := hook.Node; !hook.Planned() && (n.Running() || n.Failed()) {
			hooks = append(hooks, hook)
		}
	}
	return hooks
}

// untold returns the names of the checks that the notes know, and of which a recording does not tell.
func (w *Walk) untold() (names []string) {
	told := w.witnessed().turns
	for _, name := range w.lesson.Library().Checks() {
		if _, ok := told[name]; !ok {
			names = append(names, words.Shown(name))
		}
	}
	return names
}
