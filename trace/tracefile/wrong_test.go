package tracefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apitour/trace"
)

// spans returns a request with these spans, each the inside of a JSON object.
func spans(inside ...string) string {
	return `{"resourceSpans":[{"scopeSpans":[{"spans":[{` + strings.Join(inside, "},{") + `}]}]}]}`
}

const (
	good  = `"traceId":"0000000000000000000000000000000a","spanId":"00000000000000a1","name":"good"`
	order = `"name":"POST /order",`
)

// refused are files that cannot be read, with the exact text of the error.
var refused = map[string]struct{ file, want string }{
	"nothing":           {"", "the file is empty: no spans in the trace"},
	"empty lines":       {"\n\n  \n", "the file is empty: no spans in the trace"},
	"a byte order mark": {"\uFEFF", "the file is empty: no spans in the trace"},
	"traces of nothing": {`{"resourceSpans":[]}`, "no spans in the trace"},
	"an empty request":  {`{}`, "no spans in the trace"},
	"only metrics":      {`{"resourceMetrics":[]}`, "the file holds 1 object of metrics: no spans in the trace"},
	"other signals": {
		`{"resourceLogs":[{}]}{"resourceLogs":[]}` + "\n" + `{"resourceProfiles":[]}[{"resource_metrics":null}]`,
		"the file holds 1 object of metrics, 2 objects of logs, 1 object of profiles: no spans in the trace",
	},
	"a line of text": {
		spans(good) + "\n\nklog: boot\n", `line 3, object 2: "klog: boot" stands where a JSON object is expected`,
	},
	"a line of another JSON": {
		spans(good) + "\n" + `{"caller":"main.go:1"}` + "\n", "line 2: the object is not OTLP",
	},
	"a comma between lines": {
		spans(good) + ",\n" + spans(good), `line 1, object 2: "," stands where a JSON object is expected`,
	},
	"a comma at the end of a list": {
		`[` + spans(good) + ",\n]", `line 2, column 1: broken JSON: ']' stands where another element is expected`,
	},
	"no comma in a list": {
		`[` + spans(good) + "\n" + spans(good) + `]`,
		`line 2, column 1: broken JSON: '{' stands where "," or "]" is expected`,
	},
	"no colon in a request": {
		`{"resourceSpans" []}`, `line 1, column 18: broken JSON: '[' stands where ":" is expected`,
	},
	"no colon in a span": {
		spans(`"name" "x"`), `line 1, column 52: broken JSON: '"' stands where ":" is expected`,
	},
	"an unquoted field": {spans(`name:"x"`), `line 1, column 45: broken JSON: 'n' stands where the name ` +
		`of a field is expected`},
	"a comma at the end of a span": {
		spans(`"name":"x",`), `line 1, column 56: broken JSON: '}' stands where another element is expected`,
	},
	"a line break in a text": {
		spans("\"name\":\"a\nb\""), `line 1, column 54: broken JSON: '\n' stands where the end of a text ` +
			`is expected`,
	},
	"a bad escape": {
		spans(`"name":"\x"`), `line 1, column 54: broken JSON: 'x' stands where an escape sequence is expected`,
	},
	"a bad number": {spans(`"flags":01`), `line 1, column 53: broken JSON: '0' stands where a value is expected`},
	"a bad word":   {spans(`"links":nil`), `line 1, column 53: broken JSON: 'n' stands where a value is expected`},
	"a control sequence": {
		"{\"resourceSpans\":[\x1b]}", `line 1: an entry of "resourceSpans" is no object`,
	},
	"no list":        {`{"resourceSpans":5}`, `line 1: "resourceSpans" is no list`},
	"no list within": {`{"resourceSpans":[{"scopeSpans":"x"}]}`, `line 1: "scopeSpans" is no list`},
	"no object": {`{"resourceSpans":[{"scopeSpans":[{"spans":[1]}]}]}`, `line 1: an entry of ` +
		`"spans" is no object`},
	"lists in a list": {
		`{"resourceSpans":[[{}]]}`, `line 1: an entry of "resourceSpans" is no object`,
	},
	"too deep a list": {strings.Repeat("[", 200), "line 1: lists are nested more than 100 levels deep"},
	"too deep a value": {
		spans(good, `"x":`+strings.Repeat("[", 2000)+strings.Repeat("]", 2000)),
		"line 1: a span without a name has values that are nested more than 1000 levels deep",
	},
	"too deep a request": {
		strings.Repeat(`{"resourceSpans":`, 20_000), "line 1: values are nested more than 10000 levels deep",
	},
	"short trace id": {
		"\n" + spans(good) + "\n" + spans(order+`"traceId":"a1b2c3d4e5f60718"`),
		`line 3, object 2: trace id of span "POST /order" has 16 hex digits, 32 expected`,
	},
	"the name comes later": {
		spans(`"spanId":"a1b2", "name":"POST /order"`), `line 1: span id of span "POST /order" has 4 hex ` +
			`digits, 16 expected`,
	},
	"parent": {
		spans(order + `"parentSpanId":"0x0000000000000001"`),
		`line 1: parent span id of span "POST /order" is "0x0000000000000001", 16 hex digits expected`,
	},
	"no name": {spans(`"traceId":5`), `line 1: trace id of a span without a name is 5, 32 hex digits expected`},
	"id of a wrong base64": {
		spans(order + `"spanId":"AAAAAAAAAA=="`), `line 1: span id of span "POST /order" is ` +
			`"AAAAAAAAAA==", 16 hex digits expected`,
	},
	"id is an object": {spans(order + `"spanId":{}`), `line 1: span id of span "POST /order" is an ` +
		`object, an id expected`},
	"negative start": {
		spans(order + `"startTimeUnixNano":"-1"`), `line 1: start of span "POST /order" is -1, which is ` +
			`before 1970`,
	},
	"fraction of a nanosecond": {
		spans(order + `"endTimeUnixNano":1.5`),
		`line 1: end of span "POST /order" is 1.5, a whole number of nanoseconds since 1970 expected`,
	},
	"too late": {
		spans(order + `"endTimeUnixNano":1e30`),
		`line 1: end of span "POST /order" is 1e30, more than nanoseconds since 1970 can be`,
	},
	"no time zone": {
		spans(order + `"startTimeUnixNano":"2026-01-01T00:00:00"`),
		`line 1: start of span "POST /order" is "2026-01-01T00:00:00", which has no time zone`,
	},
	"no time": {
		spans(order + `"startTimeUnixNano":"yesterday"`),
		`line 1: start of span "POST /order" is "yesterday", nanoseconds since 1970 expected`,
	},
	"kind": {
		spans(order + `"kind":"FAST"`),
		`line 1: kind of span "POST /order" is "FAST", none of UNSPECIFIED, INTERNAL, SERVER, CLIENT, ` +
			`PRODUCER, CONSUMER`,
	},
	"status": {
		spans(order + `"status":{"code":"BAD"}`),
		`line 1: code of status of span "POST /order" is "BAD", none of UNSET, OK, ERROR`,
	},
	"attributes": {
		spans(order + `"attributes":{"a":1}`), `line 1: attributes of span "POST /order" is an object, a ` +
			`list expected`,
	},
	"integer": {
		spans(order + `"attributes":[{"key":"n","value":{"intValue":"9223372036854775808"}}]`),
		`line 1: attribute "n" of span "POST /order" is "9223372036854775808", more than 64 bits hold`,
	},
	"attribute of an event": {
		spans(order + `"events":[{},{"attributes":[{"key":"n","value":5}]}]`),
		`line 1: attribute "n" of event 2 of span "POST /order" is 5, a value such as {"stringValue":…} expected`,
	},
	"resource": {
		`{"resourceSpans":[{"resource":{"attributes":[{"key":"n","value":{"boolValue":"maybe"}}]}}]}`,
		`line 1: attribute "n" of the resource is "maybe", true or false expected`,
	},
	"line in a pretty file": {
		"{\n\"resourceSpans\": [{\n\"scopeSpans\": [{\n\"spans\": [\n{" + good + "},\n{" +
			"\n" + order + "\n\"kind\": {}}]}]}]}",
		`line 8, object 1: kind of span "POST /order" is an object, a name or a number expected`,
	},
	"escape sequences": {
		spans("\"name\":\"\u009b31m\",\"kind\":\"\u009b31m\""),
		`line 1: kind of span "\u009b31m" is "\u009b31m", none of UNSPECIFIED, INTERNAL, SERVER, CLIENT, ` +
			`PRODUCER, CONSUMER`,
	},
}

func TestReadRefuses(t *testing.T) {
	for name, tt := range refused {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.file))
			if err == nil || err.Error() != tt.want {
				t.Errorf("error is\n%v, want\n%s", err, tt.want)
			}
		})
	}
}

// TestFirstWrongSpanIsNamed reads a file of several batches with many spans that are wrong.
func TestFirstWrongSpanIsNamed(t *testing.T) {
	var file strings.Builder
	for i := range 8000 {
		kind := "1"
		if i >= 3000 {
			kind = `"FAST"`
		}
		file.WriteString(spans(fmt.Sprintf(`"name":"span %d %s","kind":%s`, i, strings.Repeat("x", 800), kind)) + "\n")
	}
	for range 5 {
		_, err := Read(strings.NewReader(file.String()))
		if err == nil || !strings.HasPrefix(err.Error(), `line 3001: kind of span "span 3000 x`) {
			t.Fatalf("error is %.100v", err)
		}
	}
}

// TestReadUnderstands reads values that are written in unusual ways.
func TestReadUnderstands(t *testing.T) {
	moment := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		span string
		want trace.Span
	}{
		"a float of a time":   {`"startTimeUnixNano":1.7672256e18`, trace.Span{Start: moment}},
		"an integer with dot": {`"startTimeUnixNano":1767225600000000000.0`, trace.Span{Start: moment}},
		"a date":              {`"startTimeUnixNano":"2026-01-01T00:00:00Z"`, trace.Span{Start: moment}},
		"a date with its zone": {
			`"startTimeUnixNano":"2026-01-01T01:00:00.5+01:00"`, trace.Span{Start: moment.Add(time.Second / 2)},
		},
		"no time":               {`"startTimeUnixNano":"","endTimeUnixNano":0`, trace.Span{}},
		"zero with an exponent": {`"startTimeUnixNano":0e99999`, trace.Span{}},
		"ids of zeros": {
			`"traceId":"00000000000000000000000000000000","spanId":"AAAAAAAAAAA=",` +
				`"parentSpanId":"0000000000000000"`, trace.Span{},
		},
		"kind of a newer OTLP":     {`"kind":17`, trace.Span{}},
		"name of a newer OTLP":     {`"kind":"SPAN_KIND_ROBOT","status":{"code":"STATUS_CODE_MAYBE"}`, trace.Span{}},
		"negative kind":            {`"kind":-1`, trace.Span{}},
		"kind in a string":         {`"kind":"3"`, trace.Span{Kind: trace.KindClient}},
		"kind in small":            {`"kind":"client"`, trace.Span{Kind: trace.KindClient}},
		"code alone":               {`"status":"Error"`, trace.Span{Status: trace.StatusError}},
		"code in a string":         {`"status":{"code":"1"}`, trace.Span{Status: trace.StatusOK}},
		"name is a number":         {`"name":5`, trace.Span{Name: "5"}},
		"an escaped field":         {`"na\u006de":"\u0035"`, trace.Span{Name: "5"}},
		"half of a pair":           {`"name":"\ud83d \ud83d\ude80 \ude80"`, trace.Span{Name: "\uFFFD 🚀 \uFFFD"}},
		"bytes that are not UTF-8": {"\"name\":\"a\xff\xfeb\"", trace.Span{Name: "a\uFFFDb"}},
		"bytes after an escape":    {"\"name\":\"\\n\xff\"", trace.Span{Name: "\n\uFFFD"}},
		"null in lists": {
			`"attributes":[null,{"key":"l","value":{"arrayValue":{"values":[null,{}]}}}],"events":[null]`,
			trace.Span{Attributes: map[string]any{"l": []any{nil, nil}}},
		},
		"values of all kinds": {
			`"attributes":[{"key":"i","value":{"intValue":-9223372036854775808}},{"key":"d","value":{` +
				`"doubleValue":"1e3"}},` +
				`{"key":"n","value":{"doubleValue":Infinity}},{"key":"b","value":{"bytesValue":"_-8"}},` +
				`{"key":"e","value":{"intValue":1e3}},{"key":"s","value":{"stringValue":true}},{"key":"o"},` +
				`{"key":"k","value":{"kvlistValue":{"values":[{"key":"x","value":{"boolValue":false}}]}}}]`,
			trace.Span{Attributes: map[string]any{
				"i": int64(-9223372036854775808), "d": 1000.0, "n": inf, "b": []byte{0xFF, 0xEF}, "e": int64(1000),
				"s": "true", "o": nil, "k": map[string]any{"x": false},
			}},
		},
		"the last of two": {
			`"attributes":[{"key":"a","value":{"intValue":1}},{"key":"a","value":{"intValue":2}}]`,
			trace.Span{Attributes: map[string]any{"a": int64(2)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := Read(strings.NewReader(spans(tt.span)))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprintf("%#v", read.Spans), fmt.Sprintf("%#v", []trace.Span{tt.want}); got != want {
				t.Errorf("read\n%s, want\n%s", got, want)
			}
		})
	}
}

// TestCutFile cuts a file everywhere. The spans before the cut are read.
func TestCutFile(t *testing.T) {
	whole := spans(good) + "\n" + strings.Replace(spans(
		`"spanId":"00000000000000a2","name":"a [{\"","events":[{"name":"}"}]`, `"spanId":"00000000000000a3","name":"b"`,
	), `"scopeSpans"`, `"resource":{"attributes":[]},"scopeSpans"`, 1) + "\n"
	ends := []int{
		strings.Index(whole, `"good"}`) + 7,
		strings.Index(whole, `"}"}]}`) + 6,
		strings.Index(whole, `"b"}`) + 4,
	}
	for at := range len(whole) + 1 {
		complete := 0
		for _, end := range ends {
			if at >= end {
				complete++
			}
		}
		read, err := Read(strings.NewReader(whole[:at]))
		switch {
		case complete == 0 && !errors.Is(err, ErrNoSpans):
			t.Fatalf("cut after %d bytes: error is %v", at, err)
		case complete == 0:
			if at > 0 && err.Error() != "the file is cut off on line 1, before the end of its first span: "+
				"no spans in the trace" {
				t.Fatalf("cut after %d bytes: error is %v", at, err)
			}
			continue
		case err != nil:
			t.Fatalf("cut after %d bytes: %v", at, err)
		case len(read.Spans) != complete:
			t.Fatalf("cut after %d bytes: read %d spans, want %d", at, len(read.Spans), complete)
		}
		between := at >= len(whole)-1 || at == strings.Index(whole, "\n") || at == strings.Index(whole, "\n")+1
		if (read.Cut == "") != between {
			t.Fatalf("cut after %d bytes of %d: says %q", at, len(whole), read.Cut)
		}
	}
	read, err := Read(strings.NewReader(whole[:len(whole)-4] + "\x00\x00\x00"))
	const want = "the file is cut off on line 2; 3 spans were read"
	if err != nil || read.Cut != want {
		t.Errorf("a file with zeros at its end: %v, says %q, want %q", err, read.Cut, want)
	}
}

// TestCutStream cuts compressed files.
func TestCutStream(t *testing.T) {
	var file strings.Builder
	for i := range 4000 {
		file.WriteString(spans(fmt.Sprintf(`"spanId":"%016x","name":"span %d"`, i*i*7919+1, i)) + "\n")
	}
	for name, packed := range map[string][]byte{
		"gzip": gzipped([]byte(file.String())), "zstd": zstandard([]byte(file.String())),
	} {
		read, err := Read(bytes.NewReader(packed[:len(packed)-1]))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := "the " + name + " data end too early; " + count(len(read.Spans), "span") + " were read"
		if len(read.Spans) < 1000 || read.Cut != want {
			t.Errorf("%s: read %d spans, says %q, want %q", name, len(read.Spans), read.Cut, want)
		}
		_, err = Read(bytes.NewReader(packed[:20]))
		want = "the " + name + " data end too early, before the end of its first span: no spans in the trace"
		if err == nil || err.Error() != want {
			t.Errorf("%s: error for the first 20 bytes is %v, want %s", name, err, want)
		}
		damaged := bytes.Clone(packed)
		for i := len(damaged) / 2; i < len(damaged)/2+64; i++ {
			damaged[i] ^= 0x55
		}
		if _, err = Read(
			bytes.NewReader(damaged),
		); err == nil ||
			!strings.HasPrefix(err.Error(), "the "+name+" data are damaged after ") {
			t.Errorf("%s: error for damaged data is %v", name, err)
		}
	}
}

// TestBombIsRefused reads a small file that unpacks to very many spans.
func TestBombIsRefused(t *testing.T) {
	piece := strings.Repeat(" ", 1<<20)
	packed := gzipped([]byte(piece))
	bomb := bytes.Repeat(packed, 300)
	_, err := Read(bytes.NewReader(bomb))
	if err == nil || err.Error() != "the file unpacks to more than 250 times its size, as no trace does" {
		t.Errorf("error is %v", err)
	}
}

// TestProgress reads a file and asks how far it is.
func TestProgress(t *testing.T) {
	name := filepath.Join(t.TempDir(), "boot.jsonl")
	if err := os.WriteFile(name, []byte(spans(good)), 0o600); err != nil {
		t.Fatal(err)
	}
	var p Progress
	if _, err := ReadFileContext(t.Context(), name, &p); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := ReadContext(stopped, new(endless), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error when the context is done is %v", err)
	}
	if p.Share() != 1 || p.Spans() != 1 {
		t.Errorf("progress in the end is %v, %d spans", p.Share(), p.Spans())
	}
}

var inf = math.Inf(1)
