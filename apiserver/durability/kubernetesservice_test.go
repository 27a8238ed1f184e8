package durability_test

import (
	"context"
	"net"
	"slices"
	"strconv"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestKubernetesService checks which servers clients are sent to while servers come, leave, die, and lose their etcd.
func TestKubernetesService(t *testing.T) {
	t.Parallel()
	etcd := newCluster(t, tlsFiles{}, "only")[0]
	etcd.start(t)
	awaitEtcd(t, nil, etcd)
	start := func(flags ...string) *apiservertest.Server {
		return apiservertest.Start(t, apiservertest.DataDir(t), append(flags, "--etcd-servers", etcd.Client)...)
	}
	a := start()
	config := a.Config(t)
	config.WarningHandler = rest.NoWarnings{} // that Endpoints are deprecated
	client, done := connect(config)
	defer done()

	apiservertest.Await(t, "the first server's address", toAddresses(t, client, "127.0.0.1"))
	// under the key where upstream keeps it
	kept(t, dial(t, nil, etcd.Client), "/registry/services/specs/default/kubernetes")
	slice, err := client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault).Get(t.Context(), "kubernetes",
		metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// What is published is where the server is, and its certificate is good there.
	config.Host = "https://" + net.JoinHostPort(slice.Endpoints[0].Addresses[0],
		strconv.Itoa(int(*slice.Ports[0].Port)))
	if config.Host != a.URL {
		t.Errorf("clients are sent to %s, and the server is at %s", config.Host, a.URL)
	}

	b := start("--advertise-address", "192.0.2.2")
	apiservertest.Await(t, "both addresses", toAddresses(t, client, "127.0.0.1", "192.0.2.2"))
	if err := b.Stop(); err != nil {
		t.Error(err)
	}
	if only, err := toAddresses(t, client, "127.0.0.1")(t.Context()); !only || err != nil {
		t.Errorf("clients are still sent to a server that has left: %v", err)
	}

	b = start("--advertise-address", "192.0.2.2")
	apiservertest.Await(t, "both addresses again", toAddresses(t, client, "127.0.0.1", "192.0.2.2"))
	if err := b.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := client.CoreV1().Services(metav1.NamespaceDefault).Delete(t.Context(), "kubernetes",
		metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	// The lease of the dead lasts for 15 s, and the others look every 10 s.
	if err := wait.PollUntilContextTimeout(t.Context(), 100*time.Millisecond, time.Minute, true, toAddresses(t, client,
		"127.0.0.1")); err != nil {
		t.Errorf("clients are still sent to a server that has died: %v", err)
	}
	if _, err := client.CoreV1().Services(metav1.NamespaceDefault).Get(t.Context(), "kubernetes",
		metav1.GetOptions{}); err != nil {
		t.Errorf("a deleted Service has not come back: %v", err)
	}

	etcd.kill(t)
	stopWithoutEtcd(t, a)
}

func stopWithoutEtcd(t *testing.T, s *apiservertest.Server) {
	t.Helper()
	begun := time.Now()
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 15*time.Second {
		t.Errorf("to stop without etcd took %s", took)
	}
}

// toAddresses reports whether the Endpoints and the slice of the Service kubernetes have these addresses and no others.
func toAddresses(t *testing.T, client *kubernetes.Clientset, want ...string) func(context.Context) (bool, error) {
	t.Helper()
	return func(ctx context.Context) (bool, error) {
		endpoints, err := client.CoreV1().Endpoints(metav1.NamespaceDefault).Get(ctx, "kubernetes", metav1.GetOptions{})
		if err != nil {
			return false, apiservertest.IgnoreNotFound(err)
		}
		slice, err := client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault).Get(ctx, "kubernetes",
			metav1.GetOptions{})
		if err != nil {
			return false, apiservertest.IgnoreNotFound(err)
		}
		var addresses, sliced []string
		for _, subset := range endpoints.Subsets {
			for _, address := range subset.Addresses {
				addresses = append(addresses, address.IP)
			}
		}
		for _, endpoint := range slice.Endpoints {
			sliced = append(sliced, endpoint.Addresses...)
		}
		return slices.Equal(addresses, want) && slices.Equal(sliced, want), nil
	}
}
