package apiserver

import (
	"context"
	"io"
	"math"
	"time"

	"go.opentelemetry.io/otel/trace"
	"k8s.io/component-base/cli"

	"apitour/apiserver/stage"
)

// Process is what the program around the server lends to it.
type Process struct {
	Name           string   // BareName when the program is called so; empty otherwise
	Args           []string // without the program's name
	Stdout, Stderr io.Writer
	// TracerProvider records the stages of the boot; nil records nothing.
	TracerProvider trace.TracerProvider
	// Patient says that somebody holds stages, for as long as he likes: nothing in the boot is given up because it takes long.
	Patient bool
	// TraceRequests records, with TracerProvider, the way of every request whose traceparent header asks for it.
	TraceRequests bool
	// ExtraPostStartHooks are run with the post-start hooks of the servers, by their names.
	ExtraPostStartHooks map[string]func(context.Context) error
}

// patience is how long the boot waits for what takes no longer than usual.
func (p Process) patience(usual time.Duration) time.Duration {
	if p.Patient {
		return math.MaxInt64
	}
	return usual
}

// BareName is what launchers of Kubernetes call the server's program. Called so, it tells its version as they expect it.
const BareName = "kube-apiserver"

// Main runs the server until it is told to stop, by a signal or by the end of ctx, and says why it could not go on.
func Main(ctx context.Context, process Process) error {
	if process.TracerProvider != nil {
		ctx = stage.WithProvider(ctx, process.TracerProvider)
	}
	return main(ctx, process)
}

// main is the process from its first line to its last: build the command, run it.
func main(ctx context.Context, process Process) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	command := NewAPIServerCommand(ctx, process)
	command.SetContext(ctx)
	return cli.RunNoErrOutput(command)
}
