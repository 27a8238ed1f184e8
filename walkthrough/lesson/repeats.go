package lesson

import (
	"apitour/trace"
	"apitour/walkthrough/notes"
)

// Repeat is the rest of a run of siblings in which the same notes explain one after the other: the stages that install
// API groups, after those of the first. Its steps follow each other.
type Repeat struct {
	First int // the first step of the rest
	Steps int // how many steps there are, their parts included
	Times int // how often what is before the rest comes again
}

const (
	// longestPattern is how many stages make up what is repeated: a group has two.
	longestPattern = 3
	// leastRest is how many stages are worth a row of their own for all of them.
	leastRest = 3
)

// Repeats returns the repeats of the lesson, in order, those inside others behind them. The traces of other programs
// have none, unless they have notes of their own.
func (l *Lesson) Repeats() (all []Repeat) {
	for _, root := range l.Roots {
		if l.Steps[root.Index].line.Kind == Other && !l.OwnNotes() {
			continue
		}
		trace.Walk([]*trace.Node{root}, func(n *trace.Node) {
			if len(n.Children) > leastRest {
				all = l.repeatsAmong(n.Children, all)
			}
		})
	}
	return all
}

func (l *Lesson) repeatsAmong(siblings []*trace.Node, all []Repeat) []Repeat {
	explained := make([]*notes.Note, len(siblings))
	for i, n := range siblings {
		explained[i] = l.notes.For(n)
	}
	for i := 0; i < len(siblings); {
		pattern, end := runFrom(explained, i)
		if end == 0 {
			i++
			continue
		}
		rest, last := siblings[i+pattern:end], siblings[end-1]
		count := make(map[*notes.Note]int)
		times := 0
		for _, note := range explained[i+pattern : end] {
			count[note]++
			times = max(times, count[note])
		}
		all = append(all, Repeat{rest[0].Index, last.Index + last.Size - rest[0].Index, times})
		i = end
	}
	return all
}

// runFrom returns how many siblings from i on make up what is repeated, and the end of the run; the end is 0 when
// nothing is.
func runFrom(explained []*notes.Note, i int) (pattern, end int) {
	seen := make(map[*notes.Note]bool, longestPattern)
	for pattern = 1; pattern <= longestPattern && i+pattern <= len(explained); pattern++ {
		note := explained[i+pattern-1]
		if note == nil || seen[note] {
			return 0, 0
		}
		seen[note] = true
		end = i + pattern
		for end < len(explained) && seen[explained[end]] {
			end++
		}
		if end-i-pattern >= leastRest {
			return pattern, end
		}
	}
	return 0, 0
}
