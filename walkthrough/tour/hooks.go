package tour

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// hooksPage shows the post-start hooks side by side: a row for each, always in the same place, and columns in which it
// moves from the left to the right. It is a page, or takes the place of the note where the screen is wide enough to
// walk on beside it.
type hooksPage struct {
	text
	rows  choices
	shown walk.Hooks
	stood int // the step on which the learner stood when a row was chosen for it
	aside bool
}

func (p *hooksPage) title(m *model) string { return m.says().Hooks.Title }
func (p *hooksPage) content() *text        { return &p.text }
func (p *hooksPage) list() *choices        { return &p.rows }

// take goes to the hook.
func (p *hooksPage) take(m *model, row int) tea.Cmd {
	if row < len(p.shown.List) {
		m.walk.ChooseHook(p.shown.List[row])
	}
	if !p.aside {
		m.page = nil
	}
	return nil
}

// settle writes what does not scroll, and below it the rows in view.
func (p *hooksPage) settle(m *model, width, height int) {
	t, said := m.theme, m.says().Hooks
	p.shown = m.walk.Hooks()
	rows := make([]choice, len(p.shown.List))
	at := -1
	for i, hook := range p.shown.List {
		rows[i] = choice{name: words.Name(hook.Name)}
		if hook.Step == m.walk.At() {
			at = i
		}
	}
	p.rows.set(rows)
	if m.walk.At() != p.stood && at >= 0 {
		p.rows.choose(at)
	}
	p.stood = m.walk.At()
	columns := hookColumnsOf(width)
	head := []string{
		p.gauge(said, t, width), t.muted.Render(fit(p.detail(said), width)),
		t.focus.Render(fit(columns.titles(said), width)),
	}
	room := max(1, height-len(head))
	c := &p.rows
	c.top = max(min(c.top, c.chosen), c.chosen-room+1)
	c.top = max(0, min(c.top, len(rows)-room))
	c.line = len(head) - c.top // rows above the first in view stand, for a click, among the lines of the head
	p.lines = head
	for i := c.top; i < min(len(rows), c.top+room); i++ {
		p.lines = append(p.lines, columns.row(said, t.on(i == c.chosen), i == c.chosen, p.shown.List[i], width))
	}
	p.y = 0
	p.clampTo(width, height)
}

// gaugeWidth is how many cells the gauge of /readyz has.
const gaugeWidth = 16

// gauge says how many hooks are done, and how many checks of /readyz are green.
func (p *hooksPage) gauge(says phrases.TourHooks, t *theme, width int) string {
	h := p.shown
	said := t.strong.Render(says.Done(h.Done, len(h.List)))
	if h.Checks > 0 {
		filled := gaugeWidth * h.Green / h.Checks
		said += t.muted.Render("   "+says.Readyz+" ") + t.good.Render(strings.Repeat("━", filled)) +
			t.muted.Render(strings.Repeat("─", gaugeWidth-filled)) +
			t.plain.Render(fmt.Sprintf(" %d/%d", h.Green, h.Checks))
	}
	if h.At > 0 {
		said += t.muted.Render("   " + says.At(words.Duration(h.At)))
	}
	return fit(said, width)
}

// detail says of the chosen hook what its row has no room for.
func (p *hooksPage) detail(said phrases.TourHooks) string {
	if p.rows.chosen >= len(p.shown.List) {
		return ""
	}
	h := p.shown.List[p.rows.chosen]
	switch {
	case h.Asked:
		return said.IsAsked
	case h.KeptBy != "" && h.State == walk.HookWaits:
		return said.WaitsForHeld(words.Name(h.KeptBy))
	case h.WaitsFor != "" && h.State == walk.HookDone:
		return said.HasWaited(words.Name(h.WaitsFor))
	case h.WaitsFor != "" && h.State == walk.HookWaits:
		return said.WaitsFor(words.Name(h.WaitsFor))
	case h.WaitsFor != "":
		return said.WillWait(words.Name(h.WaitsFor))
	}
	return said.WaitsForNothing
}

// hookColumns are the widths of a row's columns. With none for the states there is room for one word.
type hookColumns struct{ name, held, runs, waits, done, took int }

const (
	widestHook = 45 // the longest name of a hook
	leastWait  = 37
)

func hookColumnsOf(width int) hookColumns {
	c := hookColumns{name: widestHook + 1, held: 5, runs: 5, waits: 6, done: 5, took: 9}
	const mark = 2
	rest := width - mark - c.name - c.held - c.runs - c.done - c.took
	switch {
	case rest >= leastWait:
		c.waits = leastWait
	case rest < c.waits:
		c = hookColumns{name: max(10, min(widestHook, width-mark-9)), took: 9}
	}
	return c
}

func (c hookColumns) titles(said phrases.TourHooks) string {
	if c.done == 0 {
		return fit("  "+said.Hook, c.name+2) + " " + said.State
	}
	waits := said.Waits
	if c.waits >= leastWait {
		waits = said.WaitsForWhat
	}
	return fit("  "+said.Hook, c.name+2) + fit(said.Held, c.held) + fit(said.Runs, c.runs) + fit(waits, c.waits) +
		fit(said.DoneTitle, c.done) + alignRight(said.Took, c.took-1)
}

// hookMarks stand in the columns, and in front of the only word where there are none.
func hookMark(s walk.HookState) string {
	switch s {
	case walk.HookAhead:
		return "○"
	case walk.HookHeld:
		return "‖"
	case walk.HookRuns:
		return "→"
	case walk.HookWaits:
		return "…"
	case walk.HookFailed:
		return "✗"
	case walk.HookSkipped:
		return "–"
	}
	return "✓"
}

// hookState is a state in a word.
func hookState(said phrases.TourHooks, s walk.HookState) string {
	switch s {
	case walk.HookAhead:
		return said.States.Ahead
	case walk.HookHeld:
		return said.States.Held
	case walk.HookRuns:
		return said.States.Runs
	case walk.HookWaits:
		return said.States.Waits
	case walk.HookFailed:
		return said.States.Failed
	case walk.HookSkipped:
		return said.States.Skipped
	}
	return said.States.Done
}

func (t *styles) hook(s walk.HookState) style {
	switch s {
	case walk.HookHeld, walk.HookRuns, walk.HookWaits:
		return t.running
	case walk.HookFailed:
		return t.bad
	case walk.HookDone:
		return t.good
	}
	return t.muted
}

func (c hookColumns) row(says phrases.TourHooks, t *styles, chosen bool, h walk.Hook, width int) string {
	cursor := " "
	if chosen {
		cursor = "▶"
	}
	if h.State == walk.HookAhead && c.done > 0 { // it is in no column yet
		cursor += hookMark(h.State)
	} else {
		cursor += " "
	}
	name := t.plain
	if h.State == walk.HookAhead || h.State == walk.HookSkipped {
		name = t.muted
	}
	row := t.key.Render(cursor) + name.Render(fit(shorten(words.Name(h.Name), c.name), c.name))
	mark, look := hookMark(h.State), t.hook(h.State)
	took := ""
	if h.State == walk.HookDone || h.State == walk.HookFailed {
		took = words.Duration(h.Took)
	}
	if c.done == 0 {
		said := mark + " " + hookState(says, h.State)
		if took != "" {
			said = mark + alignRight(took, c.took-2)
		}
		return fit(row+look.Render(fit(" "+said, c.took)), width)
	}
	cell := func(width int, state walk.HookState, more string) string {
		if h.State == state {
			return look.Render(fit(strings.TrimSpace(mark+" "+more), width))
		}
		return t.plain.Render(spaces(width))
	}
	waits := ""
	if c.waits >= leastWait {
		waits = words.Name(h.WaitsFor)
	}
	last := cell(c.done, h.State, "")
	switch h.State {
	case walk.HookAhead, walk.HookHeld, walk.HookRuns, walk.HookWaits:
		last = t.plain.Render(spaces(c.done))
	}
	return fit(row+cell(c.held, walk.HookHeld, "")+cell(c.runs, walk.HookRuns, "")+cell(c.waits, walk.HookWaits, waits)+
		last+t.muted.Render(alignRight(took, c.took-1)), width)
}
