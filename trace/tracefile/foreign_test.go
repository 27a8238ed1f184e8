package tracefile

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// foreignFiles are files of other formats, by what they should be called.
var foreignFiles = []struct{ name, format, hint, file string }{
	{
		"Jaeger's UI", "Jaeger's JSON", "/api/v3/traces/",
		`{"data":[{"traceID":"a1b2","spans":[{"traceID":"a1b2","spanID":"01","operationName":"GET","references":[],` +
			`"startTime":1,"duration":5,"tags":[],"logs":[],"processID":"p1"}],"processes":{"p1":{` +
			`"serviceName":"x"}}}]}`,
	},
	{
		"Jaeger's UI, pretty",
		"Jaeger's JSON",
		"/api/v3/traces/",
		"{\n  \"data\": [\n    {\n      \"traceID\": \"a1\",\n      \"spans\": [\n        {\n          " +
			"\"spanID\": \"01\",\n" +
			"          \"operationName\": \"GET\"}]}]}",
	},
	{
		"a trace of Jaeger's UI", "Jaeger's JSON", "/api/v3/traces/",
		`{"traceID":"a1b2","processes":{},"spans":[{"traceID":"a1b2","spanID":"01","operationName":"GET"}]}`,
	},
	{
		"Jaeger's api_v2", "Jaeger's JSON", "/api/v3/traces/",
		`{"result":{"spans":[{"traceId":"obLD1OX2BxgpOktcbX6PkA==","spanId":"AAAAAAAAAAE=","operationName":"GET",` +
			`"startTime":"2026-01-01T00:00:00Z","duration":"0.1s"}]}}`,
	},
	{
		"Jaeger's spans by line", "Jaeger's JSON", "/api/v3/traces/",
		`{"traceID":"a1b2","spanID":"01","operationName":"GET","process":{"serviceName":"x"}}` + "\n",
	},
	{
		"Zipkin", "Zipkin's JSON", ":9411/api/v2/spans",
		`[{"traceId":"a1b2","id":"01","parentId":"","name":"get","timestamp":1,"duration":2,"localEndpoint":{}}]`,
	},
	{
		"Zipkin's traces", "Zipkin's JSON", ":9411/api/v2/spans",
		"[[\n{\"traceId\":\"a1b2\",\"id\":\"01\",\"kind\":\"CLIENT\",\"name\":\"get\",\"tags\":{}}]]",
	},
	{"Zipkin by line", "Zipkin's JSON", ":9411/api/v2/spans", `{"id":"01","traceId":"a1b2","duration":5}` + "\n"},
	{
		"Zipkin 1", "Zipkin's JSON, version 1", ":9411/api/v1/spans",
		`[{"traceId":"a1b2","id":"01","name":"get","annotations":[{"timestamp":1,"value":"sr",` +
			`"endpoint":{"serviceName":"x"}}],"binaryAnnotations":[]}]`,
	},
	{
		"Chrome", "Chrome's trace format", "ui.perfetto.dev",
		`{"traceEvents":[{"name":"a","ph":"X","ts":1,"dur":2,"pid":1,"tid":1}],"displayTimeUnit":"ms"}`,
	},
	{
		"Chrome's list",
		"Chrome's trace format",
		"ui.perfetto.dev",
		"[\n{\"name\":\"a\",\"ph\":\"B\",\"ts\":1,\"pid\":1},\n",
	},
	{"Chrome's empty", "Chrome's trace format", "ui.perfetto.dev", `{"otherData":{},"traceEvents":[]}`},
	{
		"Go's console",
		"the console form of OpenTelemetry for Go",
		"otlptracehttp",
		"{\n\t\"Name\": \"GET\",\n\t\"SpanContext\": {\n\t\t\"TraceID\": \"a1\",\n\t\t\"SpanID\": " +
			"\"01\"\n\t},\n\t\"SpanKind\": 1}\n",
	},
	{
		"Python's console",
		"the console form of OpenTelemetry for Python",
		"opentelemetry-exporter-otlp-json-file",
		"{\n    \"name\": \"GET\",\n    \"context\": {\n        \"trace_id\": \"0xa1\",\n        " +
			"\"span_id\": \"0x01\",\n" +
			"        \"trace_state\": \"[]\"\n    },\n    \"kind\": \"SpanKind.INTERNAL\",\n    \"resource\": {\n" +
			"        \"attributes\": {\n            \"service.name\": \"x\"\n        }\n    }\n}\n",
	},
	{
		"JavaScript's console", "the console form of OpenTelemetry for JavaScript", "OTLPTraceExporter",
		"{\n  resource: {\n    attributes: { 'service.name': 'x' }\n  },\n  traceId: 'a1',\n  id: '01' }\n",
	},
	{
		"JavaScript's older console", "the console form of OpenTelemetry for JavaScript", "OTLPTraceExporter",
		"{\n  traceId: 'a1',\n  parentId: undefined,\n  name: 'GET' }\n",
	},
	{
		".NET's console", "the console form of OpenTelemetry for .NET", "AddOtlpExporter",
		"Activity.TraceId:            a1\nActivity.SpanId:             01\n",
	},
	{
		"the debug exporter", "the text of the Collector's debug exporter", "file exporter",
		"2026-01-01T00:00:00Z\tinfo\tTraces\nResourceSpans #0\nResource SchemaURL: \n",
	},
	{
		"spans alone",
		"spans of OTLP without the request around them",
		"jq ",
		`{"traceId":"a1","spanId":"01","startTimeUnixNano":"1"}`,
	},
	{
		"a scope alone", "spans of OTLP without the request around them", "scopeSpans",
		`{"scope":{},"spans":[{"spanId":"01","startTimeUnixNano":"1"}]}`,
	},
	{
		"X-Ray",
		"X-Ray's JSON",
		"awsxray",
		`{"trace_id":"1-5759e988-bd862e3fe1be46a994272793","id":"defdfd9912dc5a56",` +
			`"start_time":1461096053.37,"name":"x"}`,
	},
	{"X-Ray's traces", "X-Ray's JSON", "awsxray", `{"Traces":[{"Id":"1-5","Segments":[{"Id":"x","Document":"{}"}]}]}`},
	{
		"Datadog",
		"Datadog's JSON",
		"datadog receiver",
		`[[{"trace_id":1,"span_id":2,"parent_id":0,"name":"web","resource":"/","service":"x","start":1,` +
			`"duration":2,"meta":{}}]]`,
	},
	{
		"Tempo's search",
		"the result of a search in Tempo",
		"/api/traces/",
		`{"traces":[{"traceID":"a1","rootServiceName":"x"}]}`,
	},
	{"speedscope", "a profile of speedscope", "speedscope", `{"shared":{"frames":[]},"profiles":[]}`},
	{
		"HAR",
		"a browser's record of requests (HAR)",
		"",
		`{"log":{"version":"1.2","entries":[{"startedDateTime":"x"}]}}`,
	},
	{"Kubernetes", "an object of Kubernetes", "", `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}`},
	{"a log", "a log in JSON", "file exporter", `{"time":"2026-01-01T00:00:00Z","level":"INFO","msg":"boot"}` + "\n"},
	{"UTF-16", "text in UTF-16", "iconv -f UTF-16 ", "\xFF\xFE" + utf16LE(`{"resourceSpans":[]}`)},
	{"UTF-16, big", "text in UTF-16", "iconv -f UTF-16 ", "\xFE\xFF\x00{\x00\""},
	{"UTF-16 without its mark", "text in UTF-16", "iconv -f UTF-16LE ", utf16LE(`{"resourceSpans":[]}`)},
	{"UTF-16, big, without its mark", "text in UTF-16", "iconv -f UTF-16BE ", "\x00" + utf16LE(`{"resourceSpans":[]}`)},
	{"UTF-32", "text in UTF-32", "iconv -f UTF-32 ", "\xFF\xFE\x00\x00{\x00\x00\x00"},
	{"zip", "a zip archive", "unzip", "PK\x03\x04\x14\x00\x00\x00\x08\x00"},
	{"bzip2", "a bzip2 file", "bunzip2", "BZh91AY&SY"},
	{"xz", "an xz file", "unxz", "\xFD7zXZ\x00\x00\x04"},
	{
		"tar",
		"a tar archive",
		"tar -xf",
		"boot.jsonl" + strings.Repeat("\x00", 247) + "ustar  \x00" + strings.Repeat("\x00", 250),
	},
	{
		"gzip of tar",
		"a tar archive",
		"tar -xf",
		string(gzipped([]byte("boot.jsonl" + strings.Repeat("\x00", 247) + "ustar  \x00"))),
	},
	{"gzip twice", "a gzip file inside a gzip file", "gunzip", string(gzipped(gzipped([]byte("{}"))))},
	{
		"gzip of Zipkin",
		"Zipkin's JSON",
		":9411",
		string(gzipped([]byte(`[{"traceId":"a1b2","id":"01","duration":1}]`))),
	},
	{
		"pprof", "a profile of pprof", "go tool pprof",
		string(gzipped([]byte("\x0a\x04\x08\x01\x10\x02\x0a\x04\x08\x03\x10\x04\x12\x1e\x0a\x05"))),
	},
	{"pprof's text", "a profile in pprof's text form", "", "goroutine profile: total 5\n3 @ 0x1 0x2\n"},
	{"Go's execution trace", "an execution trace of Go", "go tool trace", "go 1.22 trace\x00\x00\x00\x01\x02"},
	{"a flight recording", "a recording of Java Flight Recorder", "jfr print", "FLR\x00\x00\x02\x00\x01"},
	{"protobuf", "OTLP in protobuf", "application/x-protobuf", protobuf()},
	{
		"protobuf with its length", "OTLP in protobuf, as the Collector's file exporter writes it", "format: json",
		string(binary.BigEndian.AppendUint32(nil, uint32(len(protobuf())))) + protobuf(),
	},
	{"HTML", "an HTML page", "", "\n<!doctype html>\n<html lang=en>"},
	{"XML", "XML", "", `<?xml version="1.0"?><traces/>`},
	{"YAML", "YAML", "", "receivers:\n  otlp:\n    protocols:\n"},
	{"YAML with its mark", "YAML", "", "---\napiVersion: v1\nkind: Pod\n"},
	{"YAML of Kubernetes", "YAML", "", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n"},
	{"klog", "plain text", "file exporter", "I1129 12:00:00.000000       1 server.go:177] \"Starting\"\n"},
	{"a log with times", "plain text", "", "2026-01-01 00:00:00 INFO booting: x\n"},
	{"a cut character", "plain text", "", strings.Repeat("x", headSize-1) + "é"},
	{"noise", "binary data", "", "\x7fELF\x02\x01\x01\x00\x00\x00"},
}

func utf16LE(text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}

// protobuf returns a request as exporters send it.
func protobuf() string {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "x")
	rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName(strings.Repeat("GET", 100))
	encoded, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func TestForeignFilesAreNamed(t *testing.T) {
	for _, tt := range foreignFiles {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.file))
			var foreign *ForeignError
			if !errors.As(err, &foreign) {
				t.Fatalf("error is %v, want that the file is %s", err, tt.format)
			}
			if foreign.Format != tt.format {
				t.Errorf("called %s, want %s", foreign.Format, tt.format)
			}
			if !strings.Contains(foreign.Hint, tt.hint) || foreign.Hint == "" {
				t.Errorf("hint is %q, want %q in it", foreign.Hint, tt.hint)
			}
		})
	}
}

// TestCutForeignFilesAreNamed cuts the larger files in their middle, as an upload may.
func TestCutForeignFilesAreNamed(t *testing.T) {
	for _, tt := range foreignFiles {
		if strings.HasPrefix(tt.file, "\x1F\x8B") || tt.name == "JavaScript's console" || len(tt.file) < 150 {
			continue
		}
		_, err := Read(strings.NewReader(tt.file[:len(tt.file)-20]))
		var foreign *ForeignError
		if !errors.As(err, &foreign) || foreign.Format != tt.format {
			t.Errorf("%s: error is %v, want that the file is %s", tt.name, err, tt.format)
		}
	}
}
