package apiserver

import (
	"context"
	"sync"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// hangUpInterval is how often idle connections are closed while the server stops.
const hangUpInterval = 50 * time.Millisecond

// hangUp closes the idle connections of the server's own clients, again and again from the order to stop until the
// function that it returns is called. A connection that is accepted while the listener closes misses the notice of
// http.Server.Shutdown; the server would wait for it until the request timeout, and leave it behind.
func hangUp(serving context.Context, loopback *rest.Config) (end func()) {
	ended, ending := context.WithCancel(context.Background())
	var loop sync.WaitGroup
	loop.Go(func() {
		select {
		case <-serving.Done():
		case <-ended.Done():
			return
		}
		transport, err := rest.TransportFor(loopback)
		if err != nil {
			return // there is no client either
		}
		wait.UntilWithContext(ended, func(context.Context) { utilnet.CloseIdleConnectionsFor(transport) },
			hangUpInterval)
		utilnet.CloseIdleConnectionsFor(transport)
	})
	return func() {
		ending()
		loop.Wait()
	}
}
