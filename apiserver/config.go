package apiserver

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/admission"
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
	"apitour/apiserver/stage"
)

// KubeAPIServerConfig is all that the kube server is built from. The other two servers begin with a copy of GenericConfig,
// which is how one listener, one authenticator and one set of lifecycle signals come to serve all three.
type KubeAPIServerConfig struct {
	GenericConfig *genericapiserver.Config
	// Scheme says which Go type is which built-in kind.
	Scheme *runtime.Scheme
	// VersionedInformers watch this very server, over the loopback connection.
	VersionedInformers informers.SharedInformerFactory
	// ProxyTransport reaches what the server proxies to.
	ProxyTransport *http.Transport
	// EventTTL is how long an event is kept.
	EventTTL time.Duration
	// ClusterAuthenticationInfo is what extension servers are told about whom to believe.
	ClusterAuthenticationInfo func() (map[string]string, error)
	// Patience is how long a hook may take that usually is given up after so long.
	Patience func(usual time.Duration) time.Duration
}

// informerResync is how often an informer hands every object to its handlers again; upstream's value
// (pkg/controlplane/apiserver/config.go).
const informerResync = 10 * time.Minute

// CreateNodeDialer makes the transport for proxying to nodes, pods and services. It does not verify certificates: such peers
// are known by address, and few have a certificate that says so. This server proxies to none of them. The aggregator
// and the webhooks take no more from it than the way it dials, and verify their peers by the CA bundles of their objects.
// The log tells of each call at verbosity 4.
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

// CreateKubeAPIServerConfig turns options into configuration: everything that the kube server needs and nothing that runs
// yet, except that the port is bound. The insecure port's listener comes back separately, nil when it is off, and so does
// the resolver that turns a Service into an address.
func CreateKubeAPIServerConfig(ctx context.Context, s completedServerRunOptions, proxyTransport *http.Transport) (
	_ *KubeAPIServerConfig, _ *genericapiserver.DeprecatedInsecureServingInfo, _ webhook.ServiceResolver, err error,
) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	s.Metrics.Apply()
	scheme := kinds.NewScheme()
	genericConfig, versionedInformers, insecureServingInfo, serviceResolver, err := buildGenericConfig(ctx, s, scheme, proxyTransport)
	if err != nil {
		return nil, nil, nil, err
	}
	config := &KubeAPIServerConfig{
		GenericConfig:             genericConfig,
		Scheme:                    scheme,
		VersionedInformers:        versionedInformers,
		ProxyTransport:            proxyTransport,
		EventTTL:                  s.EventTTL,
		ClusterAuthenticationInfo: s.clusterAuthenticationInfo,
		Patience:                  s.process.patience,
	}
	return config, insecureServingInfo, serviceResolver, nil
}

// buildGenericConfig fills in what all three servers share. The order is not free: the loopback client needs the bound
// port, the informers need the loopback client, authentication needs the serving information, and admission needs the
// authorizer, the informers and the resolver. v1.17 makes the loopback client after etcd; its other steps stand in this
// order too.
func buildGenericConfig(ctx context.Context, s completedServerRunOptions, scheme *runtime.Scheme, proxyTransport *http.Transport) (
	genericConfig *genericapiserver.Config,
	versionedInformers informers.SharedInformerFactory,
	insecureServingInfo *genericapiserver.DeprecatedInsecureServingInfo,
	serviceResolver webhook.ServiceResolver,
	err error,
) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	genericConfig = genericapiserver.NewConfig(registry.NewCodecs(scheme))
	if err := s.GenericServerRunOptions.ApplyTo(genericConfig); err != nil {
		return nil, nil, nil, nil, err
	}
	genericConfig.EffectiveVersion = reportedVersion{genericConfig.EffectiveVersion}

	if insecureServingInfo, err = s.InsecureServing.listen(); err != nil {
		return nil, nil, nil, nil, err
	}
	if err := applySecureServing(ctx, s, genericConfig); err != nil {
		return nil, nil, nil, nil, err
	}

	// From here on the server can have clients of its own, which talk to it as everybody else does.
	client, err := newLoopbackClient(genericConfig)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	versionedInformers = informers.NewSharedInformerFactoryWithOptions(client, informerResync, informers.WithTransform(dropManagedFields))

	if err := applyFeatures(ctx, s, genericConfig, client, versionedInformers); err != nil {
		return nil, nil, nil, nil, err
	}
	if err := applyAPIEnablement(ctx, s, genericConfig, scheme); err != nil {
		return nil, nil, nil, nil, err
	}
	if err := applyTraces(ctx, s, genericConfig); err != nil {
		return nil, nil, nil, nil, err
	}

	applyOpenAPI(genericConfig)
	genericConfig.LongRunningFunc = filters.BasicLongRunningRequestCheck(
		sets.NewString("watch", "proxy"),
		sets.NewString("attach", "exec", "proxy", "log", "portforward"),
	)
	// One manager for all three servers: with one each, most groups would be missing from discovery.
	genericConfig.AggregatedDiscoveryGroupManager = aggregated.NewResourceManager("apis")

	storageFactory := BuildStorageFactory(ctx, s, scheme, genericConfig)
	if err := applyEtcd(ctx, s, storageFactory, genericConfig); err != nil {
		return nil, nil, nil, nil, err
	}
	if err := BuildAuthenticator(ctx, s, genericConfig); err != nil {
		return nil, nil, nil, nil, err
	}
	if genericConfig.Authorization.Authorizer, genericConfig.RuleResolver, err = BuildAuthorizer(ctx, s, versionedInformers); err != nil {
		return nil, nil, nil, nil, err
	}
	if !slices.Contains(s.Authorization.Modes, modeRBAC) {
		genericConfig.DisabledPostStartHooks.Insert(bootstrapRolesHook)
	}
	if serviceResolver, err = buildServiceResolver(genericConfig.LoopbackClientConfig.Host, versionedInformers); err != nil {
		return nil, nil, nil, nil, err
	}
	if err := applyAudit(ctx, s, genericConfig); err != nil {
		return nil, nil, nil, nil, err
	}
	if err := applyAdmission(ctx, s, genericConfig, client, versionedInformers, proxyTransport, serviceResolver); err != nil {
		return nil, nil, nil, nil, err
	}
	return genericConfig, versionedInformers, insecureServingInfo, serviceResolver, nil
}

// newLoopbackClient makes the client of most of what the server does by itself. It is told not to compress: the bytes never
// leave the host.
func newLoopbackClient(genericConfig *genericapiserver.Config) (kubernetes.Interface, error) {
	genericConfig.LoopbackClientConfig.ContentType = "application/vnd.kubernetes.protobuf"
	genericConfig.LoopbackClientConfig.DisableCompression = true
	client, err := kubernetes.NewForConfig(genericConfig.LoopbackClientConfig)
	if err != nil {
		return nil, fmt.Errorf("make the loopback client: %w", err)
	}
	return client, nil
}

// dropManagedFields makes an informer forget who owns which field. The record can be larger than the object, and no
// reader of a cache needs it.
func dropManagedFields(obj any) (any, error) {
	if accessor, err := meta.Accessor(obj); err == nil {
		accessor.SetManagedFields(nil)
	}
	return obj, nil
}

// buildServiceResolver finds the address behind a Service, for webhooks and extension servers. Nothing gives Services an
// address of their own here, so it is always one of the endpoints. The server's own Service is answered without looking.
func buildServiceResolver(loopback string, informers informers.SharedInformerFactory) (webhook.ServiceResolver, error) {
	endpointSlices, err := proxy.NewEndpointSliceIndexerGetter(informers.Discovery().V1().EndpointSlices())
	if err != nil {
		return nil, fmt.Errorf("index endpoint slices by their service: %w", err)
	}
	resolver := aggregatorapiserver.NewEndpointServiceResolver(informers.Core().V1().Services().Lister(), endpointSlices)
	host, err := url.Parse(loopback)
	if err != nil {
		return nil, fmt.Errorf("parse the loopback address %q: %w", loopback, err)
	}
	return aggregatorapiserver.NewLoopbackServiceResolver(resolver, host), nil
}

// applyAdmission builds the chain of admission plugins. Those that call webhooks are told how to reach them.
func applyAdmission(
	ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config,
	client kubernetes.Interface, versionedInformers informers.SharedInformerFactory,
	proxyTransport *http.Transport, serviceResolver webhook.ServiceResolver,
) (err error) {
	_, span := stage.Call(ctx, "Admission.ApplyTo", (*genericoptions.AdmissionOptions).ApplyTo)
	defer span.End(&err)

	dynamicClient, err := dynamic.NewForConfig(genericConfig.LoopbackClientConfig)
	if err != nil {
		return fmt.Errorf("make the dynamic loopback client: %w", err)
	}
	webhooks := webhookinit.NewPluginInitializer(
		webhook.NewDefaultAuthenticationInfoResolverWrapper(proxyTransport, nil, genericConfig.LoopbackClientConfig, genericConfig.TracerProvider),
		serviceResolver,
	)
	if s.process.traceRequests() != nil {
		s.Admission.Decorators = append(admission.Decorators{admission.DecoratorFunc(tracedAdmission)}, s.Admission.Decorators...)
	}
	if err := s.Admission.ApplyTo(genericConfig, versionedInformers, client, dynamicClient, genericConfig.FeatureGate, genericConfig.EffectiveVersion, webhooks); err != nil {
		return &HintError{Err: fmt.Errorf("set up admission: %w", err), Hint: "see --admission-control-config-file"}
	}
	return nil
}
