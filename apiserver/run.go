package apiserver

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"

	"apitour/apiserver/etcd"
	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// Run brings the server up and serves until ctx ends. It stops what it has started, in the opposite order: the server,
// then the database that the server was still writing to. A server that is half built cannot be taken down in order, so
// an order that comes earlier is obeyed when the server is up, or when it has had the time.
func Run(ctx context.Context, completedOptions completedServerRunOptions) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	stopping := newStopping(ctx, completedOptions)
	defer stopping.end()
	completedOptions.stopping, ctx = stopping, stage.WithOpen(ctx, stopping.stages)

	logVersion(ctx)

	database, err := StartEtcd(ctx, completedOptions)
	if err != nil {
		return err
	}
	defer StopEtcd(ctx, database)
	completedOptions = completedOptions.withEtcd(database)

	server, err := CreateServerChain(ctx, completedOptions)
	if err != nil {
		return err
	}

	prepared, err := PrepareRun(ctx, server, completedOptions, database)
	if err != nil {
		return err
	}

	return prepared.Run(ctx)
}

// preparedServer is a server on which PrepareRun has been called. Only PrepareRun makes one, and nothing else can be
// run.
type preparedServer struct {
	completedOptions completedServerRunOptions
	server           *aggregatorapiserver.APIAggregator
	runnable         interface {
		Run(ctx context.Context) error
	}
	database *etcd.Server // nil when etcd is external
}

// PrepareRun does the work that must wait until every server has all of its routes: the description of all kinds, the
// health endpoints with all of their checks. It is called on the outermost server, which begins by preparing its
// delegate, so the work is done from the inside out.
func PrepareRun(
	ctx context.Context, server *aggregatorapiserver.APIAggregator, completedOptions completedServerRunOptions,
	database *etcd.Server,
) (_ preparedServer, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	// The library leaves the kube server's OpenAPI to us (see applyOpenAPI).
	if kube, ok := server.GenericAPIServer.NextDelegate().(*KubeAPIServer); ok {
		if err := kube.installOpenAPI(); err != nil {
			return preparedServer{}, err
		}
	}
	extraHooks := completedOptions.process.ExtraPostStartHooks
	if err := addExtraHooks(server.GenericAPIServer, extraHooks); err != nil {
		return preparedServer{}, err
	}
	runnable, err := server.PrepareRun()
	if err != nil {
		return preparedServer{}, err
	}
	return preparedServer{completedOptions, server, runnable, database}, nil
}

// Run serves until ctx ends and every request has been answered. Connections are accepted only now; the hooks start
// right after, each in a goroutine of its own, and with them all the work that the server does without a request.
func (p preparedServer) Run(ctx context.Context) (err error) {
	ctx, span := stage.StartNamed(ctx, "prepared.Run")
	defer span.End(&err)

	loopback := p.server.GenericAPIServer.LoopbackClientConfig
	if err := p.completedOptions.writeKubeconfig(loopback.Host); err != nil {
		return err
	}
	// From here on clients may write to the server, so the data directory must stay when the server ends.
	if err := p.completedOptions.Data.Keep(); err != nil {
		return explainDisk(err)
	}

	serving, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	defer p.observe(ctx, span, stop)()

	// These are closures so that the recording knows the lines here as the calls of WaitForReady and Terminate.
	ready := make(chan struct{})
	stopping := p.completedOptions.stopping
	context.AfterFunc(serving, stopping.leave)
	go func() { p.announceReady(serving, ready, stop) }()
	go func() { stopWhenAsked(ctx, serving, ready, stop) }()

	stopped := make(chan error, 1)
	go func() { stopped <- p.runnable.Run(stage.Outside(serving)) }()
	defer hangUp(serving, &stopping.own)()

	select {
	case err := <-stopped:
		if err != nil {
			return err
		}
	case <-p.database.Failed():
		// Without its database the server can neither serve nor finish what it serves. The process ends here, as an
		// etcd of its own would.
		return explainDisk(fmt.Errorf("keep the database: %w", p.database.Failure()))
	}
	// Either the order to stop has ended it, or a failed hook or a boot that did not become ready: then that is the
	// cause.
	if cause := context.Cause(serving); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// observe puts the hooks under our control and has the stages of the termination recorded. The function that it returns
// is called when the server has ended. A server that cannot be observed serves all the same.
func (p preparedServer) observe(ctx context.Context, span *stage.Span, stop context.CancelCauseFunc) (end func()) {
	ended := make(chan struct{})
	if err := wrapPostStartHooks(ctx, p.server.GenericAPIServer, stop, ended); err != nil {
		span.Event(err.Error())
	}
	endStages, err := watchTermination(ctx, p.server.GenericAPIServer, p.completedOptions.process.Patient)
	if err != nil {
		span.Event(err.Error())
	}
	return func() {
		close(ended)
		endStages()
	}
}

// announceReady waits until the server is ready, says so on stderr and closes ready. A server that does not become
// ready is stopped.
func (p preparedServer) announceReady(serving context.Context, ready chan<- struct{}, stop context.CancelCauseFunc) {
	loopback, process := p.server.GenericAPIServer.LoopbackClientConfig, p.completedOptions.process
	if err := WaitForReady(serving, loopback, process.patience(readyTimeout)); err != nil {
		stop(err)
		return
	}
	kubeconfig := p.completedOptions.Kubeconfig()
	if strings.ContainsFunc(kubeconfig, func(r rune) bool { return !unicode.IsPrint(r) }) {
		kubeconfig = strconv.Quote(kubeconfig)
	}
	fmt.Fprintln(process.Stderr, convention.ReadyLine+loopback.Host+convention.ReadyKubeconfig+kubeconfig)
	close(ready)
}

// bootPatience is how long an order to stop waits for a server that is not up yet. A boot takes a second on a bad day.
const bootPatience = 5 * time.Second

// stopWhenAsked stops the server when ctx ends. Only a server that is up can be taken down in order: connections that
// its own clients open while it stops listening would hold it for a minute. So an earlier order waits until the server
// is ready, or for bootPatience.
func stopWhenAsked(ctx, serving context.Context, ready <-chan struct{}, stop context.CancelCauseFunc) {
	select {
	case <-ctx.Done():
	case <-serving.Done(): // it ended without an order
		return
	}
	select {
	case <-ready:
	case <-time.After(bootPatience): // a server that will never be up
	case <-serving.Done():
		return
	}
	Terminate(ctx, func() { stop(nil) })
}
