package plain

import (
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// arriveAtReady prints the place to which a boot leads, when the learner stands at the live edge; else it says once
// that the server is ready.
func (p *plain) arriveAtReady(w *walk.Walk) {
	switch {
	case w.ReadyOpens():
		w.SeeReady()
		p.ready(w)
	case w.ReadyUnseen() && !p.told.ready:
		p.out.say("%s", p.says.News.ReadyHint)
	}
	p.told.ready = w.ReadyUnseen()
}

// ready prints what a boot waited for, how kubectl gets in, and what to do now.
func (p *plain) ready(w *walk.Walk) {
	r := w.Readiness()
	if r == nil {
		p.out.say("%s", p.says.Ready.NotYet)
		return
	}
	p.out.say("%s", r.Sentence())
	if len(r.Waited) > 0 {
		p.out.say("%s", p.says.Ready.WaitedFor)
		for _, s := range r.Waited {
			part := 100 * float64(s.Took) / float64(max(1, r.Took))
			p.out.say("  %s", p.says.Ready.Waited(s.Step+1, words.Hook(s.Name), words.Duration(s.Took), part))
		}
		p.out.say("%s", r.OthersSentence())
	}
	if len(r.Shell) > 0 {
		p.out.say("%s", p.says.Ready.ForKubectl)
		for _, line := range r.Shell {
			p.out.say("  %s", words.Shown(line))
		}
	}
	p.out.say("%s", p.says.Ready.Now)
	for _, o := range r.Offers {
		p.out.say("  %s", p.says.Labelled(o.Command+o.Typed, o.Help))
	}
}
