package apiserver

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/sets"
	webhookinit "k8s.io/apiserver/pkg/admission/plugin/webhook/initializer"
	"k8s.io/apiserver/pkg/endpoints/discovery/aggregated"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/filters"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/apiserver/pkg/util/proxy"
	"k8s.io/apiserver/pkg/util/webhook"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"

	"apitour/apiserver/registry"
	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/requests"
	"apitour/apiserver/stage"
)

// KubeAPIServerConfig is everything that the kube server is built from. The other two servers begin with a copy of
// GenericConfig: so one listener, one authenticator and one set of lifecycle signals serve all three.
type KubeAPIServerConfig struct {
	GenericConfig *genericapiserver.Config
	// Scheme says which Go type is which built-in kind.
	Scheme *runtime.Scheme
	// Etcd is a copy of the options of etcd, with the tracer of GenericConfig.
	Etcd *genericoptions.EtcdOptions
	// VersionedInformers watch this same server, over the loopback connection.
	VersionedInformers informers.SharedInformerFactory
	// InsecureServing has the listener of the insecure port; nil when the port is off.
	InsecureServing *genericapiserver.DeprecatedInsecureServingInfo
	// ServiceResolver turns a Service into an address.
	ServiceResolver webhook.ServiceResolver
	// ProxyTransport is the way to extension servers and webhooks.
	ProxyTransport *http.Transport
	// EventTTL is how long an event is kept.
	EventTTL time.Duration
	// ClusterAuthenticationInfo is what extension servers must know to trust the same clients.
	ClusterAuthenticationInfo func() (map[string]string, error)
	// Patience is how long a hook may take that usually gives up after a time.
	Patience func(usual time.Duration) time.Duration
	// Requests follows requests; nil unless the tour asks for it.
	Requests *requests.Follower
}

// informerResync is how often an informer hands every object to its handlers again; upstream's value
// (pkg/controlplane/apiserver/config.go).
const informerResync = 10 * time.Minute

// CreateNodeDialer makes the transport for proxying to nodes, pods and services. It does not verify certificates: such
// peers are known by address, and few have a certificate that names it. This server proxies to none of them. The
// aggregator and the webhooks use only its dialer, and verify their peers by the CA bundles of their objects. The log
// shows each call at verbosity 4.
func CreateNodeDialer(ctx context.Context) *http.Transport {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	transport := utilnet.SetTransportDefaults(&http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	})
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		klog.V(4).InfoS("Dialing", "address", address)
		return dial(ctx, network, address)
	}
	return transport
}

// CreateKubeAPIServerConfig turns options into configuration: everything that the kube server needs and nothing that
// runs yet, except that the ports are bound. v1.17 returns the insecure port's listener and the resolver of Services as
// results of their own; here they are fields.
func CreateKubeAPIServerConfig(
	ctx context.Context, completedOptions completedServerRunOptions, proxyTransport *http.Transport,
) (_ *KubeAPIServerConfig, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	completedOptions.Metrics.Apply()
	etcdOptions := *completedOptions.Etcd
	config := &KubeAPIServerConfig{
		Scheme:                    kinds.NewScheme(),
		Etcd:                      &etcdOptions,
		ProxyTransport:            proxyTransport,
		EventTTL:                  completedOptions.EventTTL,
		ClusterAuthenticationInfo: completedOptions.clusterAuthenticationInfo,
		Patience:                  completedOptions.process.patience,
		Requests:                  completedOptions.process.followRequests(),
	}
	if err := buildGenericConfig(ctx, completedOptions, config); err != nil {
		return nil, err
	}
	return config, nil
}

// buildGenericConfig fills in what all three servers share. The order is not free: the loopback client needs the bound
// port, the informers need the loopback client, authentication needs the serving information, and admission needs the
// authorizer, the informers and the resolver. v1.17 makes the loopback client after etcd; its other steps stand in this
// order too.
func buildGenericConfig(
	ctx context.Context, completedOptions completedServerRunOptions, config *KubeAPIServerConfig,
) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	genericConfig := genericapiserver.NewConfig(registry.NewCodecs(config.Scheme))
	config.GenericConfig = genericConfig
	if err := completedOptions.GenericServerRunOptions.ApplyTo(genericConfig); err != nil {
		return err
	}
	genericConfig.EffectiveVersion = reportedVersion{genericConfig.EffectiveVersion}

	if config.InsecureServing, err = completedOptions.InsecureServing.listen(); err != nil {
		return err
	}
	if err := applySecureServing(ctx, completedOptions, genericConfig); err != nil {
		return err
	}

	// From here on the server can have clients of its own, which use it as every other client does.
	client, err := newLoopbackClient(genericConfig)
	if err != nil {
		return err
	}
	config.VersionedInformers = informers.NewSharedInformerFactoryWithOptions(
		client, informerResync, informers.WithTransform(dropManagedFields))

	if err := applyFeatures(ctx, completedOptions, config, client); err != nil {
		return err
	}
	if err := applyAPIEnablement(ctx, completedOptions, config); err != nil {
		return err
	}
	if err := applyTraces(ctx, completedOptions, config); err != nil {
		return err
	}
	completedOptions.stopping.watchRequests(genericConfig)
	applyOpenAPI(genericConfig)
	applyDiscovery(genericConfig)

	storageFactory := BuildStorageFactory(ctx, config)
	if err := applyEtcd(ctx, config, storageFactory); err != nil {
		return err
	}
	completedOptions.addSpaceCheck(genericConfig)
	if err := BuildAuthenticator(ctx, completedOptions, genericConfig); err != nil {
		return err
	}
	if err := BuildAuthorizer(ctx, completedOptions, config); err != nil {
		return err
	}
	if config.ServiceResolver, err = buildServiceResolver(config); err != nil {
		return err
	}
	if err := applyAudit(ctx, completedOptions, genericConfig); err != nil {
		return err
	}
	return applyAdmission(ctx, completedOptions, config, client)
}

// applyDiscovery says which requests last, and gives all three servers one list of groups: with a list each, most
// groups would be missing from discovery.
func applyDiscovery(genericConfig *genericapiserver.Config) {
	genericConfig.LongRunningFunc = filters.BasicLongRunningRequestCheck(
		sets.NewString("watch", "proxy"),
		sets.NewString("attach", "exec", "proxy", "log", "portforward"),
	)
	genericConfig.AggregatedDiscoveryGroupManager = aggregated.NewResourceManager("apis")
}

// newLoopbackClient makes the client for most of the server's own work. It does not ask for compression: the bytes
// never leave the host.
func newLoopbackClient(genericConfig *genericapiserver.Config) (kubernetes.Interface, error) {
	genericConfig.LoopbackClientConfig.ContentType = "application/vnd.kubernetes.protobuf"
	genericConfig.LoopbackClientConfig.DisableCompression = true
	client, err := kubernetes.NewForConfig(genericConfig.LoopbackClientConfig)
	if err != nil {
		return nil, fmt.Errorf("make the loopback client: %w", err)
	}
	return client, nil
}

// dropManagedFields removes from a cached object the record of which manager owns which field. The record can be larger
// than the object, and no reader of a cache needs it.
func dropManagedFields(obj any) (any, error) {
	if accessor, err := meta.Accessor(obj); err == nil {
		accessor.SetManagedFields(nil)
	}
	return obj, nil
}

// buildServiceResolver finds the address behind a Service, for webhooks and extension servers. Nothing gives a Service
// an address of its own here, so the result is always one of its endpoints. The server's own Service resolves to the
// loopback address, without a lookup.
func buildServiceResolver(config *KubeAPIServerConfig) (webhook.ServiceResolver, error) {
	slices := config.VersionedInformers.Discovery().V1().EndpointSlices()
	endpointSlices, err := proxy.NewEndpointSliceIndexerGetter(slices)
	if err != nil {
		return nil, fmt.Errorf("index endpoint slices by their service: %w", err)
	}
	services := config.VersionedInformers.Core().V1().Services().Lister()
	resolver := aggregatorapiserver.NewEndpointServiceResolver(services, endpointSlices)
	loopback := config.GenericConfig.LoopbackClientConfig.Host
	host, err := url.Parse(loopback)
	if err != nil {
		return nil, fmt.Errorf("parse the loopback address %q: %w", loopback, err)
	}
	return aggregatorapiserver.NewLoopbackServiceResolver(resolver, host), nil
}

// applyAdmission builds the chain of admission plugins, with the way to the webhooks for those that call one.
func applyAdmission(
	ctx context.Context, completedOptions completedServerRunOptions, config *KubeAPIServerConfig,
	client kubernetes.Interface,
) (err error) {
	_, span := stage.Call(ctx, "Admission.ApplyTo", (*genericoptions.AdmissionOptions).ApplyTo)
	defer span.End(&err)

	genericConfig := config.GenericConfig
	dynamicClient, err := dynamic.NewForConfig(genericConfig.LoopbackClientConfig)
	if err != nil {
		return fmt.Errorf("make the dynamic loopback client: %w", err)
	}
	webhooks := webhookinit.NewPluginInitializer(
		webhook.NewDefaultAuthenticationInfoResolverWrapper(
			config.ProxyTransport, nil, genericConfig.LoopbackClientConfig, genericConfig.TracerProvider),
		config.ServiceResolver,
	)
	admissionOptions := *completedOptions.Admission
	admissionOptions.Decorators = append(config.Requests.AdmissionDecorators(), admissionOptions.Decorators...)
	err = admissionOptions.ApplyTo(genericConfig, config.VersionedInformers, client, dynamicClient,
		genericConfig.FeatureGate, genericConfig.EffectiveVersion, webhooks)
	if err != nil {
		return &HintError{Err: fmt.Errorf("set up admission: %w", err), Hint: "see --admission-control-config-file"}
	}
	return nil
}
