package apiserver

import (
	"context"
	"sync"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// hangUpInterval is how often the server's own connections are looked at while it stops.
const hangUpInterval = 50 * time.Millisecond

// hangUp closes the connections of the server's own clients on which nothing is asked any more, again and again from the order
// to stop until the function that it returns is called. What http.Server.Shutdown tells its connections, one that is opened in
// the moment in which the listener closes does not hear; the server would wait for it as long as a request may take, and leave
// it behind.
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
		wait.UntilWithContext(ended, func(context.Context) { utilnet.CloseIdleConnectionsFor(transport) }, hangUpInterval)
		utilnet.CloseIdleConnectionsFor(transport)
	})
	return func() {
		ending()
		loop.Wait()
	}
}
