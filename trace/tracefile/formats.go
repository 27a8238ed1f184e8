package tracefile

import (
	"strings"

	"apitour/trace/otlpjson"
)

// jsonFormat is a format that the names of its fields tell.
type jsonFormat struct {
	name, hint string
	is         func(otlpjson.Names) bool
}

// has is for a format with all the fields of any of the sets; a set is fields with spaces between them.
func has(sets ...string) func(otlpjson.Names) bool {
	return func(n otlpjson.Names) bool {
		for _, set := range sets {
			if n.Has(strings.Fields(set)...) {
				return true
			}
		}
		return false
	}
}

// The hints name tools whose documentation says that they read the format: jaegertracing.io/docs/latest/apis for
// Jaeger, the Collector's contributed receivers for Zipkin, X-Ray and Datadog, and the exporters of the languages.
const (
	jaegerHint = "Jaeger itself gives a trace as OTLP: curl http://localhost:16686/api/v3/traces/TRACE-ID"
	zipkinHint = "the OpenTelemetry Collector turns it into OTLP: a zipkin receiver, a file exporter, and " +
		"curl -H 'Content-Type: application/json' -d @FILE http://localhost:9411/api/"
)

// jsonFormats in the order in which they are asked: the more particular first.
var jsonFormats = []jsonFormat{
	{
		"the console form of OpenTelemetry for Go",
		"stdouttrace prints for people; otlptracehttp sends OTLP to a Collector, whose file exporter writes it",
		has("SpanContext.TraceID", "SpanContext.SpanID"),
	},
	{
		"the console form of OpenTelemetry for Python",
		"ConsoleSpanExporter prints for people; FileSpanExporter of the package " +
			"opentelemetry-exporter-otlp-json-file " +
			"writes OTLP JSON",
		has("context.trace_id context.span_id"),
	},
	{
		"spans of OTLP without the request around them",
		`jq -s '{resourceSpans:[{scopeSpans:[{spans:flatten}]}]}' FILE puts them into one`,
		has("spanId startTimeUnixNano", "span_id start_time_unix_nano"),
	},
	{
		"spans of OTLP without the request around them",
		`jq -s '{resourceSpans:[{scopeSpans:flatten}]}' FILE puts them into one`,
		has("spans.startTimeUnixNano", "spans.start_time_unix_nano"),
	},
	{
		"Jaeger's JSON",
		jaegerHint,
		has(
			"data.spans.operationName",
			"data.spans.spanID",
			"spans.operationName",
			"result.spans.operationName",
			"spans.spanID",
			"traceID spanID operationName",
			"traceId spanId operationName",
			"data.processes data.traceID",
		),
	},
	{
		"Zipkin's JSON, version 1", zipkinHint + "v1/spans",
		has("traceId id binaryAnnotations", "traceId id annotations.endpoint"),
	},
	{
		"Zipkin's JSON", zipkinHint + "v2/spans",
		has("traceId id localEndpoint", "traceId id remoteEndpoint", "traceId id timestamp", "traceId id duration",
			"traceId id name"),
	},
	{
		"the result of a search in Tempo", "Tempo gives a whole trace at /api/traces/TRACE-ID, and apitour opens that",
		has("traces.traceID traces.rootServiceName", "traces.traceID traces.rootTraceName"),
	},
	{
		"Chrome's trace format",
		"ui.perfetto.dev shows it; we know no tool that turns it into OTLP, because its events have no ids of spans",
		has("traceEvents", "ph ts", "ph pid"),
	},
	{
		"X-Ray's JSON",
		"the OpenTelemetry Collector turns segments into OTLP: an awsxray receiver, which takes them by UDP " +
			"on port 2000, " +
			"and a file exporter",
		has("Traces.Segments", "Segments.Document", "trace_id id start_time"),
	},
	{
		"Datadog's JSON",
		"the OpenTelemetry Collector turns what a Datadog tracer sends into OTLP: a datadog receiver, the tracer's " +
			"DD_TRACE_AGENT_URL, and a file exporter",
		has(
			"trace_id span_id service resource",
			"trace_id span_id meta",
			"trace.root_id",
			"trace_id span_id parent_id start",
			"traces.trace_id traces.span_id",
			"traces.spans.span_id",
		),
	},
	{"a profile of speedscope", "www.speedscope.app shows it; a profile has no spans", has("profiles shared.frames")},
	{
		"a browser's record of requests (HAR)",
		"the network panel of a browser shows it",
		has("log.entries.startedDateTime"),
	},
	{
		"an object of Kubernetes",
		wantedHint,
		has("apiVersion kind metadata.name", "apiVersion kind metadata", "apiVersion items"),
	},
	{
		"a log in JSON",
		wantedHint,
		has(
			"level msg",
			"level message",
			"severity message",
			"severity msg",
			"lvl msg",
			"ts msg",
			"time msg",
			"time level",
		),
	},
}
