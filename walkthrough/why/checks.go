package why

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// A check is known from three sources: what the server answers now, the events of the stage that waits for readiness,
// and the hooks, each of which has a check.

// known is a health check at the moment of the facts.
type known struct {
	Check
	answered bool      // the server has said whether it is green
	seen     time.Time // when the stage that waits for ready first saw it green; zero when it did not
}

// isOK ends the event of a check that has turned green.
const isOK = " is ok"

// readyStage returns the stage that waits for readiness, nil when there is none.
func (f *Facts) readyStage() *lesson.Step {
	if f.known {
		return f.ready
	}
	f.known = true
	for _, step := range f.View.Lesson.Steps {
		if step.Line().Kind == lesson.Boot && step.Node.IsReadyStage() {
			f.ready = step
			break
		}
	}
	return f.ready
}

// checks returns all checks that are known of, in the order of the server's answer, or in that of the events.
func (f *Facts) checks() []known {
	var all []known
	index := make(map[string]int)
	add := func(c known) {
		if i, twice := index[c.Name]; twice {
			all[i].seen = laterOf(all[i].seen, c.seen)
			all[i].Green = all[i].Green || c.Green && !all[i].answered
			return
		}
		index[c.Name] = len(all)
		all = append(all, c)
	}
	for _, c := range f.Checks {
		add(known{Check: c, answered: true})
	}
	ready := f.readyStage()
	if ready == nil {
		return all
	}
	moment := f.View.Moment().Add(-ready.Shift())
	for _, e := range ready.Node.Events {
		if name, ok := strings.CutSuffix(e.Name, isOK); ok {
			c := known{Check: Check{Name: strings.TrimPrefix(name, "readyz check ")}}
			if !e.Time.After(moment) {
				c.Green, c.seen = true, e.Time
			}
			add(c)
		}
	}
	if ready.Node.Parent == nil {
		return all
	}
	for _, sibling := range ready.Node.Parent.Children {
		if hook, ok := strings.CutPrefix(sibling.Name, convention.HookPrefix); ok && sibling.IsStage() {
			add(known{Check: Check{Name: hookCheck + hook, Green: f.wasReady(ready)}})
		}
	}
	return all
}

// wasReady reports whether the stage that waits for readiness has ended well: every check was green then.
func (f *Facts) wasReady(ready *lesson.Step) bool {
	return ready != nil && f.View.State(ready) == lesson.Done
}

// hookCheck begins the names of the checks of hooks.
const hookCheck = "poststarthook/"

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// turnedBy returns the stage that turns a check green, nil when none is known.
func (f *Facts) turnedBy(check string) *lesson.Step {
	by := f.View.Lesson.TurnedBy(check)
	if by == "" || strings.Contains(by, " ") {
		return nil
	}
	ready := f.readyStage()
	if ready == nil {
		if len(f.View.Lesson.Steps) == 0 {
			return nil
		}
		ready = f.View.Lesson.Steps[0]
	}
	return f.find(by, ready)
}

// AskChecks returns a question about each health check, with its answer: those that are red first, then those that
// have turned green, the last one first.
func (f *Facts) AskChecks() []Answer { return f.askChecks(nil) }

// askChecks asks about all checks, for a step or for none.
func (f *Facts) askChecks(of *lesson.Step) []Answer {
	checks := f.checks()
	slices.SortStableFunc(checks, func(a, b known) int {
		switch {
		case a.Green == b.Green:
			return b.seen.Compare(a.seen)
		case b.Green:
			return -1
		}
		return 1
	})
	answers := make([]Answer, 0, len(checks))
	for _, c := range checks {
		answers = append(answers, *f.askCheck(c, of))
	}
	return answers
}

// AskCheck returns the question about the check of that name, with its answer, nil when no check has that name.
func (f *Facts) AskCheck(name string) *Answer {
	for _, c := range f.checks() {
		if c.Name == name {
			return f.askCheck(c, nil)
		}
	}
	return nil
}

// checksOf returns the questions about the checks that follow from a stage.
func (f *Facts) checksOf(step *lesson.Step) (answers []Answer) {
	if !isHook(step) && (step.Note() == nil || len(step.Note().Checks) == 0) {
		return nil // most stages: the checks need not be gathered
	}
	for _, c := range f.checks() {
		if f.turnedBy(c.Name) == step {
			answers = append(answers, *f.askCheck(c, step))
		}
	}
	return answers
}

// askCheck answers why a check is red, or when and by what it has turned green. The step is the one that was asked
// about, nil when it was the check itself.
func (f *Facts) askCheck(c known, of *lesson.Step) *Answer {
	if !c.Green {
		format := f.why().Check.WhyNotGreen
		if c.answered {
			format = f.why().Check.WhyRed
		}
		a := f.ask(Turned, of, format, c.Name)
		a.About = c.Name
		f.tellRed(a, c)
		return a
	}
	a := f.ask(Turned, of, f.why().Check.WhenGreen, c.Name)
	a.About = c.Name
	f.tellGreen(a, c)
	return a
}

// tellRed says what a check still waits for.
func (f *Facts) tellRed(a *Answer, c known) {
	in, by := f.why().Check, f.turnedBy(c.Name)
	reason := sentence(strings.TrimPrefix(c.Reason, "failed: "))
	_, ofHook := notes.HookOf(c.Name)
	switch {
	case by == nil && ofHook:
		a.say(in.HookNotBegun)
		a.Untold = true
	case by == nil:
		f.tellKnown(a, c.Name)
	default:
		f.tellCheckOf(a, c, by, ofHook)
	}
	switch {
	case reason != "" && reason != "reason withheld":
		a.say(in.ServerSays, f.quoted(reason))
	case reason == "reason withheld":
		a.say(in.ReasonWithheld)
	case !c.answered && len(a.Sentences) == 0:
		a.untold(in.NoGreenAnswer)
	}
}

// tellCheckOf says how far the stage is that turns a check green.
func (f *Facts) tellCheckOf(a *Answer, c known, by *lesson.Step, ofHook bool) {
	in := f.why().Check
	if ofHook {
		a.say(in.TurnsWithHook, by)
	} else {
		a.say(in.FollowsFrom, by)
	}
	switch f.View.State(by) {
	case lesson.Ahead:
		a.say(in.NotBegun, by)
		f.tellAhead(a, by, make(map[int]bool))
	case lesson.Held, lesson.Running:
		f.tellOpen(a, by, make(map[int]bool))
	case lesson.Failed:
		a.say(in.Failed, by, f.when(by, by.Node.End), f.quoted(by.Node.Message))
	case lesson.Skipped:
		a.say(in.NeverBegan, by)
	default:
		a.say(in.HasEnded, by, f.when(by, by.Node.End))
		if ofHook {
			a.untold(in.NotSeenSince)
		} else {
			a.untold(in.MayGoOn)
		}
	}
}

// tellKnown repeats what a note knows of a check that no stage turns green.
func (f *Facts) tellKnown(a *Answer, check string) {
	if by := f.View.Lesson.TurnedBy(check); by != "" {
		a.say(f.why().Check.NotesSay, sentence(f.recorded(by)))
	}
}

// tellGreen says when a check has turned green, and by what.
func (f *Facts) tellGreen(a *Answer, c known) {
	in, ready := f.why().Check, f.readyStage()
	switch {
	case !c.seen.IsZero() && f.inFirstAnswer(ready, c):
		a.say(in.InFirstAnswer, ready, f.when(ready, c.seen))
	case !c.seen.IsZero():
		a.say(in.FirstSeen, ready, f.when(ready, c.seen))
	case f.wasReady(ready):
		a.untold(in.AllWereGreen, ready, f.when(ready, ready.Node.End))
	default:
		a.untold(in.GreenNow)
	}
	by := f.turnedBy(c.Name)
	if by == nil {
		f.tellKnown(a, c.Name)
		return
	}
	_, ofHook := notes.HookOf(c.Name)
	switch state := f.View.State(by); {
	case state != lesson.Done && state != lesson.Failed:
		a.untold(in.NotEndedYet, by)
	case !c.seen.IsZero() && end(by).After(c.seen.Add(ready.Shift())):
		a.untold(in.EndedAfter, by, f.when(by, by.Node.End))
	case ofHook:
		a.say(in.HookTurned, by, f.when(by, by.Node.End))
	case !c.seen.IsZero() && end(by).Before(begin(ready)):
		a.say(in.EndedBefore, by, f.when(by, by.Node.End), ready, f.when(ready, ready.Node.Start))
	default:
		a.say(in.Ended, by, f.when(by, by.Node.End))
		if lag := since(end(by), c.seen); !c.seen.IsZero() && lag > 25*time.Millisecond {
			a.untold(in.LagUntold, lag)
		}
	}
}

// inFirstAnswer reports whether a check was green in the first answer of which the ready stage tells.
func (f *Facts) inFirstAnswer(ready *lesson.Step, c known) bool {
	for _, e := range ready.Node.Events {
		if strings.HasSuffix(e.Name, isOK) {
			return c.seen.Sub(e.Time) < time.Millisecond
		}
	}
	return false
}

// tellReadyWaits says which checks the stage that waits for readiness still waits for.
func (f *Facts) tellReadyWaits(a *Answer, step *lesson.Step) {
	var red, green []known
	for _, c := range f.checks() {
		if c.Green {
			green = append(green, c)
		} else {
			red = append(red, c)
		}
	}
	in := f.why().Ready
	a.say(in.HasWaited, step, f.View.Duration(step), orWords(f.recorded(step.Node.WaitsFor()), in.Checks))
	if len(red) == 0 {
		a.untold(in.NoneRed)
		return
	}
	var open []*lesson.Step
	var others []known
	for _, c := range red {
		if by := f.turnedBy(c.Name); by != nil && !f.View.Ended(by) {
			open = append(open, by)
		} else {
			others = append(others, c)
		}
	}
	slices.SortStableFunc(open, func(a, b *lesson.Step) int { // held ones first: the learner can step them
		return cmp.Compare(f.View.State(a), f.View.State(b))
	})
	a.say(in.NotGreen, len(red), len(red)+len(green))
	if len(open) > 0 {
		a.say(in.StagesOpen(len(open)), open)
	}
	if len(others) > 0 {
		a.say(in.Others, f.checkNames(others))
	}
}

// whyReadyWaited says which checks turned green last, or which did not.
func (f *Facts) whyReadyWaited(step *lesson.Step) *Answer {
	checks := f.checks()
	if f.View.State(step) == lesson.Failed {
		return f.whyNeverReady(step, checks)
	}
	in := f.why().Ready
	a := f.ask(Waited, step, in.WhatCameLast, step)
	var last []known
	for _, c := range checks {
		switch {
		case c.seen.IsZero():
		case len(last) == 0 || c.seen.After(last[0].seen.Add(time.Millisecond)):
			last = []known{c}
		case c.seen.After(last[0].seen.Add(-time.Millisecond)):
			last = append(last, c)
		}
	}
	if len(last) == 0 {
		a.untold(in.LastUntold, f.word(step))
		return a
	}
	a.say(in.LastCame, f.checkNames(last), f.when(step, last[0].seen))
	for _, c := range last {
		by := f.turnedBy(c.Name)
		if by != nil && f.View.Ended(by) && !end(by).After(c.seen.Add(step.Shift())) {
			a.say(in.HadEnded, by, since(end(by), c.seen.Add(step.Shift())))
		}
	}
	return a
}

// whyNeverReady says which checks the stage that waits for readiness has not seen green.
func (f *Facts) whyNeverReady(step *lesson.Step, checks []known) *Answer {
	in := f.why().Ready
	a := f.ask(Waited, step, in.WhichNot, step)
	red := slices.DeleteFunc(slices.Clone(checks), func(c known) bool { return !c.seen.IsZero() })
	if len(red) == 0 {
		a.untold(in.AllSeen)
		return a
	}
	a.say(in.NotSeen, len(red), len(checks), f.checkNames(red))
	for _, c := range red[:min(mostNamed, len(red))] {
		if by := f.turnedBy(c.Name); by != nil {
			a.say(in.Was, by, words.State(&f.phrases().Words, f.View.State(by)))
		}
	}
	return a
}

// checkNames lists checks by their names.
func (f *Facts) checkNames(checks []known) phrase {
	var names []string
	for _, c := range checks[:min(mostNamed, len(checks))] {
		names = append(names, c.Name)
	}
	if more := len(checks) - mostNamed; more > 0 {
		names = append(names, f.why().Parts.More.With(words.Thousands(more)))
	}
	return phrase(f.why().Parts.List(names))
}
