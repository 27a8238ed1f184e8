package walk

import (
	"slices"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/marks"
)

// MarkView is a mark of the recording: see package marks.
type MarkView struct {
	marks.Mark
	// Step is the step that has it, -1 when this recording lacks the step. Name is that of the step.
	Step int
	Name string
}

// markAt is the marks of a lesson's steps.
type markAt struct {
	lesson *lesson.Lesson
	texts  map[int]string
}

// Marks returns the marks in the order of the steps; those of steps that this recording lacks come last.
func (w *Walk) Marks() []MarkView {
	var all []MarkView
	for _, m := range w.marks.All() {
		view := MarkView{Mark: m, Step: -1}
		if step := w.lesson.StepAt(m.Address); step != nil {
			view.Step, view.Name = step.Index, step.Node.Name
		}
		all = append(all, view)
	}
	slices.SortStableFunc(all, func(a, b MarkView) int {
		switch {
		case (a.Step < 0) != (b.Step < 0):
			return b.Step - a.Step
		default:
			return a.Step - b.Step
		}
	})
	return all
}

// MarkOf returns the text of a step's mark, "" when it has none. It may hold anything.
func (w *Walk) MarkOf(step int) string {
	if w.known.marks.lesson != w.lesson {
		texts := make(map[int]string)
		for _, m := range w.Marks() {
			if m.Step >= 0 {
				texts[m.Step] = m.Text
			}
		}
		w.known.marks = markAt{w.lesson, texts}
	}
	return w.known.marks.texts[step]
}

// askMark asks for the text of a mark on the learner's step.
func (w *Walk) askMark() {
	step := w.Step()
	switch {
	case step == nil:
		w.notice = w.say().Marks.NothingToMark
	case w.marks.Broken() != nil:
		w.notice = w.shown(w.marks.Broken())
	default:
		w.ask(Question{Kind: AskMark, Label: w.say().Marks.Label, Begun: w.MarkOf(step.Index)})
	}
}

// setMark sets the mark on the learner's step; an empty text removes it.
func (w *Walk) setMark(text string) {
	step := w.Step()
	if step == nil {
		return
	}
	had := w.MarkOf(step.Index) != ""
	text = marks.OneLine(text)
	write, err := w.marks.Set(w.lesson.Address(step), text)
	w.known.marks.lesson = nil
	switch {
	case err != nil:
		w.notice = w.shown(err)
		return
	case text == "" && had:
		w.notice = w.say().Marks.Removed
	case text == "":
		w.notice = w.say().Marks.None
	case !w.marks.Kept():
		w.notice = w.say().Marks.MarkedForNow
	default:
		w.notice = w.say().Marks.Marked
	}
	w.beginWriting(write)
}

// showMarks lists the marks.
func (w *Walk) showMarks() Reply {
	if err := w.marks.Broken(); err != nil {
		w.notice = w.shown(err)
		return Reply{}
	}
	if len(w.marks.All()) == 0 {
		w.notice = w.say().Marks.NoneYet(w.spans())
		return Reply{}
	}
	return Reply{Show: MarksView}
}

// WaitForMarks returns when the marks are on the disk. The work of the walk must have been run.
func (w *Walk) WaitForMarks() { w.marks.Wait() }
