package claims_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/claims"
	"apitour/walkthrough/notes"
)

// library returns a library of one note with these claims, beside those of the requests and broken boots that they
// name.
func library(t *testing.T, texts ...string) *notes.Library {
	t.Helper()
	file := func(front string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + front + "\n---\n## What happens\n")}
	}
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = "  - '" + text + "'"
	}
	l, err := notes.Load(fstest.MapFS{
		"en/a.md": file(
			"title: \"A: a\"\nspans: [StartEtcd]\nchecks:\n  - {name: etcd}\n  - {name: ping, green: always}" +
				"\nclaims:\n" + strings.Join(quoted, "\n"),
		),
		"en/request-core-resource.md": file("title: \"R: r\"\nrequest: core-resource"),
		"en/request-denied.md":        file("title: \"D: d\"\nrequest: denied"),
		"en/break-port-taken.md":      file("title: \"P: p\"\nbreak: port-taken"),
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// found are claims, and what becomes of them in the recordings at hand. A text that ends in a space goes on with
// a time.
var found = []struct {
	claim   string
	verdict claims.Verdict
	found   string
}{
	{"calls CreateServerChain CreateNodeDialer", claims.Holds, ""},
	{
		"calls CreateServerChain PrepareRun", claims.Fails,
		"CreateServerChain calls CreateNodeDialer, CreateKubeAPIServerConfig, " +
			"createAPIExtensionsConfig, NewEmptyDelegate and 4 more, and PrepareRun is called by " +
			"Run",
	},
	{"calls CreateServerChain BuildInsecureHandlerChain", claims.Fails, "there is no BuildInsecureHandlerChain"},
	{"calls Terminate ShutdownDelay", claims.Undecided, "no recording has a stage that it names"},
	{
		"calls RunE main", claims.Fails,
		"main is outermost, and RunE calls PrintAndExitIfRequested, PrintFlags, Complete, " +
			"Validate and 2 more",
	},
	{
		"calls StartEtcd Audit.ApplyTo", claims.Fails,
		"StartEtcd calls embed.StartEtcd, WaitForLeader, and Audit.ApplyTo is called by " +
			"buildGenericConfig",
	},
	{"within BuildAuthorizer CreateServerChain", claims.Holds, ""},
	{"within PrepareRun CreateServerChain", claims.Fails, "around PrepareRun is Run, RunE, main"},
	{"within main RunE", claims.Fails, "main is outermost"},
	{"before CreateServerChain PrepareRun", claims.Holds, ""},
	{"before RunE Run", claims.Fails, "Run is inside RunE"},
	{"before Run RunE", claims.Fails, "Run is inside RunE"},
	{"before PrepareRun CreateServerChain", claims.Fails, "CreateServerChain begins "},
	{
		"before PostStartHook/rbac/bootstrap-roles PostStartHook/storage-readiness", claims.Fails,
		"PostStartHook/storage-readiness begins ",
	},
	{"same-goroutine main PrepareRun", claims.Holds, ""},
	{"same-goroutine main WaitForReady", claims.Fails, "main ran in goroutine 1, WaitForReady in "},
	{
		"same-goroutine Get WithAuthorization when core-resource", claims.Undecided,
		"it does not tell in which goroutines Get and Get ran",
	},
	{"parallel PostStartHook/* WaitForReady", claims.Holds, ""},
	{
		"parallel StartEtcd CreateServerChain", claims.Fails,
		"StartEtcd and CreateServerChain ran in one goroutine, 1",
	},
	{"parallel StartEtcd WaitForReady", claims.Fails, "StartEtcd and WaitForReady are parts of different stages"},
	{"count InstallAPIGroup/* 20", claims.Holds, ""},
	{"count InstallAPIGroup/* 19", claims.Fails, "there are 20"},
	{"count WithAudit 0 when core-resource", claims.Fails, "there are 1"},
	{
		"count WithAudit 1 when port-taken", claims.Undecided,
		"no recording is of the broken boot port-taken",
	},
	{`waits-for WaitForReady "a bus"`, claims.Fails, "WaitForReady waits for every check of /readyz"},
	{"waits-for PrepareRun CreateServerChain", claims.Fails, "PrepareRun waits for nothing"},
	{`waits-for WaitForReady "every check of /readyz"`, claims.Holds, ""},
	{
		"skipped Audit.ApplyTo when --a=b", claims.Undecided,
		"no boot was recorded with --a=b",
	},
	{"skipped Missing when --a=b", claims.Fails, "without --a=b there is no Missing either"},
	{
		"fails RunE when port-taken", claims.Undecided,
		"no recording is of the broken boot port-taken",
	},
	{"turns etcd StartEtcd", claims.Holds, ""},
	{"turns etcd PrepareRun", claims.Fails, "the notes say that StartEtcd turns it green"},
	{"turns poststarthook/none PostStartHook/none", claims.Fails, "there is no PostStartHook/none"},
	{"decides core-resource Director/kube-apiserver", claims.Holds, ""},
	{"decides denied Director/*", claims.Fails, "WithAuthorization decided it, with 403"},
	{
		"calls StartEtcd WaitForLeader when --a=b", claims.Undecided,
		"no boot was recorded with --a=b",
	},
	{
		"calls Get WithAudit when core-resource", claims.Fails,
		"Get calls Get etcd3, SerializeObject, and WithAudit is called by WithTracing",
	},
}

// TestFound has, for each kind, a true claim, and false ones with what there is instead.
func TestFound(t *testing.T) {
	runs := append(requests(t, embedded(t)), shipped(t))
	for _, want := range found {
		t.Run(want.claim, func(t *testing.T) {
			got := claims.Check(library(t, want.claim), runs...)[0]
			if strings.HasSuffix(want.found, " ") && strings.HasPrefix(got.Found, want.found) {
				got.Found = want.found
			}
			if got.Verdict != want.verdict || got.Found != want.found {
				t.Errorf("it %s: %s\nwant: it %s: %s", got.Verdict, got.Found, want.verdict, want.found)
			}
		})
	}
}

// boot is a boot of a few stages, in which things can be wrong.
func boot(change func(spans []trace.Span) []trace.Span, flags ...any) *trace.Trace {
	begin := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	span := func(id, parent, name string, from, to int, goroutine int64) trace.Span {
		return trace.Span{
			TraceID: "aa", ID: id, ParentID: parent, Name: name, Start: at(from), End: at(to),
			Attributes: map[string]any{convention.ScopeName: convention.Scope, convention.Goroutine: goroutine},
		}
	}
	spans := []trace.Span{
		span("1", "", "main", 0, 90, 1), span("2", "1", "StartEtcd", 1, 10, 1), span("3", "1", "PrepareRun", 11, 20, 1),
		span("4", "1", "WaitForReady", 21, 90, 2), span("5", "1", "PostStartHook/a", 22, 30, 3),
		span("6", "1", "PostStartHook/b", 23, 40, 4),
	}
	spans[5].Attributes[convention.WaitsFor] = "PostStartHook/a"
	for _, check := range []struct {
		name string
		ms   int
	}{{"ping", 25}, {"etcd", 25}, {"poststarthook/a", 31}, {"poststarthook/b", 41}} {
		spans[3].Events = append(
			spans[3].Events,
			trace.Event{Time: at(check.ms), Name: check.name + convention.GreenEvent},
		)
	}
	if change != nil {
		spans = change(spans)
	}
	return &trace.Trace{
		Resource: map[string]any{convention.Flags: append([]any{"--secure-port=0"}, flags...)},
		Spans:    spans,
	}
}

// odd is a small boot in which one thing is changed, and what becomes of a claim in it. The verdict is followed by what
// was found, or by its beginning.
type odd struct {
	claim  string
	change func([]trace.Span) []trace.Span
	in     string // the broken boot
	flags  []any
	want   string
}

const portTaken = "port-taken"

// later has a span of the small boot end later.
func later(i int, ms time.Duration) func([]trace.Span) []trace.Span {
	return func(spans []trace.Span) []trace.Span {
		spans[i].End = spans[i].End.Add(ms * time.Millisecond)
		return spans
	}
}

// failed has spans of the small boot fail.
func failed(indexes ...int) func([]trace.Span) []trace.Span {
	return func(spans []trace.Span) []trace.Span {
		for _, i := range indexes {
			spans[i].Status = trace.StatusError
		}
		return spans
	}
}

// running has the small boot wait for readiness for ever.
func running(spans []trace.Span) []trace.Span {
	spans[3].End, spans[0].End = time.Time{}, time.Time{}
	return spans
}

// hanging has the hook b never end.
func hanging(spans []trace.Span) []trace.Span {
	spans = running(spans)
	spans[5].End = time.Time{}
	spans[3].Events = spans[3].Events[:3]
	return spans
}

var oddBoots = []odd{
	{claim: "turns poststarthook/b PostStartHook/b", want: "holds"},
	{
		claim: "turns poststarthook/b PostStartHook/b", change: later(5, 10),
		want: "fails the check is green 9ms before PostStartHook/b ends",
	},
	{
		claim: "turns poststarthook/b PostStartHook/b", change: failed(5),
		want: "fails the check is green, and PostStartHook/b has not ended well",
	},
	{claim: "turns poststarthook/b PostStartHook/b", change: hanging, want: "undecided"},
	{claim: "waits-for PostStartHook/b PostStartHook/a", want: "holds"},
	{
		claim: "waits-for PostStartHook/b PostStartHook/a", change: later(4, 20),
		want: "fails PostStartHook/a had not ended when PostStartHook/b did",
	},
	{
		claim: "before StartEtcd PostStartHook/a", change: later(1, 15),
		want: "fails StartEtcd has not ended when PostStartHook/a begins, and runs in another goroutine",
	},
	{
		claim: "calls main Run", change: failed(0, 2),
		want: "undecided there is no Run, and the boot failed in PrepareRun",
	},
	{claim: "calls main Run", change: running, want: "undecided there is no Run, and the boot was not ready"},
	{
		claim: "calls main Run", flags: []any{"--a=b"},
		want: "undecided there is no Run, and the server was given --a=b",
	},
	{claim: "calls main Run when --a=b", flags: []any{"--a=b"}, want: "fails there is no Run"},
	{claim: "calls main Run when --a", flags: []any{"--a=b"}, want: "fails there is no Run"},
	{claim: "skipped PrepareRun when --a", flags: []any{"--a=b"}, want: "fails with --a there is PrepareRun"},
	{claim: "skipped Run when --a", flags: []any{"--a=b"}, want: "holds"},
	{
		claim: "skipped Run when --a", flags: []any{"--data-dir", "/x"},
		want: "fails without --a there is no Run either",
	},
	{claim: "fails PrepareRun when port-taken", change: failed(0, 2), in: portTaken, want: "holds"},
	{
		claim: "fails StartEtcd when port-taken", change: failed(0, 2), in: portTaken,
		want: "fails PrepareRun fails",
	},
	{
		claim: "fails PrepareRun when port-taken", in: portTaken,
		want: "fails nothing fails: the server becomes ready",
	},
	{claim: "fails nothing when port-taken", in: portTaken, want: "holds"},
	{claim: "fails poststarthook/b when port-taken", change: hanging, in: portTaken, want: "holds"},
	{
		claim: "fails ping when port-taken", change: hanging, in: portTaken,
		want: "fails the check ping is green",
	},
	{
		claim: "fails main when port-taken", change: hanging, in: portTaken,
		want: "undecided it does not tell which stage fails or which check stays red",
	},
	{claim: "count main 1", in: portTaken, want: "undecided no recording has a stage that it names"},
	{claim: "count main 2 when port-taken", in: portTaken, want: "fails there are 1"},
}

// TestFoundInOddBoots changes one thing in a small boot.
func TestFoundInOddBoots(t *testing.T) {
	for _, test := range oddBoots {
		t.Run(test.claim+" "+test.want, func(t *testing.T) {
			run := claims.Run{Trace: boot(test.change, test.flags...), Break: test.in}
			r := claims.Check(library(t, test.claim), run)[0]
			if got := strings.TrimSpace(string(r.Verdict) + " " + r.Found); !strings.HasPrefix(got, test.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", got, test.want)
			}
		})
	}
}

// TestAnyTrace judges the claims of all notes on traces of other programs, and on none.
func TestAnyTrace(t *testing.T) {
	stranger := &trace.Trace{
		Spans: []trace.Span{{TraceID: "aa", ID: "1", Name: "CreateServerChain", Start: time.Now()}},
	}
	for name, run := range map[string]claims.Run{
		"another program": {Trace: stranger}, "nothing": {Trace: &trace.Trace{}},
	} {
		for _, r := range claims.Check(embedded(t), run) {
			if r.Verdict != claims.Undecided {
				t.Errorf("%s: %s %s", name, r.Claim, r.Verdict)
			}
		}
	}
	if results := claims.Check(embedded(t)); len(results) != len(embedded(t).Claims()) {
		t.Errorf("%d results without a run", len(results))
	}
}

// TestRuns divides a recording with a boot and a request.
func TestRuns(t *testing.T) {
	both := shipped(t).Trace
	request := requests(t, embedded(t))[0].Trace
	both.Spans = append(both.Spans, request.Spans...)
	runs := claims.Runs("both", both, func(root *trace.Node) string { return root.Name })
	spans := make(map[string]int)
	for _, run := range runs {
		spans[run.Request] = len(run.Trace.Spans)
	}
	if len(runs) != 2 || spans[convention.RequestStage] != len(request.Spans) ||
		spans[""]+len(request.Spans) != len(both.Spans) {
		t.Errorf("%d runs with spans %v", len(runs), spans)
	}
}

// TestNeeds gathers what the claims of a library need.
func TestNeeds(t *testing.T) {
	needs := claims.NeedsOf(library(t, "calls A B when --b", "skipped A when --a", "calls A B when --a",
		"calls A B when denied", "count A 1 when port-taken", "decides core-resource A"))
	got := fmt.Sprint(needs)
	if want := "{[--a] [--b] [core-resource denied] [port-taken]}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !slices.IsSorted(needs.Requests) {
		t.Error("the requests are not sorted")
	}
}
