package apiserver

import (
	"context"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	apiextensionsoptions "k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	apiextensionsopenapi "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/util/notfoundhandler"
	"k8s.io/apiserver/pkg/util/webhook"

	"apitour/apiserver/stage"
)

// createAPIExtensionsConfig derives the configuration of the server for custom resources from the kube server's. It is a
// shallow copy, so the listener, the access rules and the lifecycle signals stay shared. Its own are the codec, because
// CustomResourceDefinitions are kinds that only this server knows, and the hooks, which must not be registered twice.
func createAPIExtensionsConfig(ctx context.Context, kube *KubeAPIServerConfig, s completedServerRunOptions, serviceResolver webhook.ServiceResolver) (_ *apiextensionsapiserver.Config, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	genericConfig := *kube.GenericConfig
	genericConfig.PostStartHooks = map[string]genericapiserver.PostStartHookConfigEntry{}
	// Its own documents are few and are built at once, the library's way: its controllers add the custom kinds to them.
	genericConfig.SkipOpenAPIInstallation = false
	describeOnly(&genericConfig, apiextensionsopenapi.GetOpenAPIDefinitions)
	if err := s.APIEnablement.ApplyTo(&genericConfig, apiextensionsapiserver.DefaultAPIResourceConfigSource(), apiextensionsapiserver.Scheme); err != nil {
		return nil, err
	}

	etcdOptions := *s.Etcd
	etcdOptions.StorageConfig.Codec = apiextensionsapiserver.Codecs.LegacyCodec(apiextensionsv1beta1.SchemeGroupVersion, apiextensionsv1.SchemeGroupVersion)
	// Stored as v1beta1, as upstream does: the same definition takes less room in it.
	etcdOptions.StorageConfig.EncodeVersioner = runtime.NewMultiGroupVersioner(apiextensionsv1beta1.SchemeGroupVersion, schema.GroupKind{Group: apiextensionsv1beta1.GroupName})
	etcdOptions.SkipHealthEndpoints = true // the kube server's configuration has them already
	if err := etcdOptions.ApplyTo(&genericConfig); err != nil {
		return nil, err
	}

	return &apiextensionsapiserver.Config{
		GenericConfig: &genericapiserver.RecommendedConfig{
			Config:                genericConfig,
			SharedInformerFactory: kube.VersionedInformers,
		},
		ExtraConfig: apiextensionsapiserver.ExtraConfig{
			CRDRESTOptionsGetter: apiextensionsoptions.NewCRDRESTOptionsGetter(etcdOptions, genericConfig.ResourceTransformers, genericConfig.StorageObjectCountTracker),
			MasterCount:          1,
			ServiceResolver:      serviceResolver,
			AuthResolverWrapper:  webhook.NewDefaultAuthenticationInfoResolverWrapper(kube.ProxyTransport, nil, genericConfig.LoopbackClientConfig, genericConfig.TracerProvider),
		},
	}, nil
}

// createAPIExtensionsServer builds the innermost server: the CustomResourceDefinitions themselves, and one handler for the
// objects of every definition there will ever be.
func createAPIExtensionsServer(ctx context.Context, config *apiextensionsapiserver.Config, delegate genericapiserver.DelegationTarget) (_ *apiextensionsapiserver.CustomResourceDefinitions, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	return config.Complete().New(delegate)
}

// NewEmptyDelegate is where the chain ends: a delegation target that serves nothing. What reaches it gets 404, or 503
// while servers are still installing their paths, because then nobody can know that the path will not exist.
func NewEmptyDelegate(ctx context.Context, serializer runtime.NegotiatedSerializer, requests *requestTracing) genericapiserver.DelegationTarget {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	notFound := notfoundhandler.New(serializer, genericapifilters.NoMuxAndDiscoveryIncompleteKey)
	return genericapiserver.NewEmptyDelegateWithCustomHandler(requests.watchNotFound(notFound))
}
