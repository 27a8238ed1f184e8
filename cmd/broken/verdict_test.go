package broken

import (
	"errors"
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/health"
)

// TestTheFirstFailureIsTheCause gives a stage two parts that failed, of which the one that comes second ended first,
// and one inside a stage that went on. The report begins with the stage that failed first.
func TestTheFirstFailureIsTheCause(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	span := func(id, parent string, start, end int, status trace.Status) trace.Span {
		s := trace.Span{TraceID: "1", ID: id, ParentID: parent, Name: id, Status: status}
		s.Start, s.End = at(start), at(end)
		return s
	}
	boot := trace.Trace{Spans: []trace.Span{
		span("main", "", 0, 9, trace.StatusError),
		span("forgiven", "main", 1, 2, trace.StatusUnset),
		span("harmless", "forgiven", 1, 2, trace.StatusError),
		span("wait", "main", 3, 8, trace.StatusError),
		span("hook", "main", 4, 7, trace.StatusError),
	}}
	var names []string
	for _, n := range trace.FailedChain(boot.Tree()) {
		names = append(names, n.Name)
	}
	if want := []string{"hook", "main"}; !slices.Equal(names, want) {
		t.Errorf("the error's way is %q, want %q", names, want)
	}
	seen := Seen{recorded: &boot, ended: true}
	if err := seen.Verdict(&Boot{shows: shows{stage: "hook"}}, english); err != nil {
		t.Error(err)
	}
}

func TestABootThatBreaksOtherwiseIsAnError(t *testing.T) {
	inStage := &Boot{Name: "b", shows: shows{stage: "Validate", message: "is not one of"}}
	failed := func(stage, message string) *trace.Trace {
		return &trace.Trace{Spans: []trace.Span{{
			ID: "1", Name: stage, Message: message, Status: trace.StatusError,
			Start: time.Unix(1, 0), End: time.Unix(2, 0),
		}}}
	}
	inCheck := &Boot{Name: "b", shows: shows{checks: []string{"etcd"}}}
	readyz := func(checks ...health.Check) map[string]health.Report {
		return map[string]health.Report{readyPath: {Code: 500, Checks: checks}}
	}
	etcd, ping := health.Check{Name: "etcd"}, health.Check{Name: "ping"}
	nothing := &trace.Trace{}
	atClient := &Boot{Name: "b", shows: shows{request: "/api", message: "expired"}}
	inRequest := &Boot{Name: "b", shows: shows{request: "/api", inStage: "Get", message: "webhook"}}
	answered := func(a feed.Answer) Seen { return Seen{recorded: nothing, ready: true, answer: &a} }
	for name, test := range map[string]struct {
		boot *Boot
		seen Seen
	}{
		"still runs":         {inStage, Seen{recorded: failed("Validate", "x is not one of y")}},
		"no stage":           {inStage, Seen{recorded: nothing, ended: true}},
		"other stage":        {inStage, Seen{recorded: failed("Run", "x is not one of y"), ended: true}},
		"other message":      {inStage, Seen{recorded: failed("Validate", "x is missing"), ended: true}},
		"no health":          {inCheck, Seen{recorded: nothing}},
		"all is green":       {inCheck, Seen{recorded: nothing, health: readyz(health.Check{Name: "etcd", OK: true})}},
		"more is red":        {inCheck, Seen{recorded: nothing, health: readyz(etcd, ping)}},
		"red, and ended":     {inCheck, Seen{recorded: nothing, health: readyz(etcd), ended: true}},
		"not asked":          {atClient, Seen{recorded: nothing, ready: true}},
		"not refused":        {atClient, answered(feed.Answer{Status: "200 OK"})},
		"refused otherwise":  {atClient, answered(feed.Answer{Err: errors.New("unknown authority")})},
		"answered":           {inRequest, answered(feed.Answer{Status: "200 OK"})},
		"failed, not traced": {inRequest, answered(feed.Answer{Status: "500", Lines: []string{"webhook"}})},
	} {
		if test.seen.Verdict(test.boot, english) == nil {
			t.Errorf("%s: taken for what was announced", name)
		}
	}
}
