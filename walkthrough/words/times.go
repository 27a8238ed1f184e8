package words

import (
	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// Times says how far a stage has got at the moment of the view and how long that took, in a few words each: "182 ms",
// "own 3.1 ms", "began at +87 ms", "goroutine 1". Of the stage at whose start the view stands still it says what that
// stage took.
func Times(v lesson.View, step *lesson.Step) []string {
	say := &v.Lesson.Phrases().Words
	if v.Playhead == step {
		v.Playhead = nil // a moment at the start of the stage would say nothing of it
	}
	state := v.State(step)
	switch state {
	case lesson.Ahead:
		return []string{say.Times.Ahead}
	case lesson.Skipped:
		return []string{say.Times.Skipped}
	case lesson.Held:
		return append([]string{say.Times.Held}, beginning(v, step)...)
	}
	if step.Node.TookUnknown() {
		return append([]string{say.Times.TookUnknown}, beginning(v, step)...)
	}
	took := Duration(v.Duration(step))
	if state == lesson.Running {
		took = say.Times.StillRunning(took)
	}
	said := []string{took}
	if !step.Node.OwnUnknown {
		said = append(said, say.Times.Own(Duration(v.Own(step))))
	}
	said = append(said, beginning(v, step)...)
	if pause := step.Node.Pause(); pause > 0 {
		said = append(said, say.Times.HeldFor(Duration(pause)))
	}
	if path := Path(v, step); path != "" {
		said = append(said, path)
	}
	return said
}

// State names a state of a stage.
func State(say *phrases.Words, s lesson.State) string {
	all := &say.States
	return [...]string{
		lesson.Ahead: all.Ahead, lesson.Held: all.Held, lesson.Running: all.Running, lesson.Done: all.Done,
		lesson.Failed: all.Failed, lesson.Skipped: all.Skipped, lesson.EndUnknown: all.EndUnknown,
	}[s]
}

// Kind returns the words for a kind of what is walked through.
func Kind(say *phrases.Words, k lesson.Kind) *phrases.Kind {
	all := &say.Kinds
	return [...]*phrases.Kind{lesson.Boot: &all.Boot, lesson.Request: &all.Request, lesson.Other: &all.Other}[k]
}

// Brief says how far a stage has got at the moment of the view, and how long that took, where there is room for a few
// words only: "held", "running for 12.0 s", "done in 18.9 µs".
func Brief(v lesson.View, step *lesson.Step) string {
	say := &v.Lesson.Phrases().Words
	state := v.State(step)
	switch took := Duration(v.Duration(step)); {
	case state == lesson.Ahead || state == lesson.Skipped || state == lesson.Held || step.Node.TookUnknown():
		return State(say, state)
	case state == lesson.Running:
		return say.Times.RunningFor(took)
	case state == lesson.Failed:
		return say.Times.FailedAfter(took)
	default:
		return say.Times.In(State(say, state), took)
	}
}

// beginning says when a stage began, and in which goroutine. Of a span whose clock differs only the order is known: the
// time is what it was at least, by the clock of the trace.
func beginning(v lesson.View, step *lesson.Step) []string {
	say := &v.Lesson.Phrases().Words
	var said []string
	n := step.Node
	switch since := v.Lesson.Since(step); {
	case n.Marks.Has(trace.NoStart):
		if !n.End.IsZero() && step.Shift() == 0 && step.Since(n.End) >= 0 {
			said = append(said, say.Times.Ended(Duration(step.Since(n.End))))
		}
	case n.Marks.Has(trace.BeforeParent):
	case since < 0 || step.Shift() != 0:
		said = append(said, say.Times.BeganAbout(Duration(max(0, since))))
	default:
		said = append(said, say.Times.Began(Duration(since)))
	}
	if lane := step.Lane(); lane > 0 {
		said = append(said, say.Times.Goroutine(lane))
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
	part := ""
	if own != all {
		part = Duration(own)
	}
	return v.Lesson.Phrases().Words.Times.OnPath(Duration(all), Duration(v.Lesson.PathTotal()), part)
}

// Answer says in one line what came of a request.
func Answer(say *phrases.Words, a *feed.Answer) string {
	request := Shown(a.Method + " " + a.Path)
	if a.Err != nil {
		return say.Requests.NoAnswer(request, Shown(a.Err.Error()))
	}
	return say.Requests.Answered(request, Shown(a.Status), Duration(a.Took))
}
