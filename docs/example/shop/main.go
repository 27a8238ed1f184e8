//go:build ignore

// A shop that sells one cup of tea, and writes on standard output how it did that, as OTLP JSON:
//
//	go run main.go shop.go > shop.jsonl
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// begin opens a span for the function that calls it. The function that it returns ends the span.
func begin(ctx context.Context) (context.Context, func(error)) {
	pc, _, _, _ := runtime.Caller(1)
	name := runtime.FuncForPC(pc).Name() // main.price
	ctx, span := otel.Tracer("example.com/shop").Start(ctx, strings.TrimPrefix(name, "main."),
		trace.WithAttributes(attribute.String("code.function.name", name)))
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}
}

func main() {
	ctx := context.Background()
	exporter, err := otlptrace.New(ctx, file{os.Stdout})
	if err != nil {
		log.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "shop"))))
	otel.SetTracerProvider(provider)

	mux := http.NewServeMux()
	mux.HandleFunc("POST /checkout", checkout)
	shop := httptest.NewServer(otelhttp.NewHandler(mux, "shop"))
	answer, err := http.PostForm(shop.URL+"/checkout", url.Values{"item": {"tea"}})
	if err != nil {
		log.Fatal(err)
	}
	answer.Body.Close()
	mails.Wait()
	shop.Close()
	if err := provider.Shutdown(ctx); err != nil {
		log.Fatal(err)
	}
}

// file is where the spans go: one object of OTLP JSON in a line.
type file struct{ *os.File }

func (f file) Start(context.Context) error { return nil }
func (f file) Stop(context.Context) error  { return nil }

func (f file) UploadTraces(_ context.Context, spans []*tracepb.ResourceSpans) error {
	line, err := protojson.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s\n", line)
	return err
}
