package trace_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracefile"
)

func of(kind trace.Kind, s trace.Span) trace.Span {
	s.Kind = kind
	return s
}

// side returns a span with another one's id, on one side of a call.
func side(name, id, parent string, kind trace.Kind, start, end int) trace.Span {
	return of(kind, named(name, span(id, parent, start, end)))
}

// TestBothSidesOfACall tells the receiving side inside the calling one, and what it opened inside that.
func TestBothSidesOfACall(t *testing.T) {
	client := side("client", "a", "root", trace.KindClient, 1, 9)
	server := side("server", "a", "root", trace.KindServer, 2, 8)
	pair := func(caller, served trace.Kind) []trace.Span {
		return []trace.Span{side("one", "a", "", caller, 1, 9), side("two", "a", "", served, 2, 8)}
	}
	named := side("client", "a", "a", trace.KindClient, 1, 9)
	together := side("server", "a", "root", trace.KindServer, 1, 9)
	elsewhere := server
	elsewhere.TraceID = "u"
	root := span("root", "", 0, 10)
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  string
	}{
		"client and server": {[]trace.Span{root, client, server}, "root(client(server))"},
		"server first":      {[]trace.Span{server, client, root}, "root(client(server))"},
		"one start":         {[]trace.Span{root, client, together}, "root(client(server))"},
		"children are the server's": {
			[]trace.Span{root, client, server, span("c", "a", 3, 4), side("call", "d", "a", trace.KindClient, 5, 6)},
			"root(client(server(c call)))",
		},
		"producer and consumer": {pair(trace.KindProducer, trace.KindConsumer), "one(two)"},
		"internal and server":   {pair(trace.KindInternal, trace.KindServer), "one(two)"},
		"a chain of calls": {
			[]trace.Span{
				client, server, root, side("client 2", "b", "a", trace.KindClient, 3, 7),
				side("server 2", "b", "a", trace.KindServer, 4, 6), span("leaf", "b", 5, 6),
			},
			"root(client(server(client 2(server 2(leaf)))))",
		},
		"server alone": {[]trace.Span{root, server}, "root(server)"},
		"two traces":   {[]trace.Span{root, client, elsewhere}, "root(client) server"},
		"client names itself": {
			[]trace.Span{named, server},
			"client(server)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shape((&trace.Trace{Spans: tt.spans}).Tree()); got != tt.want {
				t.Errorf("tree is %q, want %q", got, tt.want)
			}
			var r trace.Recording
			for _, s := range tt.spans {
				r.Add(s)
			}
			if got := shape(r.Snapshot().Tree()); got != tt.want {
				t.Errorf("tree of a recording is %q, want %q", got, tt.want)
			}
		})
	}
}

// marked returns the marks of each name in the tree.
func marked(t *trace.Trace) map[string]trace.Marks {
	marks := make(map[string]trace.Marks)
	trace.Walk(t.Tree(), func(n *trace.Node) {
		if n.Marks != 0 {
			marks[n.Name] = n.Marks
		}
	})
	return marks
}

func TestMarks(t *testing.T) {
	type want = map[string]trace.Marks
	root := span("root", "", 10, 20)
	noStart := trace.Span{TraceID: "t", ID: "n", ParentID: "root", Name: "n", End: at(12)}
	noTimes := trace.Span{TraceID: "t", ID: "n", ParentID: "root", Name: "n"}
	cut := span("c", "root", 12, 20)
	cut.Attributes = map[string]any{convention.StillRunning: true}
	client := side("call", "a", "root", trace.KindClient, 11, 14)
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  want
	}{
		"nothing wrong":           {[]trace.Span{root, span("b", "root", 10, 20), client}, want{}},
		"outlives its parent":     {[]trace.Span{root, span("b", "root", 15, 90)}, want{}},
		"begins after its parent": {[]trace.Span{root, span("b", "root", 30, 40)}, want{}},
		"before its parent":       {[]trace.Span{root, span("b", "root", 3, 11)}, want{"b": trace.BeforeParent}},
		"ends first":              {[]trace.Span{root, span("b", "root", 15, 14)}, want{"b": trace.EndFirst}},
		"no start":                {[]trace.Span{root, noStart}, want{"n": trace.NoStart}},
		"no end":                  {[]trace.Span{root, span("b", "root", 12, running)}, want{"b": trace.NoEnd}},
		"no times":                {[]trace.Span{root, noTimes}, want{"n": trace.NoStart | trace.NoEnd}},
		"cut by a recording":      {[]trace.Span{root, cut}, want{}},
		"a stage that is running": {[]trace.Span{stage("main", "", 1, running)}, want{}},
		"parent is missing":       {[]trace.Span{span("b", "gone", 1, 2)}, want{"b": trace.NoParent}},
		"own parent": {
			[]trace.Span{span("b", "b", 1, 2), span("c", "b", 1, 2)}, want{"b": trace.OwnParent},
		},
		"ring": {
			[]trace.Span{span("a", "b", 1, 9), span("b", "a", 2, 8), span("c", "b", 3, 4)}, want{"a": trace.Ring},
		},
		"answered after the call": {
			[]trace.Span{root, client, of(trace.KindServer, span("s", "a", 15, 16))}, want{"s": trace.AfterCall},
		},
		"consumed later": {
			[]trace.Span{
				root, side("send", "a", "root", trace.KindProducer, 11, 12),
				of(trace.KindConsumer, span("s", "a", 15, 16)),
			},
			want{},
		},
		"a request of the subject": {
			[]trace.Span{named(convention.RequestStage, stage("b", "the client's", 1, 2))}, want{},
		},
	} {
		t.Run(name, func(t *testing.T) { checkMarks(t, tt.spans, tt.want) })
	}
}

// TestReplaced tells a span that takes the place of another one from the later state of the same span.
func TestReplaced(t *testing.T) {
	type want = map[string]trace.Marks
	root := span("root", "", 10, 20)
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  want
	}{
		"replaced": {
			[]trace.Span{root, span("b", "root", 11, 12), named("other", span("b", "root", 15, 16))},
			want{"other": trace.Replaced},
		},
		"start and end of one span": {
			[]trace.Span{root, span("b", "root", 11, running), span("b", "root", 11, 12)}, want{},
		},
		"the same span twice": {[]trace.Span{root, span("b", "root", 11, 12), span("b", "root", 11, 12)}, want{}},
		"renamed while it ran": {
			[]trace.Span{root, span("b", "root", 11, running), named("GET /x", span("b", "root", 11, 12))}, want{},
		},
	} {
		t.Run(name, func(t *testing.T) { checkMarks(t, tt.spans, tt.want) })
	}
}

// checkMarks compares the marks in the tree of the spans, and in that of a recording of them.
func checkMarks(t *testing.T, spans []trace.Span, want map[string]trace.Marks) {
	t.Helper()
	compareMarks(t, marked(&trace.Trace{Spans: spans}), want)
	var r trace.Recording
	for _, s := range spans {
		r.Add(s)
	}
	compareMarks(t, marked(r.Snapshot()), want)
}

func compareMarks(t *testing.T, got, want map[string]trace.Marks) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("marks are %v, want %v", got, want)
	}
	for name, marks := range want {
		if got[name] != marks {
			t.Errorf("marks of %q are %b, want %b", name, got[name], marks)
		}
	}
}

// TestOwnBootHasNoMarks looks at a boot as it is shipped, and so at what every recorder of this project writes.
func TestOwnBootHasNoMarks(t *testing.T) {
	boot, err := tracefile.ReadFile("../walkthrough/recording/boot.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range []*trace.Trace{boot, trace.WithoutPauses(boot)} {
		trace.Walk(tr.Tree(), func(n *trace.Node) {
			if n.Marks != 0 || !n.Ours() {
				t.Errorf("span %q has marks %b, ours %t", n.Name, n.Marks, n.Ours())
			}
		})
	}
}

// TestOurs asks which spans are the subject's where a trace holds those of several programs.
func TestOurs(t *testing.T) {
	from := func(service, scope string, s trace.Span) trace.Span {
		s.Attributes = map[string]any{convention.ServiceName: service, convention.ScopeName: scope}
		return s
	}
	const otelgrpc = "go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	elsewhere := from("apitour", otelgrpc, span("etcd 2", "", 1, 2))
	elsewhere.TraceID = "u"
	tr := trace.Trace{Spans: []trace.Span{
		from("shop", otelgrpc, span("checkout", "", 0, 9)),
		from("apitour", convention.Scope, span("ServeRequest", "checkout", 1, 8)),
		from("apitour", otelgrpc, span("etcd", "ServeRequest", 2, 3)),
		from("extension", otelgrpc, span("HTTP GET", "ServeRequest", 4, 5)),
		elsewhere,
	}}
	want := map[string]bool{"ServeRequest": true, "etcd": true}
	trace.Walk(tr.Tree(), func(n *trace.Node) {
		if n.Ours() != want[n.Name] {
			t.Errorf("span %q is ours: %t, want %t", n.Name, n.Ours(), want[n.Name])
		}
	})
}

// TestTreeOfManySmallTraces takes seconds when the ids of spans, which repeat in every trace, decide alone where a span
// is looked for.
func TestTreeOfManySmallTraces(t *testing.T) {
	const traces = 50_000
	spans := make([]trace.Span, 0, 2*traces)
	for i := range traces {
		for _, s := range []trace.Span{span("root", "", i, i+2), span("part", "root", i, i+1)} {
			s.TraceID = strconv.Itoa(i)
			spans = append(spans, s)
		}
	}
	began := time.Now()
	roots := (&trace.Trace{Spans: spans}).Tree()
	if len(roots) != traces || len(roots[7].Children) != 1 {
		t.Errorf("tree has %d roots, want %d with one part each", len(roots), traces)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the tree took %v", took)
	}
}

func TestTimesOfSkewedSpans(t *testing.T) {
	client := side("client", "c", "", trace.KindClient, 100, 200)
	server := side("server", "s", "c", trace.KindServer, 30, 110)
	roots := (&trace.Trace{Spans: []trace.Span{client, server}}).Tree()
	if own := roots[0].Own(at(200)); own != 20*time.Millisecond {
		t.Errorf("own time of the client is %v, want the 20ms for which no server was at work", own)
	}
	if early := roots[0].Children[0].Early(); early != 70*time.Millisecond {
		t.Errorf("the server began %v early, want 70ms", early)
	}
}

// TestSharedIDsInAnyOrder is about traces in which most ids name both sides of a call.
func TestSharedIDsInAnyOrder(t *testing.T) {
	forRandomTraces(t, func(t *testing.T, random *rand.Rand, spans []trace.Span) {
		for i := range spans {
			spans[i].Kind = trace.Kind(random.IntN(6))
			spans[i].ID = strconv.Itoa(random.IntN(len(spans)))
		}
		keys := make(map[trace.Key]bool)
		for _, s := range spans {
			keys[s.Key()] = true
		}
		trace.Walk((&trace.Trace{Spans: spans}).Tree(), func(n *trace.Node) {
			if !keys[n.Key()] {
				t.Errorf("span %v is in the tree twice", n.Key())
			}
			delete(keys, n.Key())
		})
		if len(keys) > 0 {
			t.Errorf("the tree lacks %v", keys)
		}
	})
}
