// Package spread compares several recordings of one program: how long each stage took in all of them, and which order
// of stages is law and which is luck. It knows nothing of notes, source or screens.
//
//	first   main ─ Run ─ hook a ─ hook b      182 ms   ─┐
//	second  main ─ Run ─ hook b ─ hook a      190 ms    ├─ median 182 ms ±8 ms; a before b is luck
//	third   main ─ Run ─ hook a ─ hook b      174 ms   ─┘
//
// A stage of one recording is the stage of another that has its name, its parent and its place among the siblings of
// that name, as in a [lesson.Plan]. What differs never in a few recordings may still be luck; so a text about it says
// in how many it was the same.
package spread

import (
	"iter"
	"slices"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/phrases"
)

// Comparison is several recordings beside the first of them.
type Comparison struct {
	// Recordings counts them, the first included.
	Recordings int
	// Ready is the time until ready.
	Ready  Times
	stages map[trace.Key]*Stage
}

// Times are how long something took in the recordings that tell.
type Times struct {
	// Count is in how many recordings it is known how long it took.
	Count int
	// Median is the middle of the times, of two middle ones their mean. Spread is the median of how far they are from
	// it.
	Median, Spread time.Duration
	// Least and Most bound them.
	Least, Most time.Duration
}

// Order is what the recordings say of a stage's place among its siblings.
type Order string

// The orders.
const (
	Alone Order = ""     // it has no sibling that another recording has too
	Law   Order = "law"  // no recording has it on another side of a sibling
	Luck  Order = "luck" // some recording does
)

// Stage is a stage of the first recording in all of them.
type Stage struct {
	Times
	// Seen is in how many recordings the stage is, the first included.
	Seen  int
	Order Order

	took []time.Duration
}

// DifferentError says that a recording is of another program than the first.
type DifferentError struct {
	// Index is which of the other recordings it is, counted from 0.
	Index int
	// Service and Of are the service of the recording, and that of the first one. They are the same where no stage of
	// the first is in the recording.
	Service, Of string
}

func (e *DifferentError) Error() string { return e.Say(phrases.In("en")) }

// Say is Error in the language of the phrases.
func (e *DifferentError) Say(p *phrases.Phrases) string {
	say := &p.Words.Compared
	if e.Service == e.Of {
		return say.Different(say.NoStageInCommon)
	}
	return say.Different(say.OtherService(e.Service, e.Of))
}

// Of compares the first recording with others. It keeps none of them: a caller who reads them one after the other
// needs memory for one. Pauses of a learner do not count: see [trace.WithoutPauses]. Of returns the first error of the
// others, and a [DifferentError] for a recording of another program.
func Of(first *trace.Trace, others iter.Seq2[*trace.Trace, error]) (*Comparison, error) {
	first = trace.WithoutPauses(first)
	c := &Comparison{Recordings: 1, stages: make(map[trace.Key]*Stage, len(first.Spans))}
	roots := first.Tree()
	trace.Walk(roots, func(n *trace.Node) {
		s := &Stage{Seen: 1}
		s.add(n)
		c.stages[n.Key()] = s
	})
	ready := untilReady(first, roots)
	for other, err := range others {
		if err != nil {
			return nil, err
		}
		service, of := serviceOf(other), serviceOf(first)
		if service != of {
			return nil, &DifferentError{c.Recordings - 1, service, of}
		}
		other = trace.WithoutPauses(other)
		tree := other.Tree()
		if c.match(roots, tree) == 0 && len(c.stages) > 0 {
			return nil, &DifferentError{c.Recordings - 1, service, of}
		}
		c.Recordings++
		ready = append(ready, untilReady(other, tree)...)
	}
	for _, s := range c.stages {
		s.Times = timesOf(s.took)
		s.took = nil
	}
	c.Ready = timesOf(ready)
	return c, nil
}

// At returns what is known of a span of the first recording, and whether it is one.
func (c *Comparison) At(key trace.Key) (Stage, bool) {
	if c == nil {
		return Stage{}, false
	}
	if s := c.stages[key]; s != nil {
		return *s, true
	}
	return Stage{}, false
}

func serviceOf(t *trace.Trace) string {
	service, _ := t.Resource[convention.ServiceName].(string)
	return service
}

func untilReady(t *trace.Trace, roots []*trace.Node) []time.Duration {
	ready, ok := t.Ready()
	if !ok {
		return nil
	}
	start, _ := trace.Bounds(roots)
	return []time.Duration{ready.Sub(start)}
}

// add notes how long the stage took in one more recording, if it has ended.
func (s *Stage) add(n *trace.Node) {
	if !n.Running() && !n.TookUnknown() && !n.End.IsZero() {
		s.took = append(s.took, n.End.Sub(n.Start))
	}
}

// match finds the stages of the first recording in another, and returns how many there are.
func (c *Comparison) match(first, other []*trace.Node) (matched int) {
	type siblings struct{ first, other []*trace.Node }
	pending := []siblings{{first, other}}
	for len(pending) > 0 {
		next := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		waiting := make(map[string][]int, len(next.other)) // places in the other recording, by name
		for i, n := range next.other {
			waiting[n.Name] = append(waiting[n.Name], i)
		}
		var nodes []*trace.Node
		var places []int
		for _, n := range next.first {
			queue := waiting[n.Name]
			if len(queue) == 0 {
				continue
			}
			waiting[n.Name] = queue[1:]
			twin := next.other[queue[0]]
			c.stages[n.Key()].Seen++
			c.stages[n.Key()].add(twin)
			nodes, places = append(nodes, n), append(places, queue[0])
			pending = append(pending, siblings{n.Children, twin.Children})
		}
		matched += len(nodes)
		for i, moved := range moved(places) {
			c.stages[nodes[i].Key()].learn(moved, len(nodes))
		}
	}
	return matched
}

// learn takes in whether another recording has the stage on another side of one of its siblings.
func (s *Stage) learn(moved bool, siblings int) {
	switch {
	case moved:
		s.Order = Luck
	case siblings > 1 && s.Order == Alone:
		s.Order = Law
	}
}

// moved reports of each place whether a smaller one stands behind it, or a larger one before it.
func moved(places []int) []bool {
	found := make([]bool, len(places))
	most := -1
	for i, p := range places {
		found[i] = most > p
		most = max(most, p)
	}
	least := int(^uint(0) >> 1)
	for i, p := range slices.Backward(places) {
		found[i] = found[i] || least < p
		least = min(least, p)
	}
	return found
}

// timesOf sums times up. It sorts them.
func timesOf(all []time.Duration) Times {
	if len(all) == 0 {
		return Times{}
	}
	t := Times{Count: len(all), Median: median(all)}
	t.Least, t.Most = all[0], all[len(all)-1]
	far := make([]time.Duration, len(all))
	for i, took := range all {
		far[i] = max(took-t.Median, t.Median-took)
	}
	t.Spread = median(far)
	return t
}

// median sorts times and returns the middle one.
func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	half := len(all) / 2
	if len(all)%2 == 1 {
		return all[half]
	}
	return all[half-1] + (all[half]-all[half-1])/2
}
