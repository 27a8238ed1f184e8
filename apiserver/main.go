package apiserver

import (
	"context"
	"io"
	"math"
	"time"

	"go.opentelemetry.io/otel/trace"
	"k8s.io/component-base/cli"
	"k8s.io/klog/v2"

	"apitour/apiserver/mask"
	"apitour/apiserver/requests"
	"apitour/apiserver/stage"
)

// Process is what the server gets from the program around it.
type Process struct {
	Name           string   // BareName when the program has that name; empty otherwise
	Args           []string // without the program's name
	Stdout, Stderr io.Writer
	// TracerProvider records the stages of the boot; nil records nothing.
	TracerProvider trace.TracerProvider
	// Linked says that another process has started this one and follows it: it reads Stderr, and it takes the signals
	// of the terminal.
	Linked bool
	// Patient says that stages may be held for any time: no stage of the boot gives up because another takes long.
	Patient bool
	// TraceRequests records, with TracerProvider, the way of every request that asks for it in its traceparent header.
	TraceRequests bool
	// Outside tells of requests from outside, when TraceRequests is set; nil tells of none.
	Outside *requests.Outside
	// Closed, if any, is called when the server has let go of its data directory: the last that it does, also when a
	// second signal ends the process at once.
	Closed func()
	// ExtraPostStartHooks run with the post-start hooks of the servers, by their names.
	ExtraPostStartHooks map[string]func(context.Context) error
}

// patience is how long the boot waits for something that usually takes less.
func (p Process) patience(usual time.Duration) time.Duration {
	if p.Patient {
		return math.MaxInt64
	}
	return usual
}

// followRequests returns nil when the process does not follow requests.
func (p Process) followRequests() *requests.Follower {
	if !p.TraceRequests || p.TracerProvider == nil {
		return nil
	}
	return requests.NewFollower(p.TracerProvider, p.Outside)
}

// BareName is the name of the server's program for launchers of Kubernetes. Under this name the program prints its
// version as they expect it.
const BareName = "kube-apiserver"

// Main runs the server until a signal or the end of ctx stops it, and returns the error that ended it otherwise.
func Main(ctx context.Context, process Process) error {
	klog.SetLogFilter(mask.Log{})
	ignoreFileSizeSignal()
	if process.TracerProvider != nil {
		ctx = stage.WithProvider(ctx, process.TracerProvider)
	}
	return mask.Error(explainLimit(main(ctx, process)))
}

// main is the process from its first line to its last: build the command, run it.
func main(ctx context.Context, process Process) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	command := NewAPIServerCommand(ctx, process)
	command.SetContext(ctx)
	return cli.RunNoErrOutput(command)
}
