package plain

import (
	"fmt"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// where says where the learner stands.
func (p *plain) where(w *walk.Walk) {
	step := w.Step()
	if step == nil {
		p.out.say("%s", p.says.Stage.WaitsForFirst)
		return
	}
	node, v := step.Node, w.Moment()
	rest, many := w.RestAt(step.Index)
	p.out.say("%s", p.says.Stage.Heading(step.Index+1, len(w.Lesson().Steps), p.titleOf(w, step, rest)))
	if many {
		p.inRow(rest, v)
		return
	}
	times := words.Times(v, step)
	if state := v.State(step); state == lesson.Done || state == lesson.Failed {
		times = append([]string{words.State(&w.Phrases().Words, state)}, times...)
	}
	p.out.say("  %s", strings.Join(times, p.says.Beside))
	if compared, ok := w.SpreadOf(step); ok {
		recordings, ready := w.Compared()
		for _, said := range words.Compared(&w.Phrases().Words, compared, recordings) {
			p.out.say("  %s", said)
		}
		if said := words.ComparedReady(&w.Phrases().Words, ready, recordings); said != "" && node.Parent == nil {
			p.out.say("  %s", said)
		}
	}
	if mark := w.MarkOf(step.Index); mark != "" {
		p.out.say("  %s", p.says.Stage.Mark(words.Shown(mark)))
	}
	if around := words.Around(&w.Phrases().Words, node); len(around) > 0 {
		p.out.say("  %s", p.says.Stage.In(around))
	}
	if failure := w.Failure(step); failure != "" {
		p.out.say("  %s", p.says.Stage.Failed(words.Shown(failure)))
	}
	if decided := words.Decided(w.Lesson(), step); decided != "" {
		p.out.say("  %s", decided)
	}
	p.record(w, step)
	if why := node.NeverHeld(); why != "" {
		p.out.say("  %s", p.says.Stage.NeverHeld(words.Shown(w.Phrases().Recorded.Said(why))))
	}
	if n := len(node.Children); n > 0 {
		p.out.say("  %s", p.says.Stage.Parts(n))
	}
	if at := p.position(w.Position()); at != "" {
		p.out.say("  %s", at)
	}
	if wait := w.Wait(); wait.For != "" && w.AtLive() && !wait.Begun {
		p.out.say("  %s", p.says.Stage.WaitIsHeld(wait.Said(w.Phrases())))
	}
}

// inRow says what the many stages in the learner's row are.
func (p *plain) inRow(rest walk.RestView, v lesson.View) {
	p.out.say("  %s", rest.About(v))
	p.out.say("  %s", p.says.Stage.Each(words.Chart(rest.Each, mostChart)))
	p.out.say("  %s", p.says.Stage.IntoOpens)
}

// mostChart is how many cells a chart of many stages may have.
const mostChart = 60

// titleOf names what is in the learner's row, and the chapter with its counter.
func (p *plain) titleOf(w *walk.Walk, step *lesson.Step, rest walk.RestView) []string {
	title := []string{words.Name(step.Node.Name)}
	if len(rest.Stages) > 0 {
		title[0] = p.says.Stage.From(rest.String(), title[0])
	}
	if chapter := w.Chapter().String(); chapter != "" {
		title = append(title, strings.Split(chapter, " · ")...)
	}
	return title
}

// record says what the record of a span tells beyond its times: another service, what is odd about it, exceptions.
func (p *plain) record(w *walk.Walk, step *lesson.Step) {
	if step.Planned() {
		return
	}
	l := w.Lesson()
	if service := l.Service(step); service != "" && service != step.Line().Service() {
		p.out.say("  %s", p.says.Stage.Service(words.Shown(service)))
	}
	for _, odd := range words.Oddities(step, false) {
		p.out.say("  %s", p.says.Stage.Odd(odd))
	}
	for _, e := range w.Moment().Events(step) {
		exception := words.ExceptionOf(&step.Phrases().Words, e)
		if exception == nil {
			continue
		}
		p.out.say("  %s", p.says.Stage.Exception(words.EventTime(step, e), exception.What))
		for _, line := range exception.Stack {
			p.out.say("    %s", line)
		}
	}
}

// position says where the learner stands, seen from the live edge; "" where that is not worth a line. The times of a
// stage that is ahead say so already.
func (p *plain) position(at walk.Position) string {
	switch {
	case !at.Tracked || at.Ahead:
		return ""
	case at.Held:
		return p.says.Stage.Held
	case at.Idle:
		return p.says.Stage.Idle
	case at.AtEdge:
		return p.says.Stage.Live
	}
	if at.Past {
		return p.says.Stage.AsItWas(at.Behind)
	}
	return p.says.Stage.Behind(at.Behind)
}

// summary prints once the layers of a note that are open at first. All of it would bury the walk.
func (p *plain) summary(w *walk.Walk, step *lesson.Step) {
	note := step.Note()
	if note == nil || p.summed[note] {
		return
	}
	p.summed[note] = true
	p.out.say("")
	p.out.say("%s", words.Shown(note.Title))
	layers := note.Layers(w.Path() == walk.Short)
	later := 0
	var terms []*notes.Term
	for i, layer := range layers {
		if layer.Later || w.Knows(step) {
			later++
			continue
		}
		p.section(w, note, layer.Section, i > 0)
		for _, use := range w.Lesson().Glossary().FirstUses(layer.Body, p.worded) {
			terms = append(terms, use.Term)
		}
	}
	if later > 0 {
		p.out.say("  %s", p.says.Front.TellsMore)
	}
	if len(terms) > 0 {
		p.wrapped(p.says.Glosses.NewWords(p.termNames(terms)))
	}
	p.out.say("")
}

func (p *plain) note(w *walk.Walk) {
	step := w.Step()
	if step == nil || step.Note() == nil {
		p.out.say("%s", p.says.NoNote(spans(w)))
		return
	}
	p.wholeNote(w, step.Note())
}

// source prints the function of the stage, with what its lines call.
func (p *plain) source(w *walk.Walk) {
	step := w.Step()
	if step == nil {
		p.out.say("%s", p.says.Source.NoStage)
		return
	}
	code := step.Code()
	if code == nil {
		p.absent(step)
		return
	}
	calls := make(map[int][]string)
	for _, call := range step.Calls() {
		calls[call.Line] = append(calls[call.Line], words.Shown(call.Child.Node.Name))
	}
	p.out.say("%s", words.Place(trace.Place{File: code.Path, Line: code.Func}))
	for i, line := range code.Lines {
		number := code.First + i
		text := fmt.Sprintf("%d: %s", number, withoutTabs(trace.CleanLines(line)))
		if called := calls[number]; len(called) > 0 {
			text += p.says.Source.Calls(called)
		}
		p.out.say("%s", text)
	}
}

// absent says where source is that cannot be shown.
func (p *plain) absent(step *lesson.Step) {
	place := step.Node.Source()
	if place.File == "" {
		p.out.say("%s", p.says.Source.NotKnown(step.Line().Kind == lesson.Other))
		return
	}
	p.out.say("%s", p.says.Source.NotAtHand)
	p.out.say("%s", words.Place(place))
	if name := step.Node.Function(); name != "" {
		p.out.say("%s", words.Shown(name))
	}
	if link := source.Permalink(place); link != "" {
		p.out.say("%s", words.Shown(link))
	}
}

// parts lists the parts of the stage.
func (p *plain) parts(w *walk.Walk) {
	step := w.Step()
	if step == nil || len(step.Node.Children) == 0 {
		p.out.say("%s", p.says.Stage.NoParts)
		return
	}
	v := w.Moment()
	for _, child := range step.Node.Children {
		part := w.Lesson().StepOf(child)
		state := words.State(&w.Phrases().Words, v.State(part))
		switch {
		case part.Planned():
		case child.TookUnknown():
			state += p.says.Beside + p.says.Stage.LengthUnknown
		default:
			state += p.says.Beside + words.Duration(v.Duration(part))
		}
		p.out.say("%s", p.says.Stage.Part(part.Index+1, words.Name(child.Name), state))
	}
}

// lanes lists what runs at the same time, and what is held.
func (p *plain) lanes(w *walk.Walk) {
	if !w.Stepping() {
		p.out.say("%s", p.says.Lanes.NotStepped)
		return
	}
	for _, l := range w.Lanes() {
		does := p.says.Lanes.Runs(words.Shown(l.Inner))
		if l.HeldAt != "" {
			does = p.says.Lanes.Held(words.Shown(l.HeldAt), words.Seconds(l.HeldFor))
		}
		if l.Stepped {
			does += p.says.Lanes.Stepped
		}
		p.out.say("%s", p.says.Lanes.Lane(int(l.ID), words.Shown(l.Name), does))
	}
	others := p.says.Lanes.OthersWait
	if w.OthersRun() {
		others = p.says.Lanes.OthersRun
	}
	p.out.say("%s", others)
}
