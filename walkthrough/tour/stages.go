package tour

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// stages is the tree of the boot: a row for each stage, with its name, its bar in the waterfall and its duration. Only
// rows in view are drawn, so that a trace of a hundred thousand spans is as quick as one of sixty.
type stages struct {
	lesson   *lesson.Lesson
	selected int // a step of the lesson; one that a folded stage hides never is
	top      int // first row in view
	folded   map[spanID]bool
	rows     []int // the steps that no folded stage hides, in order
	scale    scale
	now      time.Time // the end of what is running
	// breakpoint reports whether the learner has set one on the stages of a name.
	breakpoint func(name string) bool
}

// spanID tells a span from all others, in this lesson and in those that take its place.
type spanID struct{ trace, span string }

func idOf(n *trace.Node) spanID { return spanID{n.TraceID, n.ID} }

// show takes the lesson in, in place of an earlier one.
func (s *stages) show(l *lesson.Lesson) {
	s.lesson = l
	s.list()
}

// list finds the rows anew, after the lesson or the folds have changed.
func (s *stages) list() {
	s.rows = s.rows[:0]
	for i := 0; i < len(s.lesson.Steps); {
		s.rows = append(s.rows, i)
		i = s.after(i)
	}
}

// after returns the step in the row below step i, which is one more than the last step when there is none.
func (s *stages) after(i int) int {
	if !s.isFolded(i) {
		return i + 1
	}
	if over := s.lesson.Over(i); over > i {
		return over
	}
	return len(s.lesson.Steps)
}

func (s *stages) isFolded(i int) bool {
	if len(s.folded) == 0 {
		return false
	}
	node := s.lesson.Steps[i].Node
	return len(node.Children) > 0 && s.folded[idOf(node)]
}

// row returns the row in which the step is, or the row of the folded stage that hides it.
func (s *stages) row(step int) int {
	at, found := slices.BinarySearch(s.rows, step)
	if !found {
		at--
	}
	return max(0, at)
}

// lastRow returns the step in the last row.
func (s *stages) lastRow() int {
	if len(s.rows) == 0 {
		return 0
	}
	return s.rows[len(s.rows)-1]
}

// fold hides what is inside a step, or shows it again.
func (s *stages) fold(step int) {
	id := idOf(s.lesson.Steps[step].Node)
	if s.folded == nil {
		s.folded = make(map[spanID]bool)
	}
	s.folded[id] = !s.folded[id]
	s.list()
}

// reveal opens every folded stage around the step.
func (s *stages) reveal(step int) {
	if len(s.folded) == 0 {
		return
	}
	for n := s.lesson.Steps[step].Node.Parent; n != nil; n = n.Parent {
		delete(s.folded, idOf(n))
	}
	s.list()
}

// bring moves the view no further than it takes to show the step, with a row above and below it as context.
func (s *stages) bring(step, height int) {
	row := s.row(step)
	context := min(1, (height-1)/2)
	s.top = max(min(s.top, row-context), row+context-height+1)
	s.top = max(0, min(s.top, len(s.rows)-height))
}

// pin shows the step at two thirds of the height, wherever the view was before, so that the live edge looks the same however
// one got there.
func (s *stages) pin(step, height int) {
	s.top = max(0, min(s.row(step)-height*2/3, len(s.rows)-height))
}

// The columns of a row are the mark of the selection, the name, the bar and the duration, with a space between them.
const durationWidth = 8

func columnsOf(width int) (name, bar int) {
	bar = min(max((width-40)/2, width/5, 10), 60)
	return width - 2 - bar - durationWidth - 2, bar
}

// ruler returns the heading's aside: the time scale above the bars, and what the last column is.
func (s *stages) ruler(line string, width int) string {
	_, bar := columnsOf(width)
	// The heading ends in a space and a piece of rule, which the last column's title makes room for.
	return axis(s.scale, line, bar) + " " + line + " took"
}

// Render returns exactly height rows of exactly width cells.
func (s *stages) Render(t *theme, width, height int) []string {
	rows := make([]string, height)
	for i := range rows {
		if at := s.top + i; at < len(s.rows) {
			rows[i] = s.line(t, s.rows[at], width)
		} else {
			rows[i] = spaces(width)
		}
	}
	return rows
}

func (s *stages) line(t *theme, step, width int) string {
	node := s.lesson.Steps[step].Node
	nameWidth, barWidth := columnsOf(width)
	here := step == s.selected
	styles, cursor := t.on(here), "  "
	if here {
		cursor = "▶ "
	}
	if s.breakpoint(node.Name) {
		cursor = cursor[:len(cursor)-1] + "●"
	}
	name := styles.plain
	if node.Failed() {
		name = styles.bad
	}
	took := alignRight(duration(node.Duration(s.now)), durationWidth-1)
	if node.Running() {
		took += "+"
	}
	return styles.key.Render(cursor) +
		name.Render(fit(s.name(step, nameWidth), nameWidth)+" ") +
		styles.bar(node).Render(bar(node, s.scale, s.now, barWidth)) +
		styles.muted.Render(" "+fit(took, durationWidth))
}

// name returns the stage's name at its depth, with the mark of a stage that can be folded. However deep it is, there is
// room for the beginning of its name.
func (s *stages) name(step, width int) string {
	node := s.lesson.Steps[step].Node
	mark := "  "
	switch {
	case s.isFolded(step):
		mark = "▸ "
	case len(node.Children) > 0:
		mark = "▾ "
	}
	const leastName, wide = 16, 40
	indent := 2
	if width < wide {
		indent = 1
	}
	before := spaces(min(indent*node.Depth, max(0, width-leastName))) + mark
	return before + shorten(shown(node.Name), width-ansi.StringWidth(before))
}

// shorten makes room for the end of a name like "PostStartHook/start-system-namespaces-controller", which tells more than
// the beginning that its neighbours share. A little of the beginning stays, to tell it from other neighbours.
func shorten(name string, width int) string {
	begin, end, ok := strings.Cut(name, "/")
	if !ok || ansi.StringWidth(name) <= width {
		return name
	}
	const leastBegin = 4
	room := max(leastBegin, width-ansi.StringWidth(end)-1)
	if ansi.StringWidth(begin) <= room {
		return name
	}
	return fit(begin, room) + "/" + end
}
