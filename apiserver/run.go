package apiserver

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"

	"apitour/apiserver/etcd"
	"apitour/apiserver/stage"
)

// Run brings the server up and serves until ctx ends. What it starts it stops, in the opposite order: the server, then
// the database that the server was still writing to. A server that is half built cannot be taken down in order, so an order
// that comes before it is up is obeyed when it is, or when it has had the time.
func Run(ctx context.Context, completeOptions completedServerRunOptions) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	logVersion(ctx)

	database, err := StartEtcd(ctx, completeOptions)
	if err != nil {
		return err
	}
	defer StopEtcd(ctx, database)

	server, err := CreateServerChain(ctx, completeOptions)
	if err != nil {
		return err
	}

	prepared, err := PrepareRun(ctx, server, completeOptions)
	if err != nil {
		return err
	}
	prepared.etcd = database

	return prepared.Run(ctx)
}

// preparedServer is a server on which PrepareRun has been called. There is no other way to get one, and nothing else can
// be run.
type preparedServer struct {
	options  completedServerRunOptions
	server   *aggregatorapiserver.APIAggregator
	runnable interface {
		Run(ctx context.Context) error
	}
	etcd *etcd.Server // nil when it is somebody else's
}

// PrepareRun does what has to wait until every server has all of its routes: the description of all kinds, the health
// endpoints with all of their checks. It is called on the outermost server, which begins by preparing its delegate, so the
// work is done from the inside out.
func PrepareRun(ctx context.Context, server *aggregatorapiserver.APIAggregator, options completedServerRunOptions) (_ preparedServer, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	// The library leaves the kube server's OpenAPI to us (see applyOpenAPI).
	if kube, ok := server.GenericAPIServer.NextDelegate().(*KubeAPIServer); ok {
		if err := kube.installOpenAPI(); err != nil {
			return preparedServer{}, err
		}
	}
	if err := addExtraHooks(server.GenericAPIServer, options.process.ExtraPostStartHooks); err != nil {
		return preparedServer{}, err
	}
	prepared, err := server.PrepareRun()
	if err != nil {
		return preparedServer{}, err
	}
	return preparedServer{options: options, server: server, runnable: prepared}, nil
}

// bootPatience is how long an order to stop waits for a server that is not up yet. A boot takes a second on a bad day.
const bootPatience = 5 * time.Second

// Run serves until ctx ends and every request has been answered. Only now are connections accepted; the hooks start right
// after, each in a goroutine of its own, and with them everything that the server does by itself.
func (p preparedServer) Run(ctx context.Context) (err error) {
	ctx, span := stage.StartNamed(ctx, "prepared.Run")
	defer span.End(&err)

	loopback := p.server.GenericAPIServer.LoopbackClientConfig
	if err := p.options.writeKubeconfig(loopback.Host); err != nil {
		return err
	}
	// Somebody may write to the server from here on, so what is in the data directory is no longer ours to throw away.
	p.options.Data.Keep()

	serving, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	if err := wrapPostStartHooks(ctx, p.server.GenericAPIServer, stop); err != nil {
		span.Event(err.Error())
	}
	terminated, err := watchTermination(ctx, p.server.GenericAPIServer, p.options.process.Patient)
	if err != nil {
		span.Event(err.Error())
	}
	defer terminated()
	terminate := sync.OnceFunc(func() { Terminate(ctx, func() { stop(nil) }) })
	go func() {
		if err := WaitForReady(serving, loopback, p.options.process.patience(readyTimeout)); err != nil {
			stop(err)
			return
		}
		fmt.Fprintf(p.options.process.Stderr, "ready %s kubeconfig=%s\n", loopback.Host, p.options.Kubeconfig())
		// Only a server that is up can be taken down in order: connections that its own clients open while it stops
		// listening would hold it for a minute. So an order that came earlier has waited until here.
		<-ctx.Done()
		terminate()
	}()
	defer context.AfterFunc(ctx, func() {
		select {
		case <-time.After(bootPatience): // a server that will never be up
			terminate()
		case <-serving.Done():
		}
	})()
	stopped := make(chan error, 1)
	go func() { stopped <- p.runnable.Run(stage.Outside(serving)) }()
	defer hangUp(serving, loopback)()
	select {
	case err := <-stopped:
		if err != nil {
			return err
		}
	case <-p.etcd.Failed():
		// Without its database the server can neither serve nor finish what it serves. The process ends here, as an etcd of
		// its own would.
		return explainDisk(fmt.Errorf("keep the database: %w", p.etcd.Failure()))
	}
	if cause := context.Cause(serving); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}
