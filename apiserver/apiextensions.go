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

	"apitour/apiserver/registry"
	"apitour/apiserver/stage"
)

// createAPIExtensionsConfig derives the configuration of the server for custom resources from the kube server's. It is
// a shallow copy, so the listener, the access rules and the lifecycle signals stay shared. The codec is its own,
// because only this server knows the kind CustomResourceDefinition, and so are the hooks, which must not be registered
// twice.
func createAPIExtensionsConfig(
	ctx context.Context, kube *KubeAPIServerConfig, completedOptions completedServerRunOptions,
) (_ *apiextensionsapiserver.Config, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	genericConfig := *kube.GenericConfig
	genericConfig.PostStartHooks = map[string]genericapiserver.PostStartHookConfigEntry{}
	// Its own documents are few and are built at once, the library's way: its controllers add the custom kinds to them.
	genericConfig.SkipOpenAPIInstallation = false
	describeOnly(&genericConfig, apiextensionsopenapi.GetOpenAPIDefinitions)
	resources := apiextensionsapiserver.DefaultAPIResourceConfigSource()
	err = completedOptions.APIEnablement.ApplyTo(&genericConfig, resources, apiextensionsapiserver.Scheme)
	if err != nil {
		return nil, err
	}

	etcdOptions := *kube.Etcd
	v1, v1beta1 := apiextensionsv1.SchemeGroupVersion, apiextensionsv1beta1.SchemeGroupVersion
	etcdOptions.StorageConfig.Codec = apiextensionsapiserver.Codecs.LegacyCodec(v1beta1, v1)
	// Stored as v1beta1, as upstream does: the same definition takes less room in it.
	etcdOptions.StorageConfig.EncodeVersioner = runtime.NewMultiGroupVersioner(v1beta1,
		schema.GroupKind{Group: v1beta1.Group})
	etcdOptions.SkipHealthEndpoints = true // the kube server's configuration has them already
	if err := etcdOptions.ApplyTo(&genericConfig); err != nil {
		return nil, err
	}
	genericConfig.RESTOptionsGetter = registry.RefuseTooLarge(genericConfig.RESTOptionsGetter)
	ofCustomKinds := apiextensionsoptions.NewCRDRESTOptionsGetter(
		etcdOptions, genericConfig.ResourceTransformers, genericConfig.StorageObjectCountTracker)

	return &apiextensionsapiserver.Config{
		GenericConfig: &genericapiserver.RecommendedConfig{
			Config:                genericConfig,
			SharedInformerFactory: kube.VersionedInformers,
		},
		ExtraConfig: apiextensionsapiserver.ExtraConfig{
			CRDRESTOptionsGetter: registry.RefuseTooLarge(ofCustomKinds),
			MasterCount:          1,
			ServiceResolver:      kube.ServiceResolver,
			AuthResolverWrapper: webhook.NewDefaultAuthenticationInfoResolverWrapper(
				kube.ProxyTransport, nil, genericConfig.LoopbackClientConfig, genericConfig.TracerProvider),
		},
	}, nil
}

// createAPIExtensionsServer builds the innermost server: the CustomResourceDefinitions themselves, and one handler for
// the objects of every definition there will ever be.
func createAPIExtensionsServer(
	ctx context.Context, config *apiextensionsapiserver.Config, delegate genericapiserver.DelegationTarget,
) (_ *apiextensionsapiserver.CustomResourceDefinitions, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	return config.Complete().New(delegate)
}

// NewEmptyDelegate is the end of the chain: a delegation target that serves nothing. A request that reaches it gets
// 404, or 503 while servers are still installing their paths, because the path may come to exist.
func NewEmptyDelegate(ctx context.Context, config *KubeAPIServerConfig) genericapiserver.DelegationTarget {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	serializer := config.GenericConfig.Serializer
	notFound := notfoundhandler.New(serializer, genericapifilters.NoMuxAndDiscoveryIncompleteKey)
	return genericapiserver.NewEmptyDelegateWithCustomHandler(config.Requests.NotFound(notFound))
}
