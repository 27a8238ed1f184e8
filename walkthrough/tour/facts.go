package tour

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// note is the note pane: what there is to read about the stage on which the learner stands. From top to bottom: its
// error when it failed, its times and events, the note, where upstream keeps it, and everything else that was recorded.
//
// Its sections fold, by their titles: a learner who has opened one wants it at the next stage too.
type note struct {
	text
	layers
	markdown *markdown
	titles   []titleAt // of the sections, in order
	height   int       // of what is in view
	past     int       // titles that the learner has gone on, past the end of the text
}

// titleAt is where the title of a section stands among the lines.
type titleAt struct {
	section
	line int
	open bool
}

// subject is what the note pane tells of.
type subject struct {
	said   *phrases.TourNote
	lesson *lesson.Lesson
	step   *lesson.Step
	at     lesson.View // the moment of which times and states are
	// heldFor is how long the server has been held there, by the wall clock.
	heldFor time.Duration
	// failure is why the boot ended, when it ended in this stage.
	failure string
	hurry   bool          // the learner is on the short path
	known   bool          // the learner's answers have shown that they know the chapter: its notes are folded
	words   []*notes.Term // of the glossary, that the note uses
	logged  []string      // lines of the server's log that were written during this stage
	mark    string        // the text of the learner's mark
	// compared is what several recordings tell of the step.
	compared []string
	// rest are the many stages in the learner's row, nil when it is the row of one.
	rest *walk.RestView
}

// title is the note's, or the stage's name where no note explains it.
func (s subject) title() string {
	switch {
	case s.step == nil:
		return s.lesson.Phrases().Tour.Panes.Note
	case s.step.Note() == nil:
		return words.Name(s.step.Node.Name)
	}
	return words.Shown(s.step.Note().Title)
}

// compose makes the lines of the pane.
func (n *note) compose(t *theme, s subject, width int) {
	if s.step == nil {
		n.lines = wrapped(t.muted, s.said.NothingYet, width)
		return
	}
	var lines []string
	if s.failure != "" {
		lines = append(lines, wrapped(t.bad, "✗ "+words.Shown(s.failure), width)...)
	}
	if s.mark != "" {
		lines = append(lines, wrapped(t.key, markSign+" "+words.Shown(s.mark), width)...)
	}
	lines = append(lines, s.inRow(t, width)...)
	lines = append(lines, s.times(t, width)...)
	if len(s.compared) > 0 {
		lines = append(lines, wrapped(t.running, strings.Join(s.compared, " · "), width)...)
	}
	lines = append(lines, s.decided(t, width)...)
	if why := s.step.Node.NeverHeld(); why != "" {
		why = words.Shown(s.step.Phrases().Recorded.Said(why))
		lines = append(lines, wrapped(t.running, s.said.NeverHeld(why), width)...)
	}
	lines = append(lines, s.origin(t, width)...)
	for _, odd := range words.Oddities(s.step, false) {
		lines = append(lines, wrapped(t.running, "? "+odd, width)...)
	}
	events, more := s.events(t, width, firstEvents)
	lines = append(lines, events...)
	lines = append(lines, s.logs(t, width)...)
	sections := []section{{lines: lines}}
	switch {
	case s.step.Note() == nil && s.step.Line().Kind == lesson.Other && !s.lesson.OwnNotes():
		// Nobody has written notes about this program.
	case s.step.Note() == nil:
		missing := s.said.NoNote(s.step.Line().Kind == lesson.Other)
		sections[0].lines = append(lines, wrapped(t.muted, missing, width)...)
	default:
		words := s.lesson.Glossary()
		told := slices.Clone(n.markdown.Sections(s.step.Note(), words, s.hurry, t, width))
		for i := range told {
			told[i].later = told[i].later || s.known
		}
		sections = append(sections, told...)
		sections = append(sections, upstream(s.said, t, s.step.Note(), width)...)
		sections = append(sections, section{lines: wordsLine(s.said, t, s.words, width)})
	}
	n.arrange(t, append(sections, s.recorded(t, width, more)), width)
}

// times tells when the stage was at work, and from where it was called.
func (s subject) times(t *theme, width int) []string {
	node := s.step.Node
	parts := words.Times(s.at, s.step)
	if s.heldFor >= time.Second {
		parts = append(parts, s.said.HeldFor(words.Seconds(s.heldFor)))
	}
	if call := node.Call(); call.File != "" {
		called := s.said.CalledAt(words.Place(call))
		if node.Parent != nil {
			called = s.said.CalledBy(words.Shown(node.Parent.Name), words.Place(call))
		}
		parts = append(parts, called)
	}
	return wrapped(t.muted, strings.Join(parts, " · "), width)
}

// decided says where the request of the stage was decided.
func (s subject) decided(t *theme, width int) []string {
	said := words.Decided(s.lesson, s.step)
	if said == "" {
		return nil
	}
	look := t.muted
	if d := s.lesson.DecisionOf(s.step); d.Step == s.step || s.step.Node == s.step.Line().Root {
		said, look = decisionMark+" "+said, decisionLook(&t.styles, d)
	}
	return wrapped(look, said, width)
}

func decisionLook(s *styles, d *lesson.Decision) style {
	if d.Refused() {
		return s.bad
	}
	return s.good
}

// origin tells one trace of a recording from another, and one program of a trace from another.
func (s subject) origin(t *theme, width int) []string {
	line := s.step.Line()
	if s.step.Planned() || line.Kind != lesson.Other && len(s.lesson.Timelines) == 1 {
		return nil
	}
	var said []string
	if n := len(s.lesson.Timelines); n > 1 && s.step.Node == line.Root && !line.Start.IsZero() {
		said = append(said, s.said.TraceOf(line.Number, n, line.Start.UTC()))
	}
	if service := s.lesson.Service(s.step); service != "" && service != line.Service() {
		said = append(said, s.said.Service(words.Shown(service)))
	}
	if len(said) == 0 {
		return nil
	}
	return wrapped(t.muted, strings.Join(said, " · "), width)
}

// mostShown is how many events or attributes of one span are listed. Thousands would take a frame's time for nothing.
const mostShown = 200

// firstEvents is how many events stand above the note. A stage with more of them keeps the rest below it.
const firstEvents = 4

// events returns the lines of the first events, and whether there are more.
func (s subject) events(t *theme, width, limit int) (lines []string, more bool) {
	events := s.at.Events(s.step)
	if more = len(events) > limit; more {
		events = events[:limit-1]
	}
	for _, e := range events {
		lines = append(lines, s.event(t, width, e)...)
	}
	if more {
		rest := s.said.MoreEvents
		if limit == firstEvents {
			rest = s.said.MoreEventsBelow
		}
		lines = append(lines, wrapped(t.running, "◆ "+rest(len(s.at.Events(s.step))-len(events)), width)...)
	}
	return lines, more
}

// event returns the lines of an event: one, and those of the stack trace where it tells of an exception.
func (s subject) event(t *theme, width int, e trace.Event) []string {
	text, rest := "◆ "+words.EventTime(s.step, e)+"  "+words.Name(e.Name), e.Attributes
	exception := words.ExceptionOf(&s.step.Phrases().Words, e)
	if exception != nil {
		text, rest = text+": "+exception.What, exception.Rest
	}
	if attributes := attributes(s.said, rest); len(attributes) > 0 {
		text += "  " + strings.Join(attributes, "  ")
	}
	lines := wrapped(t.running, text, width)
	if exception != nil {
		for _, line := range exception.Stack {
			lines = append(lines, t.muted.Render(ansi.Truncate("  "+line, width, "…")))
		}
	}
	return lines
}

// mostLogged is how many lines of the log stand above the note.
const mostLogged = 3

// logs returns the first lines that the server logged during the stage, a row each.
func (s subject) logs(t *theme, width int) (lines []string) {
	for i, line := range s.logged {
		if i == mostLogged {
			return append(lines, wrapped(t.muted, s.said.LoggedMore(len(s.logged)-i), width)...)
		}
		said := s.said.Logged(words.Shown(expandTabs(words.LogMessage(line), tabSize)))
		lines = append(lines, t.muted.Render(ansi.Truncate(said, width, "…")))
	}
	return lines
}

// upstream lists the places in upstream's source that the note speaks of, and its links.
func upstream(said *phrases.TourNote, t *theme, n *notes.Note, width int) []section {
	var sections []section
	if len(n.Upstream) > 0 {
		var lines []string
		for _, a := range n.Upstream {
			place := words.Place(trace.Place{File: a.File, Line: a.Line})
			if a.Module != "" {
				place = words.Shown(a.Module) + "/" + place
			}
			lines = append(lines, wrapped(t.plain, words.Shown(a.Version)+" "+words.Shown(a.Symbol), width)...)
			lines = append(lines, linked(a.URL(), wrapped(t.muted, "  "+place, width))...)
		}
		sections = append(sections, section{title: said.Upstream, name: "Upstream", lines: lines, later: true})
	}
	if len(n.Links) > 0 {
		var lines []string
		for _, l := range n.Links {
			lines = append(lines, wrapped(t.plain, words.Shown(l.Title), width)...)
			lines = append(lines, linked(l.URL, wrapped(t.muted, "  "+words.Shown(l.URL), width))...)
		}
		sections = append(sections, section{title: said.Links, name: "Links", lines: lines, later: true})
	}
	return sections
}

// recorded lists what the span tells beyond its times: all events when not all of them stood above the note, the
// attributes, and, at a root, what the recording says of the whole boot.
func (s subject) recorded(t *theme, width int, allEvents bool) section {
	var lines []string
	if allEvents {
		events, _ := s.events(t, width, mostShown)
		lines = append(lines, events...)
	}
	node := s.step.Node
	if name := node.Function(); name != "" {
		lines = append(lines, wrapped(t.muted, s.said.Function(words.Shown(name)), width)...)
	}
	if place := node.Source(); place.File != "" {
		lines = append(lines, wrapped(t.muted, s.said.Place(words.Place(place)), width)...)
	}
	told := []string{
		convention.Function, convention.File, convention.Line, convention.CallFile, convention.CallLine,
		convention.Goroutine, convention.StillRunning, convention.Replaces,
	}
	if node.IsStage() {
		told = append(told, convention.ScopeName, convention.ScopeVersion) // the same at every stage
	}
	rest := maps.Clone(node.Attributes)
	maps.DeleteFunc(rest, func(key string, _ any) bool { return slices.Contains(told, key) })
	for _, line := range attributes(s.said, rest) {
		lines = append(lines, wrapped(t.muted, line, width)...)
	}
	if node.Parent == nil {
		for _, line := range attributes(s.said, s.lesson.Trace.Resource) {
			lines = append(lines, wrapped(t.muted, line, width)...)
		}
	}
	return section{title: s.said.Recorded, name: "Recorded", lines: lines}
}

// attributes writes attributes as "key=value", in the order of the keys.
func attributes(said *phrases.TourNote, all map[string]any) []string {
	lines := make([]string, 0, len(all))
	texts := trace.Span{Attributes: all}
	for i, key := range slices.Sorted(maps.Keys(all)) {
		if i == mostShown {
			return append(lines, said.MoreAttributes(len(all)-i))
		}
		lines = append(lines, words.Name(key)+"="+words.Shown(texts.Text(key)))
	}
	return lines
}
