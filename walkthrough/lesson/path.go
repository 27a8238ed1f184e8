package lesson

import (
	"cmp"
	"slices"
	"time"

	"apitour/trace"
)

// path is the critical path to ready: the chain of stages that explains the time from the start until the boot was
// ready.
type path struct {
	steps []int             // on the path, sorted
	order []int             // those of them that matter, in the order of the path
	rank  map[int]int       // the position of each step in order
	of    map[int][]stretch // the pieces of each step
	long  []int             // see LongOnPath
	until []time.Duration   // the length of the path in all steps before each of steps
	total time.Duration
}

// stretch is a piece of time.
type stretch struct{ from, to time.Time }

// quickPath is the size of the largest lesson whose path is computed on demand, which takes some milliseconds.
const quickPath = 2000

// FindPath computes the critical path. For a million steps that takes seconds, so a screen calls it in the background.
func (l *Lesson) FindPath() {
	l.pathOnce.Do(func() {
		defer l.pathKnown.Store(true)
		if l.Ready.IsZero() {
			return
		}
		p := path{of: make(map[int][]stretch), rank: make(map[int]int)}
		var order []int
		for _, s := range trace.CriticalPath(l.readyRoots(), l.Ready) {
			took := s.End.Sub(s.Start)
			p.total += took
			if s.Node == nil || took <= 0 {
				continue
			}
			if step := l.StepOf(s.Node); step != nil {
				if p.of[step.Index] == nil {
					order = append(order, step.Index)
				}
				p.of[step.Index] = append(p.of[step.Index], stretch{s.Start, s.End})
			}
		}
		p.steps = slices.Sorted(slices.Values(order))
		p.until = make([]time.Duration, 1, len(p.steps)+1)
		for i, at := range p.steps {
			took := p.until[i]
			for _, s := range p.of[at] {
				took += s.to.Sub(s.from)
			}
			if took-p.until[i] >= p.total/leastShare {
				p.long = append(p.long, at)
			}
			p.until = append(p.until, took)
		}
		for _, at := range order {
			if _, matters := slices.BinarySearch(p.long, at); matters {
				p.rank[at] = len(p.order)
				p.order = append(p.order, at)
			}
		}
		l.path = p
	})
}

// leastShare is the part of the path, one in so many, that a step must have to be told as on the path. Everything that
// a boot does one after the other is on the path; a step of less is no place to look.
const leastShare = 100

// Slice is a step's part of the critical path.
type Slice struct {
	Step *Step
	Took time.Duration
}

// Slices returns the steps that have most of the path, at most ten, the longest first.
func (l *Lesson) Slices() []Slice {
	const most = 10
	var all []Slice
	for _, at := range l.findPath().long {
		all = append(all, Slice{l.Steps[at], l.PathAt(l.Steps[at])})
	}
	slices.SortStableFunc(all, func(a, b Slice) int { return cmp.Compare(b.Took, a.Took) })
	return all[:min(most, len(all))]
}

// readyRoots returns the roots of the boot that was ready first.
func (l *Lesson) readyRoots() []*trace.Node {
	for _, line := range l.Timelines {
		if line.Ready.Equal(l.Ready) {
			return line.Roots
		}
	}
	return nil
}

// KnowsPath reports whether the critical path has been computed, or is small enough to be computed on demand. Until
// then the methods below answer as if there were no path.
func (l *Lesson) KnowsPath() bool { return l.pathKnown.Load() || len(l.Steps) <= quickPath }

func (l *Lesson) findPath() *path {
	if !l.KnowsPath() {
		return &path{}
	}
	l.FindPath()
	return &l.path
}

// OnPath returns the steps on the critical path, in the order of the lesson. A boot that was not ready has none.
func (l *Lesson) OnPath() []int { return l.findPath().steps }

// LongOnPath returns the steps that make up a hundredth of the path or more. Everything that a boot does one after the
// other is on the path; these steps are worth a look, and only of these it is told.
func (l *Lesson) LongOnPath() []int { return l.findPath().long }

// PathAt returns the length of the critical path in the step itself.
func (l *Lesson) PathAt(step *Step) (own time.Duration) {
	for _, s := range l.findPath().of[step.Index] {
		own += s.to.Sub(s.from)
	}
	return own
}

// PathOf returns the length of the critical path in the step itself, and in the step with all steps inside it.
func (l *Lesson) PathOf(step *Step) (own, all time.Duration) {
	p := l.findPath()
	if len(p.steps) == 0 {
		return 0, 0
	}
	first, _ := slices.BinarySearch(p.steps, step.Index)
	behind, _ := slices.BinarySearch(p.steps, step.Index+step.Node.Size)
	return l.PathAt(step), p.until[behind] - p.until[first]
}

// PathTotal returns the length of the critical path: the time from the start of the boot until it was ready.
func (l *Lesson) PathTotal() time.Duration { return l.findPath().total }

// PathWithin calls visit with every piece of the critical path in the step itself, in the order of time, if the step is
// told as on the path.
func (l *Lesson) PathWithin(step *Step, visit func(from, to time.Time)) {
	if !l.IsOnPath(step) {
		return
	}
	for _, s := range l.findPath().of[step.Index] {
		visit(s.from, s.to)
	}
}

// AlongPath returns the next step on the critical path that is worth a look, or with a negative direction the one
// before. The path returns to a stage when a stage inside it has ended; the walk takes each stage once, where the path
// reaches it first. At the ends of the path, and without a path, it returns i.
func (l *Lesson) AlongPath(i, direction int) int {
	i = l.clamp(i)
	order := l.findPath().order
	if len(order) == 0 {
		return i
	}
	at, onIt := l.findPath().rank[i]
	if !onIt {
		at = -1
	}
	if at < 0 { // not on the path: go to the first step of the path that starts later, or to the one before that
		start := l.Steps[i].Node.Start
		at = len(order)
		for k, step := range order {
			if !l.Steps[step].Node.Start.Before(start) {
				at = k
				break
			}
		}
		if direction >= 0 {
			at--
		}
	}
	if at += direction; at < 0 || at >= len(order) {
		return i
	}
	return order[at]
}

// Holds reports whether the step is held now.
func (l *Lesson) Holds(step *Step) bool { return !step.Planned() && step.Node.Held() }

// IsOnPath reports whether the step itself makes up a hundredth of the critical path or more.
func (l *Lesson) IsOnPath(step *Step) bool {
	_, matters := l.findPath().rank[step.Index]
	return matters
}
