package stage

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace/noop"
)

func recorder() (context.Context, *tracetest.SpanRecorder) {
	spans := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))
	return WithProvider(context.Background(), provider), spans
}

func attributes(span sdktrace.ReadOnlySpan) map[string]string {
	result := map[string]string{}
	for _, a := range span.Attributes() {
		result[string(a.Key)] = a.Value.String()
	}
	return result
}

func Outer(ctx context.Context, viaClosure bool) (err error) {
	ctx, span := Start(ctx)
	defer span.End(&err)
	if viaClosure {
		return func() error { return Inner(ctx) }()
	}
	return Inner(ctx)
}

func Inner(ctx context.Context) (err error) {
	_, span := Start(ctx)
	defer span.End(&err)
	span.Event("something was not done")
	return errors.New("it broke")
}

func TestStart(t *testing.T) {
	for _, viaClosure := range []bool{false, true} {
		ctx, spans := recorder()
		if err := Outer(ctx, viaClosure); err == nil {
			t.Fatal("the error is lost")
		}
		inner, outer := spans.Ended()[0], spans.Ended()[1]
		if inner.Name() != "Inner" || outer.Name() != "Outer" ||
			inner.Parent().SpanID() != outer.SpanContext().SpanID() {
			t.Fatalf("%s under %s, want Inner under Outer", inner.Name(), outer.Name())
		}
		if inner.Status().Description != "it broke" || inner.Events()[0].Name != "something was not done" {
			t.Errorf("inner: %v, %v", inner.Status(), inner.Events())
		}
		in, out := attributes(inner), attributes(outer)
		if in["code.function.name"] != "apitour/apiserver/stage.Inner" ||
			in["code.file.path"] != "apiserver/stage/stage_test.go" {
			t.Errorf("inner is said to be %s in %s", in["code.function.name"], in["code.file.path"])
		}
		if in["apitour.call.file"] != out["code.file.path"] || in["apitour.call.line"] <= out["code.line.number"] {
			t.Errorf("inner is said to be called at %s:%s, outer begins at line %s", in["apitour.call.file"],
				in["apitour.call.line"], out["code.line.number"])
		}
		if _, known := out["apitour.call.line"]; known {
			t.Error("a root has a recorded call")
		}
	}
}

func Elsewhere(ctx context.Context) {
	ctx, span := Start(ctx)
	defer span.End(nil)
	_ = Inner(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = Inner(ctx)
	}()
	<-done
}

// TestGoroutine calls a stage from its parent's goroutine, and from a closure of its parent's that runs in another.
func TestGoroutine(t *testing.T) {
	ctx, spans := recorder()
	Elsewhere(ctx)
	var numbers []string
	for _, span := range spans.Ended() {
		numbers = append(numbers, attributes(span)["apitour.goroutine"])
	}
	if here, there, parent := numbers[0], numbers[1], numbers[2]; here != parent || there == parent || here == "0" ||
		there == "0" {
		t.Errorf("the stages ran in goroutines %s and %s, their parent in %s", here, there, parent)
	}
}

func TestCall(t *testing.T) {
	ctx, spans := recorder()
	_, span := Call(ctx, "Copy", io.Copy)
	span.End(nil)
	_, span = Call(ctx, "Reader.Read", (*strings.Reader).Read)
	span.End(nil)
	for i, want := range []string{"io.Copy", "strings.(*Reader).Read"} {
		if got := attributes(spans.Ended()[i])["code.function.name"]; got != want {
			t.Errorf("function %q, want %q", got, want)
		}
	}
}

// TestInBetween lets a library put spans between two stages: an unrecorded one, which is skipped, and a recorded one,
// which contains the stage.
func TestInBetween(t *testing.T) {
	ctx, spans := recorder()
	ctx, outer := Start(ctx)
	ignored, _ := noop.NewTracerProvider().Tracer("library").Start(ctx, "ignored")
	_, inner := StartNamed(ignored, "inner", WaitsFor("another stage"))
	inner.End(nil)
	recorded, library := Provider(ctx).Tracer("library").Start(ctx, "recorded")
	_, deeper := StartNamed(recorded, "deeper")
	deeper.End(nil)
	library.End()
	outer.End(nil)
	ended := spans.Ended()
	if ended[0].Parent().SpanID() != ended[3].SpanContext().SpanID() ||
		attributes(ended[0])["apitour.waits_for"] != "another stage" {
		t.Errorf("inner is inside of %v and says %v", ended[0].Parent(), ended[0].Attributes())
	}
	if _, called := attributes(ended[1])["apitour.call.line"]; called ||
		ended[1].Parent().SpanID() != ended[2].SpanContext().SpanID() {
		t.Errorf("deeper is inside of %v and says %v", ended[1].Parent(), ended[1].Attributes())
	}
	_, outside := StartNamed(Outside(ctx), "outside")
	if outside != nil {
		t.Error("a stage outside of all is recorded")
	}
}

// TestNoop has stages recorded by a provider that records nothing.
func TestNoop(t *testing.T) {
	if err := Outer(WithProvider(context.Background(), noop.NewTracerProvider()), true); err == nil {
		t.Error("the error is lost")
	}
}

// TestOff checks that a stage that is not recorded costs no span and breaks nothing.
func TestOff(t *testing.T) {
	ctx := context.Background()
	got, span := Start(ctx)
	if got != ctx || span != nil {
		t.Errorf("Start without a provider: %v, %v", got, span)
	}
	span.Event("x")
	span.Set(WaitsFor("another stage"))
	span.End(nil)
	if allocations := testing.AllocsPerRun(100, func() {
		_, span := Start(ctx)
		span.End(nil)
	}); allocations != 0 {
		t.Errorf("a stage that is not recorded allocates %v times", allocations)
	}
}

func TestModulePath(t *testing.T) {
	for _, test := range []struct{ function, file, want string }{
		{"apitour/apiserver.Run", moduleRoot + "apiserver/run.go", "apiserver/run.go"},
		{
			"k8s.io/apiserver/pkg/server.NewConfig", "/home/x/go/pkg/mod/k8s.io/apiserver@v0.37.2/pkg/server/config.go",
			"k8s.io/apiserver@v0.37.2/pkg/server/config.go",
		},
		{
			"k8s.io/apiserver/pkg/server.NewConfig", "/odd@home/cache/k8s.io/apiserver@v0.37.2/pkg/server/config.go",
			"k8s.io/apiserver@v0.37.2/pkg/server/config.go",
		},
		{
			"k8s.io/apiserver/pkg/server.NewConfig", "k8s.io/apiserver@v0.37.2/pkg/server/config.go",
			"k8s.io/apiserver@v0.37.2/pkg/server/config.go",
		},
		{
			"go.etcd.io/etcd/server/v3/embed.StartEtcd", "/go/pkg/mod/go.etcd.io/etcd/server/v3@v3.7.3/embed/etcd.go",
			"go.etcd.io/etcd/server/v3@v3.7.3/embed/etcd.go",
		},
		{"fmt.Println", "/usr/local/go/src/fmt/print.go", "/usr/local/go/src/fmt/print.go"},
	} {
		if got := modulePath(test.function, test.file); got != test.want {
			t.Errorf("modulePath(%q, %q) = %q, want %q", test.function, test.file, got, test.want)
		}
	}
}

func BenchmarkOff(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		_, span := Start(ctx)
		span.End(nil)
	}
}
