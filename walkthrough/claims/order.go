package claims

import (
	"apitour/trace"
	"apitour/walkthrough/evidence"
)

// before checks that each of the ones comes before each of the others, in every boot: see [evidence.Precedes].
func (j *judged) before(a, b []*trace.Node) finding {
	for _, first := range a {
		for _, second := range b {
			if evidence.Precedes(first, second) {
				continue
			}
			same, known := evidence.SameGoroutine(first, second)
			switch {
			case j.within([]*trace.Node{second}, first.Name).verdict == Holds:
				return fails(j.in.IsInside, second.Name, first.Name)
			case j.within([]*trace.Node{first}, second.Name).verdict == Holds:
				return fails(j.in.IsInside, first.Name, second.Name)
			case same && known, first.Start.After(second.Start):
				return fails(j.in.BeginsBefore, second.Name, first.Start.Sub(second.Start).String(), first.Name)
			}
			return fails(j.in.NotEndedInOther, first.Name, second.Name)
		}
	}
	return holds
}

// sameGoroutine checks that all of them ran in one goroutine.
func (j *judged) sameGoroutine(a, b []*trace.Node) finding {
	for _, n := range append(append([]*trace.Node(nil), a...), b...) {
		switch same, known := evidence.SameGoroutine(a[0], n); {
		case !known:
			return undecided(j.in.GoroutineUntold, a[0].Name, n.Name)
		case !same:
			return fails(j.in.Goroutines, a[0].Name, a[0].Goroutine(), n.Name, n.Goroutine())
		}
	}
	return holds
}

// parallel checks that no one of them ran in a goroutine with one of the others, and that they ran side by side: parts
// of one span, or one of them a part of the other. Whether their times overlap is luck.
func (j *judged) parallel(a, b []*trace.Node) finding {
	for _, n := range a {
		for _, m := range b {
			if n == m {
				continue
			}
			switch same, known := evidence.SameGoroutine(n, m); {
			case !known:
				return undecided(j.in.GoroutineUntold, n.Name, m.Name)
			case same:
				return fails(j.in.OneGoroutine, n.Name, m.Name, n.Goroutine())
			case n.Parent != m.Parent && n.Parent != m && m.Parent != n:
				return fails(j.in.DifferentParts, n.Name, m.Name)
			}
		}
	}
	return holds
}

// waitsFor checks that each of them says that it waits for that, and that what it waits for has ended first where it is
// a stage.
func (j *judged) waitsFor(a, b []*trace.Node, name string) finding {
	for _, n := range a {
		switch got := n.WaitsFor(); {
		case got == "":
			return fails(j.in.WaitsForNothing, n.Name)
		case got != name:
			return fails(j.in.WaitsFor, n.Name, got)
		}
		for _, awaited := range b {
			if !n.Running() && (awaited.Running() || awaited.End.After(n.End)) {
				return fails(j.in.NotEndedWhen, awaited.Name, n.Name)
			}
		}
	}
	return holds
}
