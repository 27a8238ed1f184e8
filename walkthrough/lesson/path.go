package lesson

import (
	"slices"
	"time"

	"apitour/trace"
)

// path is the critical path to ready.
type path struct {
	steps    []int             // that are on it, in order
	order    []int             // the same, as the path comes to them
	rank     map[int]int       // where in order
	of       map[int][]stretch // the pieces of each of them
	long     []int             // see LongOnPath
	until    []time.Duration   // how much of the path is at the steps before each of steps
	total    time.Duration
}

// stretch is a piece of time.
type stretch struct{ from, to time.Time }

// quickPath is how many steps a lesson may have whose path is found when it is asked for: in some milliseconds.
const quickPath = 2000

// FindPath finds the critical path. For a million steps that takes seconds, so it is for those who have the time.
func (l *Lesson) FindPath() {
	l.pathOnce.Do(func() {
		defer l.pathKnown.Store(true)
		if l.Ready.IsZero() {
			return
		}
		p := path{of: make(map[int][]stretch), rank: make(map[int]int)}
		for _, s := range trace.CriticalPath(l.Roots, l.Ready) {
			took := s.End.Sub(s.Start)
			p.total += took
			if s.Node == nil || took <= 0 {
				continue
			}
			if step := l.StepOf(s.Node); step != nil {
				if p.of[step.Index] == nil {
					p.rank[step.Index] = len(p.order)
					p.order = append(p.order, step.Index)
				}
				p.of[step.Index] = append(p.of[step.Index], stretch{s.Start, s.End})
			}
		}
		p.steps = slices.Sorted(slices.Values(p.order))
		p.until = make([]time.Duration, 1, len(p.steps)+1)
		for i, at := range p.steps {
			took := p.until[i]
			for _, s := range p.of[at] {
				took += s.to.Sub(s.from)
			}
			if took-p.until[i] >= p.total/50 {
				p.long = append(p.long, at)
			}
			p.until = append(p.until, took)
		}
		l.path = p
	})
}

// KnowsPath reports whether the critical path has been found, or is as soon as it is asked for.
func (l *Lesson) KnowsPath() bool { return l.pathKnown.Load() || len(l.Steps) <= quickPath }

func (l *Lesson) findPath() *path {
	if !l.KnowsPath() {
		return &path{}
	}
	l.FindPath()
	return &l.path
}

// OnPath returns the steps that are on the critical path by themselves, in order.
func (l *Lesson) OnPath() []int { return l.findPath().steps }

// LongOnPath returns those of the steps on the path at which it is for a fiftieth of its length or more: all that a boot does
// one after the other is on the path, and these are what it is worth looking at.
func (l *Lesson) LongOnPath() []int { return l.findPath().long }

// PathAt returns for how long the critical path is at the step itself.
func (l *Lesson) PathAt(step *Step) (own time.Duration) {
	for _, s := range l.findPath().of[step.Index] {
		own += s.to.Sub(s.from)
	}
	return own
}

// PathOf returns for how long the critical path is at the step itself, and for how long at the step or anything inside it.
func (l *Lesson) PathOf(step *Step) (own, all time.Duration) {
	p := l.findPath()
	if len(p.steps) == 0 {
		return 0, 0
	}
	first, _ := slices.BinarySearch(p.steps, step.Index)
	behind, _ := slices.BinarySearch(p.steps, step.Index+step.Node.Size)
	return l.PathAt(step), p.until[behind] - p.until[first]
}

// PathTotal returns how long the critical path is: the time from the begin of the boot until it was ready.
func (l *Lesson) PathTotal() time.Duration { return l.findPath().total }

// PathWithin calls visit with every piece of the critical path that is at the step itself, in the order of time.
func (l *Lesson) PathWithin(step *Step, visit func(from, to time.Time)) {
	for _, s := range l.findPath().of[step.Index] {
		visit(s.from, s.to)
	}
}

// AlongPath returns the step to which the critical path comes after this one, or with a negative direction before it. The
// path comes back to a stage when a part of it is over; the walk along it takes each stage once, where the path comes
// to it first. At its ends, and where there is no path, it returns i.
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
	if at < 0 { // it is not on the path: on to what the path comes to after the step has begun, or back
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

// IsOnPath reports whether the critical path is at the step itself.
func (l *Lesson) IsOnPath(step *Step) bool { return len(l.findPath().of[step.Index]) > 0 }
