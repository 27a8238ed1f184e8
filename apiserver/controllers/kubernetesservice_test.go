package controllers

import (
	"context"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

// cluster is an etcd, in memory, and the objects of the servers on it. Time passes when everybody waits.
type cluster struct {
	*testing.T
	client *fake.Clientset
	lock   sync.Mutex
	leases map[string]time.Time // until when an address is known
	away   atomic.Bool          // etcd does not answer
}

func inCluster(t *testing.T, test func(c *cluster)) {
	// The second handler slows errors down, by a clock that is not the test's.
	handlers := utilruntime.ErrorHandlers
	utilruntime.ErrorHandlers = handlers[:1]
	defer func() { utilruntime.ErrorHandlers = handlers }()
	synctest.Test(t, func(t *testing.T) {
		test(&cluster{T: t, client: fake.NewClientset(), leases: map[string]time.Time{}})
	})
}

func (c *cluster) do(ctx context.Context, what func()) error {
	if c.away.Load() {
		<-ctx.Done()
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if ctx.Err() == nil {
		what()
	}
	return ctx.Err()
}

func (c *cluster) Renew(ctx context.Context, address string) error {
	return c.do(ctx, func() { c.leases[address] = time.Now().Add(KubernetesServiceTTL) })
}

func (c *cluster) Remove(ctx context.Context, address string) error {
	return c.do(ctx, func() { delete(c.leases, address) })
}

func (c *cluster) List(ctx context.Context) (addresses []string, err error) {
	err = c.do(ctx, func() {
		maps.DeleteFunc(c.leases, func(_ string, end time.Time) bool { return time.Now().After(end) })
		addresses = slices.Collect(maps.Keys(c.leases))
	})
	return addresses, err
}

// serve runs a server's controller, and returns when it waits. leave stops it and waits for its end.
func (c *cluster) serve(address string, port int, ready func() bool) (leave func()) {
	ctx, stop := context.WithCancel(c.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		NewKubernetesService(c.client, c, func(context.Context) bool { return ready() }, net.ParseIP(address),
			port).Run(ctx)
	}()
	synctest.Wait()
	return func() {
		stop()
		<-ended
	}
}

func always() bool { return true }

// pass lets some time pass, and a little more, so that what is due at its end has been done.
func pass(d time.Duration) {
	time.Sleep(d + time.Millisecond)
	synctest.Wait()
}

// published holds what clients are told to these addresses, in the Endpoints and in the slice.
func (c *cluster) published(when string, port int32, want ...string) {
	c.Helper()
	var addresses, sliced []string
	var ports []int32
	endpoints, err := c.client.CoreV1().Endpoints(metav1.NamespaceDefault).Get(c.Context(), "kubernetes",
		metav1.GetOptions{})
	if err != nil {
		c.Fatalf("%s: %v", when, err)
	}
	for _, subset := range endpoints.Subsets {
		for _, address := range subset.Addresses {
			addresses = append(addresses, address.IP)
		}
		for _, p := range subset.Ports {
			ports = append(ports, p.Port)
		}
	}
	slice, err := c.client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault).Get(c.Context(), "kubernetes",
		metav1.GetOptions{})
	if err != nil {
		c.Fatalf("%s: %v", when, err)
	}
	for _, endpoint := range slice.Endpoints {
		sliced = append(sliced, endpoint.Addresses...)
		if endpoint.Conditions.Ready == nil || !*endpoint.Conditions.Ready {
			c.Errorf("%s: %v is not ready", when, endpoint.Addresses)
		}
	}
	for _, p := range slice.Ports {
		ports = append(ports, *p.Port)
	}
	var wantPorts []int32
	if len(want) > 0 {
		wantPorts = []int32{port, port}
	}
	if !slices.Equal(addresses, want) || !slices.Equal(sliced, want) || !slices.Equal(ports, wantPorts) {
		c.Errorf("%s: endpoints %v, slice %v, ports %v; want %v and %v", when, addresses, sliced, ports, want,
			wantPorts)
	}
	if endpoints.Labels[discoveryv1.LabelSkipMirror] != "true" ||
		slice.Labels[discoveryv1.LabelServiceName] != "kubernetes" {
		c.Errorf("%s: labels %v and %v", when, endpoints.Labels, slice.Labels)
	}
}

func (c *cluster) gone(when string) {
	c.Helper()
	services, err := c.client.CoreV1().Services("").List(c.Context(), metav1.ListOptions{})
	if err != nil || len(services.Items) != 0 {
		c.Errorf("%s: services %v, %v; want none", when, services.Items, err)
	}
	_, err = c.client.CoreV1().Endpoints(metav1.NamespaceDefault).Get(c.Context(), "kubernetes", metav1.GetOptions{})
	if !apierrors.IsNotFound(err) {
		c.Errorf("%s: there are endpoints: %v", when, err)
	}
}

// TestKubernetesService follows one server from before it is ready to its end.
func TestKubernetesService(t *testing.T) {
	inCluster(t, func(c *cluster) {
		var ready atomic.Bool
		leave := c.serve("10.0.0.1", 6443, ready.Load)
		pass(time.Minute)
		c.gone("before the server is ready")
		ready.Store(true)
		pass(kubernetesServicePoll)
		c.published("when it is ready", 6443, "10.0.0.1")
		service, err := c.client.CoreV1().Services(metav1.NamespaceDefault).Get(t.Context(), "kubernetes",
			metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		target := intstr.FromInt32(6443)
		port := corev1.ServicePort{Name: "https", Protocol: corev1.ProtocolTCP, Port: 443, TargetPort: target}
		if !slices.Equal(service.Spec.Ports, []corev1.ServicePort{port}) ||
			service.Spec.ClusterIP != corev1.ClusterIPNone || service.Labels["component"] != "apiserver" {
			t.Errorf("the Service: %+v", service)
		}

		before := len(c.client.Actions())
		pass(5 * kubernetesServiceInterval)
		for _, action := range c.client.Actions()[before:] {
			if action.GetVerb() != "get" {
				t.Errorf("it writes what is there already: %v", action)
			}
		}
		for _, remove := range []func() error{
			func() error {
				return c.client.CoreV1().Services(metav1.NamespaceDefault).Delete(t.Context(), "kubernetes",
					metav1.DeleteOptions{})
			},
			func() error {
				return c.client.CoreV1().Endpoints(metav1.NamespaceDefault).Delete(t.Context(), "kubernetes",
					metav1.DeleteOptions{})
			},
			func() error {
				return c.client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault).Delete(t.Context(), "kubernetes",
					metav1.DeleteOptions{})
			},
		} {
			if err := remove(); err != nil {
				t.Fatal(err)
			}
		}
		c.gone("when a client has deleted it all")
		pass(kubernetesServiceInterval)
		c.published("10 s later", 6443, "10.0.0.1")

		begun := time.Now()
		leave()
		c.published("when the server has left", 6443)
		if took := time.Since(begun); took > 0 {
			t.Errorf("to leave took %s", took)
		}
		if left, _ := c.List(t.Context()); len(left) > 0 {
			t.Errorf("leases are left: %v", left)
		}
	})
}

// TestKubernetesServiceOfSeveral has servers come, leave and die.
func TestKubernetesServiceOfSeveral(t *testing.T) {
	inCluster(t, func(c *cluster) {
		leaveOne := c.serve("10.0.0.1", 6443, always)
		leaveTwo := c.serve("10.0.0.2", 6443, always)
		c.published("with two", 6443, "10.0.0.1", "10.0.0.2")
		leaveTwo()
		c.published("when one has left", 6443, "10.0.0.1")

		_ = c.Renew(t.Context(), "10.0.0.3") // its server has been killed
		pass(kubernetesServiceInterval)
		c.published("while the lease of the dead one lasts", 6443, "10.0.0.1", "10.0.0.3")
		pass(kubernetesServiceInterval)
		c.published("when it has ended", 6443, "10.0.0.1")

		// Started again soon, it is taken out until it is ready.
		_ = c.Renew(t.Context(), "10.0.0.3")
		pass(kubernetesServiceInterval)
		leaveThree := c.serve("10.0.0.3", 6443, func() bool { return false })
		c.published("while the one that died starts", 6443, "10.0.0.1")
		leaveThree()

		leaveOther := c.serve("10.0.0.4", 7443, always)
		before := len(c.client.Actions())
		pass(5 * kubernetesServiceInterval)
		c.published("with a server on another port", 7443, "10.0.0.1", "10.0.0.4")
		for _, action := range c.client.Actions()[before:] {
			if action.GetVerb() != "get" {
				t.Errorf("servers on different ports write against each other: %v", action)
			}
		}
		leaveOther()
		leaveOne()
		c.published("when all have left", 0)
	})
}

// TestKubernetesServiceAlone has one server die and come back on another port, and finds out who may say that there is
// none.
func TestKubernetesServiceAlone(t *testing.T) {
	inCluster(t, func(c *cluster) {
		var dead atomic.Bool
		c.client.PrependReactor("update", "*", func(clienttesting.Action) (bool, runtime.Object, error) {
			return dead.Load(), nil, context.Canceled
		})
		leave := c.serve("10.0.0.1", 6443, always)
		dead.Store(true)
		leave() // the other servers do not learn of it
		dead.Store(false)
		c.published("after a death", 6443, "10.0.0.1")
		var ready atomic.Bool
		leave = c.serve("10.0.0.1", 7443, ready.Load)
		c.published("before it is ready again", 6443, "10.0.0.1")
		ready.Store(true)
		pass(kubernetesServicePoll)
		c.published("on another port", 7443, "10.0.0.1")
		leave()
	})
}

// TestKubernetesServiceContested has a server leave while another one writes: it does not leave its address behind.
func TestKubernetesServiceContested(t *testing.T) {
	inCluster(t, func(c *cluster) {
		leave := c.serve("10.0.0.1", 6443, always)
		conflicts := 1
		c.client.PrependReactor("update", "endpoints", func(clienttesting.Action) (bool, runtime.Object, error) {
			conflicts--
			return conflicts >= 0, nil, apierrors.NewConflict(corev1.Resource("endpoints"), "kubernetes", nil)
		})
		leave()
		c.published("in spite of a conflict", 6443)
	})
}

// TestKubernetesServiceByIPv6 writes a slice of the other family.
func TestKubernetesServiceByIPv6(t *testing.T) {
	inCluster(t, func(c *cluster) {
		leave := c.serve("2001:db8::1", 6443, always)
		defer leave()
		c.published("by IPv6", 6443, "2001:db8::1")
		slice, err := c.client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault).Get(t.Context(), "kubernetes",
			metav1.GetOptions{})
		if err != nil || slice.AddressType != discoveryv1.AddressTypeIPv6 {
			t.Errorf("%v, %v; want IPv6", slice.AddressType, err)
		}
	})
}

// TestKubernetesServiceWithoutEtcd stops a server that cannot take its address back: it does not wait for long.
func TestKubernetesServiceWithoutEtcd(t *testing.T) {
	inCluster(t, func(c *cluster) {
		leave := c.serve("10.0.0.1", 6443, always)
		c.away.Store(true)
		begun := time.Now()
		leave()
		if took := time.Since(begun); took != kubernetesServiceFarewell {
			t.Errorf("took %s, want %s", took, kubernetesServiceFarewell)
		}
	})
}

// TestKubernetesServiceTooEarly begins before its namespace exists, as it may in an empty etcd.
func TestKubernetesServiceTooEarly(t *testing.T) {
	inCluster(t, func(c *cluster) {
		var exists atomic.Bool
		c.client.PrependReactor("create", "services", func(clienttesting.Action) (bool, runtime.Object, error) {
			return !exists.Load(), nil, apierrors.NewNotFound(corev1.Resource("namespaces"), metav1.NamespaceDefault)
		})
		leave := c.serve("10.0.0.1", 6443, always)
		defer leave()
		c.gone("without a namespace")
		exists.Store(true)
		pass(kubernetesServiceRetry)
		c.published("a second later", 6443, "10.0.0.1")
	})
}
