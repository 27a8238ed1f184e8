package trace_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// in returns the span with the goroutine's number.
func in(goroutine int, s trace.Span) trace.Span {
	s.Attributes = maps.Clone(s.Attributes)
	if s.Attributes == nil {
		s.Attributes = make(map[string]any)
	}
	s.Attributes[convention.Goroutine] = int64(goroutine)
	return s
}

func waits(on string, s trace.Span) trace.Span {
	s = in(int(s.Goroutine()), s)
	s.Attributes[convention.WaitsFor] = on
	return s
}

func named(name string, s trace.Span) trace.Span {
	s.Name = name
	return s
}

// path writes a critical path: for each segment its start and its name, and then the end.
func path(segments []trace.Segment) string {
	var text strings.Builder
	for _, s := range segments {
		name := "?"
		if s.Node != nil {
			name = s.Node.Name
		}
		fmt.Fprintf(&text, "%d %s, ", s.Start.Sub(at(0)).Milliseconds(), name)
	}
	if len(segments) > 0 {
		fmt.Fprint(&text, segments[len(segments)-1].End.Sub(at(0)).Milliseconds())
	}
	return text.String()
}

// pathCase is a trace, the moment in milliseconds at which it is ready, and its critical path.
type pathCase struct {
	spans []trace.Span
	ready int
	want  string
}

var pathsOfOneGoroutine = map[string]pathCase{
	"nothing":               {nil, 10, ""},
	"ready before it began": {[]trace.Span{stage("a", "", 20, 30)}, 10, ""},
	"one":                   {[]trace.Span{stage("a", "", 0, 30)}, 10, "0 a, 10"},
	"one after the other": {
		[]trace.Span{stage("a", "", 0, 10), stage("b", "a", 1, 3), stage("c", "a", 4, 8)},
		10, "0 a, 1 b, 3 a, 4 c, 8 a, 10",
	},
	"right after the other": {
		[]trace.Span{stage("a", "", 0, 10), stage("b", "a", 0, 3), stage("c", "a", 3, 10)},
		10, "0 b, 3 c, 10",
	},
	"nested": {
		[]trace.Span{stage("a", "", 0, 10), stage("b", "a", 1, 9), stage("c", "b", 2, 8)},
		10, "0 a, 1 b, 2 c, 8 b, 9 a, 10",
	},
	"still running": {
		[]trace.Span{stage("a", "", 0, running), stage("b", "a", 1, running), stage("c", "a", 0, 1)},
		10, "0 c, 1 b, 10",
	},
	"no time at all": {
		[]trace.Span{stage("a", "", 0, 10), stage("b", "a", 4, 4), stage("c", "a", 7, 5)}, 10, "0 a, 10",
	},
	"two roots": {[]trace.Span{stage("a", "", 0, 3), stage("b", "", 5, 9)}, 10, "0 a, 3 ?, 5 b, 9 ?, 10"},
	"of two that overlap": {
		[]trace.Span{stage("a", "", 0, 10), stage("b", "a", 1, 6), stage("c", "a", 3, 9)},
		10, "0 a, 1 b, 3 c, 9 a, 10",
	},
	"ended exactly at the cursor": {
		[]trace.Span{stage("a", "", 0, running), stage("b", "a", 1, running), stage("c", "a", 2, 10)},
		10, "0 a, 1 b, 2 c, 10",
	},
	"failed and shut down later": {[]trace.Span{stage("a", "", 0, 50), stage("b", "a", 2, 40)}, 20, "0 a, 2 b, 20"},
}

var pathsOfSeveralGoroutines = map[string]pathCase{
	"the last to be joined": {
		[]trace.Span{
			in(1, stage("a", "", 0, 10)), in(2, stage("b", "a", 1, 6)), in(3, stage("c", "a", 2, 9)),
			in(4, stage("d", "a", 3, 7)),
		},
		10, "0 a, 2 c, 9 a, 10",
	},
	"runs beside the path": {
		[]trace.Span{in(1, stage("a", "", 0, 10)), in(2, stage("b", "a", 1, running)), in(1, stage("c", "a", 3, 7))},
		10, "0 a, 3 c, 7 a, 10",
	},
	"started by one that ended": {
		[]trace.Span{in(1, stage("a", "", 0, 10)), in(1, stage("b", "a", 1, 3)), in(2, stage("c", "b", 5, 9))},
		10, "0 a, 1 b, 3 a, 10",
	},
}

// server is a boot whose wait for readiness runs beside four hooks.
var server = []trace.Span{
	in(1, stage("main", "", 0, running)), in(1, stage("chain", "main", 5, 30)), in(1, stage("p", "main", 40, running)),
	named(convention.ReadyStage, in(2, stage("r", "p", 41, 90))),
	in(3, stage("h3", "p", 42, 50)), in(4, stage("h4", "p", 44, 80)), in(5, stage("h5", "p", 46, 70)),
	in(6, stage("h6", "p", 47, running)),
	in(4, stage("sync", "h4", 60, 75)),
}

func serverWith(extra trace.Span) []trace.Span { return append(slices.Clone(server), extra) }

var pathsThroughWaits = map[string]pathCase{
	"the ready stage": {server, 90, "0 main, 5 chain, 30 main, 40 p, 44 h4, 60 sync, 75 h4, 80 WaitForReady, 90"},
	"a hook that was over before": {
		serverWith(in(7, stage("h0", "p", 42, 43))),
		90, "0 main, 5 chain, 30 main, 40 p, 44 h4, 60 sync, 75 h4, 80 WaitForReady, 90",
	},
	"ended together": {
		serverWith(in(4, stage("late", "h4", 76, 80))),
		90, "0 main, 5 chain, 30 main, 40 p, 44 h4, 60 sync, 75 h4, 76 late, 80 WaitForReady, 90",
	},
	"by one that ended before": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), in(1, stage("b", "a", 1, 3)), in(2, stage("c", "b", 5, 15)),
			waits("c", in(1, stage("w", "a", 4, 18))),
		},
		20, "0 a, 1 b, 3 a, 4 w, 5 c, 15 w, 18 a, 20",
	},
	"ready stage and no hook": {server[:4], 90, "0 main, 5 chain, 30 main, 40 p, 41 WaitForReady, 90"},
	"a wait by name": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), in(2, stage("b", "a", 2, 15)), in(3, stage("c", "a", 3, 17)),
			waits("b", in(1, stage("w", "a", 5, 19))),
		},
		20, "0 a, 2 b, 15 w, 19 a, 20",
	},
	"a wait in words": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), in(2, stage("b", "a", 2, 15)), in(3, stage("c", "a", 3, 17)),
			waits("a leader", in(1, stage("w", "a", 5, 19))),
		},
		20, "0 a, 3 c, 17 w, 19 a, 20",
	},
	"a wait for a span that was over": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), in(2, stage("b", "a", 2, 4)), waits("b", in(1, stage("w", "a", 5, 19))),
		},
		20, "0 a, 2 b, 4 a, 5 w, 19 a, 20",
	},
	"of two of a name": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), named("b", in(2, stage("b1", "a", 2, 8))),
			named("b", in(3, stage("b2", "a", 3, 12))), waits("b", in(1, stage("w", "a", 5, 19))),
		},
		20, "0 a, 3 b, 12 w, 19 a, 20",
	},
	"for something elsewhere": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), in(2, stage("b", "a", 2, 18)), in(2, stage("x", "b", 3, 16)),
			in(3, stage("c", "a", 4, 19)), waits("x", in(3, stage("w", "c", 5, 17))),
		},
		20, "0 a, 2 b, 3 x, 16 w, 17 c, 19 a, 20",
	},
	"for each other": {
		[]trace.Span{
			in(1, stage("a", "", 0, 20)), waits("c", in(2, stage("b", "a", 2, 15))),
			waits("b", in(3, stage("c", "a", 3, 15))),
		},
		20, "0 a, 2 b, 15 a, 20",
	},
	"began during the wait": {
		[]trace.Span{stage("a", "", 0, 20), in(2, stage("b", "a", 8, 15)), waits("b", in(1, stage("w", "a", 5, 19)))},
		20, "0 a, 5 w, 8 b, 15 w, 19 a, 20",
	},
}

func TestCriticalPath(t *testing.T) {
	for _, table := range []map[string]pathCase{pathsOfOneGoroutine, pathsOfSeveralGoroutines, pathsThroughWaits} {
		for name, tt := range table {
			t.Run(name, func(t *testing.T) {
				roots := (&trace.Trace{Spans: tt.spans}).Tree()
				if got := path(trace.CriticalPath(roots, at(tt.ready))); got != tt.want {
					t.Errorf("path is\n%q, want\n%q", got, tt.want)
				}
			})
		}
	}
}

// explains checks a property of every path: it leads from the first start to ready without a gap.
func explains(t *testing.T, roots []*trace.Node, ready time.Time, segments []trace.Segment) {
	t.Helper()
	first, _ := trace.Bounds(roots)
	if first.IsZero() || !ready.After(first) {
		if len(segments) > 0 {
			t.Errorf("path is %v", path(segments))
		}
		return
	}
	sum := time.Duration(0)
	for _, s := range segments {
		if !s.Start.Equal(first) || !s.End.After(s.Start) {
			t.Fatalf("a segment from %v to %v follows one that ends at %v", s.Start, s.End, first)
		}
		first = s.End
		sum += s.End.Sub(s.Start)
	}
	start, _ := trace.Bounds(roots)
	if !first.Equal(ready) || sum != ready.Sub(start) {
		t.Fatalf("the path ends at %v, and sums to %v", first, sum)
	}
}

func TestCriticalPathExplainsAllOfTheTime(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, random *rand.Rand, spans []trace.Span) {
		for i := range spans {
			spans[i].Name = spans[i].ID
			if random.IntN(2) == 0 {
				spans[i] = in(random.IntN(4), spans[i])
			}
			if random.IntN(4) == 0 {
				spans[i] = waits(strconv.Itoa(random.IntN(len(spans)+5)), spans[i])
			}
			if random.IntN(8) == 0 {
				spans[i].Name = convention.ReadyStage
			}
		}
		roots := (&trace.Trace{Spans: spans}).Tree()
		ready := at(random.IntN(60) - 2)
		explains(t, roots, ready, trace.CriticalPath(roots, ready))
	})
}

// sound returns the spans of a program that waits for everything it starts: each span lies inside its parent.
func sound(random *rand.Rand) []trace.Span {
	spans := []trace.Span{in(1, stage("0", "", 0, 10_000))}
	for i := 1; i < 2+random.IntN(60); i++ {
		parent := spans[random.IntN(len(spans))]
		took := int(parent.End.Sub(parent.Start).Milliseconds())
		if took < 4 {
			continue
		}
		start := int(parent.Start.Sub(at(0)).Milliseconds()) + random.IntN(took)
		left := int(parent.End.Sub(at(start)).Milliseconds())
		s := stage(strconv.Itoa(i), parent.ID, start, start+random.IntN(left+1))
		if random.IntN(5) == 0 {
			s = waits(strconv.Itoa(random.IntN(60)), s)
		}
		spans = append(spans, in([]int{int(parent.Goroutine()), i + 1}[random.IntN(2)], s))
	}
	return spans
}

func TestCriticalPathStaysInsideItsSpans(t *testing.T) {
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 0))
		roots := (&trace.Trace{Spans: sound(random)}).Tree()
		ready := at(1 + random.IntN(10_000))
		segments := trace.CriticalPath(roots, ready)
		explains(t, roots, ready, segments)
		for _, s := range segments {
			if s.Node == nil || s.Start.Before(s.Node.Start) || s.End.After(s.Node.End) {
				t.Errorf("a segment from %v to %v belongs to %v", s.Start, s.End, s.Node)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// shapes are trees that a file may hold and that a careless walk would visit in quadratic time, or too deep for Go's
// stack.
var shapes = map[string]func(i, n int) trace.Span{
	"chain": func(i, n int) trace.Span { return stage(strconv.Itoa(i), strconv.Itoa(i-1), i, 2*n-i) },
	"row": func(i, n int) trace.Span {
		if i == 0 {
			return stage("0", "", 0, n)
		}
		return stage(strconv.Itoa(i), "0", i, i+1)
	},
	"row of waits": func(i, n int) trace.Span {
		if i == 0 {
			return stage("0", "", 0, n)
		}
		return waits("the last", stage(strconv.Itoa(i), "0", i, i+3))
	},
	"waits below each other": func(i, n int) trace.Span {
		return waits("the last", stage(strconv.Itoa(i), strconv.Itoa((i-1)/2*2-1+i%2), i, n+i%2*(n-i)))
	},
	"ended before their children": func(i, n int) trace.Span {
		switch i {
		case 0:
			return stage("0", "", 0, running)
		case n - 1:
			return waits(strconv.Itoa(n-2), stage("ready", "0", 1, 3*n))
		}
		return in(i, stage(strconv.Itoa(i), strconv.Itoa(i-1), 3*i, 3*i+1))
	},
}

func tree(shape string, n int) []*trace.Node {
	t := &trace.Trace{Spans: make([]trace.Span, n)}
	for i := range n {
		t.Spans[i] = shapes[shape](i, n)
	}
	return t.Tree()
}

func TestCriticalPathOfManySpans(t *testing.T) {
	const n = 20_000
	for shape := range shapes {
		t.Run(shape, func(t *testing.T) {
			roots := tree(shape, n)
			began := time.Now()
			segments := trace.CriticalPath(roots, at(3*n))
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("the path took %v", took)
			}
			explains(t, roots, at(3*n), segments)
		})
	}
}

func BenchmarkCriticalPathOfAMillion(b *testing.B) {
	const n = 1_000_000
	for shape := range shapes {
		b.Run(shape, func(b *testing.B) {
			roots := tree(shape, n)
			segments := 0
			for b.Loop() {
				segments = len(trace.CriticalPath(roots, at(3*n)))
			}
			b.ReportMetric(float64(segments), "segments")
		})
	}
}
