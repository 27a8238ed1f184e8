package tour

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/spread"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// stages is the tree of the boot: a row for each stage, with its name, its bar in the waterfall and its duration. Only
// rows in view are drawn, and which step is in which row is computed from the folds, not kept in a list, so that a
// trace of a million spans is as quick as one of sixty.
type stages struct {
	lesson   *lesson.Lesson
	folds    *walk.Folds
	selected int                            // the learner's step
	top      int                            // first row in view
	period   walk.Period                    // of the learner's step
	periodOf func(*lesson.Step) walk.Period // of each step, that of the learner's when nil
	moment   lesson.View                    // what rows tell of states and times
	minimap  minimap
	wheeled  bool // the view has been moved away from the learner's step
	// hides reports whether a step is not to be told, because the learner is asked to predict it.
	hides func(*lesson.Step) bool
	// breakpoint reports whether the stages of a name have one.
	breakpoint func(name string) bool
	marked     func(step int) string
	// spread is what several recordings tell of a step, nil when there is one.
	spread func(*lesson.Step) (spread.Stage, bool)
	// stop reports whether the learner's path stops at a step; nil when it stops at all of them.
	stop func(step int) bool
}

// look takes in what the walk shows.
func (s *stages) look(w *walk.Walk) {
	s.lesson, s.folds, s.selected = w.Lesson(), w.Folds(), w.At()
	s.period, s.moment, s.breakpoint = w.Period(), w.Moment(), w.Breakpoint
	s.marked, s.spread = w.MarkOf, nil
	if recordings, _ := w.Compared(); recordings > 0 {
		s.spread = w.SpreadOf
	}
	s.periodOf, s.stop, s.hides = nil, nil, nil
	if w.Predicting() {
		s.hides = w.Hides
	}
	if w.Path() != walk.All {
		s.stop = w.IsStop
	}
	if !w.Live() {
		s.periodOf = w.PeriodOf
	}
}

// settle chooses the rows in view: those that the wheel chose, else those around the learner's step or, until they have
// walked, around the newest one.
func (s *stages) settle(w *walk.Walk, height int) {
	shown := s.selected
	if w.Booting() && !w.Touched() && !w.Stepping() {
		shown = s.lesson.Newest
	}
	switch {
	case s.wheeled:
		s.top = max(0, min(s.top, s.folds.Count()-height))
	case w.Stepping() && w.AtLive():
		s.pin(shown, height)
	default:
		s.bring(shown, height)
	}
	s.minimap.settle(s, height)
}

// bring moves the view no further than it takes to show the step, with a row above and below it as context.
func (s *stages) bring(step, height int) {
	row := s.folds.Row(step)
	context := min(1, (height-1)/2)
	s.top = max(min(s.top, row-context), row+context-height+1)
	s.top = max(0, min(s.top, s.folds.Count()-height))
}

// pin shows the step at two thirds of the height, wherever the view was before, so that the live edge looks the same
// however one got there.
func (s *stages) pin(step, height int) {
	s.top = max(0, min(s.folds.Row(step)-height*2/3, s.folds.Count()-height))
}

// The columns of a row are the mark of the selection, the name, the bar and the duration, with a space between them.
const durationWidth = 8

func columnsOf(width int) (name, bar int) {
	bar = min(max((width-40)/2, width/5, 10), 60)
	return width - 2 - bar - durationWidth - 2, bar
}

// ruler returns the heading's aside: the time scale above the bars, and what the last column is.
func (s *stages) ruler(line string, width, height int) string {
	_, bar := columnsOf(s.rowWidth(width, height))
	// The heading ends in a space and a piece of rule, which the last column's title makes room for.
	return axis(s.period, line, bar) + " " + line + strings.Repeat(line, s.mapWidth(height)) + " " +
		s.lesson.Phrases().Tour.Panes.Took + s.spreadTitle(line, width)
}

// nameWidth returns how many cells the names have in a pane of the size.
func (s *stages) nameWidth(width, height int) int {
	name, _ := columnsOf(s.rowWidth(width, height))
	return name
}

// Render returns exactly height rows of exactly width cells.
func (s *stages) Render(t *theme, width, height int) []string {
	rows := make([]string, height)
	for i := range rows {
		if at := s.top + i; at < s.folds.Count() {
			rows[i] = s.line(t, s.folds.At(at), s.rowWidth(width, height)) + s.spreadCell(t, s.folds.At(at), width)
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
	if s.hides != nil && s.hides(step) {
		return t.muted.Render(fit("  "+hiddenMark, width))
	}
	nameWidth, barWidth := columnsOf(width)
	here := at == s.selected
	state := s.moment.State(step)
	rest, many := s.restAt(at)
	if many {
		state = rest.State
	}
	styles := t.on(here)
	cursor, mark := " ", styles.state(state).Render(stateMark(state))
	switch breakpoint := s.breakpoint != nil && step.Node.IsStage() && s.breakpoint(step.Node.Name); {
	case here && breakpoint:
		cursor, mark = "▶", styles.key.Render(breakpointMark)
	case here && s.marked != nil && s.marked(at) != "":
		cursor, mark = "▶", styles.key.Render(markSign)
	case here:
		cursor = "▶"
	case breakpoint:
		cursor = breakpointMark
	case s.marked != nil && s.marked(at) != "":
		cursor = markSign
	}
	look := styles.plain
	switch {
	case state == lesson.Failed:
		look = styles.bad
	case state == lesson.Ahead, state == lesson.Skipped, s.besidePath(at):
		look = styles.muted
	}
	if many {
		return styles.key.Render(cursor) + mark +
			look.Render(fit(s.restName(step, rest.Rest, nameWidth), nameWidth)) + " " +
			s.chart(styles, step, rest, barWidth) +
			styles.muted.Render(" "+fit(restTook(rest), durationWidth))
	}
	onPath := styles.path.Render(" ")
	switch {
	case !step.Planned() && step.Node.Marks != 0:
		onPath = styles.running.Render(oddMark)
	case s.onPath(step):
		onPath = styles.path.Render(pathMark)
	case step.Line() != nil && step.Line().Kind == lesson.Request:
		if d := s.lesson.DecisionOf(step); d != nil && d.Step == step {
			onPath = decisionLook(styles, d).Render(decisionMark)
		}
	}
	return styles.key.Render(cursor) + mark +
		look.Render(fit(s.name(step, nameWidth), nameWidth)) + onPath +
		s.bar(styles, step, state, barWidth) +
		styles.muted.Render(" "+fit(s.took(step, state), durationWidth))
}

// hiddenMark stands for a stage that the learner is asked to predict.
const hiddenMark = "?"

// took is the last column: how long the stage took, with a plus while it runs.
func (s *stages) took(step *lesson.Step, state lesson.State) string {
	if state == lesson.Ahead || state == lesson.Skipped {
		return ""
	}
	if step.Node.TookUnknown() {
		return alignRight("?", durationWidth-1)
	}
	moment := s.moment
	if moment.Playhead == step { // at its start it has taken nothing
		moment.Playhead = nil
		state = moment.State(step)
	}
	took := alignRight(words.Duration(moment.Duration(step)), durationWidth-1)
	if state == lesson.Running || state == lesson.Held {
		took += "+"
	}
	return took
}

// name returns the stage's name at its depth, with the mark of a stage that can be folded and that of one that runs
// beside the stage around it. However deep it is, there is room for the beginning of its name.
func (s *stages) name(step *lesson.Step, width int) string {
	node := step.Node
	mark := s.foldMark(step)
	if s.moment.Begun(step) && step.Forked() {
		mark += laneMark
	} else {
		mark += " "
	}
	before := spaces(s.indent(node, width)) + mark
	return before + shorten(words.Name(node.Name), width-ansi.StringWidth(before))
}

// indent returns how far to the right a name stands.
func (s *stages) indent(node *trace.Node, width int) int {
	const leastName, wide = 16, 40
	indent := 2
	if width < wide {
		indent = 1
	}
	depth := node.Depth
	if step := s.lesson.StepOf(node); s.folds != nil && step != nil {
		depth = s.folds.Above(step)
	}
	return min(indent*depth, max(0, width-leastName))
}

// shorten makes room for the end of a name like "PostStartHook/start-system-namespaces-controller", which tells more
// than the beginning that its neighbours share. That of a hook goes, since nothing but hooks stands beside it; a little
// of another stays, to tell it from other neighbours.
func shorten(name string, width int) string {
	begin, end, ok := strings.Cut(name, "/")
	if !ok || ansi.StringWidth(name) <= width {
		return name
	}
	if hook := words.Hook(name); hook != name {
		return hook
	}
	const leastBegin = 4
	room := max(leastBegin, width-ansi.StringWidth(end)-1)
	if ansi.StringWidth(begin) <= room {
		return name
	}
	return fit(begin, room) + "/" + end
}
