package tour

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace/step"
)

// lane is a goroutine that is at work on something.
type lane struct {
	step.Lane
	stepped bool
	at      string    // the stage at which it is held, "" when it runs
	since   time.Time // when that was
}

// lanes returns the lanes that are at work: first the one that is stepped, then those that are held, the first of them
// first, then those that run.
func (m *model) lanes() []lane {
	state := m.live.state
	lanes := make([]lane, 0, len(state.Lanes))
	for _, l := range state.Lanes {
		lanes = append(lanes, lane{Lane: l, stepped: l.ID == state.Lane && state.Mode != step.Running})
	}
	order := make(map[int64]int)
	for i, h := range state.Held {
		at := slices.IndexFunc(lanes, func(l lane) bool { return l.ID == h.Lane })
		if at < 0 || lanes[at].at != "" {
			continue
		}
		order[h.Lane] = i - len(state.Held)
		lanes[at].at = h.Name
		if held := m.find(h.Key); held >= 0 {
			lanes[at].since = m.lesson.Steps[held].Node.Start
		}
	}
	slices.SortStableFunc(lanes, func(a, b lane) int {
		if a.stepped != b.stepped {
			return map[bool]int{true: -1, false: 1}[a.stepped]
		}
		return order[a.ID] - order[b.ID]
	})
	return lanes
}

// name is what the lane is called: its outermost stage, without the word that all hooks share.
func (l lane) name() string { return strings.TrimPrefix(shown(l.Name), "PostStartHook/") }

// heldFor returns for how long the lane has been held, in whole seconds, since nobody reads more of a number that grows.
func (m *model) heldFor(l lane) string {
	if l.since.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d s", max(0, int(m.live.clock.Sub(l.since).Seconds())))
}

// showsLanes reports whether there is more than one lane to speak of.
func (m *model) showsLanes() bool {
	return m.stepping() && len(m.live.lanes) > 1 && m.live.state.Mode != step.Running
}

// laneLine is the row that says which lane is stepped, which are held and since when, and which run. What does not fit is
// counted.
func (m *model) laneLine(width int) string {
	t := m.theme
	end := t.muted.Render(" others wait ")
	if m.live.state.OthersRun {
		end = t.muted.Render(" others run ")
	}
	end = " " + t.key.Render("]") + t.muted.Render(" next  ") + t.key.Render("w") + end
	words := make([]string, 0, len(m.live.lanes))
	for _, l := range m.live.lanes {
		switch {
		case l.stepped:
			words = append(words, t.focus.Render("▶ "+l.name()))
		case l.at != "":
			words = append(words, t.running.Render("‖ "+ansi.Truncate(l.name(), widestLane, "…")+" "+m.heldFor(l)))
		default:
			words = append(words, t.good.Render("→ "+ansi.Truncate(l.name(), widestLane, "…")))
		}
	}
	room := width - ansi.StringWidth(end) - 1
	line := " " + strings.Join(words, "  ")
	for left := len(words); ansi.StringWidth(line) > room && left > 1; {
		left--
		more := t.muted.Render(fmt.Sprintf("and %d more", len(words)-left))
		line = " " + strings.Join(append(slices.Clone(words[:left]), more), "  ")
	}
	return ends(line, end, width)
}

// widestLane is how much is shown of the name of a lane that is not stepped.
const widestLane = 22

// chooseLane steps the next of the lanes that are held, or the one before.
func (m *model) chooseLane(places int) tea.Cmd {
	if !m.stepping() {
		m.notice = "there is no server that is held"
		return nil
	}
	var held []int64
	for _, h := range m.live.state.Held {
		held = append(held, h.Lane)
	}
	slices.Sort(held)
	held = slices.Compact(held)
	at, found := slices.BinarySearch(held, m.live.state.Lane)
	switch {
	case len(held) == 0:
		m.notice = "no lane is held"
		return nil
	case found && len(held) == 1:
		m.notice = "no other lane is held"
		return nil
	case found || places < 0:
		at += places
	}
	m.touched, m.follow = true, true
	m.tell().Choose(held[(at+len(held))%len(held)])
	return nil
}

// toggleOthers lets the lanes that are not stepped run, or wait at their next stage.
func (m *model) toggleOthers() tea.Cmd {
	if !m.stepping() {
		m.notice = "there is no server that is stepped"
		return nil
	}
	run := !m.live.state.OthersRun
	m.live.state.OthersRun = run
	m.tell().OthersRun(run)
	m.notice = "other lanes wait at their next stage"
	if run {
		m.notice = "other lanes run while one is stepped"
	}
	return nil
}

// lanesText tells of the lanes in lines, for the plain walk.
func (m *model) lanesText() []string {
	if !m.stepping() {
		return []string{"There is no server that is stepped."}
	}
	var lines []string
	for _, l := range m.live.lanes {
		does := "runs, in " + shown(l.Inner)
		if l.at != "" {
			does = fmt.Sprintf("held at %s for %s", shown(l.at), m.heldFor(l))
		}
		if l.stepped {
			does += "; this one is stepped"
		}
		lines = append(lines, fmt.Sprintf("lane %d, %s: %s", l.ID, shown(l.Name), does))
	}
	others := "Other lanes wait at their next stage while one is stepped."
	if m.live.state.OthersRun {
		others = "Other lanes run while one is stepped."
	}
	return append(lines, others)
}
