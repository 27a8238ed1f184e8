package tracetest

import (
	"fmt"
	"regexp"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// WordsOfABoot matches what no view may say of [Stranger]: words that are true of a boot of our server only.
var WordsOfABoot = regexp.MustCompile(
	`(?i)\b(boots?|booting|startup|stages?|ready|readiness|readyz|health|apiserver|kube|aggregator|apiextensions|` +
		`chain|not found|critical path|post-start)\b`)

// Stranger returns a recording of other programs, a shop and its bank, whose spans have names that stages have too. It
// has what such recordings have: two traces two hours apart whose spans share ids, both sides of a call under one id,
// clocks that differ, missing times and parents, an exception.
func Stranger() *trace.Trace {
	const scope, otelhttp = "demo", "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	order := orders{traceID: traceID, start: Start}
	order.add("1", "", "main", scope, trace.KindServer, 0, 100)
	order.add("2", "1", "Validate", scope, trace.KindInternal, 5, 15)
	order.add("3", "1", "HTTP GET", otelhttp, trace.KindClient, 20, 60)
	bank := order.add("3", "1", "Run", otelhttp, trace.KindServer, 25, 55)
	bank.Attributes[convention.ServiceName] = "bank"
	get := order.add("4", "3", "Get", scope, trace.KindInternal, 22, 30)
	get.Attributes[convention.ServiceName] = "bank"
	failed := order.add("5", "1", "Create", scope, trace.KindInternal, 65, 90)
	failed.Status, failed.Message = trace.StatusError, "card declined"
	failed.Events = []trace.Event{
		{Time: order.at(80), Name: "exception", Attributes: map[string]any{
			"exception.type": "TimeoutError", "exception.message": "the bank timed out",
			"exception.stacktrace": "Traceback (most recent call last):\n  File \"pay.py\", line 3\nTimeoutError",
		}},
		{Name: "retry"},
		{Time: order.at(95), Name: "late"},
	}
	order.add("6", "1", "WaitForReady", scope, trace.KindInternal, 92, none)
	order.add("7", "1", "PostStartHook/warm-up", scope, trace.KindInternal, 96, 94)
	order.add("8", "77", "List", scope, trace.KindConsumer, 97, 99)

	next := orders{traceID: "6c9f0fff798038103d269b633813fc60", start: Start.Add(2 * time.Hour)}
	next.add("1", "", "main", scope, trace.KindServer, 0, 40)
	next.add("2", "1", "Validate", scope, trace.KindInternal, 10, 30)
	return &trace.Trace{
		Resource: map[string]any{convention.ServiceName: "shop"},
		Spans:    append(order.spansOf(), next.spansOf()...),
	}
}

const none = -1 // as an end

type orders struct {
	traceID string
	start   time.Time
	spans   []*trace.Span
}

func (o *orders) at(ms int) time.Time { return o.start.Add(time.Duration(ms) * time.Millisecond) }

func (o *orders) add(id, parent, name, scope string, kind trace.Kind, from, to int) *trace.Span {
	s := &trace.Span{
		TraceID: o.traceID, ID: fmt.Sprintf("%016s", id), Name: name, Kind: kind, Start: o.at(from),
		Attributes: map[string]any{convention.ScopeName: scope},
	}
	if parent != "" {
		s.ParentID = fmt.Sprintf("%016s", parent)
	}
	if to != none {
		s.End = o.at(to)
	}
	o.spans = append(o.spans, s)
	return s
}

func (o *orders) spansOf() []trace.Span {
	spans := make([]trace.Span, 0, len(o.spans))
	for _, s := range o.spans {
		spans = append(spans, *s)
	}
	return spans
}
