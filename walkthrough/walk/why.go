package walk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/why"
	"apitour/walkthrough/words"
)

// Asked is what was asked of a stage, or of the health checks, with the answers. The answers follow the boot: while it
// goes on, they are those of this moment.
type Asked struct {
	// Title names what is asked about.
	Title string
	// State is how far the stage has got, "" for health checks.
	State string
	// Answers are the questions, the most pressing first, with their answers. There are none while Pending.
	Answers []why.Answer
	Pending bool
	// Chosen is the question whose answer is open; Place which of its places is chosen, -1 for the question itself.
	Chosen, Place int
}

// inquiry is what is asked now.
type inquiry struct {
	open   bool
	key    trace.Key // of the stage
	checks bool      // the health checks are asked about, and no stage
	// kind and about tell which question is chosen, when the answers change.
	kind  why.Kind
	about string
	place int

	answers []why.Answer
	of      answered
	run     int // answers of earlier questions are dropped
	working bool
}

// answered is what the answers are of: they are made anew when it has changed.
type answered struct {
	lesson   *lesson.Lesson
	playhead *lesson.Step
	tick     int64 // of the clock, while a server is watched
	turns    int   // of health checks
	ended    bool
}

// largeLesson is the size from which the answers are made beside the walk: a wait names a span that may be anywhere.
const largeLesson = 20_000

// whyAnswered brings the answers about a stage of a large lesson.
type whyAnswered struct {
	run     int
	of      answered
	answers []why.Answer
}

func (whyAnswered) event() {}

// AskedAt returns the moment of which the answers speak. Of a server that goes on it is now, wherever the learner
// stands: what waits there waits now. In a recording it is the moment that is shown.
func (w *Walk) AskedAt() lesson.View {
	if w.follower != nil {
		return w.Present()
	}
	return w.Moment()
}

// facts gathers what the answers may use.
func (w *Walk) facts() *why.Facts {
	f := &why.Facts{
		View: w.AskedAt(), Live: w.follower != nil, Wall: w.wall, Held: w.heldNow(), DiedIn: -1,
	}
	for _, c := range w.Checks() {
		f.Checks = append(f.Checks, why.Check{Name: c.Name, Green: c.Green, Reason: c.Reason})
	}
	if failed := w.Failed(); w.err != nil && failed >= 0 {
		f.Died, f.DiedIn = w.err.Error(), failed
	}
	return f
}

// heldNow returns the held steps: since when, and the keys that let them go on.
func (w *Walk) heldNow() map[int]why.Held {
	if !w.Stepping() {
		return nil
	}
	held, since := make(map[int]why.Held), make(map[int64]time.Duration)
	for _, lane := range w.Lanes() {
		since[lane.ID] = lane.HeldFor
	}
	for _, h := range w.live.state.Held {
		i := w.find(h.Key)
		if i < 0 {
			continue
		}
		held[i] = why.Held{For: since[h.Lane], Keys: w.keysTo(h.Lane, i)}
	}
	return held
}

// keysTo returns what to press to let the step of a held lane go on: the lane has to be chosen first.
func (w *Walk) keysTo(lane int64, step int) string {
	next, choose := w.label("next"), w.label("lane-next")
	if step == w.Edge() {
		return next
	}
	var held []int64
	for _, h := range w.live.state.Held {
		held = append(held, h.Lane)
	}
	slices.Sort(held)
	held = slices.Compact(held)
	from, found := slices.BinarySearch(held, w.live.state.Lane)
	to, _ := slices.BinarySearch(held, lane)
	presses := to - from
	if !found {
		presses++
	}
	if presses = (presses + len(held)) % len(held); presses == 0 {
		presses = len(held)
	}
	if back := len(held) - presses; found && back > 0 && back < presses {
		presses, choose = back, w.label("lane-before")
	}
	if presses == 1 {
		return w.say().Waits.ThenNext(choose, next)
	}
	return w.say().Waits.ThenNextAfterAll(choose, presses, next)
}

// label returns the first key of a command, as the help shows it.
func (w *Walk) label(command string) string {
	if c := w.Named(command); c != nil {
		first, _, _ := strings.Cut(c.KeyLabel, " ")
		return first
	}
	return ""
}

// askWhy asks about the learner's stage; with an argument about a stage or a health check. A number opens the question
// of that number, when something is asked about.
func (w *Walk) askWhy(of string) Reply {
	if number, err := strconv.Atoi(of); err == nil && w.whyAsked.open {
		if all := len(w.Asked().Answers); number < 1 || number > all {
			w.notice = w.say().Why.QuestionsGoTo(all)
			return Reply{}
		}
		w.ChooseWhy(number - 1)
		return Reply{Show: WhyView}
	}
	step := w.Step()
	if step == nil {
		w.notice = w.say().Moves.NoneHasBegun(w.spans())
		return Reply{}
	}
	if of != "" {
		to := w.named(of)
		if to < 0 || w.facts().AskCheck(of) != nil {
			return w.askWhyChecks(of)
		}
		step = w.lesson.Steps[to]
	}
	w.whyAsked = inquiry{open: true, key: step.Key(), place: -1, run: w.whyAsked.run + 1}
	w.answerWhy()
	return Reply{Show: WhyView}
}

// AskChecks asks about the health checks, and opens the answer about the one of that name; about the most pressing one
// when the name is empty.
func (w *Walk) AskChecks(check string) Reply {
	w.notice = ""
	w.Keyed()
	r := w.askWhyChecks(check)
	r.Work = append(r.Work, w.reply().Work...)
	return r
}

// askWhyChecks asks about the health checks, about the one of that name first. A name may be shortened to a part of it.
func (w *Walk) askWhyChecks(check string) Reply {
	answers := w.facts().AskChecks()
	at := slices.IndexFunc(answers, func(a why.Answer) bool { return a.About == check })
	if at < 0 {
		at = slices.IndexFunc(answers, func(a why.Answer) bool { return strings.Contains(a.About, check) })
	}
	switch {
	case at < 0 && check != "":
		w.notice = w.say().Why.NoStageAndNoCheck(words.Shown(check), w.spans())
		return Reply{}
	case at < 0:
		w.notice = w.say().Why.NothingKnown
		return Reply{}
	}
	w.whyAsked = inquiry{
		open: true, checks: true, place: -1, kind: answers[at].Kind, about: answers[at].About, run: w.whyAsked.run + 1,
	}
	w.answerWhy()
	return Reply{Show: WhyView}
}

// answerWhy makes the answers, when those that are there are of something else. In a large lesson work makes them.
func (w *Walk) answerWhy() {
	a := &w.whyAsked
	if !a.open || a.working {
		return
	}
	now := answered{lesson: w.lesson, playhead: w.AskedAt().Playhead, turns: w.health.turns, ended: w.ended}
	if w.follower != nil && !w.ended {
		now.tick = w.live.clock.UnixNano()
	}
	if len(w.lesson.Steps) > largeLesson {
		now.tick = 0
	}
	if now == a.of {
		return
	}
	facts, step := w.facts(), w.askedStep()
	ask := func() []why.Answer {
		if step == nil {
			return facts.AskChecks()
		}
		return facts.Ask(step)
	}
	if len(w.lesson.Steps) <= largeLesson {
		a.answers, a.of = ask(), now
		return
	}
	a.working = true
	run := a.run
	w.begin(func(context.Context) Event { return whyAnswered{run, now, ask()} })
}

// hearWhy takes the answers in that were made beside the walk.
func (w *Walk) hearWhy(e whyAnswered) {
	if e.run != w.whyAsked.run {
		return
	}
	w.whyAsked.answers, w.whyAsked.of, w.whyAsked.working = e.answers, e.of, false
}

// askedStep returns the step that is asked about, nil when the health checks are.
func (w *Walk) askedStep() *lesson.Step {
	if w.whyAsked.checks {
		return nil
	}
	if step := w.Step(); step != nil && step.Key() == w.whyAsked.key {
		return step
	}
	for _, step := range w.lesson.Steps {
		if step.Key() == w.whyAsked.key {
			return step
		}
	}
	return w.Step()
}

// Asked returns what is asked about, with the answers of this moment; nil when nothing is.
func (w *Walk) Asked() *Asked {
	if !w.whyAsked.open {
		return nil
	}
	if len(w.lesson.Steps) <= largeLesson {
		w.answerWhy()
	}
	a := &w.whyAsked
	asked := &Asked{Title: w.say().Health.Checks, Answers: a.answers, Pending: a.answers == nil, Place: -1}
	if step := w.askedStep(); step != nil {
		asked.Title, asked.State = step.Node.Name, words.State(&w.Phrases().Words, w.AskedAt().State(step))
	}
	asked.Chosen = max(0, slices.IndexFunc(a.answers, func(q why.Answer) bool {
		return q.Kind == a.kind && q.About == a.about
	}))
	if len(a.answers) > 0 {
		asked.Place = min(a.place, len(a.answers[asked.Chosen].Places)-1)
	}
	return asked
}

// StopAsking ends the questions: nothing shows them any more, so that they need no answers.
func (w *Walk) StopAsking() { w.whyAsked.open = false }

// ChooseWhy opens the answer to a question, and closes the others. A number that is too large or too small means the
// nearest question.
func (w *Walk) ChooseWhy(question int) {
	asked := w.Asked()
	if asked == nil || len(asked.Answers) == 0 {
		return
	}
	q := asked.Answers[max(0, min(question, len(asked.Answers)-1))]
	w.whyAsked.kind, w.whyAsked.about, w.whyAsked.place = q.Kind, q.About, -1
}

// MoveWhy goes to the next place that the open answer names, and from the last of them to the next question; with a
// negative direction back.
func (w *Walk) MoveWhy(direction int) {
	asked := w.Asked()
	if asked == nil || len(asked.Answers) == 0 {
		return
	}
	switch places := len(asked.Answers[asked.Chosen].Places); {
	case direction > 0 && asked.Place < places-1:
		w.whyAsked.place = asked.Place + 1
	case direction > 0 && asked.Chosen < len(asked.Answers)-1:
		w.ChooseWhy(asked.Chosen + 1)
	case direction < 0 && asked.Place >= 0:
		w.whyAsked.place = asked.Place - 1
	case direction < 0 && asked.Chosen > 0:
		w.ChooseWhy(asked.Chosen - 1)
	}
}

// FollowWhy walks to the chosen place of the open answer, or to its first one, and reports whether there is one.
func (w *Walk) FollowWhy() bool {
	w.notice = ""
	w.Keyed()
	asked := w.Asked()
	if asked == nil || len(asked.Answers) == 0 {
		return false
	}
	places := asked.Answers[asked.Chosen].Places
	if len(places) == 0 {
		w.notice = w.say().Why.LeadsNowhere(w.spans())
		return false
	}
	w.MoveTo(places[max(0, asked.Place)].Index, w.say().Moves.AlreadyThere)
	w.whyAsked.open = false
	return true
}
