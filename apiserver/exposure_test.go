package apiserver_test

import (
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"k8s.io/client-go/kubernetes"

	"apitour/apiserver/apiservertest"
)

// TestOwnAddresses boots on an address of this host that is not loopback, with proxies in the environment. The server
// has to reach itself without them. Its directory belongs to others as well, and it says so.
func TestOwnAddresses(t *testing.T) {
	address := ownAddress(t)
	t.Parallel()
	proxy, asked := startProxy(t)
	dir := apiservertest.DataDir(t)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // what the test is about
		t.Fatal(err)
	}
	var environment []string
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"} {
		environment = append(environment, name+"="+proxy, strings.ToLower(name)+"="+proxy)
	}
	environment = append(environment, "NO_PROXY=", "no_proxy=elsewhere.example")
	s := apiservertest.StartWith(t, environment, dir, "--bind-address", address)
	if !strings.Contains(s.URL, address) {
		t.Errorf("the server is at %s", s.URL)
	}
	config := s.Config(t)
	config.Proxy = http.ProxyURL(nil)
	awaitDefaultNamespace(t, kubernetes.NewForConfigOrDie(config))
	if n := asked.Load(); n != 0 {
		t.Errorf("the proxy was asked %d times for the server itself", n)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the proxy was asked %d times for the server itself, until its end", n)
	}
	if log := strings.Join(s.Log, "\n"); strings.Count(log, "--data-dir has mode 0777") != 1 {
		t.Errorf("the log does not warn once of the directory's mode:\n%s", log)
	}
}

// ownAddress returns an address of this host for which clients would ask a proxy.
func ownAddress(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.To4() != nil && network.IP.IsGlobalUnicast() {
			return network.IP.String()
		}
	}
	t.Skip("this host has loopback addresses only")
	return ""
}

// startProxy returns the URL of a proxy that answers nothing, and the number of its connections.
func startProxy(t *testing.T) (string, *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := new(atomic.Int64)
	var group sync.WaitGroup
	group.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			asked.Add(1)
			connection.Close()
		}
	})
	t.Cleanup(func() { listener.Close(); group.Wait() })
	return "http://" + listener.Addr().String(), asked
}
