package plain

import (
	"fmt"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// told is what has been printed last, so that only news is.
type told struct {
	ready   bool // the server is
	outside bool // there are requests from outside that the learner has not looked at
	step    trace.Key
	begun   bool // it had begun
	outcome string
	warning walk.Warning // without its times, which grow
}

// news prints what a reply asks for and what is new since the last news. It reports whether there was anything, and
// whether the server is on its way: the same look at the walk finds both, so that no place at which the server was held
// is missed.
func (p *plain) news(r walk.Reply) (fresh, underWay bool) {
	before := p.out.lines.Len()
	p.read(func(w *walk.Walk) {
		if w.PredictingAll() { // everything else would tell
			p.prediction(w, r.Show)
			return
		}
		if notice := w.Notice(); notice != "" {
			p.out.say("%s", p.sentence(notice))
			w.Say("")
		}
		if r.Match != nil {
			p.out.say("%s", p.sentence(p.foundWords(w)))
		}
		if r.Open != nil {
			p.out.say("%s", p.says.Source.Opened(words.Shown(r.Open.Path), r.Open.Line))
		}
		if r.Copy != "" {
			p.out.say("%s", words.Shown(r.Copy))
		}
		p.show(w, r.Show)
		p.heading(w)
		if outcome := p.outcome(w.Status()); outcome != p.told.outcome {
			p.told.outcome = outcome
			if outcome != "" {
				p.out.say("%s", p.sentence(outcome))
			}
		}
		p.arriveAtReady(w)
		p.newOutside(w)
		p.newPlace(w)
		p.newWarning(w.Phrases(), w.Warning())
		underWay = w.UnderWay()
		if !underWay {
			p.prediction(w, "")
		}
	})
	return p.out.lines.Len() > before, underWay
}

// heading prints the heading of a chapter into which the learner has come, or past which they would walk.
func (p *plain) heading(w *walk.Walk) {
	if w.UnderWay() || !w.Headed() {
		return
	}
	p.chapter(w)
	if w.Passing() {
		p.out.say("  %s", p.says.Front.GoesOn(words.Name(w.Step().Node.Name)))
	}
	p.out.say("")
}

// newPlace prints the learner's stage when it is another one, or when it has begun meanwhile. A server that is on its
// way goes through many stages, of which only the last one matters.
func (p *plain) newPlace(w *walk.Walk) {
	step := w.Step()
	if step == nil || w.UnderWay() {
		return
	}
	if begun := !step.Planned(); step.Key() != p.told.step || begun != p.told.begun {
		p.told.step, p.told.begun = step.Key(), begun
		p.where(w)
		p.summary(w, step)
	}
}

// newWarning prints a warning once, and not again for every second that it lasts.
func (p *plain) newWarning(said *phrases.Phrases, warning walk.Warning) {
	kind := walk.Warning{
		HeldFor: min(1, warning.HeldFor), Wait: warning.Wait, WaitsFor: warning.WaitsFor,
		Silent: min(1, warning.Silent),
	}
	if kind != p.told.warning && kind != (walk.Warning{}) {
		p.out.say("%s", p.sentence(warning.Said(said)))
	}
	p.told.warning = kind
}

// outcome says how the boot went, "" while it goes on.
func (p *plain) outcome(s walk.Status) string {
	took, recording, say := words.Duration(s.Took), "", p.says.News
	if s.Recording {
		recording = say.Recording
	}
	switch s.Phase {
	case walk.Ready:
		if s.Recording {
			return recording + say.ReadyIn(took)
		}
		return say.ReadyAndRuns(took)
	case walk.Stopping:
		return say.Stopping
	case walk.Stopped:
		return say.Stopped(took, words.Shown(s.Reason))
	case walk.Answered:
		return recording + say.Took(took)
	case walk.Recorded:
		return recording + say.OtherTook(p.program(s), took)
	case walk.Failed:
		return recording + say.FailedIn(words.Name(s.FailedIn), took)
	case walk.NotReady:
		return recording + say.NotReady(took)
	}
	return ""
}

// program names the trace of another program: "shop", "trace 2 of 5 of shop".
func (p *plain) program(s walk.Status) string {
	switch {
	case s.Traces > 1:
		return p.says.News.Trace(s.Trace, s.Traces, words.Shown(s.Program))
	case s.Program == "":
		return p.says.News.ThisTrace
	}
	return words.Shown(s.Program)
}

// foundWords say which match of a search this is, and what it is in.
func (p *plain) foundWords(w *walk.Walk) string {
	s, step := w.Search(), w.Step()
	if s.Match == nil || step == nil {
		return ""
	}
	place := p.says.News.Stage(words.Name(step.Node.Name), spans(w))
	switch s.Match.Kind {
	case walk.InNote:
		place = p.says.News.InNote(words.Shown(step.Node.Name))
	case walk.InSource:
		if e := step.Code(); e != nil {
			line := strings.TrimSpace(withoutTabs(e.Lines[s.Match.Line-e.First]))
			place = fmt.Sprintf("%s:%d %s", words.Shown(e.Path), s.Match.Line, words.Shown(line))
		}
	}
	return p.says.News.Found(phrases.PlainMatch{
		Number: s.Number, Found: s.Found, More: !s.Done, Spans: spans(w), Names: s.Names, Notes: s.Notes,
		Source: s.Source, Place: place,
	})
}
