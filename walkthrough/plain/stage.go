package plain

import (
	"fmt"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// where says where the learner stands.
func (p *plain) where(w *walk.Walk) {
	step := w.Step()
	if step == nil {
		p.out.say("Waiting for the first stage.")
		return
	}
	node, v := step.Node, w.Moment()
	rest, many := w.RestAt(step.Index)
	p.out.say("step %d of %d: %s", step.Index+1, len(w.Lesson().Steps), strings.Join(titleOf(w, step, rest), ", "))
	if many {
		p.inRow(rest, v)
		return
	}
	times := words.Times(v, step)
	if state := v.State(step); state == lesson.Done || state == lesson.Failed {
		times = append([]string{state.String()}, times...)
	}
	p.out.say("  %s", strings.Join(times, ", "))
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
		p.out.say("  mark: %s", words.Shown(mark))
	}
	if around := words.Around(&w.Phrases().Words, node); len(around) > 0 {
		p.out.say("  in %s", strings.Join(around, " > "))
	}
	if failure := w.Failure(step); failure != "" {
		p.out.say("  failed: %s", words.Shown(failure))
	}
	if decided := words.Decided(w.Lesson(), step); decided != "" {
		p.out.say("  %s", decided)
	}
	p.record(w, step)
	if why := node.NeverHeld(); why != "" {
		p.out.say("  never held: %s", words.Shown(why))
	}
	if n := len(node.Children); n > 0 {
		p.out.say("  %s", words.Counted(n, "part"))
	}
	if at := position(w.Position()); at != "" {
		p.out.say("  %s", at)
	}
	if wait := w.Wait(); wait.For != "" && w.AtLive() && !wait.Begun {
		p.out.say("  %s, which is held", wait.Said(w.Phrases()))
	}
}

// inRow says what the many stages in the learner's row are.
func (p *plain) inRow(rest walk.RestView, v lesson.View) {
	p.out.say("  %s", rest.About(v))
	p.out.say("  each: |%s|", words.Chart(rest.Each, mostChart))
	p.out.say("  \"into\" opens them")
}

// mostChart is how many cells a chart of many stages may have.
const mostChart = 60

// titleOf names what is in the learner's row, and the chapter with its counter.
func titleOf(w *walk.Walk, step *lesson.Step, rest walk.RestView) []string {
	title := []string{words.Name(step.Node.Name)}
	if len(rest.Stages) > 0 {
		title[0] = rest.String() + ", from " + title[0]
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
		p.out.say("  service %s", words.Shown(service))
	}
	for _, odd := range words.Oddities(step, false) {
		p.out.say("  odd: %s", odd)
	}
	for _, e := range w.Moment().Events(step) {
		exception := words.ExceptionOf(&step.Phrases().Words, e)
		if exception == nil {
			continue
		}
		p.out.say("  exception, %s: %s", words.EventTime(step, e), exception.What)
		for _, line := range exception.Stack {
			p.out.say("    %s", line)
		}
	}
}

// position says where the learner stands, seen from the live edge; "" where that is not worth a line. The times of a
// stage that is ahead say so already.
func position(at walk.Position) string {
	switch {
	case !at.Tracked || at.Ahead:
		return ""
	case at.Held:
		return "live, held"
	case at.Idle:
		return "ready: r sends a request, x stops the server"
	case at.AtEdge:
		return "live"
	}
	if at.Past {
		return fmt.Sprintf("%d behind live, as it was then: A shows what is known by now", at.Behind)
	}
	return fmt.Sprintf("%d behind live", at.Behind)
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
		p.section(layer.Section, i > 0)
		for _, use := range w.Lesson().Glossary().FirstUses(layer.Body, p.worded) {
			terms = append(terms, use.Term)
		}
	}
	if later > 0 {
		p.out.say("  (\"more\" tells more, \"source\" shows the source.)")
	}
	if len(terms) > 0 {
		p.wrapped("(New words: " + termNames(terms) + ". \"glossary WORD\" explains one.)")
	}
	p.out.say("")
}

func (p *plain) note(w *walk.Walk) {
	step := w.Step()
	if step == nil || step.Note() == nil {
		p.out.say("%s", w.InWordsOf("No note explains this stage."))
		return
	}
	p.out.sayAll(page.Note(step.Note()))
}

// source prints the function of the stage, with what its lines call.
func (p *plain) source(w *walk.Walk) {
	step := w.Step()
	if step == nil {
		p.out.say("There is no stage yet.")
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
			text += "   (calls " + strings.Join(called, ", ") + ")"
		}
		p.out.say("%s", text)
	}
}

// absent says where source is that cannot be shown.
func (p *plain) absent(step *lesson.Step) {
	place := step.Node.Source()
	if place.File == "" {
		p.out.say("The recording does not say where the source of this %s is.", step.Line().Kind.Step())
		return
	}
	p.out.say("The source is not at hand. It begins here:")
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
		p.out.say("It has no parts.")
		return
	}
	v := w.Moment()
	for _, child := range step.Node.Children {
		part := w.Lesson().StepOf(child)
		state := v.State(part).String()
		switch {
		case part.Planned():
		case child.TookUnknown():
			state += ", how long it took is not known"
		default:
			state += ", " + words.Duration(v.Duration(part))
		}
		p.out.say("step %d: %s, %s", part.Index+1, words.Name(child.Name), state)
	}
}

// lanes lists what runs at the same time, and what is held.
func (p *plain) lanes(w *walk.Walk) {
	if !w.Stepping() {
		p.out.say("No server is stepped.")
		return
	}
	for _, l := range w.Lanes() {
		does := "runs, in " + words.Shown(l.Inner)
		if l.HeldAt != "" {
			does = "held at " + words.Shown(l.HeldAt) + " for " + words.Seconds(l.HeldFor)
		}
		if l.Stepped {
			does += "; this one is stepped"
		}
		p.out.say("lane %d, %s: %s", l.ID, words.Shown(l.Name), does)
	}
	others := "Other lanes wait at their next stage while one is stepped."
	if w.OthersRun() {
		others = "Other lanes run while one is stepped."
	}
	p.out.say("%s", others)
}
