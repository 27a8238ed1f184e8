package lesson

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// Step is one stop of the tour.
type Step struct {
	Index int // in Lesson.Steps
	Node  *trace.Node

	line   *Timeline
	shift  time.Duration          // what sets the step's clock right: see [Step.Shift]
	looked atomic.Pointer[looked] // nil until the first call
}

// looked is what a step loads on demand. Most steps of a large trace never do.
type looked struct {
	told sync.Once
	note *notes.Note

	read  sync.Once // may wait for a disk
	code  *source.Excerpt
	calls []Call

	covered sync.Once
	cover   trace.Cover
}

// Call is a line of a step's source that calls a child.
type Call struct {
	Line  int
	Child *Step
}

// lesson returns the lesson of the step, or nil.
func (s *Step) lesson() *Lesson {
	if s.line == nil {
		return nil
	}
	return s.line.lesson
}

func (s *Step) look() *looked {
	if l := s.looked.Load(); l != nil {
		return l
	}
	s.looked.CompareAndSwap(nil, new(looked))
	return s.looked.Load()
}

// Note returns the note that explains the step, or nil.
func (s *Step) Note() *notes.Note {
	l := s.look()
	l.told.Do(func() {
		if of := s.lesson(); of != nil {
			l.note = of.notes.For(s.Node)
		}
	})
	return l.note
}

// Code returns the step's source, or nil when it cannot be shown. The first call may read a disk: see [Step.AtHand].
func (s *Step) Code() *source.Excerpt { return s.readCode().code }

func (s *Step) readCode() *looked {
	l := s.look()
	l.read.Do(func() {
		of := s.lesson()
		if of == nil {
			return
		}
		// Missing source is no error of the lesson: a viewer shows a permalink, or the place alone.
		l.code, _ = of.source.Function(s.Node.Source())
		l.calls = s.findCalls(l.code)
	})
	return l
}

// AtHand reports whether Code answers without reading a disk.
func (s *Step) AtHand() bool {
	of := s.lesson()
	return of == nil || of.source.AtHand(s.Node.Source())
}

// Calls returns the lines of Code that call the step's children, in order. It looks at the first thousands of children
// only: see [Step.CallOf].
func (s *Step) Calls() []Call { return s.readCode().calls }

// CallOf returns the line of Code that calls the child, or 0.
func (s *Step) CallOf(child *Step) int {
	if child == nil {
		return 0
	}
	for _, call := range s.Calls() {
		if call.Child == child {
			return call.Line
		}
	}
	if code := s.Code(); code != nil && child.Node.Parent == s.Node {
		if place := child.Node.Call(); code.Has(place.File, place.Line) {
			return place.Line
		}
	}
	return 0
}

// mostCalls limits the children whose calls are searched for: no function has as many lines.
const mostCalls = 4096

// findCalls returns the calls inside the step's own source.
func (s *Step) findCalls(code *source.Excerpt) []Call {
	if code == nil {
		return nil
	}
	var calls []Call
	for _, child := range s.Node.Children[:min(mostCalls, len(s.Node.Children))] {
		if place := child.Call(); code.Has(place.File, place.Line) {
			calls = append(calls, Call{place.Line, s.lesson().StepOf(child)})
		}
	}
	slices.SortStableFunc(calls, func(a, b Call) int { return a.Line - b.Line })
	return calls
}

// cover returns the times at which the step's children were running.
func (s *Step) cover() *trace.Cover {
	l := s.look()
	l.covered.Do(func() { l.cover = s.Node.Cover() })
	return &l.cover
}

// Lane returns the number of the step's goroutine, 0 when it is not known.
func (s *Step) Lane() int64 { return s.Node.Goroutine() }

// Forked reports whether the step ran in another goroutine than the enclosing step.
func (s *Step) Forked() bool {
	if s.Node.Parent == nil {
		return false
	}
	own, other := s.Lane(), s.Node.Parent.Goroutine()
	return own != 0 && other != 0 && own != other
}

// MainLane returns the goroutine in which the boot began, 0 when it is not known.
func (l *Lesson) MainLane() int64 {
	for _, root := range l.Roots {
		if lane := root.Goroutine(); lane != 0 {
			return lane
		}
	}
	return 0
}

// File returns the path of a real file with the step's source: see [source.Library.OnDisk]. It reads the disk.
func (s *Step) File(dir string) (string, error) {
	var library *source.Library
	if of := s.lesson(); of != nil {
		library = of.source
	}
	return library.OnDisk(s.Node.Source().File, dir)
}

// Front returns the text of the page before a walk, nil when the notes have none.
func (l *Lesson) Front() *notes.Front { return l.notes.Front() }

// Chapters returns the chapters of a kind.
func (l *Lesson) Chapters(kind notes.ChapterKind) []*notes.Chapter { return l.notes.Chapters(kind) }

// Overviews returns the overviews of the lesson: those to which the chapters of a boot lead, or those of a request. The
// traces of other programs have none.
func (l *Lesson) Overviews() []*notes.Note { return l.notes.Overviews(chapterKinds(l.Kind())...) }

// OverviewsOf returns the overviews that are best read with the chapter.
func (l *Lesson) OverviewsOf(c *notes.Chapter) []*notes.Note { return l.notes.OverviewsOf(c) }

// Glossary returns the words of the notes' language, nil when there is none.
func (l *Lesson) Glossary() *notes.Glossary { return l.notes.Glossary() }

// NoteOf is [Step.Note] without its memory, for a walk over all steps of a large trace.
func (l *Lesson) NoteOf(s *Step) *notes.Note { return l.notes.For(s.Node) }
