package connection

import (
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"google.golang.org/grpc"
)

var discard = log.New(io.Discard, "", 0)

// serve runs a server that does one thing with each connection and then closes it, until the test ends.
func serve(t *testing.T, network, address string, with func(net.Conn)) net.Listener {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer c.Close()
				with(c)
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	return listener
}

// grpcServer runs a server of etcd's protocol, without a service, and returns its address.
func grpcServer(t *testing.T, network, address string) string {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() {
		server.Stop()
		running.Wait()
	})
	return listener.Addr().String()
}
