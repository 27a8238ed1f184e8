package apiserver

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"strings"

	"k8s.io/klog/v2"

	"apitour/apiserver/mask"
	"apitour/apiserver/stage"
)

// bypassProxies has every client in this process reach the server's own addresses without a proxy. Loopback addresses
// need no proxy anyway (net/http, ProxyFromEnvironment); but a server with another bind address would ask the proxy for
// itself and never be ready. Its clients come from many places: the loopback configuration, the transports of the
// aggregator and of webhooks, gRPC. All of them read the same variable, so the addresses are added there, before any
// client exists. The variable has two spellings, and libraries differ in the one that they prefer.
func bypassProxies(serving ...net.IP) error {
	// A host that does not tell its addresses has those that the flags name.
	host, _ := net.InterfaceAddrs()
	for _, address := range host {
		if network, ok := address.(*net.IPNet); ok {
			serving = append(serving, network.IP)
		}
	}
	listed := []string{cmp.Or(os.Getenv("NO_PROXY"), os.Getenv("no_proxy"))}
	for _, address := range serving {
		if address != nil && !address.IsUnspecified() && !address.IsLoopback() {
			listed = append(listed, address.String())
		}
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		if err := os.Setenv(name, strings.Trim(strings.Join(listed, ","), ",")); err != nil {
			return fmt.Errorf("list the server's own addresses in %s: %w", name, err)
		}
	}
	return nil
}

// dropUsers removes user names and passwords from addresses of etcd, in place. etcd's client ignores them
// (go.etcd.io/etcd/client/v3, internal/endpoint), and what is not kept cannot be logged.
func dropUsers(servers []string) {
	dropped := false
	for i, server := range servers {
		if bare := mask.WithoutUser(server); bare != server {
			servers[i], dropped = bare, true
		}
	}
	if dropped {
		klog.Warning("--etcd-servers: the user names and passwords in its URLs have no effect; " +
			"etcd knows this server by --etcd-certfile and --etcd-keyfile")
	}
}

// warnOfOthers warns of what gives others a way to the server that its user may not have meant.
func (o completedServerRunOptions) warnOfOthers(span *stage.Span) {
	warn := func(text string) {
		klog.Warning(text)
		span.Event(text)
	}
	if o.SecureServing.BindAddress.IsUnspecified() {
		warn(fmt.Sprintf("--bind-address %s: every host that can reach this one can reach the server, on all addresses",
			o.SecureServing.BindAddress))
	}
	if mode := o.Data.OthersMayWrite(); mode != 0 {
		warn(fmt.Sprintf(
			"--data-dir has mode %#o: other users may replace its files, and so become admin; chmod go-w it", mode))
	}
}
