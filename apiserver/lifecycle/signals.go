package lifecycle

import (
	"fmt"
	"reflect"

	apirequest "k8s.io/apiserver/pkg/endpoints/request"
)

// Names of the signals, in the order in which they fire: the first during the boot, the others during a termination.
const (
	MuxAndDiscoveryComplete    = "MuxAndDiscoveryComplete"
	ShutdownInitiated          = "ShutdownInitiated"
	AfterShutdownDelayDuration = "AfterShutdownDelayDuration"
	NotAcceptingNewRequest     = "NotAcceptingNewRequest"
	InFlightRequestsDrained    = "InFlightRequestsDrained"
	HTTPServerStoppedListening = "HTTPServerStoppedListening"
)

var names = []string{
	MuxAndDiscoveryComplete, ShutdownInitiated, AfterShutdownDelayDuration, NotAcceptingNewRequest,
	InFlightRequestsDrained, HTTPServerStoppedListening,
}

// Signals are the moments of a server's life. The library keeps them in a private field of a server, and of the
// configuration that the server was built from.
type Signals struct {
	fields reflect.Value
	// ShuttingDown is the part of the signals that the library's filters take.
	ShuttingDown apirequest.ServerShutdownSignal
}

// SignalsOf reads the signals of a *genericapiserver.Config or of a *genericapiserver.GenericAPIServer.
func SignalsOf(owner any) (signals Signals, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("find the lifecycle signals in the library's private field: %v", problem)
		}
	}()
	fields := writable(reflect.ValueOf(owner).Elem().FieldByName("lifecycleSignals"))
	signals = Signals{fields, fields.Interface().(apirequest.ServerShutdownSignal)}
	for _, name := range names {
		_ = signals.Signaled(name)
	}
	return signals, nil
}

// Signaled returns the channel that is closed when the signal has fired.
func (s Signals) Signaled(name string) <-chan struct{} {
	return s.fields.FieldByName(name).Interface().(interface{ Signaled() <-chan struct{} }).Signaled()
}
