package apiserver

import (
	"fmt"
	"reflect"

	apirequest "k8s.io/apiserver/pkg/endpoints/request"
)

// lifecycleSignals are the moments of a server's life, which the library keeps in a private field of a server and of the
// configuration that it was built from. They are read by reflection; a test fails when the library changes them.
type lifecycleSignals struct {
	fields reflect.Value
	// ShuttingDown is what the library's filters are given of them.
	ShuttingDown apirequest.ServerShutdownSignal
}

// signalsOf reads the signals of a *genericapiserver.Config or of a *genericapiserver.GenericAPIServer.
func signalsOf(owner any) (signals lifecycleSignals, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("find the lifecycle signals, which the library keeps elsewhere: %v", problem)
		}
	}()
	fields := unlocked(reflect.ValueOf(owner).Elem().FieldByName("lifecycleSignals"))
	signals = lifecycleSignals{fields, fields.Interface().(apirequest.ServerShutdownSignal)}
	for _, name := range []string{"ShutdownInitiated", "AfterShutdownDelayDuration", "NotAcceptingNewRequest", "InFlightRequestsDrained", "HTTPServerStoppedListening", "MuxAndDiscoveryComplete"} {
		_ = signals.Signaled(name)
	}
	return signals, nil
}

// Signaled returns the channel that is closed when the moment has come.
func (s lifecycleSignals) Signaled(name string) <-chan struct{} {
	return s.fields.FieldByName(name).Interface().(interface{ Signaled() <-chan struct{} }).Signaled()
}
