package lesson

import (
	"slices"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// The methods here say what is worth a stop. Which of it a learner stops at is the walk's to say.

// StopsShort reports whether the short path stops at the step.
func (l *Lesson) StopsShort(step *Step) bool {
	all := l.readChapters()
	return all.of != nil && all.of[step.Index] != nil && all.of[step.Index].StopsShort(step.Node.Name)
}

// ExplainsAnew reports whether a note explains the step, and another one or none the step around it.
func (l *Lesson) ExplainsAnew(step *Step) bool {
	note := l.notes.For(step.Node)
	return note != nil && (step.Node.Parent == nil || l.notes.For(step.Node.Parent) != note)
}

// OwnNotes reports whether the notes are those of the traced program, which a learner has brought. Without them, nobody
// has written notes about another program than our server.
func (l *Lesson) OwnNotes() bool { return l.notes.Brought() }

// HasShortPath reports whether some chapter of another program's trace says where the short path stops.
func (l *Lesson) HasShortPath() bool {
	return slices.ContainsFunc(l.notes.Chapters(notes.TraceChapters), func(c *notes.Chapter) bool {
		return len(c.Short) > 0
	})
}

// KnowsStage reports whether a note explains our stages of that name.
func (l *Lesson) KnowsStage(name string) bool {
	return l.notes.For(&trace.Node{Span: &trace.Span{
		Name: name, Attributes: map[string]any{convention.ScopeName: convention.Scope},
	}}) != nil
}

// StopsShortAt reports whether the short path of any boot, request or termination stops at stages of that name.
func (l *Lesson) StopsShortAt(name string) bool {
	for _, kind := range []notes.ChapterKind{
		notes.BootChapters, notes.RequestChapters, notes.TerminationChapters,
	} {
		for _, chapter := range l.notes.Chapters(kind) {
			if chapter.StopsShort(name) {
				return true
			}
		}
	}
	return false
}

// ChapterNamed returns the chapter that names stages of that name, nil when none does.
func (l *Lesson) ChapterNamed(name string) *notes.Chapter {
	return l.notes.ChapterOf(&trace.Span{Name: name},
		notes.BootChapters, notes.TerminationChapters, notes.RequestChapters)
}
