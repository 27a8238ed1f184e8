package walk

import (
	"slices"
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/trace/health"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// Health is what the server answers to the polls of its health: every check of /livez and /readyz, and when polls saw
// them turn. Its times are of the wall clock; see turns.go for when checks turned. The zero value is that of a server
// that has not answered.
type Health struct {
	answered time.Time // the first answer
	paths    map[string]*pathHealth
	checks   []*Check // in the order in which they were first received
	byName   map[string]*Check
	turns    int
}

// pathHealth is what polls have seen of a path.
type pathHealth struct {
	polled polled
	report health.Report // the newest one with checks
}

// polled is what polls saw of something that turns green: when the last one that found it red had been asked, and when
// the first one since that found it green was answered. Both are zero when there was none.
type polled struct{ red, green time.Time }

func (p *polled) hear(ok bool, r *health.Report) {
	switch {
	case !ok:
		*p = polled{red: r.Asked}
	case p.green.IsZero():
		p.green = r.At
	}
}

// Check is what is known of one check, in /livez, in /readyz or in both.
type Check struct {
	Name string
	// Green says that it is green now; Reason why it is not.
	Green  bool
	Reason string
	// Turned is when it turned green, and by what: see [Walk.Checks].
	Turned Turn
	polled polled
	turn   int // which one in the order in which polls saw them green
}

// hear takes a report in.
func (h *Health) hear(r health.Report) {
	if h.byName == nil {
		h.byName, h.paths = make(map[string]*Check), make(map[string]*pathHealth)
	}
	if r.Code == 0 {
		return
	}
	if h.answered.IsZero() || r.At.Before(h.answered) {
		h.answered = r.At
	}
	path := h.paths[r.Path]
	if path == nil {
		path = new(pathHealth)
		h.paths[r.Path] = path
	}
	path.polled.hear(r.OK(), &r)
	if len(r.Checks) == 0 {
		return
	}
	path.report = r
	for _, received := range r.Checks {
		c := h.byName[received.Name]
		if c == nil {
			c = &Check{Name: received.Name}
			h.byName[received.Name] = c
			h.checks = append(h.checks, c)
		}
		if received.OK && !c.Green {
			h.turns++
			c.turn = h.turns
		}
		c.polled.hear(received.OK, &r)
		c.Green, c.Reason = received.OK, received.Reason
	}
}

// Answered reports whether the server has answered a poll.
func (h *Health) Answered() bool { return !h.answered.IsZero() }

// Count returns how many checks of a path there were in the newest answer, and how many were green.
func (h *Health) Count(path string) (green, all int) {
	for _, c := range h.of(path).report.Checks {
		if all++; c.OK {
			green++
		}
	}
	return green, all
}

// OK reports whether a path was green as a whole when it was asked last.
func (h *Health) OK(path string) bool { return !h.of(path).polled.green.IsZero() }

// of returns what polls have seen of a path.
func (h *Health) of(path string) pathHealth {
	if known := h.paths[path]; known != nil {
		return *known
	}
	return pathHealth{}
}

// Checks returns the checks that are red, then those that have turned green, the last one first. What the server's own
// spans tell counts as much as a poll: a hook's check is green since its hook ended.
func (w *Walk) Checks() []Check {
	checks := make([]Check, 0, len(w.health.checks))
	for _, known := range w.health.checks {
		c := *known
		turned, ok := w.turnOf(c)
		if ok && !c.Green && turned.At > w.Since(c.polled.red) {
			c.Green, c.Reason = true, ""
		}
		if c.Green {
			c.Turned = turned
		}
		checks = append(checks, c)
	}
	slices.SortStableFunc(checks, func(a, b Check) int {
		switch {
		case a.Green != b.Green && b.Green:
			return -1
		case a.Green != b.Green:
			return 1
		case a.Turned.At != b.Turned.At:
			return int(b.Turned.At - a.Turned.At)
		}
		return b.turn - a.turn
	})
	return checks
}

// Gauge returns how many checks of a path there are, and how many are green by all that is known.
func (w *Walk) Gauge(path string) (green, all int) {
	state := make(map[string]bool)
	for _, c := range w.Checks() {
		state[c.Name] = c.Green
	}
	for _, c := range w.health.of(path).report.Checks {
		if all++; state[c.Name] {
			green++
		}
	}
	return green, all
}

// Health returns what the watched server answers to polls.
func (w *Walk) Health() *Health { return &w.health }

// Port returns where the server is bound, "host:port", and "" before. That is long before it serves.
func (w *Walk) Port() string {
	step := w.firstOf(convention.BindStage)
	if step == nil || step.Node.Int(convention.ServerPort) <= 0 {
		return ""
	}
	return step.Node.Text(convention.ServerAddress) + ":" + step.Node.Text(convention.ServerPort)
}

// firstOf returns the first step of that name that has begun, or nil.
func (w *Walk) firstOf(name string) *lesson.Step {
	for _, step := range w.lesson.Steps {
		if step.Node.Name == name && step.Node.IsStage() && !step.Planned() {
			return step
		}
	}
	return nil
}

// Cause is what has turned a check green, or keeps it red.
type Cause struct {
	// Hook is the check's post-start hook: of a green check the stage that has ended, of a red one the stage that runs.
	Hook *lesson.Step
	// NotStarted says that the check's hook has not started.
	NotStarted bool
	// Known is what a note says of the check: the stage that turns it green, or words.
	Known string
	// Reason is the server's own.
	Reason string
	// Always says that the check was green when it was first asked.
	Always bool
	// Turned is when a green check turned.
	Turned Turn
}

// CauseOf returns what has turned a check green, or keeps it red. Only a hook's own check is tied to a stage by its
// name; of others a note knows what they wait for, or else only the time is known in which they turned.
func (w *Walk) CauseOf(c Check) Cause {
	span, isHook := notes.HookOf(c.Name)
	var hook *lesson.Step
	if isHook {
		hook = w.hookCalled(span)
	}
	switch {
	case !c.Green && isHook && hook == nil:
		return Cause{NotStarted: true}
	case !c.Green && isHook && hook.Node.Running():
		return Cause{Hook: hook}
	case !c.Green:
		return Cause{Reason: strings.TrimPrefix(c.Reason, "failed: ")}
	case isHook && hook != nil && !hook.Node.Running():
		return Cause{Hook: hook, Turned: c.Turned}
	}
	cause := Cause{Always: c.Turned.From == 0, Turned: c.Turned}
	if !isHook {
		cause.Known = w.lesson.TurnedBy(c.Name)
	}
	return cause
}

// hookCalled returns the hook with the name of that span, nil before it has begun.
func (w *Walk) hookCalled(span string) *lesson.Step {
	for _, hook := range w.lesson.Hooks() {
		if hook.Node.Name == span && !hook.Planned() {
			return hook
		}
	}
	return nil
}

// Since returns how long after the beginning of the boot a moment of the wall clock was, by the clock of the lesson; 0
// for a moment that is not known.
func (w *Walk) Since(wall time.Time) time.Duration {
	if wall.IsZero() {
		return 0
	}
	return w.lesson.Clock.At(wall).Sub(w.lesson.Start)
}

// Server returns the part of the delegation chain to which the learner's stage belongs, and the servers whose directors
// the request has reached on its way there, the innermost first.
func (w *Walk) Server() (at notes.Server, passed []notes.Server) {
	step := w.Step()
	if step == nil || w.Kind() == lesson.Other && !step.Node.Ours() {
		return notes.AllServers, nil
	}
	return w.lesson.ServerOf(step), w.lesson.HandedOn(step)
}
