package trace_test

import (
	"fmt"
	"testing"

	"apitour/trace"
	"apitour/trace/tracetest"
)

// BenchmarkTree arranges a million spans: of one boot, and of many small traces whose spans share ids.
func BenchmarkTree(b *testing.B) {
	const million = 1_000_000
	for name, recorded := range map[string]func() *trace.Trace{
		"boot": func() *trace.Trace { return tracetest.Synthetic(million) },
		"traces": func() *trace.Trace {
			const perTrace = 4
			spans := make([]trace.Span, 0, million)
			for i := range million / perTrace {
				traceID := fmt.Sprintf("%032x", i)
				for k := range perTrace {
					s := span(fmt.Sprint(k), "0", i+k, i+2*k)
					if s.TraceID = traceID; k == 0 {
						s.ParentID = ""
					}
					spans = append(spans, s)
				}
			}
			return &trace.Trace{Spans: spans}
		},
	} {
		b.Run(name, func(b *testing.B) {
			t := recorded()
			for b.Loop() {
				if len(t.Tree()) == 0 {
					b.Fatal("no roots")
				}
			}
		})
	}
}
