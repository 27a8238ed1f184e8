package tour

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// stages is the tree of the boot: a row for each stage, with its name, its bar in the waterfall and its duration. Only
// rows in view are drawn, and which step is in which row is computed from the folds, not kept in a list, so that a trace
// of a million spans is as quick as one of sixty.
type stages struct {
	lesson   *lesson.Lesson
	selected int               // a step of the lesson; one that a folded stage hides never is
	top      int               // first row in view
	folded   map[trace.Key]int // the step that each folded stage is in this lesson
	folds    []fold            // those of them that no other hides
	scale    scale
	moment   lesson.View // what rows tell of states and times
	minimap  minimap
	wheeled  bool // the view has been moved away from the learner's step
	// breakpoint reports whether the learner has set one on the stages of a name.
	breakpoint func(name string) bool
}

// fold is a folded stage that no other hides.
type fold struct {
	step   int
	size   int // steps in it, itself included
	hidden int // steps that the folds before it hide
}

func (f fold) row() int { return f.step - f.hidden }

// show takes the lesson in, in place of an earlier one.
func (s *stages) show(l *lesson.Lesson) {
	s.lesson = l
	if len(s.folded) > 0 {
		for _, step := range l.Steps {
			if _, folded := s.folded[step.Key()]; folded {
				s.folded[step.Key()] = step.Index
			}
		}
	}
	s.list()
}

// list finds anew which folds count, after the lesson or the folds have changed.
func (s *stages) list() {
	s.folds = s.folds[:0]
	s.minimap.stale = true
	hidden, next := 0, 0
	for _, at := range slices.Sorted(maps.Values(s.folded)) {
		if at < next || at >= len(s.lesson.Steps) {
			continue
		}
		size := s.lesson.Steps[at].Node.Size
		s.folds = append(s.folds, fold{at, size, hidden})
		hidden += size - 1
		next = at + size
	}
}

// count returns how many rows there are.
func (s *stages) count() int {
	rows := len(s.lesson.Steps)
	for _, f := range s.folds {
		rows -= f.size - 1
	}
	return rows
}

// row returns the row in which the step is, or the row of the folded stage that hides it.
func (s *stages) row(step int) int {
	i, found := slices.BinarySearchFunc(s.folds, step, func(f fold, step int) int { return cmp.Compare(f.step, step) })
	if found {
		return s.folds[i].row()
	}
	if i == 0 {
		return max(0, step)
	}
	f := s.folds[i-1]
	if step < f.step+f.size {
		return f.row()
	}
	return step - f.hidden - (f.size - 1)
}

// at returns the step in the row. A row that is too small or too large counts as the first or the last.
func (s *stages) at(row int) int {
	row = max(0, min(row, s.count()-1))
	i, found := slices.BinarySearchFunc(s.folds, row, func(f fold, row int) int { return cmp.Compare(f.row(), row) })
	if found {
		return s.folds[i].step
	}
	if i == 0 {
		return row
	}
	f := s.folds[i-1]
	return row + f.hidden + f.size - 1
}

// lastRow returns the step in the last row.
func (s *stages) lastRow() int { return s.at(s.count() - 1) }

// after returns the step in the row below step i, which is one more than the last step when there is none.
func (s *stages) after(i int) int {
	if !s.isFolded(i) {
		return i + 1
	}
	return i + s.lesson.Steps[i].Node.Size
}

func (s *stages) isFolded(i int) bool {
	if len(s.folded) == 0 {
		return false
	}
	step := s.lesson.Steps[i]
	_, folded := s.folded[step.Key()]
	return folded && len(step.Node.Children) > 0
}

// fold hides what is inside a step, or shows it again.
func (s *stages) fold(step int) {
	key := s.lesson.Steps[step].Key()
	if s.folded == nil {
		s.folded = make(map[trace.Key]int)
	}
	if _, folded := s.folded[key]; folded {
		delete(s.folded, key)
	} else {
		s.folded[key] = step
	}
	s.list()
}

// reveal opens every folded stage around the step.
func (s *stages) reveal(step int) {
	if len(s.folded) == 0 {
		return
	}
	before := len(s.folded)
	for n := s.lesson.Steps[step].Node.Parent; n != nil; n = n.Parent {
		delete(s.folded, s.lesson.Steps[n.Index].Key())
	}
	if len(s.folded) != before {
		s.list()
	}
}

// bring moves the view no further than it takes to show the step, with a row above and below it as context.
func (s *stages) bring(step, height int) {
	row := s.row(step)
	context := min(1, (height-1)/2)
	s.top = max(min(s.top, row-context), row+context-height+1)
	s.top = max(0, min(s.top, s.count()-height))
}

// pin shows the step at two thirds of the height, wherever the view was before, so that the live edge looks the same however
// one got there.
func (s *stages) pin(step, height int) {
	s.top = max(0, min(s.row(step)-height*2/3, s.count()-height))
}

// The columns of a row are the mark of the selection, the name, the bar and the duration, with a space between them.
const durationWidth = 8

func columnsOf(width int) (name, bar int) {
	bar = min(max((width-40)/2, width/5, 10), 60)
	return width - 2 - bar - durationWidth - 2, bar
}

// ruler returns the heading's aside: the time scale above the bars, and what the last column is.
func (s *stages) ruler(line string, width, height int) string {
	_, bar := columnsOf(width - s.mapWidth(height))
	// The heading ends in a space and a piece of rule, which the last column's title makes room for.
	return axis(s.scale, line, bar) + " " + line + strings.Repeat(line, s.mapWidth(height)) + " took"
}

// Render returns exactly height rows of exactly width cells.
func (s *stages) Render(t *theme, width, height int) []string {
	rows := make([]string, height)
	for i := range rows {
		if at := s.top + i; at < s.count() {
			rows[i] = s.line(t, s.at(at), width-s.mapWidth(height))
		} else {
			rows[i] = spaces(width - s.mapWidth(height))
		}
	}
	if s.mapWidth(height) > 0 {
		for i, cell := range s.minimap.Render(s, t, height) {
			rows[i] += cell
		}
	}
	return rows
}

func (s *stages) line(t *theme, at, width int) string {
	step := s.lesson.Steps[at]
	nameWidth, barWidth := columnsOf(width)
	here := at == s.selected
	state := s.moment.State(step)
	styles := t.on(here)
	cursor, mark := " ", styles.state(state).Render(stateMark(state))
	switch breakpoint := s.breakpoint != nil && s.breakpoint(step.Node.Name); {
	case here && breakpoint:
		cursor, mark = "▶", styles.key.Render(breakpointMark)
	case here:
		cursor = "▶"
	case breakpoint:
		cursor = breakpointMark
	}
	look := styles.plain
	switch state {
	case lesson.Failed:
		look = styles.bad
	case lesson.Ahead, lesson.Skipped:
		look = styles.muted
	}
	onPath := " "
	if s.onPath(step) {
		onPath = pathMark
	}
	return styles.key.Render(cursor) + mark +
		look.Render(fit(s.name(step, nameWidth), nameWidth)) + styles.path.Render(onPath) +
		s.bar(styles, step, state, barWidth) +
		styles.muted.Render(" "+fit(s.took(step, state), durationWidth))
}

// took is the last column: how long the stage took, with a plus while it runs.
func (s *stages) took(step *lesson.Step, state lesson.State) string {
	if state == lesson.Ahead || state == lesson.Skipped {
		return ""
	}
	took := alignRight(duration(s.moment.Duration(step)), durationWidth-1)
	if state == lesson.Running || state == lesson.Held {
		took += "+"
	}
	return took
}

// name returns the stage's name at its depth, with the mark of a stage that can be folded and that of one that runs beside
// the stage around it. However deep it is, there is room for the beginning of its name.
func (s *stages) name(step *lesson.Step, width int) string {
	node := step.Node
	mark := " "
	switch {
	case s.isFolded(step.Index):
		mark = "▸"
	case len(node.Children) > 0:
		mark = "▾"
	}
	if s.moment.Begun(step) && step.Forked() {
		mark += laneMark
	} else {
		mark += " "
	}
	before := spaces(s.indent(node, width)) + mark
	return before + shorten(shown(node.Name), width-ansi.StringWidth(before))
}

// indent returns how far to the right a name stands.
func (s *stages) indent(node *trace.Node, width int) int {
	const leastName, wide = 16, 40
	indent := 2
	if width < wide {
		indent = 1
	}
	return min(indent*node.Depth, max(0, width-leastName))
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
