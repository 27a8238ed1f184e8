package lesson

import (
	"slices"
	"sync"
	"sync/atomic"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// Step is one stop of the tour.
type Step struct {
	Index int // in Lesson.Steps
	Node  *trace.Node

	lesson *Lesson
	looked atomic.Pointer[looked] // nil until somebody asks
}

// looked is what a step turns out to have when it is looked at. Most steps of a large trace never are.
type looked struct {
	told sync.Once
	note *notes.Note

	read  sync.Once // may take as long as a disk does
	code  *source.Excerpt
	calls []Call

	covered sync.Once
	cover   trace.Cover
}

// Call is a line of a step's source on which a child was called.
type Call struct {
	Line  int
	Child *Step
}

func (s *Step) look() *looked {
	if l := s.looked.Load(); l != nil {
		return l
	}
	s.looked.CompareAndSwap(nil, new(looked))
	return s.looked.Load()
}

// Note returns the note that explains the step, nil when nothing does.
func (s *Step) Note() *notes.Note {
	l := s.look()
	l.told.Do(func() {
		if s.lesson != nil {
			l.note = s.lesson.notes.For(s.Node.Span)
		}
	})
	return l.note
}

// Code returns the step's source, nil when it cannot be shown here. The first time it may have to be read: see
// [Step.AtHand].
func (s *Step) Code() *source.Excerpt { return s.readCode().code }

func (s *Step) readCode() *looked {
	l := s.look()
	l.read.Do(func() {
		if s.lesson == nil {
			return
		}
		// Source that is not to be had here is no fault of the lesson: there is a permalink, or the place by itself.
		l.code, _ = s.lesson.source.Function(s.Node.Source())
		l.calls = s.findCalls(l.code)
	})
	return l
}

// AtHand reports whether the step's source is there without reading a disk for it.
func (s *Step) AtHand() bool { return s.lesson == nil || s.lesson.source.AtHand(s.Node.Source()) }

// Calls returns the lines of Code on which the step's children were called, in the order of the lines. Of a step with a
// great many children it knows the first thousands: see [Step.CallOf].
func (s *Step) Calls() []Call { return s.readCode().calls }

// CallOf returns the line of the step's Code on which that child was called, or 0.
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

// mostCalls is how many children are looked at for their calls: no function has as many lines.
const mostCalls = 4096

// findCalls finds the children that were called inside the step's own source.
func (s *Step) findCalls(code *source.Excerpt) []Call {
	if code == nil {
		return nil
	}
	var calls []Call
	for _, child := range s.Node.Children[:min(mostCalls, len(s.Node.Children))] {
		if place := child.Call(); code.Has(place.File, place.Line) {
			calls = append(calls, Call{place.Line, s.lesson.StepOf(child)})
		}
	}
	slices.SortStableFunc(calls, func(a, b Call) int { return a.Line - b.Line })
	return calls
}

// cover returns when the step's children were at work.
func (s *Step) cover() *trace.Cover {
	l := s.look()
	l.covered.Do(func() { l.cover = s.Node.Cover() })
	return &l.cover
}

// Lane returns the number of the goroutine in which the step ran, 0 when it is not known.
func (s *Step) Lane() int64 { return s.Node.Goroutine() }

// Forked reports whether the step ran in another goroutine than the step around it.
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
	if s.lesson != nil {
		library = s.lesson.source
	}
	return library.OnDisk(s.Node.Source().File, dir)
}

// NoteOf returns the note that explains a step, and remembers nothing: for those who look at all steps of a large trace.
func (l *Lesson) NoteOf(s *Step) *notes.Note { return l.notes.For(s.Node.Span) }
