package walk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestRequest sends requests to a server that is ready.
func TestRequest(t *testing.T) {
	l := ready()
	do(l.Walk, "next")
	if l.Controls.Last() != "breakpoints " || !strings.Contains(l.Notice(), "r sends a request") {
		t.Errorf("the server is told %q, the learner %q", l.Controls.Last(), l.Notice())
	}
	do(l.Walk, "request")
	q := l.Question()
	if q == nil || q.Kind != walk.AskRequest || q.Proposed != "" || !strings.Contains(q.Placeholder, "--as USER") {
		t.Fatalf("the question is %+v", q)
	}
	finish(l.Walk, l.Submit("GET /api/v1/namespaces"))
	if l.Controls.Last() != "request GET /api/v1/namespaces" || !l.UnderWay() {
		t.Errorf("the server is told %q", l.Controls.Last())
	}
	do(l.Walk, "request")
	if l.Question() != nil {
		t.Error("a second request is asked for while the first one has no answer")
	}
	l.Receive(feed.Answer{
		Method: "GET", Path: "/api/v1/namespaces", Status: "200 OK", Lines: []string{"{"}, Took: 12 * time.Millisecond,
	})
	if got, want := l.Notice(), "GET /api/v1/namespaces: 200 OK after 12.0 ms; R shows it"; got != want {
		t.Errorf("the notice is %q, want %q", got, want)
	}
	if r := do(l.Walk, "answer"); r.Show != walk.AnswerView || l.Answer().Status != "200 OK" {
		t.Errorf("answer shows %q", r.Show)
	}
}

// TestRequestsAreRemembered sends another request, and proposes it again.
func TestRequestsAreRemembered(t *testing.T) {
	l := ready()
	do(l.Walk, "request delete /x")
	if l.Controls.Last() != "request DELETE /x" {
		t.Errorf("the server is told %q", l.Controls.Last())
	}
	l.Receive(feed.Answer{Method: "DELETE", Path: "/x", Err: errors.New("refused")})
	if got, want := l.Notice(), "DELETE /x: no answer: refused; R shows it"; got != want {
		t.Errorf("the notice is %q, want %q", got, want)
	}
	do(l.Walk, "request /y")
	l.Receive(feed.Answer{Status: "200 OK"})
	do(l.Walk, "request delete /x")
	l.Receive(feed.Answer{Status: "200 OK"})
	do(l.Walk, "request")
	q := l.Question()
	if q.Proposed != "" || fmt.Sprint(q.History) != "[/y delete /x]" {
		t.Errorf("%q is proposed, of %q", q.Proposed, q.History)
	}
	finish(l.Walk, l.Submit("nonsense"))
	if !strings.Contains(l.Notice(), `no request is called "nonsense"`) {
		t.Errorf("the notice is %q", l.Notice())
	}
}

// TestRequestTexts reads requests as learners type them.
func TestRequestTexts(t *testing.T) {
	for text, want := range map[string]string{
		"/x":                                    "request GET /x",
		"post /x {\"a\": [1, 2]}":               `request POST /x {"a": [1, 2]}`,
		"post /x --as jane {\"a\":1}":           `request POST /x, as jane {"a":1}`,
		"POST /x -d @a b.json":                  "request POST /x a b.json",
		"POST /x @a.yaml":                       "request POST /x application/yaml a.yaml",
		"patch /x {}":                           "request PATCH /x application/merge-patch+json {}",
		"patch /x --content-type=a/b {}":        "request PATCH /x a/b {}",
		"GET /x  --as=jane --group a --group b": "request GET /x, as jane, in a, in b",
		"GET /x --anonymous":                    "request GET /x, anonymous",
		"denied":                                "request denied GET /api/v1/secrets, as jane",
	} {
		l := ready()
		do(l.Walk, "request "+text)
		if got := l.Controls.Last(); got != want {
			t.Errorf("%s sends %q, want %q (%s)", text, got, want, l.Notice())
		}
	}
	for text, want := range map[string]string{
		"denid":                 `did you mean "denied"?`,
		"GTE /x":                `did you mean "GET"?`,
		"get":                   "GET needs a path",
		"get x":                 "GET needs a path",
		"denied --as jane":      "takes nothing more",
		"/x --as":               "--as needs a value",
		"/x --into y":           `"--into" is not understood`,
		"/x y":                  `y needs a value`,
		"/x --group a":          "--group needs --as",
		"/x --as a --anonymous": "--anonymous takes neither",
	} {
		l := ready()
		do(l.Walk, "request "+text)
		if !strings.Contains(l.Notice(), want) || l.Controls.Last() != "breakpoints " {
			t.Errorf("%s: the notice is %q, want %q; the server is told %q", text, l.Notice(), want, l.Controls.Last())
		}
	}
	l := ready()
	do(l.Walk, "request")
	for text, want := range map[string]string{"den": "denied", "denied": "core-resource", "/x": "/x"} {
		if got := l.Completed(text); got != want {
			t.Errorf("%q is completed to %q, want %q", text, got, want)
		}
	}
	if finish(l.Walk, l.Submit("")); l.Notice() != "" || l.Controls.Last() != "breakpoints " {
		t.Errorf("an empty line sends %q, and says %q", l.Controls.Last(), l.Notice())
	}
}

// TestTerminate stops a server that is ready at once, and one that boots after a second command.
func TestTerminate(t *testing.T) {
	l := ready()
	do(l.Walk, "terminate")
	if l.Controls.Last() != "terminate" || l.Status().Phase != walk.Stopping {
		t.Errorf("the server is told %q, its phase is %q", l.Controls.Last(), l.Status().Phase)
	}
	do(l.Walk, "terminate")
	if len(l.Controls.Told) != 2 || l.Notice() != "the server is already stopping" {
		t.Errorf("the server is told %q, the learner %q", l.Controls.Told, l.Notice())
	}
	l = stepped()
	do(l.Walk, "terminate")
	if l.Controls.Last() != "breakpoints " || !strings.Contains(l.Notice(), "x again") {
		t.Errorf("the server is told %q, the learner %q", l.Controls.Last(), l.Notice())
	}
}

// TestPeriodAfterTheBoot stands on the stages of a request, which took less than a cell of the boot's waterfall.
func TestPeriodAfterTheBoot(t *testing.T) {
	l := ready()
	boot := l.Period()
	if want := (walk.Period{Start: walktest.At(0), End: walktest.At(612)}); boot != want {
		t.Errorf("the period of the boot is %v, want %v", boot, want)
	}
	for i, name := range []string{"ServeRequest", "WithAuditInit"} {
		l.Receive(feed.Span{Span: trace.Span{
			TraceID: strings.Repeat("b", 32), ID: fmt.Sprint(i), Name: name, Start: walktest.At(700 + float64(i)),
			End: walktest.At(703),
		}})
	}
	do(l.Walk, "go WithAuditInit")
	if got, want := l.Period(), (walk.Period{Start: walktest.At(700), End: walktest.At(703)}); got != want {
		t.Errorf("the period of a request is %v, want %v", got, want)
	}
	do(l.Walk, "first")
	if got := l.Period(); got != boot {
		t.Errorf("the period of the boot is %v, was %v", got, boot)
	}
}
