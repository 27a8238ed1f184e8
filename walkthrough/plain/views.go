package plain

import (
	"apitour/walkthrough/lesson"
	pages "apitour/walkthrough/page"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// show prints what a screen opens a page for.
func (p *plain) show(w *walk.Walk, view walk.View) {
	switch view {
	case walk.HelpView:
		p.help(w)
	case walk.LogView:
		p.log(w)
	case walk.HealthView:
		p.health(w)
	case walk.HooksView:
		p.hooks(w)
	case walk.SlicesView:
		p.slices(w)
	case walk.AnswerView:
		p.answer(w)
	case walk.IntroView:
		p.intro(w)
	case walk.WhyView:
		p.why(w)
	case walk.FrontView:
		p.front(w)
	case walk.ChapterView:
		p.chapter(w)
	case walk.GlossaryView:
		p.glossary(w)
	case walk.OverviewsView:
		p.overviews(w)
	case walk.OverviewView:
		p.overview(w)
	case walk.MarksView:
		p.marks(w)
	case walk.ReadyView:
		p.ready(w)
	case walk.OutsideView:
		p.outside(w)
	}
}

func (p *plain) help(w *walk.Walk) {
	p.out.say("%s", p.says.Help.Type)
	var group walk.Group
	for _, c := range w.Offered() {
		if c.Group != group {
			group = c.Group
			p.out.say("")
			p.out.say("%s", c.Heading)
		}
		p.out.say("  %s", p.says.Help.Command(c.Name, c.Keys, c.Help))
	}
	p.out.say("")
	p.out.say("%s", p.says.Help.Alone)
	p.out.say("  %s", p.says.Help.Jump(spans(w)))
	for _, own := range ownWords() {
		if own.name != "lanes" && own.name != "ready" && own.name != skipWord || w.Kind() != lesson.Other {
			p.out.say("  %s", p.says.Labelled(own.name, p.says.Help.Words[own.name](spans(w))))
		}
	}
	p.out.say("  %s", p.says.Help.Empty)
}

// log prints what the server has logged since it was last printed.
func (p *plain) log(w *walk.Walk) {
	lines, dropped := w.Log().Lines()
	fresh := lines[max(0, min(p.logged-dropped, len(lines))):]
	p.logged = dropped + len(lines)
	switch {
	case len(fresh) > 0:
	case !w.Live():
		p.out.say("%s", p.says.Log.NoLog)
	case p.logged > 0:
		p.out.say("%s", p.says.Log.NothingSince)
	default:
		p.out.say("%s", p.says.Log.NothingYet)
	}
	steps := w.LogSteps()[len(lines)-len(fresh):]
	during := -1
	for i, line := range fresh {
		if step := steps[i]; step >= 0 && step != during {
			during = step
			p.out.say("%s", p.says.Log.During(step+1, words.Name(w.Lesson().Steps[step].Node.Name)))
		}
		p.out.say("  %s", words.Shown(withoutTabs(line)))
	}
}

// health prints the moments on the way to ready and every check, those first that are still red.
func (p *plain) health(w *walk.Walk) {
	said := w.HealthSaid()
	if said.About != "" {
		p.wrapped(said.About)
	}
	for _, m := range said.Moments {
		p.out.say("%s", p.says.Labelled(m.What, m.Said()))
	}
	if len(said.Checks) == 0 {
		p.out.say("%s", p.says.Health.NotAnswered)
		return
	}
	p.out.say("%s", said.Title)
	for _, c := range said.Checks {
		state := p.says.Health.Red
		if c.Green {
			state = p.says.Health.Green
		}
		if c.Why != "" {
			state += p.says.Beside + c.Why
		}
		p.out.say("  %s", p.says.Labelled(words.Shown(c.Name), state))
	}
	if said.Untold != "" {
		p.wrapped(said.Untold)
	}
}

func (p *plain) answer(w *walk.Walk) {
	a := w.Answer()
	if a == nil {
		return
	}
	p.out.say("%s", words.Answer(&w.Phrases().Words, a))
	if d := w.AnswerDecision(); d != nil {
		p.out.say("%s", p.sentence(words.Decision(d)))
	}
	for _, line := range a.Lines {
		p.out.say("%s", words.Shown(withoutTabs(line)))
	}
}

// marks lists the marks.
func (p *plain) marks(w *walk.Walk) {
	for _, m := range w.Marks() {
		if m.Step < 0 {
			p.out.say("%s", p.says.MarkLacks(m.Address, words.Shown(m.Text)))
			continue
		}
		p.out.say("%s", p.says.Step(m.Step+1, words.Name(m.Name), words.Shown(m.Text)))
	}
}

// introduce prints the beginning of what a screen shows first: its facts, and the first section of its note.
func (p *plain) introduce(w *walk.Walk) {
	p.out.say("%s", p.says.Opening)
	if w.Fronted() {
		p.front(w)
		p.out.say("")
	}
	if !w.Introduces() {
		return
	}
	intro := w.Intro()
	p.introLines(intro)
	if intro.Note != nil {
		p.out.say("%s", words.Shown(intro.Note.Title))
		if sections := intro.Note.Sections(); len(sections) > 0 {
			p.out.sayAll(pages.Section(sections[0]))
		}
	}
	p.out.say("%s", p.says.Front.MoreIntro)
	p.out.say("")
}

// intro prints all of it.
func (p *plain) intro(w *walk.Walk) {
	intro := w.Intro()
	p.introLines(intro)
	if intro.Note != nil {
		p.wholeNote(w, intro.Note)
	}
}

func (p *plain) introLines(intro walk.Intro) {
	for _, line := range intro.Lines {
		p.out.say("%s", words.Shown(withoutTabs(line)))
	}
}
