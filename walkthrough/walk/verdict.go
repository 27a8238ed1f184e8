package walk

import (
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/predict"
)

// judgePrediction says what is right as soon as a record tells: the learner's own boot, or the recorded one where it
// goes the same way.
func (w *Walk) judgePrediction() {
	p := &w.predictions
	if p.now == nil || p.now.Phase != PredictionWaiting {
		return
	}
	verdict, ok := w.verdict()
	if !ok {
		if p.ended {
			p.now = nil
		}
		return
	}
	p.now.judge(verdict)
	switch {
	case p.now.Again:
	case verdict.Right:
		w.countRight(p.asked.Question.Before)
	default:
		p.missed = append(p.missed, p.asked)
	}
	w.rememberAnswer(p.now.ID, verdict.Right)
}

// verdict says what the learner's own boot, or else the recorded one, tells of the answer.
func (w *Walk) verdict() (predict.Verdict, bool) {
	p := &w.predictions
	p.record = nil // the health may tell more than when it was made
	records := []*predict.Record{w.record()}
	if expected := w.expectedRecord(); expected != nil && p.asked.Question.Note.Break == "" {
		records = append(records, expected)
	}
	return p.asked.Verdict(p.now.Chosen, records...)
}

func (p *Prediction) judge(v predict.Verdict) {
	p.Phase, p.Right, p.Truth, p.Why, p.Wrong = PredictionAnswered, v.Right, v.Truth, v.Why, v.Wrong
}

// enough is how many right answers show that a learner knows a chapter.
const enough = 2

// countRight counts a right answer for the chapter of the stage before which it was given.
func (w *Walk) countRight(stage string) {
	p := &w.predictions
	for _, step := range w.lesson.Steps {
		if step.Node.Name != stage {
			continue
		}
		if c, ok := w.lesson.Chapter(step); ok {
			if p.known == nil {
				p.known = make(map[string]int)
			}
			p.known[c.ID]++
		}
		return
	}
}

// Knows reports whether the learner has shown that they know the chapter of a step: its notes need not be open.
func (w *Walk) Knows(step *lesson.Step) bool {
	if len(w.predictions.known) == 0 {
		return false
	}
	c, ok := w.lesson.Chapter(step)
	return ok && w.predictions.known[c.ID] >= enough
}

// askMissed asks once more what was missed, when the learner would go on at the end of the walk.
func (w *Walk) askMissed() bool {
	p := &w.predictions
	if len(p.missed) == 0 || !w.atEnd() {
		return false
	}
	asked := p.missed[0]
	p.missed = p.missed[1:]
	p.ask(asked, "")
	p.now.Again = true
	return true
}

// atEnd reports whether nothing follows: the last step of a recording, or a server that is ready.
func (w *Walk) atEnd() bool {
	if w.Stepping() {
		return w.AtLive() && w.Idle()
	}
	return w.nextStop() == w.at && !w.Booting()
}

// Missed returns how many questions wait to be asked once more at the end.
func (w *Walk) Missed() int { return len(w.predictions.missed) }

// rememberAnswer keeps an answer for the quiz.
func (w *Walk) rememberAnswer(id string, right bool) {
	p := &w.predictions
	if p.memory == nil {
		p.memory = make(predict.Memory)
		w.settings.Get(predict.SettingsKey, &p.memory)
		if p.memory == nil { // a person has typed "null"
			p.memory = make(predict.Memory)
		}
	}
	p.memory.Answered(id, right, predict.DayOf(w.clock()))
	w.set(predict.SettingsKey, p.memory)
}
