package walk

import (
	"slices"
	"strings"

	"apitour/trace/convention"
	"apitour/trace/health"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// Health is what the server says of itself while it boots: every check of /livez and /readyz, and the stages that were
// at work when something changed. The zero value is that of a server that has not answered.
type Health struct {
	// Answered names the stage that was at work at the first answer, "" before.
	Answered string
	answers  map[string]health.Report // the newest of each path that has checks
	checks   []*Check                 // in the order in which they were first received
	byName   map[string]*Check
	green    map[string]string
	turns    int
}

// Check is what is known of one check, in /livez, in /readyz or in both.
type Check struct {
	Name string
	// Green says that it is green now; Reason why it is not.
	Green  bool
	Reason string
	// Red and Turned name the stages that were at work when it was last red and first green since, "" when it never
	// was.
	Red, Turned string
	turn        int // which one in the order of turning green
}

// hear takes a report in, while a stage is at work.
func (h *Health) hear(r health.Report, stage string) {
	if h.byName == nil {
		h.byName, h.answers, h.green = make(map[string]*Check), make(map[string]health.Report), make(map[string]string)
	}
	if r.Code == 0 {
		return
	}
	if h.Answered == "" {
		h.Answered = stage
	}
	if r.OK() && h.green[r.Path] == "" {
		h.green[r.Path] = stage
	}
	if len(r.Checks) == 0 {
		return
	}
	h.answers[r.Path] = r
	for _, received := range r.Checks {
		c := h.byName[received.Name]
		if c == nil {
			c = &Check{Name: received.Name}
			h.byName[received.Name] = c
			h.checks = append(h.checks, c)
		}
		switch {
		case !received.OK:
			c.Red, c.Turned, c.Reason = stage, "", received.Reason
		case c.Turned == "":
			h.turns++
			c.Turned, c.turn = stage, h.turns
		}
		c.Green = c.Turned != ""
	}
}

// Count returns how many checks of a path there are, and how many are green.
func (h *Health) Count(path string) (green, all int) {
	for _, c := range h.answers[path].Checks {
		if all++; c.OK {
			green++
		}
	}
	return green, all
}

// OK reports whether a path is green as a whole.
func (h *Health) OK(path string) bool {
	answer := h.answers[path]
	return answer.OK()
}

// Green names the stage that was at work when a path was first green as a whole, "" before.
func (h *Health) Green(path string) string { return h.green[path] }

// Checks returns the checks that are red, then those that have turned green, the last one first.
func (h *Health) Checks() []Check {
	checks := make([]Check, 0, len(h.checks))
	for _, c := range h.checks {
		checks = append(checks, *c)
	}
	slices.SortStableFunc(checks, func(a, b Check) int {
		switch {
		case a.Green == b.Green:
			return b.turn - a.turn
		case b.Green:
			return -1
		}
		return 1
	})
	return checks
}

// Health returns the health of the watched server.
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

// Cause is what has turned a check green, or keeps it red. One of its fields is set.
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
	// From and To name the stages that were at work when it was last red and first green.
	From, To string
}

// CauseOf returns what has turned a check green, or keeps it red. Only a hook's own check is tied to a stage by its
// name; of others a note knows what they wait for, or else only the stages between which they turned are known.
func (w *Walk) CauseOf(c Check) Cause {
	span, isHook := notes.HookOf(c.Name)
	var hook *lesson.Step
	if isHook {
		hook = w.firstOf(span)
	}
	switch {
	case !c.Green && isHook && hook == nil:
		return Cause{NotStarted: true}
	case !c.Green && isHook && hook.Node.Running():
		return Cause{Hook: hook}
	case !c.Green:
		return Cause{Reason: strings.TrimPrefix(c.Reason, "failed: ")}
	case isHook && hook != nil && !hook.Node.Running():
		return Cause{Hook: hook}
	}
	if by := w.lesson.TurnedBy(c.Name); by != "" && !isHook {
		return Cause{Known: by}
	}
	if c.Red == "" {
		return Cause{Always: true}
	}
	return Cause{From: c.Red, To: c.Turned}
}

func (w *Walk) showHealth() Reply {
	if w.follower == nil {
		w.notice = "no health in a recording: there is no server"
		return Reply{}
	}
	return Reply{Show: HealthView}
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
