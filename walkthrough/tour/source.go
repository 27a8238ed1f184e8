package tour

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/alecthomas/chroma/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// code is the source pane: the function of the stage on which the learner stands. Its first line stays in view when it
// has been scrolled away. In front of the lines stand two marks. The first says what the line is:
//
//	ƒ   the function begins
//	▶   calls the stage to which the next step leads
//
// The second stands where a stage is called and says how far it has got, as among the stages; done is ✓.
type code struct {
	step *lesson.Step
	next *lesson.Step // the step after it, nil when there is none
	view lesson.View  // tells how far stages have got
	said *phrases.TourSource
	scroll
	highlighter *highlighter
	reading     map[trace.Place]bool // what is being read from the disk
}

// sourceMsg says that the source at a place has been read, or that it cannot be.
type sourceMsg trace.Place

// look takes in what the walk shows.
func (c *code) look(w *walk.Walk) {
	c.step, c.next, c.view = w.Step(), w.Next(), w.Moment()
	c.said = &w.Lesson().Phrases().Tour.Source
}

// read returns a command that reads the source of the stage, when a disk has it and it has not been read before.
func (c *code) read() tea.Cmd {
	if c.step == nil || c.step.AtHand() {
		return nil
	}
	step, place := c.step, c.step.Node.Source()
	if c.reading[place] {
		return nil
	}
	if c.reading == nil {
		c.reading = make(map[trace.Place]bool)
	}
	c.reading[place] = true
	return func() tea.Msg {
		step.Code()
		return sourceMsg(place)
	}
}

// excerpt returns the source that is shown, nil when there is none, or none yet.
func (c *code) excerpt() *source.Excerpt {
	if c.step == nil || !c.step.AtHand() {
		return nil
	}
	return c.step.Code()
}

// nextCall returns the line on which the function calls the next step, or 0 when it does not.
func (c *code) nextCall() int { return c.step.CallOf(c.next) }

// settle brings the line that matters into view, unless the learner has scrolled: the call of the next step, else the
// line on which the function begins. The comment above the function is shown when there is room for both.
func (c *code) settle(width, height int) {
	e := c.excerpt()
	if e == nil {
		c.scroll = scroll{}
		return
	}
	if !c.moved {
		begin := e.Func - e.First
		c.x, c.y = 0, 0
		if call := c.nextCall() - e.First; call > height-2 {
			c.y = begin
			if call-begin > height-2 {
				c.y = call - (height-1)*2/3
			}
		} else if call < 0 && begin > height/2 {
			c.y = begin
		}
	}
	c.clampTo(e, width, height)
}

// clampTo keeps the scroll inside the excerpt.
func (c *code) clampTo(e *source.Excerpt, width, height int) {
	c.clamp(len(e.Lines), height, func() int {
		cells := 0
		for _, line := range e.Lines {
			cells = max(cells, ansi.StringWidth(expandTabs(line, tabSize)))
		}
		return cells
	}, width-gutterOf(e))
}

// gutterOf returns how many cells the marks and the line number take.
func gutterOf(e *source.Excerpt) int { return 3 + len(strconv.Itoa(e.Last())) + 1 }

func (c *code) gutter() int {
	if e := c.excerpt(); e != nil {
		return gutterOf(e)
	}
	return 0
}

// aside tells where the source is.
func (c *code) aside(height int) string {
	e := c.excerpt()
	switch {
	case c.step == nil:
		return ""
	case e == nil:
		return words.Place(c.step.Node.Source())
	}
	aside := words.Place(trace.Place{File: e.Path, Line: e.Func})
	if position := c.position(len(e.Lines), height); position != "" {
		aside += " · " + position
	}
	return aside
}

// pinned reports whether the first row shows the line on which the function begins, which is above what is in view.
func (c *code) pinned(e *source.Excerpt, height int) bool { return height > 1 && c.y > e.Func-e.First }

// lineAt returns the number of the line in a row of the pane, 0 when there is none.
func (c *code) lineAt(row, height int) int {
	e := c.excerpt()
	switch {
	case e == nil || row < 0 || c.y+row >= len(e.Lines):
		return 0
	case row == 0 && c.pinned(e, height):
		return e.Func
	}
	return e.First + c.y + row
}

// called returns the stage that a line calls: of several the next that is not done, else the first; nil when it calls
// none.
func (c *code) called(line int) *lesson.Step {
	var first *lesson.Step
	if c.excerpt() == nil {
		return nil
	}
	for _, call := range c.step.Calls() {
		if call.Line != line {
			continue
		}
		if first == nil {
			first = call.Child
		}
		if call.Child == c.next || c.view.State(call.Child) != lesson.Done {
			return call.Child
		}
	}
	return first
}

// callStates returns how far the stages are that the function calls, by line. A line in a loop calls many: what failed
// or waits there matters most, and what has begun in part runs.
func (c *code) callStates() map[int]lesson.State {
	states := make(map[int]lesson.State)
	for _, call := range c.step.Calls() {
		now := c.view.State(call.Child)
		before, several := states[call.Line]
		switch {
		case !several || callWeight[now] > callWeight[before]:
			if several && now != lesson.Failed && now != lesson.Held &&
				(now == lesson.Ahead) != (before == lesson.Ahead) {
				now = lesson.Running
			}
			states[call.Line] = now
		case before == lesson.Ahead && now == lesson.Done:
			states[call.Line] = lesson.Running
		}
	}
	return states
}

var callWeight = map[lesson.State]int{
	lesson.Skipped: 0, lesson.Done: 1, lesson.Ahead: 2, lesson.Running: 3, lesson.Held: 4, lesson.Failed: 5,
}

// callMark is how far the stage has got that a line calls, in one cell. In front of a line, nothing means that it calls
// no stage, so one that is done has a mark too.
func callMark(s lesson.State) string {
	if s == lesson.Done {
		return "✓"
	}
	return stateMark(s)
}

// callStyle is the style of that mark.
func (s *styles) callStyle(state lesson.State) style {
	if state == lesson.Done {
		return s.good
	}
	return s.state(state)
}

// Render returns exactly height rows of exactly width cells.
func (c *code) Render(t *theme, width, height int) []string {
	e := c.excerpt()
	switch {
	case c.step == nil:
		return text{}.Render(width, height)
	case !c.step.AtHand():
		lines := wrapped(t.muted, c.said.Reading(words.Place(c.step.Node.Source())), width-2)
		return padded(text{lines: lines}.Render(width-2, height))
	case e == nil:
		return padded(text{lines: c.absent(t, width-2)}.Render(width-2, height))
	}
	words := c.highlighter.tokens(e)
	states, next := c.callStates(), c.nextCall()
	rows := make([]string, height)
	for i := range rows {
		number := c.lineAt(i, height)
		if number == 0 {
			rows[i] = spaces(width)
			continue
		}
		styles, mark := &t.styles, " "
		switch number {
		case next:
			styles, mark = &t.chosen, "▶"
		case e.Func:
			mark = "ƒ"
			if i == 0 && c.pinned(e, height) {
				styles = &t.pinned
			}
		}
		call, called := " ", t.plain
		if state, ok := states[number]; ok {
			call, called = callMark(state), t.callStyle(state)
		}
		gutter := gutterOf(e)
		count := t.muted
		if mark != " " || call != " " {
			count = t.strong
		}
		rows[i] = t.key.Render(mark) + called.Render(call) +
			count.Render(" "+alignRight(strconv.Itoa(number), gutter-4)+" ") +
			c.line(styles, words[number-e.First], width-gutter)
	}
	return rows
}

// line returns the words of a line from the column on that is first in view.
func (c *code) line(styles *styles, words []chroma.Token, width int) string {
	var line strings.Builder
	cells := 0
	for _, word := range words {
		line.WriteString(styles.word(word.Type).Render(word.Value))
		cells += ansi.StringWidth(word.Value)
	}
	line.WriteString(styles.plain.Render(spaces(c.x + width - cells)))
	return window(line.String(), c.x, width)
}

// absent is what there is to say when the source cannot be shown here.
func (c *code) absent(t *theme, width int) []string {
	place := c.step.Node.Source()
	if place.File == "" {
		return wrapped(t.muted, c.said.NotKnown(c.step.Line().Kind == lesson.Other), width)
	}
	lines := wrapped(t.muted, c.said.NotAtHand, width)
	lines = append(lines, wrapped(t.strong, words.Place(place), width)...)
	if name := c.step.Node.Function(); name != "" {
		lines = append(lines, wrapped(t.plain, words.Shown(name), width)...)
	}
	if link := source.Permalink(place); link != "" {
		lines = append(lines, "")
		lines = append(lines, linked(link, wrapped(t.own, words.Shown(link), width))...)
	}
	return lines
}

// wrapped breaks plain text into lines and gives each the style, so that no style reaches over the end of a line.
func wrapped(look style, s string, width int) []string {
	lines := wrap(s, width)
	for i, line := range lines {
		lines[i] = look.Render(line)
	}
	return lines
}
