package walk

import (
	"slices"
	"strconv"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/predict"
)

// A prediction is a question before the answer: see package predict. The command that would lead to a stage of which a
// note has a question raises the question instead. Answering it does the command, so that the server goes on, and
// what it does is the answer; a sentence beside it says why. Nothing is counted, nothing has to be answered.
//
//	next ─► asked ── 1-9, arrows and enter ─► answered ── the next command that walks ─► gone
//	          │                      └► waiting, while the server has not shown the answer
//	          └ esc, or next twice ─► skipped: the command is done
//
// Before which stage a question is asked that luck might let come too late, says luck.go.

// PredictionPhase is how far a prediction has got.
type PredictionPhase string

// The phases.
const (
	PredictionAsked    PredictionPhase = "asked"
	PredictionWaiting  PredictionPhase = "waiting" // answered, and the server has not shown yet what is right
	PredictionAnswered PredictionPhase = "answered"
)

// Prediction is what the learner is asked to predict, or what came of it, as plain data. Its texts are as they were
// recorded. While it is asked nothing in it tells the right answer.
type Prediction struct {
	ID      string
	Kind    notes.QuestionKind
	Phase   PredictionPhase
	Ask     string
	Options []string
	// Chosen is the option at which the learner points, later the one that they chose; -1 for none.
	Chosen int
	// Again says that it is asked once more, because the first answer was wrong.
	Again bool
	// Right says whether the answer was, Truth what is right, and Why the reason; Wrong is about a wrong choice.
	Right             bool
	Truth, Why, Wrong string
}

// Outcome says whether the answer was right, and what is.
func (p *Prediction) Outcome(in *phrases.Phrases) string {
	if p.Right {
		return in.Walk.Predict.Right(p.Truth)
	}
	return in.Walk.Predict.ItIs(p.Truth)
}

// Said says what the learner has answered.
func (p *Prediction) Said(in *phrases.Phrases) string {
	return in.Walk.Predict.YouSaid(p.Options[p.Chosen])
}

func (p *Prediction) clone() *Prediction {
	copied := *p
	copied.Options = slices.Clone(p.Options)
	return &copied
}

// predictions are the questions of a walk.
type predictions struct {
	on      bool
	ended   bool // the watched server has ended: what it has not shown by now it never will
	now     *Prediction
	asked   predict.Asked   // of now
	command string          // that raised it, and is done once it is answered; "" for none
	before  string          // the stage before which it is asked
	opening bool            // it is asked before the walk
	warned  bool            // the learner has been told once how to answer
	raised  map[string]bool // by the ids of questions
	missed  []predict.Asked // to be asked once more at the end
	known   map[string]int  // right answers at the first time, by the chapter

	memory predict.Memory // nil until it has been read

	record       *predict.Record // of recordOf and recordLine
	recordOf     *lesson.Lesson
	recordLine   *lesson.Timeline
	expected     *predict.Record // of a recorded boot; nil when there is none
	expectedRead bool
}

// choose is the name of the command that answers.
const choose = "choose"

// Prediction returns what the learner is asked to predict, or what came of it; nil for neither.
func (w *Walk) Prediction() *Prediction { return w.predictions.now }

// Predicting reports whether the learner is asked for a prediction at this moment.
func (w *Walk) Predicting() bool {
	return w.predictions.now != nil && w.predictions.now.Phase == PredictionAsked
}

// asksForPredictions reports whether the walk asks. A learner who has chosen the path of every span is not stopped by a
// question.
func (w *Walk) asksForPredictions() bool { return w.predictions.on && w.path != All }

func (p *predictions) hidesIntro() bool {
	return p.now != nil && p.opening && p.now.Phase != PredictionAnswered
}

// PredictingAll reports whether the learner is asked to predict what will come of the whole walk: then nothing of it is
// to be shown.
func (w *Walk) PredictingAll() bool { return w.Predicting() && w.predictions.opening }

// Hides reports whether a step is not to be shown while the learner is asked, because it would tell: what follows in a
// recording, and what is planned of a live boot.
func (w *Walk) Hides(step *lesson.Step) bool {
	switch {
	case !w.Predicting() || w.predictions.now.Again:
		return false
	case w.predictions.opening:
		return true
	}
	return step.Index > w.at && (w.follower == nil || step.Planned())
}

// predictBeforeTheWalk raises the question of a request or a broken boot that is asked before anything is seen of it.
func (w *Walk) predictBeforeTheWalk() {
	p := &w.predictions
	if !w.asksForPredictions() || w.intro.Note == nil {
		return
	}
	for _, q := range w.intro.Note.Questions {
		if q.Before != "" {
			continue
		}
		if asked, ok := w.askOf(q); ok {
			w.raise(asked, "")
			p.opening = true
			return
		}
	}
}

// questions returns the questions of this walk: those of its request or its broken boot, else those of the stages.
func (w *Walk) questions() []*notes.Question {
	note := w.intro.Note
	switch {
	case note != nil && (note.Request != "" || note.Break != ""):
		return note.Questions
	case w.Kind() != lesson.Boot && (w.Kind() != lesson.Other || !w.lesson.OwnNotes()):
		return nil
	}
	return slices.DeleteFunc(w.lesson.Library().Questions(), func(q *notes.Question) bool {
		return q.Note.Request != "" || q.Note.Break != ""
	})
}

// predictBefore raises a question that is to be asked before the step to which a command would lead, and reports
// whether it has. What a watched server has done already is no longer asked.
func (w *Walk) predictBefore(command string, to int) bool {
	p := &w.predictions
	if !w.asksForPredictions() || p.now != nil || w.Step() == nil {
		return false
	}
	if to = w.leadsTo(to); to == w.at || to < 0 || to >= len(w.lesson.Steps) || w.isPast(to) {
		return false
	}
	name := w.lesson.Steps[to].Node.Name
	asked, ok := w.toAsk(name)
	if !ok {
		return false
	}
	w.raise(asked, command)
	p.before, w.touched = name, true
	return true
}

// toAsk returns the first question that is still to be asked before a stage of that name: it has not been raised, it
// has one right answer here, and no hook of which it speaks has gone on.
func (w *Walk) toAsk(stage string) (predict.Asked, bool) {
	for _, q := range predict.For(w.questions(), stage) {
		if w.predictions.raised[q.ID] || w.anyHookRan(predict.Hooks(q)) {
			continue
		}
		if asked, ok := w.askOf(q); ok {
			return asked, true
		}
	}
	return predict.Asked{}, false
}

// raise asks a question, once in a walk.
func (w *Walk) raise(asked predict.Asked, command string) {
	p := &w.predictions
	if p.raised == nil {
		p.raised = make(map[string]bool)
	}
	p.raised[asked.Question.ID] = true
	p.ask(asked, command)
}

func (p *predictions) ask(asked predict.Asked, command string) {
	p.asked, p.command, p.before, p.opening, p.warned = asked, command, "", false, false
	p.now = &Prediction{
		ID: asked.Question.ID, Kind: asked.Question.Kind, Phase: PredictionAsked, Ask: asked.Question.Ask,
		Options: asked.Options, Chosen: -1,
	}
}

// askOf finds the choices of a question: in the recording or, of a server that has not come that far, in the boot that
// was recorded earlier. A broken boot goes another way than that one: of it the note has the choices.
func (w *Walk) askOf(q *notes.Question) (predict.Asked, bool) {
	seed := ""
	if line := w.lesson.Line(w.at); line != nil {
		seed = line.Root.TraceID
	}
	if w.follower == nil {
		return w.record().Ask(q, seed)
	}
	if q.Note.Break != "" {
		return w.record().AskAhead(q, seed)
	}
	if expected := w.expectedRecord(); expected != nil {
		return expected.Ask(q, seed)
	}
	return predict.Asked{}, false
}

// record returns what the trace tells by now in which the learner stands.
func (w *Walk) record() *predict.Record {
	p, line := &w.predictions, w.lesson.Line(w.at)
	if p.record != nil && p.recordOf == w.lesson && p.recordLine == line {
		return p.record
	}
	roots := w.lesson.Roots
	if w.follower == nil && line != nil {
		roots = line.Roots
	}
	var green []string
	for _, check := range w.Checks() {
		if check.Green {
			green = append(green, check.Name)
		}
	}
	p.record = predict.NewRecord(roots, w.lesson.Library(), green...)
	p.recordOf, p.recordLine = w.lesson, line
	return p.record
}

func (w *Walk) expectedRecord() *predict.Record {
	p := &w.predictions
	if !p.expectedRead {
		p.expectedRead = true
		if roots := w.lesson.Expected(); roots != nil {
			p.expected = predict.NewRecord(roots, w.lesson.Library())
		}
	}
	return p.expected
}

// predictionDo does a command that has another meaning while a question is asked, and reports whether it has.
func (w *Walk) predictionDo(c *Command, argument string) (r Reply, done bool) {
	if !w.Predicting() {
		if w.predictions.now != nil && w.predictions.now.Phase == PredictionAnswered &&
			(c.Group == Walking || c.Group == Moving || c.Name == "close") {
			w.predictions.now = nil
			return Reply{}, c.Name == "close"
		}
		return Reply{}, false
	}
	p := &w.predictions
	switch c.Name {
	case choose:
		return w.answerPrediction(argument), true
	case "down":
		p.now.Chosen = min(p.now.Chosen+1, len(p.now.Options)-1)
	case "up":
		p.now.Chosen = max(p.now.Chosen-1, 0)
	case "close":
		return w.skipPrediction(), true
	case "next", "into", "over":
		if p.warned {
			return w.skipPrediction(), true
		}
		p.warned = true
		w.notice = w.say().Predict.AnswersOrSkips(len(p.now.Options))
	default:
		if c.Group == Walking || c.Group == Moving {
			p.drop() // the learner goes elsewhere
		}
		return Reply{}, false
	}
	return Reply{}, true
}

// drop takes a question back that has not been answered. It will be raised again.
func (p *predictions) drop() {
	switch {
	case p.now == nil || p.now.Phase != PredictionAsked:
		return
	case p.now.Again:
		p.missed = append(p.missed, p.asked)
	default:
		delete(p.raised, p.now.ID)
	}
	p.now = nil
}

// skipPrediction goes on as if nothing had been asked.
func (w *Walk) skipPrediction() Reply {
	p := &w.predictions
	command := p.command
	p.now = nil
	return w.walkOn(command)
}

// answerPrediction answers with the option of that number, counted from 1, or without a number with the one at which
// the learner points.
func (w *Walk) answerPrediction(number string) Reply {
	p := &w.predictions
	option := p.now.Chosen
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(p.now.Options) {
			w.notice = w.say().Predict.Numbers(len(p.now.Options))
			return Reply{}
		}
		option = n - 1
	}
	if option < 0 {
		w.notice = w.say().Predict.ChooseFirst
		return Reply{}
	}
	p.now.Chosen, p.now.Phase = option, PredictionWaiting
	if _, more := w.toAsk(p.before); more {
		// The next one is asked before the server goes on. What the server will do is known from an earlier boot.
		if w.judgePrediction(); p.now.Phase == PredictionAnswered {
			return Reply{}
		}
	}
	r := w.walkOn(p.command)
	w.judgePrediction()
	return r
}

// walkOn does the command that raised a question.
func (w *Walk) walkOn(command string) (r Reply) {
	if do := w.actions[command]; do != nil {
		w.headings.commanded(command) // an answer walks as the command would have
		r = do(w, "")
	}
	return r
}
