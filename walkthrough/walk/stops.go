package walk

import (
	"cmp"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// stops are the steps of a lesson at which a path stops.
type stops struct {
	lesson *lesson.Lesson
	on     []bool      // whether each step is one; nil when all are
	ranks  map[int]int // of steps that do not come in the order of the lesson

	version int // of the folds for which the rest was worked out
	list    []stop
	count   map[part]int // how many of them each chapter has
}

// part is a chapter in a trace of the lesson.
type part struct {
	line    *lesson.Timeline
	chapter *notes.Chapter
}

// partOf returns the chapter in which a step is.
func partOf(l *lesson.Lesson, step *lesson.Step) part {
	c, _ := l.Chapter(step)
	return part{step.Line(), c.Chapter}
}

// stop is one that is a row, in the order of the path.
type stop struct {
	step, rank int
	place      int // among the stops of its chapter
}

// stopsOf finds the stops of a lesson. A trace in which the path would stop nowhere is walked span by span.
func stopsOf(p Path, l *lesson.Lesson) stops {
	s := stops{lesson: l, version: -1}
	if p != Short && p != Main || len(l.Steps) == 0 {
		return s
	}
	s.on, s.ranks = make([]bool, len(l.Steps)), make(map[int]int)
	some := make(map[*lesson.Timeline]bool)
	theirs := p // the path through traces of other programs
	if p == Short && !l.HasShortPath() {
		theirs = Main
	}
	for i, step := range l.Steps {
		p := p
		if step.Line().Kind == lesson.Other {
			if !l.OwnNotes() {
				continue
			}
			p = theirs
		}
		s.on[i] = p == Short && l.StopsShort(step) || p == Main && l.ExplainsAnew(step)
		some[step.Line()] = some[step.Line()] || s.on[i]
	}
	for i, step := range l.Steps {
		if !some[step.Line()] {
			s.on[i] = true
		} else if s.on[i] && step.Node.IsReadyStage() {
			s.ranks[i] = s.rankOfReady(step)
		}
	}
	return s
}

// rankOfReady puts the stage whose end means ready behind everything that goes on beside it: it begins before the hooks
// and ends after them, and its end is what a learner comes for. What ends the server comes later still.
func (s *stops) rankOfReady(step *lesson.Step) int {
	around := step.Node
	if around.Parent != nil {
		around = around.Parent
	}
	last := step.Index
	for i := step.Index + 1; i < around.Index+around.Size; i++ {
		if c, ok := s.lesson.Chapter(s.lesson.Steps[i]); ok && c.EndsServer() {
			break
		}
		last = i
	}
	return 2*last + 1
}

// rank orders the steps as the path goes.
func (s *stops) rank(step int) int {
	if rank, ok := s.ranks[step]; ok {
		return rank
	}
	return 2 * step
}

// is reports whether the path stops at the step.
func (s *stops) is(step int) bool { return s.on == nil || step < len(s.on) && s.on[step] }

// settle works out the list for the folds.
func (s *stops) settle(f *Folds) {
	if s.on == nil || s.version == f.version {
		return
	}
	s.version, s.list = f.version, s.list[:0]
	for i := 0; i < len(s.on); i = f.After(i) {
		if s.on[i] {
			s.list = append(s.list, stop{step: i, rank: s.rank(i)})
		}
	}
	slices.SortStableFunc(s.list, func(a, b stop) int { return cmp.Compare(a.rank, b.rank) })
	s.count = make(map[part]int)
	for i := range s.list {
		part := partOf(s.lesson, s.lesson.Steps[s.list[i].step])
		s.count[part]++
		s.list[i].place = s.count[part]
	}
}

// after returns the place in the list of the first stop behind a step.
func (s *stops) after(step int) int {
	i, found := slices.BinarySearchFunc(s.list, s.rank(step), func(a stop, rank int) int {
		return cmp.Compare(a.rank, rank)
	})
	if found {
		i++
	}
	return i
}

// nextStop returns the stop behind the learner's step, and that step when there is none.
func (w *Walk) nextStop() int {
	if w.stops.on == nil {
		return w.rowAfter()
	}
	w.stops.settle(&w.folds)
	if i := w.stops.after(w.at); i < len(w.stops.list) {
		return w.stops.list[i].step
	}
	return w.at
}

// stopBefore returns the stop before the learner's step that has begun, and that step when there is none.
func (w *Walk) stopBefore() int {
	w.stops.settle(&w.folds)
	i := w.stops.after(w.at)
	for i--; i >= 0; i-- {
		if at := w.stops.list[i]; at.rank < w.stops.rank(w.at) && !w.lesson.Steps[at.step].Planned() {
			return at.step
		}
	}
	return w.at
}

// IsStop reports whether the learner's path stops at the step.
func (w *Walk) IsStop(step int) bool { return w.stops.is(step) }

// hides returns what the path hides: filters that only passed a request on, what comes again and, on the short path,
// whatever has no stop in it.
func (s *stops) hides(p Path) (hidden []fold) {
	hidden = passedOn(s.lesson)
	if s.on == nil {
		return hidden
	}
	for _, r := range s.lesson.Repeats() {
		rest := Rest{Times: r.Times}
		for i := r.First; i < r.First+r.Steps; i += s.lesson.Steps[i].Node.Size {
			rest.Stages = append(rest.Stages, i)
		}
		hidden = append(hidden, s.restFold(rest))
	}
	if p != Short {
		return hidden
	}
	before := make([]int, len(s.on)+1) // stops before each step
	for i, on := range s.on {
		before[i+1] = before[i]
		if on {
			before[i+1]++
		}
	}
	stopsIn := func(n *trace.Node) int { return before[n.Index+n.Size] - before[n.Index] }
	for i, step := range s.lesson.Steps {
		n := step.Node
		switch parts := before[n.Index+n.Size] - before[i+1]; {
		case len(n.Children) == 0, n.Parent != nil && before[n.Parent.Index+n.Parent.Size] == before[n.Parent.Index+1]:
			// There is nothing to hide, or it is hidden with the stage around it.
		case parts == 0:
			hidden = append(hidden, foldOf(step))
		default:
			hidden = append(hidden, s.asides(n, stopsIn)...)
		}
	}
	return hidden
}

// leastAside is how many stages beside the path are worth a row of their own for all of them.
const leastAside = 3

// asides returns the runs of parts that have no stop.
func (s *stops) asides(n *trace.Node, stopsIn func(*trace.Node) int) (hidden []fold) {
	var run []int
	flush := func() {
		if len(run) >= leastAside {
			hidden = append(hidden, s.restFold(Rest{Stages: run}))
		}
		run = nil
	}
	for _, part := range n.Children {
		if stopsIn(part) > 0 {
			flush()
			continue
		}
		run = append(run, part.Index)
	}
	flush()
	return hidden
}

func (s *stops) restFold(r Rest) fold {
	first, last := r.Stages[0], s.lesson.Steps[r.Stages[len(r.Stages)-1]].Node
	if r.Times == 0 {
		r.Family = s.family(r.Stages)
	}
	r.spans, r.say = s.lesson.Steps[first].Line().Kind == lesson.Other, &s.lesson.Phrases().Walk.Rows
	return fold{
		key:  foldKey{s.lesson.Steps[first].Key(), true},
		step: first, size: last.Index + last.Size - first, rest: r,
	}
}

// family returns the beginning that the names of all the stages share, up to a slash, "" when there is none.
func (s *stops) family(stages []int) string {
	begin, _, ok := strings.Cut(s.lesson.Steps[stages[0]].Node.Name, "/")
	if !ok {
		return ""
	}
	begin += "/"
	for _, at := range stages {
		if !strings.HasPrefix(s.lesson.Steps[at].Node.Name, begin) {
			return ""
		}
	}
	return begin
}
