package plain

import (
	"strconv"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// skipWord goes on without an answer to what the learner is asked to predict.
const skipWord = "skip"

// prediction prints what the learner is asked to predict, and after the answer what is right: each once. On the way
// into a walk of which nothing is to be told yet, a page that was asked for comes first.
func (p *plain) prediction(w *walk.Walk, view walk.View) {
	if notice := w.Notice(); notice != "" {
		p.out.say("%s", p.sentence(notice))
		w.Say("")
	}
	if view == walk.HelpView || view == walk.IntroView {
		p.show(w, view)
	}
	asked := w.Prediction()
	if asked == nil {
		p.asked = ""
		return
	}
	if now := asked.ID + " " + string(asked.Phase); now != p.asked {
		p.asked = now
		p.printPrediction(w.Phrases(), asked)
	}
}

func (p *plain) printPrediction(in *phrases.Phrases, asked *walk.Prediction) {
	switch asked.Phase {
	case walk.PredictionAsked:
		p.wrapped(p.says.Predict.Question(words.Shown(asked.Ask), asked.Again))
		for i, option := range asked.Options {
			p.item("  ", p.says.Labelled(strconv.Itoa(i+1), words.Shown(option)))
		}
		p.out.say("%s", p.says.Predict.TypeNumber(skipWord))
	case walk.PredictionWaiting:
		p.wrapped(p.says.Two(words.Shown(asked.Said(in)), in.Walk.Predict.Waits))
	default:
		p.wrapped(p.says.Two(words.Shown(asked.Outcome(in)), words.Shown(asked.Why)))
		if asked.Wrong != "" {
			p.wrapped(p.says.Two(words.Shown(asked.Said(in)), words.Shown(asked.Wrong)))
		}
	}
}

// predicted takes a line as the answer to a question, when one is asked, and reports whether it was. An empty line has
// the question repeated.
func (p *plain) predicted(line string) bool {
	asking := false
	p.read(func(w *walk.Walk) { asking = w.Predicting() })
	if !asking {
		return false
	}
	_, err := strconv.Atoi(line)
	switch {
	case line == "":
		p.asked = ""
		p.tell(walk.Reply{}, "")
	case line == skipWord:
		p.tell(p.driver.Do("close", ""), p.says.Predict.Skipped)
	case err == nil:
		p.tell(p.driver.Do("choose", line), "")
	default:
		return false
	}
	return true
}

func (p *plain) nothingAsked(*walk.Walk) { p.out.say("%s", p.says.Predict.NotAsked) }
