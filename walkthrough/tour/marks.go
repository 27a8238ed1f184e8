package tour

import (
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// Marks of a row, beside those of its bar.
const (
	breakpointMark = "●"

	pathMark = "◆" // on the critical path
	// markSign is where a learner has set a mark.
	markSign = "¶"
	// decisionMark is where a request was decided.
	decisionMark = "◎"
	oddMark      = "?" // the record of it is odd, in the place of the path
	laneMark     = "↗" // runs beside the stage around it, in a goroutine of its own
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

// stateSigns is the legend of the help page. Spans of other programs were never held nor skipped.
func stateSigns(said *phrases.TourSigns, kind lesson.Kind) helpBlock {
	block := helpBlock{title: said.HowFar(kind == lesson.Other)}
	for _, row := range []struct {
		state   lesson.State
		meaning string
	}{
		{lesson.Ahead, said.State.Ahead},
		{lesson.Held, said.State.Held},
		{lesson.Running, said.State.Running},
		{lesson.Done, said.State.Done},
		{lesson.Failed, said.State.Failed},
		{lesson.Skipped, said.State.Skipped},
	} {
		if kind == lesson.Other && (row.state == lesson.Held || row.state == lesson.Skipped) {
			continue
		}
		sign := stateMark(row.state)
		if sign == " " {
			sign = said.NoMark
		}
		block.rows = append(block.rows, helpRow{sign, row.meaning})
	}
	return block
}

// lanes is how many colours goroutines share. A goroutine's number picks the colour, so that it stays the same while a
// boot goes on, and goroutines that start one after the other, as post-start hooks do, differ.
const lanes = 6

// lane returns the style of a step's bar: that of its goroutine. The goroutine in which the boot began is plain.
func (s *styles) lane(step *lesson.Step, l *lesson.Lesson) style {
	number := step.Lane()
	if number <= 0 || number == l.MainLane() {
		return s.plain
	}
	return s.lanes[number%lanes]
}
