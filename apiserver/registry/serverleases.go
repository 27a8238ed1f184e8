package registry

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage"
)

// serverLeasesKey is the folder of the leases in etcd. Its name is upstream's (pkg/controlplane/instance.go), and no
// path of the API leads there.
const serverLeasesKey = "/masterleases/"

// ServerLeasesResource is the name by which the store of the leases is configured, upstream's too. It needs no watch
// cache: the leases are listed once in ten seconds and never watched.
var ServerLeasesResource = corev1.Resource("apiServerIPInfo")

// ServerLeases are the addresses of the servers that share an etcd. Each server has a key of its own, and etcd deletes
// the key if the server does not renew it. So the servers need not compare clocks, and need not find out which one has
// died.
type ServerLeases struct {
	store   storage.Interface
	seconds uint64
	// Destroy releases the connection to etcd.
	Destroy func()
}

// NewServerLeases opens the store of the leases, each of which lasts for ttl. A lease is stored as Endpoints, as
// upstream does, because that kind has a field for an address.
//
//nolint:staticcheck // Endpoints are deprecated, and what upstream keeps here
func NewServerLeases(getter generic.RESTOptionsGetter, ttl time.Duration) (*ServerLeases, error) {
	options, err := getter.GetRESTOptions(ServerLeasesResource, &corev1.Endpoints{})
	if err != nil {
		return nil, err
	}
	newLease := func() runtime.Object { return &corev1.Endpoints{} }
	newList := func() runtime.Object { return &corev1.EndpointsList{} }
	store, destroy, err := options.Decorator(
		options.StorageConfig, serverLeasesKey, nil, newLease, newList, nil, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("open the store of the servers' leases: %w", err)
	}
	return &ServerLeases{store, uint64(ttl.Seconds()), destroy}, nil
}

// Renew writes the lease of the address, or gives it another ttl.
//
//nolint:staticcheck // as above
func (l *ServerLeases) Renew(ctx context.Context, address string) error {
	renewed := func(existing runtime.Object, _ storage.ResponseMeta) (runtime.Object, *uint64, error) {
		lease := existing.(*corev1.Endpoints)
		lease.Subsets = []corev1.EndpointSubset{{Addresses: []corev1.EndpointAddress{{IP: address}}}}
		lease.Generation++ // the store does not write an object without a change, and would not renew its time
		return lease, &l.seconds, nil
	}
	return l.store.GuaranteedUpdate(ctx, serverLeasesKey+address, &corev1.Endpoints{}, true, nil, renewed, nil)
}

// Remove deletes the lease of the address.
func (l *ServerLeases) Remove(ctx context.Context, address string) error {
	//nolint:staticcheck // as above
	removed := &corev1.Endpoints{}
	err := l.store.Delete(
		ctx, serverLeasesKey+address, removed, nil, rest.ValidateAllObjectFunc, nil, storage.DeleteOptions{})
	if storage.IsNotFound(err) {
		return nil
	}
	return err
}

// List returns the addresses of all servers with a lease.
func (l *ServerLeases) List(ctx context.Context) (addresses []string, err error) {
	list := &corev1.EndpointsList{}
	options := storage.ListOptions{Predicate: storage.Everything, Recursive: true}
	if err := l.store.GetList(ctx, serverLeasesKey, options, list); err != nil {
		return nil, err
	}
	for _, lease := range list.Items {
		if len(lease.Subsets) > 0 && len(lease.Subsets[0].Addresses) > 0 {
			addresses = append(addresses, lease.Subsets[0].Addresses[0].IP)
		}
	}
	return addresses, nil
}
