package tracefile

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
)

// layout writes the requests of a file, each a JSON object, in another way.
type layout struct {
	name  string
	write func(requests []any) []byte
}

// layouts are the ways to write one trace. Each has to be read as the same trace.
var layouts = []layout{
	{"lines", lines},
	{"pretty", func(requests []any) []byte { return each(requests, "\n", pretty) }},
	{"pretty with tabs", func(requests []any) []byte {
		return bytes.ReplaceAll(each(requests, "\n", pretty), []byte("  "), []byte("\t"))
	}},
	{"on one line", func(requests []any) []byte { return each(requests, "", compact) }},
	{"on one line with spaces", func(requests []any) []byte { return each(requests, "  ", compact) }},
	{"list", func(requests []any) []byte { return compact(requests) }},
	{"pretty list", func(requests []any) []byte { return pretty(requests) }},
	{"nested lists", func(requests []any) []byte { return compact([]any{[]any{requests, []any{}}, nil}) }},
	{"byte order mark", func(requests []any) []byte { return append([]byte("\uFEFF"), lines(requests)...) }},
	{"byte order marks between", func(requests []any) []byte { return each(requests, "\n\uFEFF", compact) }},
	{"CRLF", func(requests []any) []byte { return each(requests, "\r\n", compact) }},
	{"pretty with CRLF", func(requests []any) []byte {
		return bytes.ReplaceAll(each(requests, "\n", pretty), []byte("\n"), []byte("\r\n"))
	}},
	{"blank lines", func(requests []any) []byte { return each(requests, "\n\n \t\n", compact) }},
	{"JSON text sequence", func(requests []any) []byte { return each(requests, "\n\x1E", compact) }},
	{"empty objects between", func(requests []any) []byte { return each(requests, "{}", compact) }},
	{"other signals between", func(requests []any) []byte {
		return each(requests, `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"}]"}}]}]}]}`+
			`{"resourceMetrics":[]}{"resourceProfiles":[{}]}`, compact)
	}},
	{"no last newline", func(requests []any) []byte { return bytes.TrimSpace(lines(requests)) }},
	{"gzip", func(requests []any) []byte { return gzipped(lines(requests)) }},
	{"gzip members", func(requests []any) []byte {
		text := pretty(requests)
		return append(gzipped(text[:len(text)/2]), gzipped(text[len(text)/2:])...)
	}},
	{"zstd", func(requests []any) []byte { return zstandard(lines(requests)) }},
	{"zstd frames", func(requests []any) []byte {
		text := lines(requests)
		return append(zstandard(text[:len(text)/3]), zstandard(text[len(text)/3:])...)
	}},
	{"in trace", wrapped("trace")},
	{"in data", wrapped("data")},
	{"in result", wrapped("result")},
	{"in trace in data", func(requests []any) []byte {
		return each(requests, "\n", func(r any) []byte {
			return compact(map[string]any{"data": []any{map[string]any{"trace": r}}, "errors": nil})
		})
	}},
	{"resources alone", func(requests []any) []byte {
		var resources []any
		for _, r := range requests {
			resources = append(resources, r.(map[string]any)["resourceSpans"].([]any)...)
		}
		return lines(resources)
	}},
	{"batches", renamed(map[string]string{"resourceSpans": "batches"})},
	{"old names", renamed(map[string]string{
		"scopeSpans": "instrumentationLibrarySpans", "scope": "instrumentationLibrary",
	})},
	{"snake case", changed(func(key string, v any) (string, any) { return snake(key), v })},
	{"old names in snake case", renamed(map[string]string{
		"resourceSpans": "resource_spans", "scopeSpans": "instrumentation_library_spans",
		"scope": "instrumentation_library",
	})},
	{"objects for lists of one", changed(func(key string, v any) (string, any) {
		if list, ok := v.([]any); ok && len(list) == 1 &&
			(key == "resourceSpans" || key == "scopeSpans" || key == "spans") {
			return key, list[0]
		}
		return key, v
	})},
	{"ids in capitals", changed(ids(strings.ToUpper))},
	{"ids in base64", changed(ids(func(id string) string {
		raw, err := hex.DecodeString(id)
		if err != nil {
			return id
		}
		return base64.StdEncoding.EncodeToString(raw)
	}))},
	{"ids in the URL's base64", changed(ids(func(id string) string {
		raw, err := hex.DecodeString(id)
		if err != nil {
			return id
		}
		return base64.URLEncoding.EncodeToString(raw)
	}))},
	{"names of enumerations", changed(enums("SPAN_KIND_", "STATUS_CODE_"))},
	{"short names of enumerations", changed(enums("", ""))},
	{"numbers for strings", changed(func(key string, v any) (string, any) {
		if text, ok := v.(string); ok && (strings.HasSuffix(key, "UnixNano") || key == "intValue") {
			return key, json.Number(text)
		}
		return key, v
	})},
	{"floats for times", changed(func(key string, v any) (string, any) {
		if text, ok := v.(string); ok && len(text) == 19 && strings.HasSuffix(key, "UnixNano") {
			return key, json.Number(text[:1] + "." + text[1:] + "e+18")
		}
		return key, v
	})},
	{"strings for numbers", changed(func(key string, v any) (string, any) {
		if key != "stringValue" && key != "name" {
			switch v := v.(type) {
			case json.Number:
				return key, v.String()
			case bool:
				return key, fmt.Sprint(v)
			}
		}
		return key, v
	})},
	{"null for nothing", objects(func(o map[string]any) {
		for _, field := range []string{
			"droppedAttributesCount", "traceState", "links", "schemaUrl", "flags", "entityRefs",
			"parentSpanId", "status",
			"events", "message", "endTimeUnixNano", "attributes",
		} {
			if _, known := o[field]; !known {
				o[field] = nil
			}
		}
	})},
	{"negative counts", objects(func(o map[string]any) {
		o["droppedAttributesCount"], o["dropped_events_count"], o["droppedLinksCount"] = -1, "-1", -0.5
	})},
	{"unknown fields", objects(func(o map[string]any) {
		o["deep"] = map[string]any{"a": []any{1, "]}", map[string]any{"\\\"": nil}}, "name": []any{"x"}}
	})},
	{"fields in another order", func(requests []any) []byte {
		var out bytes.Buffer
		for _, r := range requests {
			backward(&out, r)
		}
		return out.Bytes()
	}},
}

// requestsOf reads the lines of a file as plain JSON.
func requestsOf(t testing.TB, file []byte) (requests []any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.UseNumber()
	for {
		var r any
		switch err := decoder.Decode(&r); {
		case err == io.EOF:
			return requests
		case err != nil:
			t.Fatal(err)
		}
		requests = append(requests, r)
	}
}

// TestLayouts reads random traces, as pdata writes them, in every layout.
func TestLayouts(t *testing.T) {
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			for seed := range uint64(8) {
				random := rand.New(rand.NewPCG(seed, 1))
				written := anyTrace(random)
				spans := make([]*trace.Span, len(written.Spans))
				for i := range written.Spans {
					spans[i] = &written.Spans[i]
				}
				var file bytes.Buffer
				if err := writeLines(&file, written.Resource, spans, 1<<random.IntN(14)); err != nil {
					t.Fatal(err)
				}
				text := l.write(requestsOf(t, file.Bytes()))
				read, err := Read(bytes.NewReader(text))
				if err != nil {
					t.Fatalf("seed %d: %v\n%s", seed, err, text)
				}
				if !reflect.DeepEqual(inOrder(read), inOrder(written)) {
					t.Fatalf("seed %d: read\n%v, want\n%v\nfrom %s", seed, read, written, text)
				}
			}
		})
	}
}

// dividing are the layouts that change where a file can be divided.
var dividing = []string{
	"lines",
	"pretty",
	"on one line",
	"list",
	"gzip members",
	"zstd frames",
	"resources alone",
	"fields in another order",
	"other signals between",
	"null for nothing",
}

// TestLayoutsOfALargeFile reads a trace that is several batches long, in the layouts that matter for how it is divided.
func TestLayoutsOfALargeFile(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	written := new(trace.Trace)
	for i := range 60 {
		some := anyTrace(random)
		for _, s := range some.Spans {
			s.TraceID = fmt.Sprintf("%032x", i+1)
			s.Attributes = maps.Clone(s.Attributes)
			if s.Attributes == nil {
				s.Attributes = make(map[string]any)
			}
			s.Attributes["padding"] = strings.Repeat(`\"{[`, 1000+random.IntN(1000))
			s.Start = at(i*1000 + random.IntN(1000))
			written.Spans = append(written.Spans, s)
		}
	}
	written.Resource = map[string]any{"service.name": "large"}
	var file bytes.Buffer
	spans := make([]*trace.Span, len(written.Spans))
	for i := range written.Spans {
		spans[i] = &written.Spans[i]
	}
	if err := writeLines(&file, written.Resource, spans, 300<<10); err != nil {
		t.Fatal(err)
	}
	requests := requestsOf(t, file.Bytes())
	for _, l := range layouts {
		if !slices.Contains(dividing, l.name) {
			continue
		}
		text := l.write(requests)
		for _, reader := range []io.Reader{bytes.NewReader(text), &shortReader{text: text, random: random}} {
			read, err := Read(reader)
			if err != nil {
				t.Fatalf("%s: %v", l.name, err)
			}
			if !reflect.DeepEqual(inOrder(read), inOrder(written)) {
				t.Fatalf("%s: read another trace of %d spans, want %d", l.name, len(read.Spans), len(written.Spans))
			}
		}
	}
}

// shortReader returns pieces of any size, so that every token of a file is divided once.
type shortReader struct {
	text   []byte
	random *rand.Rand
}

func (r *shortReader) Read(p []byte) (int, error) {
	if len(r.text) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.text[:min(len(r.text), 1+r.random.IntN(100_000))])
	r.text = r.text[n:]
	return n, nil
}
