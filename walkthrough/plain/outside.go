package plain

import (
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// newOutside says once that requests have come from outside, until the learner has looked at them.
func (p *plain) newOutside(w *walk.Walk) {
	unseen := w.OutsideUnseen() > 0
	if unseen && !p.told.outside && w.Idle() {
		p.out.say("(Requests have come from outside: \"requests\" lists them.)")
	}
	p.told.outside = unseen && (p.told.outside || w.Idle())
}

// outside lists the requests from outside, the oldest first, by the numbers with which they can be followed.
func (p *plain) outside(w *walk.Walk) {
	list := w.Outside()
	if len(list) == 0 {
		p.out.say("No request has come from outside yet.")
	}
	for i, o := range list {
		line := words.Shown(o.Method+" "+o.Path) + ": " + words.Outside(&w.Phrases().Words, o)
		if step := w.OutsideStep(o); step >= 0 {
			line += ", followed from step " + words.Thousands(step+1)
		}
		p.out.say("%d: %s", i+1, line)
	}
	if awaited := w.AwaitedRequest(); awaited != "" {
		p.out.say("The next %s is held at its first stage. (\"requests none\" takes that back.)", awaited)
	} else {
		p.out.say("(\"requests\" with a number, or with a method and a path, holds the next one like it.)")
	}
}
