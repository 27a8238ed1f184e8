package tracefile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// TestReadForeignFile reads what other programs may write: two services, several scopes and traces, numbers for
// strings and names for numbers, unknown fields, metrics between the traces, and a last line without its newline.
func TestReadForeignFile(t *testing.T) {
	got, err := ReadFile("testdata/foreign.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want := &trace.Trace{
		Resource: map[string]any{"service.name": "kube-apiserver", "service.version": "v1.37.2", "host.cpus": int64(2)},
		Spans: []trace.Span{
			{
				TraceID: "0000000000000000000000000000000b", ID: "00000000000000b1", Name: "etcdserverpb.KV/Range",
				Kind: trace.KindServer, Start: at(20), End: at(21),
				Attributes: map[string]any{
					"service.name": "etcd", "service.version": "own", convention.ScopeName: "otelgrpc",
					"rpc.code": int64(0), "raw": []byte("apitour"), "share": 0.5, "peers": []any{"a", int64(1), nil},
				},
			},
			{
				TraceID:    "0000000000000000000000000000000a",
				ID:         "00000000000000a1",
				Name:       "main",
				Kind:       trace.KindServer,
				Start:      at(0),
				End:        at(30),
				Status:     trace.StatusError,
				Message:    "context canceled",
				Attributes: map[string]any{convention.ScopeName: "apiserver", convention.ScopeVersion: "0.37.2"},
				Events: []trace.Event{{
					Time: at(5), Name: "hello", Attributes: map[string]any{"nested": map[string]any{"deep": true}},
				}},
			},
			{
				TraceID: "0000000000000000000000000000000a", ID: "00000000000000a2", ParentID: "00000000000000a1",
				Name: "no resource", Start: at(1), End: at(2),
			},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%v, want\n%v", got, want)
	}
}

func TestReadAcceptsLinesOfALiveLink(t *testing.T) {
	var lines bytes.Buffer
	boot := smallBoot()
	resource := boot.Resource
	for i := range boot.Spans {
		started := boot.Spans[i]
		started.End, started.Status, started.Message, started.Events = time.Time{}, trace.StatusUnset, "", nil
		for _, s := range []trace.Span{started, boot.Spans[i]} {
			line, err := EncodeSpan(resource, &s)
			if err != nil {
				t.Fatal(err)
			}
			lines.Write(line)
			resource = nil // only the first line has it
		}
	}
	got, err := Read(&lines)
	if err != nil {
		t.Fatal(err)
	}
	if want := smallBoot(); !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%v, want\n%v", got, want)
	}
}

// endless is a file without end whose first span never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	begin := `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"`
	for i := range p {
		p[i] = 'x'
	}
	if e.read < len(begin) {
		copy(p, begin[e.read:])
	}
	e.read += len(p)
	return len(p), nil
}

func TestReadStopsAtTheLimit(t *testing.T) {
	var file endless
	const want = "line 1: a value is longer than 1048576 bytes"
	if _, err := read(t.Context(), &file, nil, reading{longest: 1 << 20}); err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
	if file.read > 5<<20 {
		t.Errorf("read %d bytes", file.read)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

func TestReadPassesOnErrors(t *testing.T) {
	if _, err := Read(broken{}); err == nil || err.Error() != "disk on fire" {
		t.Errorf("error is %v", err)
	}
	dir := t.TempDir()
	absent := filepath.Join(dir, "absent.jsonl")
	if _, err := ReadFile(absent); !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), "absent.jsonl") != 1 {
		t.Errorf("error for a file that is absent is %v", err)
	}
	if _, err := ReadFile(dir); err == nil || !strings.HasPrefix(err.Error(), "read trace ") {
		t.Errorf("error for a directory is %v", err)
	}
	empty := filepath.Join(dir, "empty.jsonl")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(empty); !errors.Is(err, ErrNoSpans) || !strings.Contains(err.Error(), "empty.jsonl") {
		t.Errorf("error for an empty file is %v", err)
	}
}

func TestDecodeLine(t *testing.T) {
	const line = `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"x"}}]}}]}`
	got, err := DecodeLine([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	if want := (&trace.Trace{Resource: map[string]any{"service.name": "x"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}
	if _, err := DecodeLine([]byte(`{"level":"info","msg":"a line of log"}`)); err == nil {
		t.Error("took a line of log for OTLP JSON")
	}
}
