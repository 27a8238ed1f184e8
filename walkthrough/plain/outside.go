package plain

import (
	"strconv"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// newOutside says once that requests have come from outside, until the learner has looked at them.
func (p *plain) newOutside(w *walk.Walk) {
	unseen := w.OutsideUnseen() > 0
	if unseen && !p.told.outside && w.Idle() {
		p.out.say("%s", p.says.News.OutsideHint)
	}
	p.told.outside = unseen && (p.told.outside || w.Idle())
}

// outside lists the requests from outside, the oldest first, by the numbers with which they can be followed.
func (p *plain) outside(w *walk.Walk) {
	list := w.Outside()
	if len(list) == 0 {
		p.out.say("%s", p.says.Outside.None)
	}
	for i, o := range list {
		line := p.says.Labelled(words.Shown(o.Method+" "+o.Path), words.Outside(&w.Phrases().Words, o))
		if step := w.OutsideStep(o); step >= 0 {
			line += p.says.Outside.FollowedFrom(words.Thousands(step + 1))
		}
		p.out.say("%s", p.says.Labelled(strconv.Itoa(i+1), line))
	}
	if awaited := w.AwaitedRequest(); awaited != "" {
		p.out.say("%s", p.says.Outside.Awaited(awaited))
	} else {
		p.out.say("%s", p.says.Outside.HowToAwait)
	}
}
