package main

import (
	"context"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"apitour/apiserver"
	"apitour/trace/record"
)

// linkVariable tells a server that it is the child at the end of a live link: its stdout is for spans, and when its stdin
// ends its parent is gone.
const (
	linkVariable = "APITOUR_LINK"
	linkStdio    = "stdio"
)

// runAPIServer runs the server in this process.
func runAPIServer(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	process := apiserver.Process{Args: args, Stdout: stdout, Stderr: stderr}
	if os.Getenv(linkVariable) != linkStdio {
		return apiserver.Main(ctx, process)
	}

	go record.WatchParent(stdin, cancel)
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(record.NewLink(stdout)),
		sdktrace.WithResource(describe(args)),
		sdktrace.WithSampler(sdktrace.AlwaysSample()),
	)
	process.TracerProvider = provider
	// From here on stdout is the link's alone; whatever a library prints goes to the log.
	process.Stdout = stderr
	os.Stdout = os.Stderr
	return apiserver.Main(ctx, process)
}

// describe says what is being recorded. Recordings are there to be passed on, so it names
// neither the host nor the user; the flags are as they were given.
func describe(args []string) *resource.Resource {
	attributes := []attribute.KeyValue{
		attribute.String("service.name", "apitour-apiserver"),
		attribute.String("apitour.kubernetes.version", apiserver.KubernetesVersion()),
		attribute.StringSlice("apitour.flags", args),
		attribute.Int("apitour.host.processors", runtime.NumCPU()),
		attribute.String("process.runtime.name", "go"),
		attribute.String("process.runtime.version", runtime.Version()),
		attribute.String("os.type", runtime.GOOS),
		attribute.String("host.arch", runtime.GOARCH),
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		attributes = append(attributes, attribute.String("service.version", build.Main.Version))
		for _, module := range build.Deps {
			switch module.Path {
			case "k8s.io/apiserver", "k8s.io/apiextensions-apiserver", "k8s.io/kube-aggregator", "go.etcd.io/etcd/server/v3", "go.opentelemetry.io/otel":
				attributes = append(attributes, attribute.String("apitour.module."+module.Path, module.Version))
			}
		}
	}
	return resource.NewSchemaless(attributes...)
}
