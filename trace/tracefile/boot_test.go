package tracefile

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const traceID = "5b8efff798038103d269b633813fc60c"

func spanID(i int) string { return fmt.Sprintf("%016x", i) }

// at returns the moment that many milliseconds after the boot of these tests began.
func at(ms int) time.Time {
	return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
}

// smallBoot is a boot with one of everything that a file can hold.
func smallBoot() *trace.Trace {
	return &trace.Trace{
		Resource: map[string]any{
			"service.name": "apitour apiserver",
			"host.cpus":    int64(2),
			"flags":        []any{"--secure-port=0", "--v=2"},
		},
		Spans: []trace.Span{
			{
				TraceID: traceID, ID: spanID(3), ParentID: spanID(1), Name: "StartEtcd", Kind: trace.KindInternal,
				Start: at(2), End: at(90),
				Status: trace.StatusError, Message: "listen tcp 127.0.0.1:2379: address already in use",
				Attributes: map[string]any{convention.ScopeName: "apitour/apiserver/stage"},
			},
			{
				TraceID:  traceID,
				ID:       spanID(2),
				ParentID: spanID(1),
				Name:     "CreateServerChain",
				Kind:     trace.KindInternal,
				Start:    at(1),
				Attributes: map[string]any{
					convention.ScopeName:    "apitour/apiserver/stage",
					convention.ScopeVersion: "v1",
					convention.Function:     "apitour/apiserver.CreateServerChain",
					convention.File:         "apiserver/chain.go",
					convention.Line:         int64(42),
					"bool":                  true,
					"float":                 0.5,
					"bytes":                 []byte{0, 1, 0xff},
					"nothing":               nil,
					"list":                  []any{"启动", int64(-1), []any{}, map[string]any{}},
					"map":                   map[string]any{"deep": map[string]any{"deeper": false}, "empty": []byte{}},
				},
				Events: []trace.Event{
					{Time: at(3), Name: "insecure serving is off"},
					{Time: at(4), Name: "escape \x1b[31m \"and\" \u202e", Attributes: map[string]any{"check": "etcd"}},
				},
			},
			{
				TraceID: traceID, ID: spanID(1), Name: "main", Kind: trace.KindInternal,
				Start: at(0), End: at(100), Status: trace.StatusOK,
			},
		},
	}
}

// anyTrace returns a random trace of everything that OTLP can hold, with its spans in random order. The starts
// differ, so that there is only one order of starts.
func anyTrace(random *rand.Rand) *trace.Trace {
	t := &trace.Trace{Resource: anyMap(random, 2)}
	spans := 1 + random.IntN(12)
	for i := range spans {
		s := trace.Span{
			TraceID:    fmt.Sprintf("%032x", 1+random.IntN(2)),
			ID:         spanID(i + 1),
			Name:       anyText(random),
			Kind:       trace.Kind(random.IntN(6)),
			Start:      at(i*10 + random.IntN(10)),
			Status:     trace.Status(random.IntN(3)),
			Message:    anyText(random),
			Attributes: anyMap(random, 3),
		}
		if random.IntN(4) > 0 {
			s.ParentID = spanID(1 + random.IntN(spans+2))
		}
		if random.IntN(4) > 0 {
			s.End = time.Unix(random.Int64N(18e9), random.Int64N(1e9)).UTC()
		}
		for range random.IntN(3) {
			s.Events = append(s.Events, trace.Event{
				Time: at(random.IntN(100)), Name: anyText(random), Attributes: anyMap(random, 2),
			})
		}
		t.Spans = append(t.Spans, s)
	}
	random.Shuffle(spans, func(i, j int) { t.Spans[i], t.Spans[j] = t.Spans[j], t.Spans[i] })
	return t
}

func anyText(random *rand.Rand) string {
	runes := make([]rune, random.IntN(8))
	for i := range runes {
		runes[i] = []rune{'a', '"', '\\', '\n', '\x00', '\x1b', 'é', '启', '🚀', '\u2028', '\ufffd', '<'}[random.IntN(12)]
	}
	return string(runes)
}

func anyMap(random *rand.Rand, depth int) map[string]any {
	n := random.IntN(4)
	if n == 0 {
		return nil
	}
	m := make(map[string]any, n)
	for range n {
		m["key "+anyText(random)] = anyValue(random, depth)
	}
	return m
}

func anyValue(random *rand.Rand, depth int) any {
	switch kind := random.IntN(8); {
	case kind == 0:
		return nil
	case kind == 1:
		return random.IntN(2) == 0
	case kind == 2:
		return int64(random.Uint64())
	case kind == 3:
		return []float64{0, 0.1, -1e300, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1)}[random.IntN(6)]
	case kind == 4:
		return []byte(anyText(random))
	case kind == 5 && depth > 0:
		list := make([]any, random.IntN(3))
		for i := range list {
			list[i] = anyValue(random, depth-1)
		}
		return list
	case kind == 6 && depth > 0:
		m := make(map[string]any)
		for range random.IntN(3) {
			m[anyText(random)] = anyValue(random, depth-1)
		}
		return m
	}
	return anyText(random)
}
