package trace_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

const running = -1 // as the end of a span

func span(id, parent string, start, end int) trace.Span {
	s := trace.Span{TraceID: "t", ID: id, ParentID: parent, Name: id, Start: at(start)}
	if end != running {
		s.End = at(end)
	}
	return s
}

// stage returns a span of the subject.
func stage(id, parent string, start, end int) trace.Span {
	s := span(id, parent, start, end)
	s.Attributes = map[string]any{convention.ScopeName: convention.Scope}
	return s
}

// shape writes a tree as names in brackets: main(RunE(Complete Run)).
func shape(roots []*trace.Node) string {
	var words []string
	for _, n := range roots {
		word := n.Name
		if len(n.Children) > 0 {
			word += "(" + shape(n.Children) + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestTree(t *testing.T) {
	foreign := span("a", "", 5, 6)
	foreign.TraceID, foreign.Name = "u", "other trace"
	named := span("c", "b", 5, 6)
	named.Name = "later line"
	nameless := trace.Span{Name: "no id", Start: at(9)}
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  string
	}{
		"nothing":         {nil, ""},
		"order of starts": {[]trace.Span{span("a", "", 0, 9), span("c", "a", 4, 5), span("b", "a", 1, 2)}, "a(b c)"},
		"same start":      {[]trace.Span{span("a", "", 0, 9), span("c", "a", 1, 5), span("b", "a", 1, 2)}, "a(b c)"},
		"parent comes later": {
			[]trace.Span{span("c", "b", 2, 3), span("b", "a", 1, 4), span("a", "", 0, 5)}, "a(b(c))",
		},
		"starts before its parent": {
			[]trace.Span{span("a", "", 5, 9), span("b", "a", 1, 2)}, "a(b)",
		},
		"orphan": {
			[]trace.Span{span("a", "", 0, 9), span("b", "gone", 1, 2), span("c", "b", 1, 2)}, "a b(c)",
		},
		"own parent":  {[]trace.Span{span("a", "a", 0, 9), span("b", "a", 1, 2)}, "a(b)"},
		"ring of two": {[]trace.Span{span("b", "a", 1, 2), span("a", "b", 0, 9)}, "a(b)"},
		"ring with a tail": {
			[]trace.Span{span("t", "b", 0, 1), span("b", "a", 3, 4), span("a", "c", 2, 9), span("c", "b", 5, 6)},
			"a(b(t c))",
		},
		"one id twice": {
			[]trace.Span{span("a", "", 0, 9), span("b", "a", 1, 2), span("c", "b", 1, running), named},
			"a(b(later line))",
		},
		"one id, two traces": {[]trace.Span{span("a", "", 0, 9), foreign, span("b", "a", 1, 2)}, "a(b) other trace"},
		"no ids":             {[]trace.Span{span("a", "", 0, 9), nameless, nameless}, "a no id no id"},
	} {
		t.Run(name, func(t *testing.T) {
			tr := trace.Trace{Spans: tt.spans}
			if got := shape(tr.Tree()); got != tt.want {
				t.Errorf("tree is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTreeLinksBothWays(t *testing.T) {
	tr := trace.Trace{Spans: []trace.Span{span("c", "b", 2, 3), span("b", "a", 1, 4), span("a", "", 0, 5)}}
	depths := map[string]int{"a": 0, "b": 1, "c": 2}
	trace.Walk(tr.Tree(), func(n *trace.Node) {
		if n.Depth != depths[n.Name] {
			t.Errorf("depth of %q is %d, want %d", n.Name, n.Depth, depths[n.Name])
		}
		for _, c := range n.Children {
			if c.Parent != n {
				t.Errorf("parent of %q is not %q", c.Name, n.Name)
			}
		}
	})
}

// damaged returns spans as a broken clock and a broken exporter might write them: random and missing parents, cycles,
// ends before starts, spans that still run.
func damaged(random *rand.Rand) []trace.Span {
	n := 1 + random.IntN(40)
	spans := make([]trace.Span, n)
	for i := range spans {
		end := running
		if random.IntN(4) > 0 {
			end = random.IntN(50)
		}
		spans[i] = span(strconv.Itoa(i), strconv.Itoa(random.IntN(n+5)), random.IntN(50), end)
		spans[i].Name = string(rune('a' + random.IntN(3)))
		if random.IntN(20) == 0 {
			spans[i].Start = time.Time{}
		}
	}
	return spans
}

func forRandomTraces(t *testing.T, check func(t *testing.T, random *rand.Rand, spans []trace.Span)) {
	t.Helper()
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 0))
		check(t, random, damaged(random))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestTreeIsTheSameForAnyOrderOfSpans(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, random *rand.Rand, spans []trace.Span) {
		drawn := func(spans []trace.Span) string {
			var lines strings.Builder
			trace.Walk((&trace.Trace{Spans: spans}).Tree(), func(n *trace.Node) {
				fmt.Fprintln(&lines, n.Depth, n.ID)
			})
			return lines.String()
		}
		shuffled := slices.Clone(spans)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if a, b := drawn(spans), drawn(shuffled); a != b {
			t.Errorf("tree of the same spans in another order is\n%s, not\n%s", b, a)
		}
	})
}

func TestTreeHoldsEverySpanOnce(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, _ *rand.Rand, spans []trace.Span) {
		seen := make(map[string]int)
		trace.Walk((&trace.Trace{Spans: spans}).Tree(), func(n *trace.Node) { seen[n.ID]++ })
		for _, s := range spans {
			if seen[s.ID] != 1 {
				t.Errorf("span %q is in the tree %d times", s.ID, seen[s.ID])
			}
		}
		if len(seen) != len(spans) {
			t.Errorf("tree holds %d spans of %d", len(seen), len(spans))
		}
	})
}

func TestTimesStayWithinBounds(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, random *rand.Rand, spans []trace.Span) {
		roots := (&trace.Trace{Spans: spans}).Tree()
		now := at(random.IntN(60))
		start, end := trace.Bounds(roots)
		trace.Walk(roots, func(n *trace.Node) {
			took, own := n.Duration(now), n.Own(now)
			if took < 0 || own < 0 || own > took {
				t.Errorf("span %q: own time %v of %v", n.ID, own, took)
			}
			if !n.Start.IsZero() && (n.Start.Before(start) || n.Start.After(end)) || n.End.After(end) {
				t.Errorf("span %q, %v to %v, lies outside %v to %v", n.ID, n.Start, n.End, start, end)
			}
		})
	})
}

func TestOwnTime(t *testing.T) {
	for name, tt := range map[string]struct {
		children []trace.Span
		want     int
	}{
		"no children":                {nil, 10},
		"one after the other":        {[]trace.Span{stage("b", "a", 1, 3), stage("c", "a", 5, 6)}, 7},
		"overlapping":                {[]trace.Span{stage("b", "a", 1, 5), stage("c", "a", 3, 7)}, 4},
		"one inside the other":       {[]trace.Span{stage("b", "a", 1, 9), stage("c", "a", 3, 4)}, 2},
		"outlives its parent":        {[]trace.Span{stage("b", "a", 8, 99)}, 8},
		"began before its parent":    {[]trace.Span{stage("b", "a", -5, 4)}, 1},
		"after its parent":           {[]trace.Span{stage("b", "a", 20, 30)}, 10},
		"over before its parent":     {[]trace.Span{stage("c", "a", -9, -2)}, 3},
		"longer than its parent":     {[]trace.Span{stage("c", "a", -9, 50)}, 0},
		"running until now":          {[]trace.Span{stage("b", "a", 2, running)}, 2},
		"ended before it started":    {[]trace.Span{stage("b", "a", 7, 3)}, 10},
		"grandchildren do not count": {[]trace.Span{stage("b", "a", 1, 3), stage("c", "b", 4, 9)}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			tr := trace.Trace{Spans: append(tt.children, stage("a", "", 0, 10))}
			var own time.Duration
			trace.Walk(tr.Tree(), func(n *trace.Node) {
				if n.ID == "a" {
					own = n.Own(at(50))
				}
			})
			if want := time.Duration(tt.want) * time.Millisecond; own != want {
				t.Errorf("own time is %v, want %v", own, want)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	child := span("b", "a", 2, running)
	child.Events = []trace.Event{{Time: at(77), Name: "etcd is ready"}}
	unknown := trace.Span{TraceID: "t", ID: "c", ParentID: "a", Name: "no start", End: at(3)}
	tr := trace.Trace{Spans: []trace.Span{unknown, span("a", "", 1, running), child}}
	start, end := trace.Bounds(tr.Tree())
	if !start.Equal(at(1)) || !end.Equal(at(77)) {
		t.Errorf("bounds are %v and %v, want %v and %v", start, end, at(1), at(77))
	}
	if start, end := trace.Bounds(nil); !start.IsZero() || !end.IsZero() {
		t.Errorf("bounds of nothing are %v and %v", start, end)
	}
}

func TestReady(t *testing.T) {
	wait := stage("w", "", 1, 9)
	wait.Name = convention.ReadyStage
	failed := wait
	failed.Status = trace.StatusError
	waiting := wait
	waiting.End = time.Time{}
	second := wait
	second.TraceID, second.End = "u", at(30)
	others := span("w", "", 1, 9)
	others.Name = convention.ReadyStage
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  time.Time
	}{
		"never waited": {[]trace.Span{span("a", "", 0, 5)}, time.Time{}},
		"waiting":      {[]trace.Span{waiting}, time.Time{}},
		"gave up":      {[]trace.Span{failed}, time.Time{}},
		"ready":        {[]trace.Span{wait}, at(9)},
		"two boots":    {[]trace.Span{second, wait}, at(9)},
		"another's":    {[]trace.Span{others}, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := (&trace.Trace{Spans: tt.spans}).Ready()
			if !got.Equal(tt.want) || ok != !tt.want.IsZero() {
				t.Errorf("Ready is %v, %t, want %v", got, ok, tt.want)
			}
		})
	}
}

// TestLongChainsAreLinear fails for an implementation that walks to the root for every span, which would visit five
// billion nodes here, and for a recursive one, which would exhaust the stack.
func TestLongChainsAreLinear(t *testing.T) {
	for name, length := range map[string]int{"chain": 100_000, "ring": 20_000} {
		t.Run(name, func(t *testing.T) {
			spans := make([]trace.Span, length)
			for i := range spans {
				spans[i] = span(strconv.Itoa(i), strconv.Itoa(i-1), i, i+1)
			}
			if name == "ring" {
				spans[0].ParentID = strconv.Itoa(length - 1)
			}
			slices.Reverse(spans)
			began := time.Now()
			roots := (&trace.Trace{Spans: spans}).Tree()
			deepest := 0
			trace.Walk(roots, func(n *trace.Node) { deepest = max(deepest, n.Depth) })
			if len(roots) != 1 || deepest != length-1 {
				t.Errorf("tree has %d roots and is %d deep, want 1 and %d", len(roots), deepest, length-1)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("the tree took %v", took)
			}
		})
	}
}
