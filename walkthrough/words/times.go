package words

import (
	"fmt"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
)

// Times says how far a stage has got at the moment of the view and how long that took, in a few words each: "182 ms",
// "own 3.1 ms", "began at +87 ms", "goroutine 1". Of the stage at whose start the view stands still it says what that
// stage took.
func Times(v lesson.View, step *lesson.Step) []string {
	if v.Playhead == step {
		v.Playhead = nil // a moment at the start of the stage would say nothing of it
	}
	state := v.State(step)
	switch state {
	case lesson.Ahead:
		return []string{"ahead: it has not begun"}
	case lesson.Skipped:
		return []string{"skipped: its caller ended without calling it"}
	case lesson.Held:
		return append([]string{"held, before its work begins"}, beginning(v, step)...)
	}
	if step.Node.TookUnknown() {
		return append([]string{"how long it took is not known"}, beginning(v, step)...)
	}
	took := Duration(v.Duration(step))
	if state == lesson.Running {
		took += ", still running"
	}
	said := []string{took}
	if !step.Node.OwnUnknown {
		said = append(said, "own "+Duration(v.Own(step)))
	}
	said = append(said, beginning(v, step)...)
	if pause := step.Node.Pause(); pause > 0 {
		said = append(said, "held "+Duration(pause))
	}
	if path := Path(v, step); path != "" {
		said = append(said, path)
	}
	return said
}

// Brief says how far a stage has got at the moment of the view, and how long that took, where there is room for a few
// words only: "held", "running for 12.0 s", "done in 18.9 µs".
func Brief(v lesson.View, step *lesson.Step) string {
	state := v.State(step)
	switch took := Duration(v.Duration(step)); {
	case state == lesson.Ahead || state == lesson.Skipped || state == lesson.Held || step.Node.TookUnknown():
		return state.String()
	case state == lesson.Running:
		return "running for " + took
	case state == lesson.Failed:
		return "failed after " + took
	default:
		return state.String() + " in " + took
	}
}

// beginning says when a stage began, and in which goroutine. Of a span whose clock differs only the order is known: the
// time is what it was at least, by the clock of the trace.
func beginning(v lesson.View, step *lesson.Step) []string {
	var said []string
	n := step.Node
	switch since := v.Lesson.Since(step); {
	case n.Marks.Has(trace.NoStart):
		if !n.End.IsZero() && step.Shift() == 0 && step.Since(n.End) >= 0 {
			said = append(said, "ended at +"+Duration(step.Since(n.End)))
		}
	case n.Marks.Has(trace.BeforeParent):
	case since < 0 || step.Shift() != 0:
		said = append(said, "began at about +"+Duration(max(0, since)))
	default:
		said = append(said, "began at +"+Duration(since))
	}
	if lane := step.Lane(); lane > 0 {
		said = append(said, fmt.Sprintf("goroutine %d", lane))
	}
	return said
}

// Path says how much of the critical path lies at the stage, "" when that is less than a hundredth or the server was
// not ready yet.
func Path(v lesson.View, step *lesson.Step) string {
	own, all := v.Lesson.PathOf(step)
	if all == 0 || v.Ready().IsZero() || all < v.Lesson.PathTotal()/100 {
		return ""
	}
	said := "on the critical path: " + Duration(all) + " of " + Duration(v.Lesson.PathTotal())
	if own != all {
		said += fmt.Sprintf(" (own %s)", Duration(own))
	}
	return said
}

// Answer says in one line what came of a request.
func Answer(a *feed.Answer) string {
	request := Shown(a.Method + " " + a.Path)
	if a.Err != nil {
		return request + ": no answer: " + Shown(a.Err.Error())
	}
	return fmt.Sprintf("%s: %s after %s", request, Shown(a.Status), Duration(a.Took))
}
