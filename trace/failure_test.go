package trace_test

import (
	"testing"

	"apitour/trace"
)

func failed(s trace.Span) trace.Span {
	s.Status, s.Message = trace.StatusError, "no such file"
	return s
}

func TestFailedChain(t *testing.T) {
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  string // names, innermost first
	}{
		"nothing":    {nil, ""},
		"no failure": {[]trace.Span{span("a", "", 0, 9), span("b", "a", 1, 2)}, ""},
		"root alone": {[]trace.Span{failed(span("a", "", 0, 9)), span("b", "a", 1, 2)}, "a"},
		"passed on by every caller": {
			[]trace.Span{failed(span("a", "", 0, 9)), failed(span("b", "a", 1, 8)), failed(span("c", "b", 2, 7))},
			"c b a",
		},
		"caller went on": {
			[]trace.Span{span("a", "", 0, 9), failed(span("b", "a", 1, 2))}, "",
		},
		"caller of a part went on": {
			[]trace.Span{failed(span("a", "", 0, 9)), span("b", "a", 1, 8), failed(span("c", "b", 2, 7))}, "a",
		},
		"first of several to end, not to start": {
			[]trace.Span{failed(span("a", "", 0, 9)), failed(span("b", "a", 1, 8)), failed(span("c", "a", 2, 7))},
			"c a",
		},
		"first of several roots": {
			[]trace.Span{failed(span("a", "", 0, 9)), failed(span("b", "", 1, 8)), span("c", "", 2, 7)}, "b",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, n := range trace.FailedChain((&trace.Trace{Spans: tt.spans}).Tree()) {
				if got != "" {
					got += " "
				}
				got += n.Name
			}
			if got != tt.want {
				t.Errorf("chain is %q, want %q", got, tt.want)
			}
		})
	}
}
