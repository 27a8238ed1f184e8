package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/record"
	"apitour/trace/tracefile"
)

// pipe keeps the data of every Write call. It is not safe for concurrent use: the link must make its calls one by one.
type pipe struct{ writes [][]byte }

func (p *pipe) Write(line []byte) (int, error) {
	p.writes = append(p.writes, bytes.Clone(line))
	return len(line), nil
}

func (p *pipe) decode(t *testing.T) []*trace.Trace {
	t.Helper()
	var lines []*trace.Trace
	for _, line := range p.writes {
		if !bytes.HasSuffix(line, []byte("\n")) || bytes.Count(line, []byte("\n")) != 1 {
			t.Errorf("a write is not one line: %q", line)
		}
		decoded, err := tracefile.DecodeLine(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		lines = append(lines, decoded)
	}
	return lines
}

func provider(link *record.Link, service string) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(link),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", service))),
	)
}

func TestLinkWritesStartAndEnd(t *testing.T) {
	var p pipe
	link := record.NewLink(&p)
	tracer := provider(link, "apiserver").Tracer("stage", oteltrace.WithInstrumentationVersion("v1"))
	began := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

	ctx, root := tracer.Start(context.Background(), "main", oteltrace.WithTimestamp(began))
	_, child := tracer.Start(ctx, "RunE", oteltrace.WithTimestamp(began.Add(time.Millisecond)),
		oteltrace.WithAttributes(attribute.Int(convention.Line, 7)))
	child.AddEvent("insecure serving is off", oteltrace.WithTimestamp(began.Add(2*time.Millisecond)),
		oteltrace.WithAttributes(attribute.Bool("asked", false)))
	child.SetStatus(codes.Error, "no such file")
	child.End(oteltrace.WithTimestamp(began.Add(3 * time.Millisecond)))
	root.End(oteltrace.WithTimestamp(began.Add(4 * time.Millisecond)))

	scope := map[string]any{convention.ScopeName: "stage", convention.ScopeVersion: "v1"}
	rootStarted := trace.Span{
		TraceID: root.SpanContext().TraceID().String(), ID: root.SpanContext().SpanID().String(),
		Name: "main", Kind: trace.KindInternal, Start: began, Attributes: scope,
	}
	rootEnded := rootStarted
	rootEnded.End = began.Add(4 * time.Millisecond)
	childStarted := trace.Span{
		TraceID: rootStarted.TraceID, ID: child.SpanContext().SpanID().String(), ParentID: rootStarted.ID,
		Name: "RunE", Kind: trace.KindInternal, Start: began.Add(time.Millisecond),
		Attributes: map[string]any{
			convention.ScopeName: "stage", convention.ScopeVersion: "v1", convention.Line: int64(7),
		},
	}
	childEnded := childStarted
	childEnded.End = began.Add(3 * time.Millisecond)
	childEnded.Status, childEnded.Message = trace.StatusError, "no such file"
	childEnded.Events = []trace.Event{{
		Time: began.Add(2 * time.Millisecond), Name: "insecure serving is off",
		Attributes: map[string]any{"asked": false},
	}}

	lines := p.decode(t)
	want := []trace.Span{rootStarted, childStarted, childEnded, rootEnded}
	if len(lines) != len(want) {
		t.Fatalf("wrote %d lines, want %d", len(lines), len(want))
	}
	for i, line := range lines {
		if !reflect.DeepEqual(line.Spans, want[i:i+1]) {
			t.Errorf("line %d holds\n%v, want\n%v", i, line.Spans, want[i])
		}
		if said := line.Resource["service.name"] == "apiserver"; said != (i == 0) {
			t.Errorf("line %d has the resource %v", i, line.Resource)
		}
	}
	if err := link.Err(); err != nil {
		t.Error(err)
	}
}

func TestLinkConvertsAttributesOfEveryType(t *testing.T) {
	var p pipe
	tracer := provider(record.NewLink(&p), "x").Tracer("stage")
	_, span := tracer.Start(context.Background(), "main", oteltrace.WithAttributes(
		attribute.Bool("bool", true),
		attribute.Int64("int", -1),
		attribute.Float64("float", 0.5),
		attribute.String("string", "启动"),
		attribute.BoolSlice("bools", []bool{true, false}),
		attribute.Int64Slice("ints", []int64{1, 2}),
		attribute.Float64Slice("floats", []float64{0.25}),
		attribute.StringSlice("strings", []string{}),
		attribute.ByteSlice("bytes", []byte{0, 0xff}),
		attribute.Slice("list", attribute.IntValue(1), attribute.StringValue("a"), attribute.Value{}),
		attribute.Map("map", attribute.String("a", "b"), attribute.IntSlice("c", []int{3})),
		attribute.KeyValue{Key: "nothing"},
	))
	span.End()
	want := map[string]any{
		convention.ScopeName: "stage",
		"bool":               true,
		"int":                int64(-1),
		"float":              0.5,
		"string":             "启动",
		"bools":              []any{true, false},
		"ints":               []any{int64(1), int64(2)},
		"floats":             []any{0.25},
		"strings":            []any{},
		"bytes":              []byte{0, 0xff},
		"list":               []any{int64(1), "a", nil},
		"map":                map[string]any{"a": "b", "c": []any{int64(3)}},
		"nothing":            nil,
	}
	for i, line := range p.decode(t) {
		if got := line.Spans[0].Attributes; !reflect.DeepEqual(got, want) {
			t.Errorf("line %d holds\n%v, want\n%v", i, got, want)
		}
	}
}

func TestLinkWritesEveryResource(t *testing.T) {
	var p pipe
	link := record.NewLink(&p)
	first, second, again := provider(link, "apiserver"), provider(link, "etcd"), provider(link, "apiserver")
	for _, from := range []*sdktrace.TracerProvider{first, second, again, first, second} {
		from.Tracer("").Start(context.Background(), "span")
	}
	var got []any
	for _, line := range p.decode(t) {
		got = append(got, line.Resource["service.name"])
	}
	if want := []any{"apiserver", "etcd", nil, nil, "etcd"}; !slices.Equal(got, want) {
		t.Errorf("services are %v, want %v", got, want)
	}
}

func TestLinkConcurrentSafe(t *testing.T) {
	const goroutines, spans = 16, 50
	var p pipe
	link := record.NewLink(&p)
	tracer := provider(link, "apiserver").Tracer("stage")
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range spans {
				_, span := tracer.Start(context.Background(), fmt.Sprintf("PostStartHook/%d-%d", g, i))
				span.AddEvent("check")
				span.End()
			}
		})
	}
	wg.Wait()
	lines := p.decode(t)
	if len(lines) != 2*goroutines*spans {
		t.Fatalf("wrote %d lines, want %d", len(lines), 2*goroutines*spans)
	}
	started := make(map[string]bool)
	for i, line := range lines {
		if said := len(line.Resource) > 0; said != (i == 0) {
			t.Errorf("line %d has the resource %v", i, line.Resource)
		}
		s := line.Spans[0]
		if started[s.ID] == s.Running() {
			t.Errorf("line %d: span %q, running: %t, has an earlier line: %t", i, s.Name, s.Running(), started[s.ID])
		}
		started[s.ID] = true
	}
}

func TestLinkLeavesOutUnsampledSpans(t *testing.T) {
	var p pipe
	link := record.NewLink(&p)
	_, span := unsampledProvider(link).Tracer("").Start(context.Background(), "main")
	span.End()
	if len(p.writes) > 0 {
		t.Errorf("wrote %q", p.writes)
	}
}

// unsampledProvider records spans that are not to be exported.
func unsampledProvider(link *record.Link) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(link),
		sdktrace.WithSampler(sampler(sdktrace.RecordOnly)),
	)
}

type sampler sdktrace.SamplingDecision

func (s sampler) ShouldSample(sdktrace.SamplingParameters) sdktrace.SamplingResult {
	return sdktrace.SamplingResult{Decision: sdktrace.SamplingDecision(s)}
}
func (s sampler) Description() string { return "always the same" }

// brokenPipe accepts a number of writes and fails at the next.
type brokenPipe struct {
	takes, writes int
	short         bool
}

var errBroken = errors.New("broken pipe")

func (p *brokenPipe) Write(line []byte) (int, error) {
	p.writes++
	switch {
	case p.writes <= p.takes:
		return len(line), nil
	case p.short:
		return len(line) / 2, nil
	}
	return 0, errBroken
}

func TestLinkGoesQuietAfterAWriteError(t *testing.T) {
	for name, tt := range map[string]struct {
		pipe brokenPipe
		want error
	}{
		"error":       {brokenPipe{takes: 3}, errBroken},
		"at once":     {brokenPipe{}, errBroken},
		"short write": {brokenPipe{takes: 1, short: true}, io.ErrShortWrite},
	} {
		t.Run(name, func(t *testing.T) {
			p := tt.pipe
			link := record.NewLink(&p)
			spans := provider(link, "apiserver")
			for range 10 {
				_, span := spans.Tracer("").Start(context.Background(), "span")
				span.End()
			}
			if err := link.Err(); !errors.Is(err, tt.want) {
				t.Errorf("error is %v, want %v", err, tt.want)
			}
			if want := p.takes + 1; p.writes != want {
				t.Errorf("tried to write %d times, want %d", p.writes, want)
			}
			if err := spans.ForceFlush(context.Background()); err != nil {
				t.Errorf("flushing: %v", err)
			}
			if err := spans.Shutdown(context.Background()); !errors.Is(err, tt.want) {
				t.Errorf("shutting down: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestLinkEndsWithShutdown(t *testing.T) {
	var p pipe
	link := record.NewLink(&p)
	_, span := provider(link, "apiserver").Tracer("").Start(context.Background(), "main")
	if err := link.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	span.End()
	if len(p.writes) != 1 {
		t.Errorf("wrote %d lines, want the one before the shutdown", len(p.writes))
	}
}

func TestWatchParent(t *testing.T) {
	child, parent := io.Pipe()
	stopped := make(chan struct{})
	go record.WatchParent(child, func() { close(stopped) })
	if _, err := io.Copy(parent, strings.NewReader("some text\n")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-stopped:
		t.Fatal("stopped while the parent was alive")
	default:
	}
	if err := parent.Close(); err != nil {
		t.Fatal(err)
	}
	<-stopped
}

// BenchmarkSpan measures the cost of a span with the attributes of a stage, from start to end, with both its lines.
func BenchmarkSpan(b *testing.B) {
	attributes := oteltrace.WithAttributes(
		attribute.String(convention.Function, "apitour/apiserver.CreateServerChain"),
		attribute.String(convention.File, "apiserver/chain.go"),
		attribute.Int(convention.Line, 42),
		attribute.String(convention.CallFile, "apiserver/run.go"),
		attribute.Int(convention.CallLine, 17),
		attribute.Int(convention.Goroutine, 1),
	)
	for name, spans := range map[string]*sdktrace.TracerProvider{
		"linked":   provider(record.NewLink(io.Discard), "apiserver"),
		"unlinked": sdktrace.NewTracerProvider(),
	} {
		b.Run(name, func(b *testing.B) {
			tracer := spans.Tracer("apitour/apiserver/stage")
			b.ReportAllocs()
			for b.Loop() {
				_, span := tracer.Start(context.Background(), "CreateServerChain", attributes)
				span.End()
			}
		})
	}
}
