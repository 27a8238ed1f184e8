package apiserver

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsinformers "k8s.io/apiextensions-apiserver/pkg/client/informers/externalversions"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/sets"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	apiregistrationhelper "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1/helper"
	apiregistrationv1beta1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1beta1"
	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"
	apiregistrationclient "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset/typed/apiregistration/v1"
	"k8s.io/kube-aggregator/pkg/controllers/autoregister"
	aggregatoropenapi "k8s.io/kube-aggregator/pkg/generated/openapi"

	"apitour/apiserver/controllers"
	"apitour/apiserver/registry"
	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/stage"
)

// createAggregatorConfig derives the aggregator's configuration from the kube server's, as createAPIExtensionsConfig
// does. The aggregator publishes the OpenAPI of the whole chain, merged, so the generic server must not publish its
// own.
func createAggregatorConfig(
	ctx context.Context, kube *KubeAPIServerConfig, completedOptions completedServerRunOptions,
) (_ *aggregatorapiserver.Config, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	genericConfig := *kube.GenericConfig
	genericConfig.PostStartHooks = map[string]genericapiserver.PostStartHookConfigEntry{}
	genericConfig.SkipOpenAPIInstallation = true
	describeOnly(&genericConfig, aggregatoropenapi.GetOpenAPIDefinitions)
	resources := aggregatorapiserver.DefaultAPIResourceConfigSource()
	err = completedOptions.APIEnablement.ApplyTo(&genericConfig, resources, aggregatorscheme.Scheme)
	if err != nil {
		return nil, err
	}

	etcdOptions := *kube.Etcd
	v1, v1beta1 := apiregistrationv1.SchemeGroupVersion, apiregistrationv1beta1.SchemeGroupVersion
	etcdOptions.StorageConfig.Codec = aggregatorscheme.Codecs.LegacyCodec(v1, v1beta1)
	etcdOptions.StorageConfig.EncodeVersioner = runtime.NewMultiGroupVersioner(v1, schema.GroupKind{Group: v1.Group})
	etcdOptions.SkipHealthEndpoints = true // the kube server's configuration has them already
	if err := etcdOptions.ApplyTo(&genericConfig); err != nil {
		return nil, err
	}
	genericConfig.RESTOptionsGetter = registry.RefuseTooLarge(genericConfig.RESTOptionsGetter)

	return &aggregatorapiserver.Config{
		GenericConfig: &genericapiserver.RecommendedConfig{
			Config:                genericConfig,
			SharedInformerFactory: kube.VersionedInformers,
		},
		ExtraConfig: aggregatorapiserver.ExtraConfig{
			ProxyClientCertFile: completedOptions.FrontProxy.ClientCertFile,
			ProxyClientKeyFile:  completedOptions.FrontProxy.ClientKeyFile,
			ProxyTransport:      kube.ProxyTransport,
			ServiceResolver:     kube.ServiceResolver,
			// An extension server must not send an authenticated request on to another server; upstream's default.
			RejectForwardingRedirects: true,
		},
	}, nil
}

// createAggregatorServer builds the outermost server, the one that is asked first. It serves APIServices, each of which
// says which server answers for one group version. So it must have one for every group version of the chain below it:
// for the built-in ones at once, for those of custom resources whenever a definition comes or goes.
func createAggregatorServer(
	ctx context.Context, config *aggregatorapiserver.Config, delegate *KubeAPIServer,
	extensions apiextensionsinformers.SharedInformerFactory,
) (_ *aggregatorapiserver.APIAggregator, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	server, err := config.Complete().NewWithDelegate(delegate)
	if err != nil {
		return nil, err
	}

	client, err := apiregistrationclient.NewForConfig(config.GenericConfig.LoopbackClientConfig)
	if err != nil {
		return nil, fmt.Errorf("make the loopback client for API services: %w", err)
	}
	apiServices := server.APIRegistrationInformers.Apiregistration().V1().APIServices()
	registration := autoregister.NewAutoRegisterController(apiServices, client)
	priorities := builtInPriorities()
	builtIn := apiServicesToRegister(ctx, delegate, registration, priorities)
	discovery := config.GenericConfig.AggregatedDiscoveryGroupManager
	for version, place := range priorities {
		discovery.SetGroupVersionPriority(metav1.GroupVersion(version), int(place.group), int(place.version))
	}
	definitions := controllers.NewCRDRegistration(
		extensions.Apiextensions().V1().CustomResourceDefinitions(), registration)

	err = addPostStartHooks(server.GenericAPIServer, aggregatorHooks(definitions, registration))
	if err != nil {
		return nil, err
	}
	check := availabilityCheck("autoregister-completion", builtIn, apiServices.Informer())
	return server, server.GenericAPIServer.AddBootSequenceHealthChecks(check)
}

// priority places a group, and a version within its group, among the others in discovery. Higher comes first.
type priority struct{ group, version int32 }

// builtInPriorities returns the place of every group version that the servers below the aggregator have.
func builtInPriorities() map[schema.GroupVersion]priority {
	priorities := map[schema.GroupVersion]priority{
		// The table of built-in kinds has the others. This one is upstream's
		// (pkg/controlplane/apiserver/aggregator.go).
		apiextensionsv1.SchemeGroupVersion: {16700, 15},
	}
	for _, group := range kinds.Groups {
		priorities[group.Version] = priority{group.GroupPriority, group.VersionPriority}
		for _, older := range group.Older {
			priorities[older.Version] = priority{group.GroupPriority, older.VersionPriority}
		}
	}
	return priorities
}

// apiServicesToRegister makes an APIService for every group version that the delegate serves. It reads them off the
// paths that the delegate lists, /api/v1 and /apis/GROUP/VERSION, so the delegate must be complete by now.
func apiServicesToRegister(
	ctx context.Context, delegate genericapiserver.DelegationTarget,
	registration autoregister.AutoAPIServiceRegistration, priorities map[schema.GroupVersion]priority,
) (apiServices []*apiregistrationv1.APIService) {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	for _, path := range delegate.ListedPaths() {
		version, ok := groupVersionOfPath(path)
		if !ok {
			continue
		}
		place, ok := priorities[version]
		if !ok {
			klog.InfoS("No priority for a group version, so it gets no APIService", "version", version)
			continue
		}
		apiService := controllers.NewAPIService(version, place.group, place.version)
		registration.AddAPIServiceToSyncOnStart(apiService)
		apiServices = append(apiServices, apiService)
		span.Event(apiService.Name + " will be registered")
	}
	return apiServices
}

func groupVersionOfPath(path string) (schema.GroupVersion, bool) {
	if path == "/api/v1" {
		return schema.GroupVersion{Version: "v1"}, true
	}
	elements := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(elements) != 3 || elements[0] != "apis" {
		return schema.GroupVersion{}, false
	}
	return schema.GroupVersion{Group: elements[1], Version: elements[2]}, true
}

// availabilityCheck is green once each of the API services has been available. One that fails later does not turn it
// red again: the check is about the boot.
func availabilityCheck(
	name string, apiServices []*apiregistrationv1.APIService, informer cache.SharedIndexInformer,
) healthz.HealthChecker {
	var lock sync.Mutex
	missing := sets.New[string]()
	for _, apiService := range apiServices {
		missing.Insert(apiService.Name)
	}
	seen := func(obj any) {
		apiService, ok := obj.(*apiregistrationv1.APIService)
		if !ok || !apiregistrationhelper.IsAPIServiceConditionTrue(apiService, apiregistrationv1.Available) {
			return
		}
		lock.Lock()
		defer lock.Unlock()
		missing.Delete(apiService.Name)
	}
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    seen,
		UpdateFunc: func(_, obj any) { seen(obj) },
	})
	return healthz.NamedCheck(name, func(*http.Request) error {
		lock.Lock()
		defer lock.Unlock()
		if err != nil {
			return fmt.Errorf("watch API services: %w", err)
		}
		if missing.Len() > 0 {
			return fmt.Errorf("API services not available yet: %s", strings.Join(sets.List(missing), ", "))
		}
		return nil
	})
}
