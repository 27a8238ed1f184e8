package apiserver

import (
	"context"
	"sync"
	"sync/atomic"

	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/stage"
)

// The library takes the server down, and says so in signals (see the diagram above its RunWithContext). The stages of a
// termination are read off these signals:
//
//	Terminate                    somebody has asked for it; until this ends, nothing has changed
//	├ ShutdownDelay              /readyz is red, everything is served
//	└ PreShutdownHook/…          what has to be said while there is a server to say it to
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
	signals lifecycleSignals
	patient bool
	delayed chan struct{} // closed when the delay is over, and its stage
	stages  sync.WaitGroup
}

// watchTermination has the stages recorded, if anybody records stages, and the pre-shutdown hooks among them. The function that
// it returns is called when the server has ended.
func watchTermination(ctx context.Context, server *genericapiserver.GenericAPIServer, patient bool) (end func(), err error) {
	if stage.Provider(ctx) == nil {
		return func() {}, nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // the order to stop ends ctx, and is only the beginning
	t := &termination{ctx: ctx, server: server, patient: patient, delayed: make(chan struct{})}
	if t.signals, err = signalsOf(server); err != nil {
		return cancel, err
	}
	t.stages.Go(t.shutdownDelay)
	return func() {
		cancel()
		t.stages.Wait()
	}, t.wrapPreShutdownHooks()
}

// await waits for the moment, or for the end of the server if it ended without.
func (t *termination) await(moment string) bool {
	select {
	case <-t.signals.Signaled(moment):
		return true
	case <-t.ctx.Done():
		return false
	}
}

func (t *termination) shutdownDelay() {
	defer close(t.delayed)
	if !t.await("ShutdownInitiated") {
		return
	}
	_, span := stage.StartNamed(t.ctx, "ShutdownDelay", stage.WaitsFor("the time of --shutdown-delay-duration"))
	defer span.End(nil)
	t.await("AfterShutdownDelayDuration")
}

// wrapPreShutdownHooks puts a span around each of them, as wrapPostStartHooks does.
func (t *termination) wrapPreShutdownHooks() error {
	var left atomic.Int32
	return replaceHooks(t.server, "preShutdownHooks", func(name string, hook genericapiserver.PreShutdownHookFunc) genericapiserver.PreShutdownHookFunc {
		left.Add(1)
		return func() error {
			_, span := stage.Call(t.ctx, "PreShutdownHook/"+name, hook)
			err := hook()
			span.End(&err)
			if left.Add(-1) == 0 {
				t.hooksHaveStopped()
			}
			return err
		}
	})
}

// hooksHaveStopped is called at the end of the last hook, while the library still waits for it: who holds the next stage holds
// the termination.
func (t *termination) hooksHaveStopped() {
	_, span := stage.StartNamed(t.ctx, "NotAcceptingNewRequest", stage.WaitsFor("ShutdownDelay"))
	answered := func() {}
	if group := t.server.NonLongRunningRequestWaitGroup; t.patient && group.Add(1) == nil {
		answered = group.Done // a request that is in flight for as long as the stage after this one is held
	}
	t.stages.Go(func() {
		<-t.delayed
		t.await("NotAcceptingNewRequest")
		span.End(nil)
		t.stages.Go(t.stopListening)
		_, span := stage.StartNamed(t.ctx, "InFlightRequestsDrained", stage.WaitsFor("every request that is being answered"))
		defer span.End(nil)
		answered()
		t.await("InFlightRequestsDrained")
	})
}

func (t *termination) stopListening() {
	whom := "the HTTP server"
	if t.server.ShutdownSendRetryAfter {
		whom = "InFlightRequestsDrained"
	}
	_, span := stage.StartNamed(t.ctx, "HTTPServerStoppedListening", stage.WaitsFor(whom))
	defer span.End(nil)
	t.await("HTTPServerStoppedListening")
}
