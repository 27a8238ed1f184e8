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

// serverLeasesKey is the folder in etcd, and serverLeases the resource by which its store is configured, upstream's
// (pkg/controlplane/instance.go). No path of the API leads there.
const serverLeasesKey = "/masterleases/"

var serverLeases = corev1.Resource("apiServerIPInfo")

// ServerLeases are the addresses of the servers that share an etcd: for each a key of its own, which etcd deletes when it is
// not renewed. So nobody compares clocks, and nobody has to find out who has died.
type ServerLeases struct {
	store   storage.Interface
	seconds uint64
	// Destroy lets go of the connection.
	Destroy func()
}

// NewServerLeases opens the store of the leases, which last for ttl. What it keeps are Endpoints, as upstream does, because
// something has to have a place for an address.
//
//nolint:staticcheck // Endpoints are deprecated, and what upstream keeps here
func NewServerLeases(getter generic.RESTOptionsGetter, ttl time.Duration) (*ServerLeases, error) {
	options, err := getter.GetRESTOptions(serverLeases, &corev1.Endpoints{})
	if err != nil {
		return nil, err
	}
	newLease := func() runtime.Object { return &corev1.Endpoints{} }
	newList := func() runtime.Object { return &corev1.EndpointsList{} }
	store, destroy, err := options.Decorator(options.StorageConfig, serverLeasesKey, nil, newLease, newList, nil, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("open the store of the servers' leases: %w", err)
	}
	return &ServerLeases{store, uint64(ttl.Seconds()), destroy}, nil
}

// Renew makes the address known for another while.
//
//nolint:staticcheck // as above
func (l *ServerLeases) Renew(ctx context.Context, address string) error {
	return l.store.GuaranteedUpdate(ctx, serverLeasesKey+address, &corev1.Endpoints{}, true, nil, func(existing runtime.Object, _ storage.ResponseMeta) (runtime.Object, *uint64, error) {
		lease := existing.(*corev1.Endpoints)
		lease.Subsets = []corev1.EndpointSubset{{Addresses: []corev1.EndpointAddress{{IP: address}}}}
		lease.Generation++ // what has not changed is not written, and its time not renewed
		return lease, &l.seconds, nil
	}, nil)
}

// Remove makes the address unknown.
func (l *ServerLeases) Remove(ctx context.Context, address string) error {
	//nolint:staticcheck // as above
	err := l.store.Delete(ctx, serverLeasesKey+address, &corev1.Endpoints{}, nil, rest.ValidateAllObjectFunc, nil, storage.DeleteOptions{})
	if storage.IsNotFound(err) {
		return nil
	}
	return err
}

// List returns the addresses that are known.
func (l *ServerLeases) List(ctx context.Context) (addresses []string, err error) {
	list := &corev1.EndpointsList{}
	if err := l.store.GetList(ctx, serverLeasesKey, storage.ListOptions{Predicate: storage.Everything, Recursive: true}, list); err != nil {
		return nil, err
	}
	for _, lease := range list.Items {
		if len(lease.Subsets) > 0 && len(lease.Subsets[0].Addresses) > 0 {
			addresses = append(addresses, lease.Subsets[0].Addresses[0].IP)
		}
	}
	return addresses, nil
}
