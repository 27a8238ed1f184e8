package walk

import (
	"slices"
	"strings"

	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// Heading is what a learner reads before a chapter: its title, what to watch for, its stages.
type Heading struct {
	lesson.Chapter
	// Stages are the names of the stages to stop at; of a chapter that names none, those of its outermost ones.
	Stages []string
}

// headings say which chapters have been headed. A chapter is headed when a learner who walks forward comes into it for
// the first time, or would walk past it: then before the command is carried out. One who jumps, or lets the server run,
// is on the way to something else.
type headings struct {
	on      bool
	met     map[*notes.Chapter]bool
	passed  *lesson.Chapter // that is headed because a command would walk past it; nil for the learner's own
	inside  *notes.Chapter  // the chapter in which the learner stood last
	stood   bool            // the learner has stood anywhere
	forward bool            // the last command walked forward
	pending bool            // the learner has not been shown the heading yet
}

// forwardCommands are the names of the commands that walk into chapters.
var forwardCommands = []string{"next", "into", "over", "out", "sibling", "chapter-next"}

// commanded takes in that a command is being done.
func (h *headings) commanded(name string) {
	h.forward, h.pending, h.passed = slices.Contains(forwardCommands, name), false, nil
}

// headPassed heads the first chapter that a step to another one would walk past, and reports whether it has: the
// command is to be given again then. A server that is on its way passes through chapters.
func (w *Walk) headPassed(to int) bool {
	h := &w.headings
	if !h.on || !h.stood || !h.forward || w.predictions.now != nil {
		return false
	}
	if w.Stepping() && w.AtLive() && !w.Held() || w.atDoor() {
		return false
	}
	if led := w.leadsTo(to); led >= 0 {
		to = led
	}
	here, ok := w.lesson.Chapter(w.Step())
	there, inside := w.lesson.Chapter(w.lesson.Steps[to])
	if !ok || !inside || here.Kind != there.Kind || w.lesson.Line(to) != w.lesson.Line(w.at) {
		return false
	}
	for _, c := range w.lesson.Chapters(here.Kind) {
		passed := c.Number > here.Number && c.Number < there.Number && !h.met[c]
		if passed && len(w.lesson.ChapterSteps(c, w.Step())) > 0 {
			h.met[c], h.pending = true, true
			h.passed = &lesson.Chapter{Chapter: c, Of: here.Of}
			return true
		}
	}
	return false
}

// head finds out whether the learner has come into a new chapter. What they have typed ahead is dropped then: the
// heading is read while the server is held.
func (w *Walk) head() {
	h := &w.headings
	if !h.on || w.Step() == nil {
		return
	}
	if isReady := w.Idle() && w.Step().Node.IsReadyStage(); !isReady && w.Stepping() && w.AtLive() && !w.Held() {
		return // a server that is on its way passes through chapters
	}
	chapter, _ := w.lesson.Chapter(w.Step())
	pending := w.heads(w.Step())
	if h.met == nil {
		h.met = make(map[*notes.Chapter]bool)
	}
	if pending || !h.stood {
		h.met[chapter.Chapter] = true // the page before the walk has led to the first chapter
	}
	h.inside, h.stood = chapter.Chapter, true
	if pending {
		h.pending = true
		w.unqueue()
	}
}

// heads reports whether a learner who comes to the step comes into a chapter that is to be headed.
func (w *Walk) heads(step *lesson.Step) bool {
	h := &w.headings
	chapter, ok := w.lesson.Chapter(step)
	return ok && h.on && h.stood && h.forward && chapter.Chapter != h.inside && !h.met[chapter.Chapter]
}

// Heading returns the heading of the learner's chapter or, until the next command, of the one that they would walk
// past; its chapter is nil where there are none.
func (w *Walk) Heading() Heading {
	if passed := w.headings.passed; passed != nil {
		return Heading{*passed, w.stagesOf(*passed)}
	}
	chapter, ok := w.lesson.Chapter(w.Step())
	if !ok {
		return Heading{}
	}
	return Heading{chapter, w.stagesOf(chapter)}
}

// Passing reports whether the heading is that of a chapter past which the learner would walk.
func (w *Walk) Passing() bool { return w.headings.passed != nil }

// Headed reports whether a heading is to be shown now: that of a chapter into which the learner has just come, or of
// one past which they would walk. It does so once.
func (w *Walk) Headed() bool {
	pending := w.headings.pending
	w.headings.pending = false
	return pending
}

// stagesOf returns the names for a heading.
func (w *Walk) stagesOf(chapter lesson.Chapter) (names []string) {
	steps := w.lesson.ChapterSteps(chapter.Chapter, w.Step())
	add := func(step *lesson.Step) {
		name := strings.TrimPrefix(step.Node.Name, convention.HookPrefix)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, step := range steps {
		if chapter.StopsShort(step.Node.Name) {
			add(step)
		}
	}
	if len(names) > 0 {
		return names
	}
	for _, step := range steps {
		parent := step.Node.Parent
		if parent == nil {
			add(step)
			continue
		}
		if around, _ := w.lesson.Chapter(w.lesson.StepOf(parent)); around.Chapter != chapter.Chapter {
			add(step)
		}
	}
	slices.Sort(names) // the order in which hooks begin is luck
	return names
}

// HeadingState is a heading as plain data.
type HeadingState struct {
	Passed     bool // the learner would walk past the chapter: the command is to be given again
	ID, Title  string
	Kind       notes.ChapterKind
	Number, Of int
	Body       string // Markdown
	Stages     []string
}

// headingState returns the heading that is to be shown now, nil when none is.
func (w *Walk) headingState() *HeadingState {
	if !w.headings.pending {
		return nil
	}
	h := w.Heading()
	if h.Chapter.Chapter == nil {
		return nil
	}
	return &HeadingState{w.Passing(), h.ID, h.Title, h.Kind, h.Number, h.Of, h.Body, h.Stages}
}
