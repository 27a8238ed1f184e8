// Package tracetest makes traces for tests and benchmarks. They are larger than any real boot, and like one in all
// else.
package tracetest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// Start is the start of every synthetic boot.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Depth is the depth of the deepest span of a synthetic boot; its root has depth 0.
const Depth = 40

// Synthetic returns a boot of n spans, sorted by start, and always the same for the same n. It resembles a recorded
// boot: seven attributes a span, recurring names and places, few children for most stages and hundreds for some, a long
// chain of calls here and there, an event in every tenth span, one failure in some five hundred, and children that
// run beside each other in goroutines of their own. Recurring strings are shared, as tracefile shares them.
func Synthetic(n int) *trace.Trace {
	g := generator{
		random: rand.New(rand.NewPCG(uint64(n), 40)),
		spans:  make([]trace.Span, 0, n),
	}
	for i := range g.functions {
		g.functions[i] = function{
			name:     fmt.Sprintf("stage%02d", i),
			function: fmt.Sprintf("k8s.io/apiserver/pkg/server/options.stage%02d", i),
			file:     "apiserver/chain.go",
		}
		if i%3 == 0 {
			g.functions[i].file = fmt.Sprintf("k8s.io/apiserver@v0.37.2/pkg/server/options/stage%02d.go", i)
		}
		if i%7 == 0 {
			g.functions[i].name = fmt.Sprintf(convention.HookPrefix+"start-controller-%02d", i)
		}
	}
	if n > 0 {
		g.stage(n, 0, 1, "", Start, time.Duration(n)*10*time.Microsecond)
		g.ready()
	}
	return &trace.Trace{
		Resource: map[string]any{convention.ServiceName: "apitour-apiserver", "host.cpu.count": int64(2)},
		Spans:    g.spans,
	}
}

type generator struct {
	random    *rand.Rand
	functions [60]function
	spans     []trace.Span
	lanes     int64
}

// ready makes the wait for readiness of the root's child that ends last.
func (g *generator) ready() {
	last := 0
	for i, s := range g.spans {
		if s.ParentID == g.spans[0].ID && (last == 0 || s.End.After(g.spans[last].End)) {
			last = i
		}
	}
	g.spans[last].Name, g.spans[last].Status, g.spans[last].Message = convention.ReadyStage, trace.StatusUnset, ""
}

type function struct{ name, function, file string }

const traceID = "5b8efff798038103d269b633813fc60c"

// stage adds a stage of n spans, itself included, that takes the given time.
func (g *generator) stage(n, depth int, lane int64, parent string, start time.Time, took time.Duration) {
	f, caller := &g.functions[g.random.IntN(len(g.functions))], &g.functions[g.random.IntN(len(g.functions))]
	s := trace.Span{
		TraceID: traceID, ID: fmt.Sprintf("%016x", len(g.spans)+1), ParentID: parent, Name: f.name,
		Kind: trace.KindInternal, Start: start, End: start.Add(took),
		Attributes: map[string]any{
			convention.Function: f.function, convention.File: f.file, convention.Line: int64(10 + g.random.IntN(900)),
			convention.CallFile: caller.file, convention.CallLine: int64(10 + g.random.IntN(900)),
			convention.Goroutine: lane, convention.ScopeName: convention.Scope,
		},
	}
	if g.random.IntN(10) == 0 {
		s.Events = []trace.Event{{Time: start.Add(took / 2), Name: "insecure serving is off"}}
	}
	if g.random.IntN(500) == 0 {
		s.Status, s.Message = trace.StatusError, "connection refused"
	}
	g.spans = append(g.spans, s)
	g.parts(n-1, depth+1, lane, s.ID, start, took)
}

// parts divides n spans and the time among the children of a stage.
func (g *generator) parts(n, depth int, lane int64, parent string, start time.Time, took time.Duration) {
	if n <= 0 {
		return
	}
	fan := 1 + g.random.IntN(5)
	switch g.random.IntN(30) {
	case 0:
		fan = 100 + g.random.IntN(900)
	case 1, 2, 3, 4, 5, 6, 7:
		fan = 1 // a chain of calls
	}
	if depth == Depth {
		fan = n
	}
	fan = min(fan, n)
	beside := fan > 2 && g.random.IntN(6) == 0
	share := took * 9 / 10 / time.Duration(fan)
	at := start.Add(took / 20)
	for i := range fan {
		size := n / (fan - i)
		if i < fan-1 && size > 1 {
			size = 1 + g.random.IntN(2*size-1)
		}
		size = min(size, n-(fan-i-1))
		if depth == Depth {
			size = 1
		}
		if i == fan-1 {
			size = n
		}
		n -= size
		if beside {
			g.lanes++
			shift := time.Duration(i) * time.Microsecond
			part := max(1, took-time.Duration(fan)*time.Microsecond)
			g.stage(size, depth, 1+g.lanes%200, parent, start.Add(shift), part)
			continue
		}
		g.stage(size, depth, lane, parent, at, max(1, share))
		at = at.Add(share)
	}
}
