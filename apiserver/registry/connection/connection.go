// Package connection makes the stores of the built-in kinds share one client of etcd. A reader of the boot can skip it:
// the stores and watch caches above the client are the library's. Without this package the server would do the same
// with more memory and time, and registry.NewServerLeases would call generic.NewRawStorage.
//
// The library opens a client for each store: sixty connections, each with buffers and some dozen goroutines at both
// ends, and with the embedded etcd both ends are in one process. One connection saves 10 to 14 MiB and a tenth of the
// boot's time (docs/performance.md), and 120 file descriptors. The price is that this package repeats two private
// functions of the library (k8s.io/apiserver v0.37.2, pkg/storage/storagebackend/factory/etcd3.go): compare them when
// its version changes.
package connection

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	grpcprom "github.com/grpc-ecosystem/go-grpc-middleware/providers/prometheus"
	"github.com/prometheus/client_golang/prometheus"
	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/kubernetes"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	genericfeatures "k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/registry/generic"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/cacher"
	"k8s.io/apiserver/pkg/storage/etcd3"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/apiserver/pkg/storage/value/encrypt/identity"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/tools/cache"
	"k8s.io/component-base/metrics/legacyregistry"
	"k8s.io/component-base/tracing"
)

// How long etcd may take to answer at first, and how soon the client gives up a dead connection. The values are the
// library's.
const (
	dialTimeout      = 20 * time.Second
	keepaliveTime    = 30 * time.Second
	keepaliveTimeout = 10 * time.Second
)

// shared is one client of etcd for the stores of many resources.
type shared struct {
	generic.RESTOptionsGetter
	uncached func(schema.GroupResource) bool

	lock      sync.Mutex
	users     int // the number of stores with the client; the last one closes it
	client    *kubernetes.Client
	compactor etcd3.Compactor
}

// Share makes the stores that take their options from the getter share a connection to etcd. The resources in uncached,
// and those for which the options ask it, get no watch cache.
func Share(
	getter generic.RESTOptionsGetter, options *genericoptions.EtcdOptions, uncached ...schema.GroupResource,
) (generic.RESTOptionsGetter, error) {
	sizes, err := genericoptions.ParseWatchCacheSizes(options.WatchCacheSizes)
	if err != nil {
		return nil, err
	}
	return &shared{RESTOptionsGetter: getter, uncached: func(resource schema.GroupResource) bool {
		size, given := sizes[resource]
		return !options.EnableWatchCache || given && size <= 0 || slices.Contains(uncached, resource)
	}}, nil
}

// GetRESTOptions answers as the library does, except for the function that makes the storage.
func (c *shared) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	options, err := c.RESTOptionsGetter.GetRESTOptions(resource, example)
	if err != nil {
		return options, err
	}
	options.Decorator = c.cachedStore
	if c.uncached(resource) {
		options.Decorator = c.uncachedStore
	}
	return options, nil
}

// plainStore is the library's NewRawStorage on the shared client.
func (c *shared) plainStore(
	config *storagebackend.ConfigForResource, prefix string,
	_ func(runtime.Object) (string, error), newFunc, newListFunc func() runtime.Object,
	_ storage.AttrFunc, _ storage.IndexerFuncs, _ *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	client, compactor, err := c.use(config.Config)
	if err != nil {
		return nil, nil, err
	}
	transformer := config.Transformer
	if transformer == nil {
		transformer = identity.NewEncryptCheckTransformer()
	}
	versioner := storage.APIObjectVersioner{}
	decoder := etcd3.NewDefaultDecoder(config.Codec, versioner)
	deleteCorrupt := utilfeature.DefaultFeatureGate.Enabled(genericfeatures.AllowUnsafeMalformedObjectDeletion)
	if deleteCorrupt {
		transformer = etcd3.WithCorruptObjErrorHandlingTransformer(transformer)
		decoder = etcd3.WithCorruptObjErrorHandlingDecoder(decoder)
	}
	store, err := etcd3.New(client, compactor, config.Codec, newFunc, newListFunc, config.Prefix, prefix,
		config.GroupResource, transformer, config.LeaseManagerConfig, decoder, versioner)
	if err != nil {
		c.release()
		return nil, nil, err
	}
	// The library destroys a store once for each of its subresources.
	destroy := sync.OnceFunc(func() {
		store.Close()
		c.release()
	})
	if deleteCorrupt {
		return etcd3.NewStoreWithUnsafeCorruptObjectDeletion(store, config.GroupResource), destroy, nil
	}
	return store, destroy, nil
}

// cachedStore is the library's StorageWithCacher on the shared client: a store, and the watch cache in front of it.
func (c *shared) cachedStore(
	config *storagebackend.ConfigForResource, prefix string,
	keyFunc func(runtime.Object) (string, error), newFunc, newListFunc func() runtime.Object,
	attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	store, destroy, err := c.plainStore(config, prefix, keyFunc, newFunc, newListFunc, attributes, triggers, indexers)
	if err != nil {
		return nil, nil, err
	}
	watchCache, err := cacher.NewCacherFromConfig(cacher.Config{
		Storage:             store,
		Versioner:           storage.APIObjectVersioner{},
		GroupResource:       config.GroupResource,
		EventsHistoryWindow: config.EventsHistoryWindow,
		ResourcePrefix:      prefix,
		KeyFunc:             keyFunc,
		NewFunc:             newFunc,
		NewListFunc:         newListFunc,
		GetAttrsFunc:        attributes,
		IndexerFuncs:        triggers,
		Indexers:            indexers,
		Codec:               config.Codec,
	})
	if err != nil {
		destroy()
		return nil, nil, err
	}
	delegator := cacher.NewCacheDelegator(watchCache, store)
	return delegator, sync.OnceFunc(func() {
		delegator.Stop()
		watchCache.Stop()
		destroy()
	}), nil
}

// use opens the connection for the first store, and counts the stores that use it.
func (c *shared) use(config storagebackend.Config) (*kubernetes.Client, etcd3.Compactor, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.users == 0 {
		client, err := dial(config.Transport)
		if err != nil {
			return nil, nil, err
		}
		c.client, c.compactor = client, nil
		if config.CompactionInterval != 0 {
			// One compactor serves each etcd; the store of CustomResourceDefinitions has already started it.
			c.compactor = etcd3.StartCompactorPerEndpoint(client.Client, config.CompactionInterval)
		}
	}
	c.users++
	return c.client, c.compactor, nil
}

func (c *shared) release() {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.users--; c.users == 0 {
		_ = c.client.Close()
	}
}

// dial opens a client as the library does, with the same metrics, spans and patience.
func dial(to storagebackend.TransportConfig) (*kubernetes.Client, error) {
	encryption, err := encryption(to)
	if err != nil {
		return nil, err
	}
	metrics := clientMetrics()
	client, err := kubernetes.New(clientv3.Config{
		Endpoints:            to.ServerList,
		TLS:                  encryption,
		DialTimeout:          dialTimeout,
		DialKeepAliveTime:    keepaliveTime,
		DialKeepAliveTimeout: keepaliveTimeout,
		DialOptions: []grpc.DialOption{
			grpc.WithChainUnaryInterceptor(metrics.UnaryClientInterceptor()),
			grpc.WithChainStreamInterceptor(metrics.StreamClientInterceptor()),
			grpc.WithStatsHandler(otelgrpc.NewClientHandler(
				otelgrpc.WithMessageEvents(otelgrpc.ReceivedEvents, otelgrpc.SentEvents),
				otelgrpc.WithPropagators(tracing.Propagators()),
				otelgrpc.WithTracerProvider(to.TracerProvider),
			)),
		},
	})
	if err != nil {
		return nil, err
	}
	if err := awaitConnection(client.ActiveConnection()); err != nil {
		_ = client.Close()
		return nil, err
	}
	client.KV = etcd3.NewETCDLatencyTracker(client.KV)
	return client, nil
}

// encryption returns nil when no file says how to encrypt.
func encryption(to storagebackend.TransportConfig) (*tls.Config, error) {
	if to.CertFile == "" && to.KeyFile == "" && to.TrustedCAFile == "" {
		return nil, nil
	}
	files := transport.TLSInfo{CertFile: to.CertFile, KeyFile: to.KeyFile, TrustedCAFile: to.TrustedCAFile}
	return files.ClientConfig()
}

func awaitConnection(connection *grpc.ClientConn) error {
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	defer cancel()
	for state := connection.GetState(); state != connectivity.Ready; state = connection.GetState() {
		connection.Connect()
		if !connection.WaitForStateChange(ctx, state) {
			return fmt.Errorf("etcd grpc connection not ready: %w", ctx.Err())
		}
	}
	return nil
}

// clientMetrics returns the metrics in which the library counts the calls of its own clients. The library keeps them
// private, but the registry of metrics returns them to a caller that registers the same metrics again.
func clientMetrics() *grpcprom.ClientMetrics {
	metrics := grpcprom.NewClientMetrics()
	var registered prometheus.AlreadyRegisteredError
	if errors.As(legacyregistry.Registerer().Register(metrics), &registered) {
		if theirs, ok := registered.ExistingCollector.(*grpcprom.ClientMetrics); ok {
			return theirs
		}
	}
	return metrics
}
