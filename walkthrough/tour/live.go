package tour

import (
	"strconv"
	"strings"

	"apitour/trace"
)

// stateOf says in a word how a stage is.
func (m *model) stateOf(n *trace.Node) string {
	switch {
	case n.Failed():
		return "failed"
	case n.Running():
		return "running"
	}
	return "done"
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

func (m *model) underWay() bool   { return m.booting() && m.step() == nil }
func (m *model) warning() string  { return "" }
func (m *model) position() string { return "" }
func (m *model) keyed()           {}
func (m *model) outcome() string {
	if m.booting() {
		return ""
	}
	state, _ := m.state()
	return state
}
