package lesson

import (
	"apitour/walkthrough/notes"
)

// Chapter is the place of a step in the chapters of its kind.
type Chapter struct {
	*notes.Chapter
	// Of is how many chapters the boot, the request or the termination has.
	Of int
	// Place is the place of the step among the steps of the chapter, from 1, and Steps is how many these are. Steps of
	// another trace of the same lesson are none of them.
	Place, Steps int
}

// EndsServer reports whether the chapter tells of the end of a server.
func (c Chapter) EndsServer() bool { return c.Chapter != nil && c.Kind == notes.TerminationChapters }

// chapters is the chapter of every step, nil for a step without one, and the steps of every chapter.
type chapters struct {
	of    []*notes.Chapter
	place []int32
	steps map[chapterOfLine]int
}

// chapterOfLine is a chapter in one trace of the lesson: each of several requests has all chapters.
type chapterOfLine struct {
	line    *Timeline
	chapter *notes.Chapter
}

const (
	// mostCounted is how many steps a lesson may have whose chapters are counted for one step alone: it takes a walk
	// through all of them.
	mostCounted = 200_000
	// mostAround is how many enclosing steps are asked for their chapter in a larger one.
	mostAround = 1000
)

// Chapter returns the chapter of the step: the one that names its span, else that of the enclosing step. It is false
// for steps without chapters, as those of programs of which nobody has written any. In a very large lesson Place and
// Steps may be 0.
func (l *Lesson) Chapter(step *Step) (Chapter, bool) {
	if step == nil || step.line == nil {
		return Chapter{}, false
	}
	if len(l.Steps) > mostCounted && !l.chaptersKnown.Load() {
		c := l.chapterAround(step)
		if c == nil {
			return Chapter{}, false
		}
		return Chapter{Chapter: c, Of: len(l.notes.Chapters(c.Kind))}, true
	}
	all := l.readChapters()
	if all.of == nil || all.of[step.Index] == nil {
		return Chapter{}, false
	}
	c := all.of[step.Index]
	return Chapter{
		Chapter: c, Of: len(l.notes.Chapters(c.Kind)),
		Place: int(all.place[step.Index]), Steps: all.steps[chapterOfLine{step.line, c}],
	}, true
}

// chapterAround looks for the chapter of a step on the way out of it.
func (l *Lesson) chapterAround(step *Step) *notes.Chapter {
	kinds := chapterKinds(step.line.Kind)
	around := 0
	for n := step.Node; n != nil && len(kinds) > 0 && around < mostAround; n = n.Parent {
		if c := l.notes.ChapterOf(n.Span, kinds...); c != nil {
			return c
		}
		around++
	}
	return nil
}

// ChapterSteps returns the steps of the chapter in the trace of the given step, in order.
func (l *Lesson) ChapterSteps(chapter *notes.Chapter, beside *Step) (steps []*Step) {
	all := l.readChapters()
	for i, c := range all.of {
		if c == chapter && c != nil && l.Steps[i].line == beside.line {
			steps = append(steps, l.Steps[i])
		}
	}
	return steps
}

// readChapters finds the chapter of every step, at the first call.
func (l *Lesson) readChapters() *chapters {
	l.chaptersOnce.Do(func() {
		all := &l.chapters
		defer l.chaptersKnown.Store(true)
		if !l.hasChapters() {
			return
		}
		all.of = make([]*notes.Chapter, len(l.Steps))
		all.place = make([]int32, len(l.Steps))
		all.steps = make(map[chapterOfLine]int)
		for i, step := range l.Steps {
			kinds := chapterKinds(step.line.Kind)
			c := l.notes.ChapterOf(step.Node.Span, kinds...)
			if c == nil && step.Node.Parent != nil {
				c = all.of[step.Node.Parent.Index]
			}
			if c == nil {
				continue
			}
			key := chapterOfLine{step.line, c}
			all.steps[key]++
			all.of[i], all.place[i] = c, int32(all.steps[key])
		}
	})
	return &l.chapters
}

// hasChapters reports whether any step can have one, so that a large trace of another program costs nothing.
func (l *Lesson) hasChapters() bool {
	for _, line := range l.Timelines {
		for _, kind := range chapterKinds(line.Kind) {
			if len(l.notes.Chapters(kind)) > 0 {
				return true
			}
		}
	}
	return false
}

// chapterKinds returns the kinds of chapters that a trace may have. The spans of a termination are inside the boot.
func chapterKinds(kind Kind) []notes.ChapterKind {
	switch kind {
	case Boot:
		return []notes.ChapterKind{notes.BootChapters, notes.TerminationChapters}
	case Request:
		return []notes.ChapterKind{notes.RequestChapters}
	}
	return []notes.ChapterKind{notes.TraceChapters}
}
