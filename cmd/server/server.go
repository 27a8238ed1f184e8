// Package server runs the apiserver as a process, and says how to start that process as a child.
//
//	apitour ── Child: program, flags, environment ──► apitour apiserver ── spans ──► apitour
//	(child.go)                                        (server.go)                    (trace/session)
//
// Both ends are in one package because they have to agree on the environment variables of package convention.
package server

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"

	"github.com/spf13/pflag"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"apitour/apiserver"
	"apitour/apiserver/mask"
	"apitour/apiserver/requests"
	"apitour/cmd/hint"
	"apitour/trace/convention"
	"apitour/trace/record"
	"apitour/trace/scratch"
)

// Command is the command that runs the server.
const Command = "apiserver"

// Process is the process in which the server runs.
type Process struct {
	Args           []string // after Command
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Hook returns the post-start hook that misbehaves, by its name; nil for a name that it does not know.
	Hook func(name string) func(context.Context) error
}

// Run runs the server in this process. A parent that wants it recorded says so in the environment: stdout then carries
// the spans, and the end of stdin means that the parent has gone.
func Run(p Process) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	// The reader of the log may end before the server does, as grep -m1 would. The server must not die of that without
	// cleaning up.
	signal.Ignore(syscall.SIGPIPE)
	process := apiserver.Process{Args: p.Args, Stdout: p.Stdout, Stderr: p.Stderr}
	if filepath.Base(os.Args[0]) == apiserver.BareName {
		process.Name = apiserver.BareName
	}
	if os.Getenv(convention.LinkVariable) != convention.LinkStdio {
		remove := useScratch()
		defer remove()
		process.Closed = remove
		return withHint(apiserver.Main(ctx, process))
	}

	process.Linked = true
	process.Patient = os.Getenv(convention.StepVariable) != ""
	process.TraceRequests = os.Getenv(convention.RequestsVariable) != ""
	if process.TraceRequests && os.Getenv(convention.OutsideVariable) != "" {
		process.Outside = new(requests.Outside)
	}
	process.ExtraPostStartHooks = p.brokenHooks(os.Getenv(convention.BreakVariable))
	process.TracerProvider = sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(p.link(process, cancel)),
		sdktrace.WithResource(describe(p.Args)),
		sdktrace.WithSampler(sdktrace.AlwaysSample()),
	)
	// The parent removes the temporary folder that it gave its child. This removes the folder when the parent has died.
	defer scratch.Join(os.TempDir()).Leave()
	// From here on stdout belongs to the link; what a library prints goes to the log.
	process.Stdout = p.Stderr
	os.Stdout = os.Stderr
	return withHint(apiserver.Main(ctx, process))
}

// useScratch puts the temporary files of a server that has no parent into a folder of their own, which is found again
// when the server is killed. It returns the function that removes the folder. A folder that cannot be made is the
// server's to complain of, when it needs one.
func useScratch() (remove func()) {
	scratch.RemoveLeft()
	folder, err := scratch.New("")
	if err != nil {
		return func() {}
	}
	_ = os.Setenv("TMPDIR", folder.Path())
	return sync.OnceFunc(folder.Remove)
}

// link returns the child's end of the live link. Cancel is called when the parent has gone.
func (p Process) link(process apiserver.Process, cancel func()) *record.Link {
	if !process.Patient {
		go record.WatchParent(p.Stdin, cancel)
		return record.NewLink(p.Stdout)
	}
	stepping := record.Stepping{Scope: convention.Scope, NeverHeld: apiserver.NeverHeld}
	if process.Outside != nil {
		stepping.Follow = process.Outside.Follow
	}
	link := record.NewSteppedLink(p.Stdout, stepping)
	go link.Obey(p.Stdin, cancel)
	return link
}

// brokenHooks returns the hooks of a server that has to misbehave: the one of that name, or none.
func (p Process) brokenHooks(name string) map[string]func(context.Context) error {
	if p.Hook == nil || p.Hook(name) == nil {
		return nil
	}
	return map[string]func(context.Context) error{name: p.Hook(name)}
}

// withHint adds a hint to an error that has none, and names the flag that an unknown one was meant to be.
func withHint(err error) error {
	var hinted *apiserver.HintError
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && errors.As(err, &hinted) {
		meant := hint.MeantFlag(err, hint.FlagNames(apiserver.FlagSet()), hinted.Hint)
		return &apiserver.HintError{Err: hinted.Err, Hint: meant, Usage: hinted.Usage}
	}
	if err == nil || errors.As(err, &hinted) {
		return err
	}
	return hint.With(err, "apitour apiserver --help lists the flags; with -v 2 the log says more")
}

// describe says what is being recorded. Recordings are passed on to others, so it names neither the host nor the user;
// the flags are as they were given, without their secrets.
func describe(args []string) *resource.Resource {
	attributes := []attribute.KeyValue{
		attribute.String(convention.ServiceName, "apitour-apiserver"),
		attribute.String(convention.KubernetesVersion, apiserver.KubernetesVersion()),
		attribute.StringSlice(convention.Flags, mask.Flags(args)),
		attribute.Int(convention.Processors, runtime.NumCPU()),
		attribute.String("process.runtime.name", "go"),
		attribute.String("process.runtime.version", runtime.Version()),
		attribute.String("os.type", runtime.GOOS),
		attribute.String("host.arch", runtime.GOARCH),
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		attributes = append(attributes, attribute.String("service.version", build.Main.Version))
	}
	for module, version := range apiserver.ModuleVersions() {
		attributes = append(attributes, attribute.String(convention.ModulePrefix+module, version))
	}
	return resource.NewSchemaless(attributes...)
}
