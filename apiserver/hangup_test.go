package apiserver

import (
	"context"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"k8s.io/client-go/rest"
)

// opaque is a transport that keeps to itself what it wraps.
type opaque struct{ below http.RoundTripper }

func (o opaque) RoundTrip(r *http.Request) (*http.Response, error) { return o.below.RoundTrip(r) }

// TestHangUp has a client whose connection hears of no shutdown: it is closed when the server is to stop.
func TestHangUp(t *testing.T) {
	closed := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.EnableHTTP2 = true
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			close(closed)
		}
	}
	server.StartTLS()
	defer server.Close()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	config := &rest.Config{Host: server.URL, TLSClientConfig: rest.TLSClientConfig{CAData: authority}}
	var own ownTransports
	own.follow(config)
	// It does not say what it wraps, as the library's wrapper for spans does not.
	config.Wrap(func(below http.RoundTripper) http.RoundTripper { return opaque{below} })
	client, err := rest.HTTPClientFor(rest.CopyConfig(config))
	if err != nil {
		t.Fatal(err)
	}
	serving, stop := context.WithCancel(t.Context())
	defer stop()
	end := hangUp(serving, &own)
	defer end()
	response, err := client.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	stop()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the connection is still open")
	}
}
