package apiserver

import (
	"context"
	"sync"
	"sync/atomic"

	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/lifecycle"
	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// The library takes the server down, and fires signals while it does (see the diagram above its RunWithContext). The
// stages of a termination follow these signals:
//
//	Terminate                    the order to stop; until this ends, nothing has changed
//	├ ShutdownDelay              /readyz is red, everything is served
//	└ PreShutdownHook/…          last writes, while the server still answers
//	  NotAcceptingNewRequest     until both are over
//	  InFlightRequestsDrained    until the last request is answered
//	  HTTPServerStoppedListening until the port is closed
//	  StopEtcd                   in Run, when the server has ended

// Terminate passes on the order to stop.
func Terminate(ctx context.Context, stop func()) {
	_, span := stage.Start(ctx)
	defer span.End(nil)
	stop()
}

// termination opens the stages of a termination as their time comes.
type termination struct {
	ctx     context.Context
	server  *genericapiserver.GenericAPIServer
	signals lifecycle.Signals
	patient bool
	delayed chan struct{} // closed when the delay is over, and its stage
	stages  sync.WaitGroup
}

// watchTermination has the stages of a termination recorded, and the pre-shutdown hooks among them. The function that
// it returns is called when the server has ended.
func watchTermination(
	ctx context.Context, server *genericapiserver.GenericAPIServer, patient bool,
) (end func(), err error) {
	// The order to stop ends ctx and only begins the termination.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	t := &termination{ctx: ctx, server: server, patient: patient, delayed: make(chan struct{})}
	if t.signals, err = lifecycle.SignalsOf(server); err != nil {
		return cancel, err
	}
	t.stages.Go(t.shutdownDelay)
	return func() {
		cancel()
		t.stages.Wait()
	}, t.wrapPreShutdownHooks()
}

// await waits for the signal, or for the end of a server that ended without it.
func (t *termination) await(signal string) bool {
	select {
	case <-t.signals.Signaled(signal):
		return true
	case <-t.ctx.Done():
		return false
	}
}

func (t *termination) shutdownDelay() {
	defer close(t.delayed)
	if !t.await(lifecycle.ShutdownInitiated) {
		return
	}
	_, span := stage.StartNamed(t.ctx, "ShutdownDelay", stage.WaitsFor("the time of --shutdown-delay-duration"))
	defer span.End(nil)
	t.await(lifecycle.AfterShutdownDelayDuration)
}

// wrapPreShutdownHooks puts a span around each of them, as wrapPostStartHooks does.
func (t *termination) wrapPreShutdownHooks() error {
	var left atomic.Int32
	type function = genericapiserver.PreShutdownHookFunc
	return lifecycle.ReplaceHooks(t.server, lifecycle.PreShutdownHooks, func(name string, hook function) function {
		left.Add(1)
		return func() error {
			_, span := stage.Call(t.ctx, convention.PreShutdownHookPrefix+name, hook)
			err := hook()
			span.End(&err)
			if left.Add(-1) == 0 {
				t.hooksHaveStopped()
			}
			return err
		}
	})
}

// hooksHaveStopped is called at the end of the last hook, while the library still waits for it. So a learner who holds
// the next stage holds the termination.
func (t *termination) hooksHaveStopped() {
	_, span := stage.StartNamed(t.ctx, "NotAcceptingNewRequest", stage.WaitsFor("ShutdownDelay"))
	answered := func() {}
	if group := t.server.NonLongRunningRequestWaitGroup; t.patient && group.Add(1) == nil {
		answered = group.Done // it counts as a request in flight while the stage after this one is held
	}
	t.stages.Go(func() {
		<-t.delayed
		t.await(lifecycle.NotAcceptingNewRequest)
		span.End(nil)
		t.stages.Go(t.stopListening)
		waitsFor := stage.WaitsFor("every request that is being answered")
		_, span := stage.StartNamed(t.ctx, "InFlightRequestsDrained", waitsFor)
		defer span.End(nil)
		answered()
		t.await(lifecycle.InFlightRequestsDrained)
	})
}

func (t *termination) stopListening() {
	before := "the HTTP server"
	if t.server.ShutdownSendRetryAfter {
		before = "InFlightRequestsDrained"
	}
	_, span := stage.StartNamed(t.ctx, "HTTPServerStoppedListening", stage.WaitsFor(before))
	defer span.End(nil)
	t.await(lifecycle.HTTPServerStoppedListening)
}
