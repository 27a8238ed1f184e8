package tour

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/lesson"
)

// Marks of a row, beside those of its bar.
const (
	breakpointMark = "●"

	pathMark = "◆" // on the critical path
	laneMark = "↗" // runs beside the stage around it, in a goroutine of its own
)

// stateMark is what stands in front of a stage, in one cell: nothing may be told by colour alone.
func stateMark(s lesson.State) string {
	switch s {
	case lesson.Ahead:
		return "○"
	case lesson.Held:
		return "‖"
	case lesson.Running:
		return "→"
	case lesson.Failed:
		return "✗"
	case lesson.Skipped:
		return "–"
	}
	return " " // done, as most are
}

// state returns the style of a state's mark.
func (s *styles) state(state lesson.State) style {
	switch state {
	case lesson.Held, lesson.Running:
		return s.running
	case lesson.Failed:
		return s.bad
	}
	return s.muted
}

// stateSigns is the legend of the help page.
func stateSigns() helpBlock {
	block := helpBlock{title: "How far a stage has got"}
	for _, row := range []struct {
		state   lesson.State
		meaning string
	}{
		{lesson.Ahead, "ahead, not begun"},
		{lesson.Held, "held before its work"},
		{lesson.Running, "running"},
		{lesson.Done, "done"},
		{lesson.Failed, "failed"},
		{lesson.Skipped, "skipped, will not come"},
	} {
		sign := stateMark(row.state)
		if sign == " " {
			sign = "no mark"
		}
		block.rows = append(block.rows, helpRow{sign, row.meaning})
	}
	return block
}

// moment returns the view of the lesson that everything on the screen is of: as it is now, or as it was.
func (m *model) moment() lesson.View {
	v := m.present()
	v.Playhead = m.playhead()
	return v
}

// present is the view of the lesson as it is now, wherever the learner stands.
func (m *model) present() lesson.View {
	return lesson.View{Lesson: m.lesson, Now: m.now, Over: m.ended || m.follower == nil}
}

// playhead returns the step at whose start the screen stands still, nil when it shows all that is known: that is so until
// the learner walks, on a stage that has not begun, and at the live edge, where nothing has happened yet that is to be
// left out.
func (m *model) playhead() *lesson.Step {
	step := m.step()
	if !m.asItWas || step == nil || step.Planned() {
		return nil
	}
	if m.follower != nil && (!m.touched || m.atEdge()) {
		return nil
	}
	return step
}

// atEdge reports whether the learner stands where a boot that is being watched has got to: on the stage that began last,
// or on one that is held.
func (m *model) atEdge() bool {
	step := m.step()
	if m.follower == nil || step == nil {
		return false
	}
	return m.isLive() || m.isEdge(step.Index) || step.Index == m.lesson.Newest || m.lesson.Holds(step)
}

// inThePast reports whether the screen shows something else than what is known by now.
func (m *model) inThePast() bool { return m.moment().Playhead != nil }

// toggleAsItWas shows the boot as it was when the stage began on which the learner stands, or as it is.
func (m *model) toggleAsItWas() tea.Cmd {
	m.asItWas = !m.asItWas
	if m.asItWas && !m.inThePast() {
		m.notice = "from here back, all is shown as it was"
	}
	return nil
}

// timeWords says of a step, in a few words each, how far it had got at the moment and how long that took.
func timeWords(v lesson.View, step *lesson.Step) []string {
	switch v.State(step) {
	case lesson.Ahead:
		return []string{"ahead: it has not begun"}
	case lesson.Skipped:
		return []string{"skipped: what is around it has ended without it"}
	case lesson.Held:
		return append([]string{"held, before its work begins"}, began(v, step)...)
	}
	took := duration(v.Duration(step))
	if v.State(step) == lesson.Running {
		took += ", still running"
	}
	words := append([]string{took, "own " + duration(v.Own(step))}, began(v, step)...)
	if pause := step.Node.Pause(); pause > 0 {
		words = append(words, "held "+duration(pause))
	}
	if path := pathWords(v, step); path != "" {
		words = append(words, path)
	}
	return words
}

// began says when a step began, and in which lane.
func began(v lesson.View, step *lesson.Step) []string {
	words := []string{"began at +" + duration(v.Lesson.Since(step))}
	if lane := step.Lane(); lane > 0 {
		words = append(words, fmt.Sprintf("goroutine %d", lane))
	}
	return words
}
