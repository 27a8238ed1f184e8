package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"

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
	// stepVariable has the server hold every stage until the parent lets it go.
	stepVariable = "APITOUR_STEP"
	// requestsVariable has the server record the requests that ask for it, too.
	requestsVariable = "APITOUR_REQUESTS"
	// breakVariable gives the server a hook that does not do well: what cannot be made wrong from outside.
	breakVariable = "APITOUR_BREAK"
)

// runAPIServer runs the server in this process.
func runAPIServer(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	// Whoever reads the log may leave before the server does, as grep -m1 would. That is no reason to die without cleaning up.
	signal.Ignore(syscall.SIGPIPE)
	process := apiserver.Process{Args: args, Stdout: stdout, Stderr: stderr}
	if filepath.Base(os.Args[0]) == apiserver.BareName {
		process.Name = apiserver.BareName
	}
	if os.Getenv(linkVariable) != linkStdio {
		return withHint(apiserver.Main(ctx, process))
	}

	link := record.NewLink(stdout)
	if process.Patient = os.Getenv(stepVariable) != ""; process.Patient {
		link = record.NewSteppedLink(stdout, record.Stepping{Scope: apiserver.Scope, NeverHeld: apiserver.NeverHeld})
		go link.Obey(stdin, cancel)
	} else {
		go record.WatchParent(stdin, cancel)
	}
	// The parent has lent its child a temporary folder. It takes it away itself, unless it has died before its child.
	defer os.Remove(os.TempDir())
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(link),
		sdktrace.WithResource(describe(args)),
		sdktrace.WithSampler(sdktrace.AlwaysSample()),
	)
	process.TracerProvider = provider
	process.ExtraPostStartHooks = brokenHooks(os.Getenv(breakVariable))
	process.TraceRequests = os.Getenv(requestsVariable) != ""
	// From here on stdout is the link's alone; whatever a library prints goes to the log.
	process.Stdout = stderr
	os.Stdout = os.Stderr
	return withHint(apiserver.Main(ctx, process))
}

// withHint adds to an error that nobody has advice for where to look.
func withHint(err error) error {
	var hint *apiserver.HintError
	if err == nil || errors.As(err, &hint) {
		return err
	}
	return failure(err, "apitour apiserver --help lists the flags; with -v 2 the log says more")
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
	}
	for module, version := range apiserver.ModuleVersions() {
		attributes = append(attributes, attribute.String("apitour.module."+module, version))
	}
	return resource.NewSchemaless(attributes...)
}
