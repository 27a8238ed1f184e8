package controllers

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/retry"
	utilnet "k8s.io/utils/net"
)

const (
	kubernetesService         = "kubernetes"
	kubernetesServicePortName = "https"
	kubernetesServicePort     = 443
	// KubernetesServiceTTL is how long a silent server counts as alive; upstream's (pkg/controlplane/instance.go), as
	// are the others here but the last two.
	KubernetesServiceTTL      = 15 * time.Second
	kubernetesServiceInterval = 10 * time.Second
	kubernetesServicePoll     = 100 * time.Millisecond
	kubernetesServiceRetry    = time.Second
	// kubernetesServiceFarewell bounds the removal of the address, which the lease would remove a little later.
	// Upstream waits for 20 s.
	kubernetesServiceFarewell = 5 * time.Second
)

// ServerLeases are the addresses of the live servers on one etcd. An address that is not renewed disappears.
type ServerLeases interface {
	Renew(ctx context.Context, address string) error
	// Remove also succeeds when there is nothing to remove.
	Remove(ctx context.Context, address string) error
	List(ctx context.Context) ([]string, error)
}

// KubernetesService keeps the Service through which clients inside a cluster find their apiserver: default/kubernetes,
// and behind it the addresses of all live servers.
type KubernetesService struct {
	client  kubernetes.Interface
	leases  ServerLeases
	ready   func(context.Context) bool
	address string
	port    int32
	arrived bool // the address has been published
	leaving bool // it must not be published again
}

// NewKubernetesService returns the controller of a server that other hosts reach at the address and port, once it is
// ready.
func NewKubernetesService(
	client kubernetes.Interface, leases ServerLeases, ready func(context.Context) bool, address net.IP, port int,
) *KubernetesService {
	return &KubernetesService{
		client: client, leases: leases, ready: ready, address: address.String(),
		port: int32(port),
	}
}

// Run publishes this server's address once the server is ready, and again every 10 s: another client may delete the
// objects, and the other servers keep only an address whose lease is renewed. When ctx ends, it removes the address.
func (c *KubernetesService) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	// An address that is still there belongs to a predecessor that had no time to remove it. No client may be sent here
	// yet.
	if err := c.remove(ctx); err != nil && ctx.Err() == nil {
		utilruntime.HandleErrorWithContext(ctx, err, "Take back the address of the server before")
	}
	_ = wait.PollUntilContextCancel(ctx, kubernetesServicePoll, true, func(ctx context.Context) (bool,
		error,
	) {
		return c.ready(ctx), nil
	})
	for ctx.Err() == nil {
		next := kubernetesServiceInterval
		if err := c.publish(ctx); err != nil && ctx.Err() == nil {
			utilruntime.HandleErrorWithContext(ctx, err, "Publish the server's address")
			next = kubernetesServiceRetry
		}
		select {
		case <-time.After(next):
		case <-ctx.Done():
		}
	}
	c.leaving = true
	farewell, cancel := context.WithTimeout(context.WithoutCancel(ctx), kubernetesServiceFarewell)
	defer cancel()
	if err := c.remove(farewell); err != nil {
		utilruntime.HandleErrorWithContext(ctx, err, "Take back the server's address")
	}
}

func (c *KubernetesService) publish(ctx context.Context) error {
	if err := c.ensureService(ctx); err != nil {
		return fmt.Errorf("create the Service: %w", err)
	}
	if err := c.leases.Renew(ctx, c.address); err != nil {
		return fmt.Errorf("renew the server's lease: %w", err)
	}
	if err := c.reconcile(ctx); err != nil {
		return err
	}
	c.arrived = true
	return nil
}

func (c *KubernetesService) remove(ctx context.Context) error {
	if err := c.leases.Remove(ctx, c.address); err != nil {
		return fmt.Errorf("give up the server's lease: %w", err)
	}
	// The other servers write the same objects, and there may be no time to try again later.
	return retry.RetryOnConflict(retry.DefaultRetry, func() error { return c.reconcile(ctx) })
}

// ensureService creates the Service if it is missing, and does not change an existing one. It is headless: no network
// gives Services addresses here, so clients get the addresses of the servers.
func (c *KubernetesService) ensureService(ctx context.Context) error {
	services := c.client.CoreV1().Services(metav1.NamespaceDefault)
	if _, err := services.Get(ctx, kubernetesService, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		return err
	}
	_, err := services.Create(ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: kubernetesService, Labels: map[string]string{
			"provider":  "kubernetes",
			"component": "apiserver",
		}},
		Spec: corev1.ServiceSpec{
			Ports: []corev1.ServicePort{{
				Name: kubernetesServicePortName, Protocol: corev1.ProtocolTCP,
				Port: kubernetesServicePort, TargetPort: intstr.FromInt32(c.port),
			}},
			ClusterIP:       corev1.ClusterIPNone,
			ClusterIPs:      []string{corev1.ClusterIPNone},
			IPFamilyPolicy:  new(corev1.IPFamilyPolicySingleStack),
			SessionAffinity: corev1.ServiceAffinityNone,
			Type:            corev1.ServiceTypeClusterIP,
		},
	}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil // another server was faster
	}
	return err
}

// reconcile writes the addresses of the leases into the Endpoints and the EndpointSlice. It accepts an empty list only
// when the last server leaves: an address that does not answer is better than none.
func (c *KubernetesService) reconcile(ctx context.Context) error {
	addresses, err := c.leases.List(ctx)
	if err != nil {
		return fmt.Errorf("list the servers' leases: %w", err)
	}
	if len(addresses) == 0 && !c.leaving {
		return nil
	}
	slices.Sort(addresses)
	port, err := c.writeEndpoints(ctx, addresses)
	if err != nil {
		return fmt.Errorf("write the Endpoints: %w", err)
	}
	if err := c.writeSlice(ctx, addresses, port); err != nil {
		return fmt.Errorf("write the EndpointSlice: %w", err)
	}
	return nil
}

// writeEndpoints returns the port of the addresses. All have the same port, that of the server which came last: if it
// were set every time, servers on different ports would overwrite each other for ever.
//
//nolint:staticcheck // Endpoints are deprecated, and written by every apiserver
func (c *KubernetesService) writeEndpoints(ctx context.Context, addresses []string) (port int32, err error) {
	client := c.client.CoreV1().Endpoints(metav1.NamespaceDefault)
	existing, err := client.Get(ctx, kubernetesService, metav1.GetOptions{})
	missing := apierrors.IsNotFound(err)
	if missing {
		existing = &corev1.Endpoints{ObjectMeta: metav1.ObjectMeta{Name: kubernetesService}}
	} else if err != nil {
		return 0, err
	}
	port = c.port
	if c.arrived && len(existing.Subsets) == 1 && len(existing.Subsets[0].Ports) == 1 {
		port = existing.Subsets[0].Ports[0].Port
	}
	wanted := existing.DeepCopy()
	metav1.SetMetaDataLabel(&wanted.ObjectMeta, discoveryv1.LabelSkipMirror, "true") // we write the slice, too
	wanted.Subsets = nil
	if len(addresses) > 0 {
		subset := corev1.EndpointSubset{Ports: []corev1.EndpointPort{{
			Name:     kubernetesServicePortName,
			Protocol: corev1.ProtocolTCP, Port: port,
		}}}
		for _, address := range addresses {
			subset.Addresses = append(subset.Addresses, corev1.EndpointAddress{IP: address})
		}
		wanted.Subsets = []corev1.EndpointSubset{subset}
	}
	if missing {
		_, err = client.Create(ctx, wanted, metav1.CreateOptions{})
	} else if !equality.Semantic.DeepEqual(existing, wanted) {
		_, err = client.Update(ctx, wanted, metav1.UpdateOptions{})
	}
	return port, err
}

// writeSlice writes the addresses of one family, because a slice has only one: IPv6 when there are no others.
func (c *KubernetesService) writeSlice(ctx context.Context, addresses []string, port int32) error {
	client := c.client.DiscoveryV1().EndpointSlices(metav1.NamespaceDefault)
	existing, err := client.Get(ctx, kubernetesService, metav1.GetOptions{})
	missing := apierrors.IsNotFound(err)
	if missing {
		existing = &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{Name: kubernetesService}}
	} else if err != nil {
		return err
	}
	wanted := existing.DeepCopy()
	wanted.Labels = map[string]string{discoveryv1.LabelServiceName: kubernetesService}
	wanted.AddressType, wanted.Endpoints, wanted.Ports = discoveryv1.AddressTypeIPv4, nil, nil
	if len(addresses) > 0 && !slices.ContainsFunc(addresses, utilnet.IsIPv4String) {
		wanted.AddressType = discoveryv1.AddressTypeIPv6
	}
	for _, address := range addresses {
		if utilnet.IsIPv6String(address) == (wanted.AddressType == discoveryv1.AddressTypeIPv6) {
			wanted.Endpoints = append(wanted.Endpoints, discoveryv1.Endpoint{
				Addresses:  []string{address},
				Conditions: discoveryv1.EndpointConditions{Ready: new(true)},
			})
		}
	}
	if len(addresses) > 0 {
		wanted.Ports = []discoveryv1.EndpointPort{{
			Name:     new(kubernetesServicePortName),
			Protocol: new(corev1.ProtocolTCP), Port: &port,
		}}
	}
	if missing {
		_, err = client.Create(ctx, wanted, metav1.CreateOptions{})
	} else if !equality.Semantic.DeepEqual(existing, wanted) {
		_, err = client.Update(ctx, wanted, metav1.UpdateOptions{})
	}
	return err
}
