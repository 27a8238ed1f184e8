package apiserver

import (
	"context"
	"net/http"
	"sync"
	"time"
	"weak"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// hangUpInterval is how often idle connections are closed while the server stops.
const hangUpInterval = 50 * time.Millisecond

// ownTransports are the transports of the server's own clients: one for every way in which the libraries vary the
// loopback configuration. A transport whose connections are all closed may be collected, so none is held here.
type ownTransports struct {
	lock  sync.Mutex
	known map[weak.Pointer[http.Transport]]struct{}
}

// follow has every transport that is made of the configuration, or of a copy of it, become known. It has to be the
// first wrapper of the configuration: the ones that come later (spans, the log of requests, headers) stand outside it,
// and some of them do not say what they wrap.
func (o *ownTransports) follow(config *rest.Config) {
	config.Wrap(func(innermost http.RoundTripper) http.RoundTripper {
		o.add(innermost)
		return innermost
	})
}

func (o *ownTransports) add(innermost http.RoundTripper) {
	transport, ok := innermost.(*http.Transport)
	if wrapper, wraps := innermost.(utilnet.RoundTripperWrapper); wraps {
		// client-go's own, around the transports that it keeps for reuse
		o.add(wrapper.WrappedRoundTripper())
		return
	}
	if !ok {
		return
	}
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.known == nil {
		o.known = make(map[weak.Pointer[http.Transport]]struct{})
	}
	for known := range o.known {
		if known.Value() == nil {
			delete(o.known, known)
		}
	}
	o.known[weak.Make(transport)] = struct{}{}
}

func (o *ownTransports) closeIdle() {
	o.lock.Lock()
	defer o.lock.Unlock()
	for known := range o.known {
		if transport := known.Value(); transport != nil {
			transport.CloseIdleConnections()
		}
	}
}

// hangUp closes the idle connections of the server's own clients, again and again from the order to stop until the
// function that it returns is called. A connection that is accepted while the listener closes misses the notice of
// http.Server.Shutdown; the server would wait for it until the request timeout, and leave it behind.
func hangUp(serving context.Context, own *ownTransports) (end func()) {
	ended, ending := context.WithCancel(context.Background())
	var loop sync.WaitGroup
	loop.Go(func() {
		select {
		case <-serving.Done():
		case <-ended.Done():
			return
		}
		wait.UntilWithContext(ended, func(context.Context) { own.closeIdle() }, hangUpInterval)
		own.closeIdle()
	})
	return func() {
		ending()
		loop.Wait()
	}
}
