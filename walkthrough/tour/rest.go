package tour

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// Marks of a row that can be folded, and of one that cannot. A filled one is a stop of the learner's path: where every
// step is, the last is not drawn.
const (
	openMark, shutMark             = "▾", "▸"
	openBesideMark, shutBesideMark = "▿", "▹"
	stopMark                       = "•"
)

// besidePath reports whether the learner's path does not stop at a step.
func (s *stages) besidePath(step int) bool { return s.stop != nil && !s.stop(step) }

// foldMark says in one cell whether something is folded in a row, and whether the path stops there.
func (s *stages) foldMark(step *lesson.Step) string {
	beside := s.besidePath(step.Index)
	switch folded := s.folds.Folded(step.Index); {
	case folded && beside:
		return shutBesideMark
	case folded:
		return shutMark
	case len(step.Node.Children) > 0 && beside:
		return openBesideMark
	case len(step.Node.Children) > 0:
		return openMark
	case s.stop != nil && !beside:
		return stopMark
	}
	return " "
}

// restAt returns the many stages that stand in the row of a step.
func (s *stages) restAt(step int) (walk.RestView, bool) {
	if s.folds == nil {
		return walk.RestView{}, false
	}
	rest, ok := s.folds.Rest(step)
	if !ok {
		return walk.RestView{}, false
	}
	return walk.ViewOfRest(rest, s.moment), true
}

// restName names a row of many stages where the first of them would stand.
func (s *stages) restName(step *lesson.Step, rest walk.Rest, width int) string {
	mark := shutMark
	if s.besidePath(step.Index) {
		mark = shutBesideMark
	}
	before := spaces(s.indent(step.Node, width)) + mark + " "
	return before + strings.TrimRight(fit(rest.String(), width-ansi.StringWidth(before)), " ")
}

// chart draws how long each of many stages took, in place of the bar of one.
func (s *stages) chart(t *styles, step *lesson.Step, rest walk.RestView, width int) string {
	look := t.lane(step, s.lesson)
	if rest.State == lesson.Failed {
		look = t.bad
	}
	return look.Render(fit(words.Chart(rest.Each, width), width))
}

// restTook is the last column of a row of many stages.
func restTook(rest walk.RestView) string {
	if rest.Took <= 0 {
		return ""
	}
	took := alignRight(words.Duration(rest.Took), durationWidth-1)
	if rest.State == lesson.Running {
		took += "+"
	}
	return took
}

// inRow tells of the row of many stages in which the learner stands.
func (s subject) inRow(t *theme, width int) []string {
	if s.rest == nil {
		return nil
	}
	return wrapped(t.running, s.said.Opens(s.rest.About(s.at)), width)
}
