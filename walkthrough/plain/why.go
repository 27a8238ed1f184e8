package plain

import (
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// why prints what can be asked of a stage or of the health checks, with the answer to the chosen question.
func (p *plain) why(w *walk.Walk) {
	asked := w.Asked()
	switch {
	case asked == nil:
		return
	case len(asked.Answers) == 0:
		p.out.say("%s", p.says.News.AnswersLooking)
		return
	}
	answer := asked.Answers[asked.Chosen]
	p.out.say("%s", answer.Question)
	for _, sentence := range answer.Sentences {
		p.out.say("  %s", sentence)
	}
	steps := w.Lesson().Steps
	for _, place := range answer.Places {
		if place.Index < len(steps) {
			p.out.say("  %s", p.says.ToStep(place.Index+1, words.Name(steps[place.Index].Node.Name)))
		}
	}
	if len(asked.Answers) < 2 {
		return
	}
	p.out.say("%s", p.says.Why.More)
	for i, other := range asked.Answers {
		if i != asked.Chosen {
			p.out.say("  %s", p.says.Why.Ask(i+1, other.Question))
		}
	}
}
