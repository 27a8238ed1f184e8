package apiserver

import (
	"context"
	"fmt"
	"maps"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"

	"apitour/apiserver/controllers"
	"apitour/apiserver/rbac"
	"apitour/apiserver/registry"
	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/registry/kinds/columns"
	"apitour/apiserver/reviews"
	"apitour/apiserver/stage"
)

// KubeAPIServer is the middle server: the kinds that are compiled in.
type KubeAPIServer struct {
	*genericapiserver.GenericAPIServer
	config *genericapiserver.Config
}

// CreateKubeAPIServer builds the middle server.
func CreateKubeAPIServer(ctx context.Context, config *KubeAPIServerConfig, delegate genericapiserver.DelegationTarget) (_ *KubeAPIServer, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	server, err := config.GenericConfig.Complete(config.VersionedInformers).New("kube-apiserver", delegate)
	if err != nil {
		return nil, err
	}
	if err := InstallLegacyAPI(ctx, server, config); err != nil {
		return nil, err
	}
	if err := InstallAPIs(ctx, server, config); err != nil {
		return nil, err
	}
	// The groups have their type converters. Who wants a document will make the definitions again.
	config.GenericConfig.OpenAPIV3Config.Definitions = nil
	return &KubeAPIServer{server, config.GenericConfig}, addKubeHooks(server, config)
}

// InstallLegacyAPI installs the core group. It is called legacy because it is older than API groups: it has no name, and
// its paths begin with /api and not with /apis.
func InstallLegacyAPI(ctx context.Context, server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	for _, group := range kinds.Groups {
		if group.Version == corev1.SchemeGroupVersion {
			return installGroup(ctx, server, config, group)
		}
	}
	return nil
}

// InstallAPIs installs the named groups, in the order of the table.
func InstallAPIs(ctx context.Context, server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig) (err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	for _, group := range kinds.Groups {
		if group.Version == corev1.SchemeGroupVersion {
			continue
		}
		if err := installGroup(ctx, server, config, group); err != nil {
			return err
		}
	}
	return nil
}

// installGroup builds the storage of a group's resources and then the routes that lead to it, in this order: a route can
// only be made of a storage, because which verbs a resource has is which interfaces its storage implements.
func installGroup(ctx context.Context, server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig, group registry.Group) error {
	storage, err := newRESTStorage(ctx, config, group)
	if err != nil {
		return err
	}
	if len(storage) == 0 {
		return nil // --runtime-config has switched it off
	}
	info := genericapiserver.NewDefaultAPIGroupInfo(group.Version.Group, config.Scheme, runtime.NewParameterCodec(config.Scheme), registry.NewCodecs(config.Scheme))
	info.PrioritizedVersions = []schema.GroupVersion{group.Version} // of autoscaling/v1 there is only Scale, in other groups' resources
	info.VersionedResourcesStorageMap[group.Version.Version] = storage
	// The server keeps info until it ends, to take the storage down, and with it schemas that nobody will read again.
	defer func() { info.StaticOpenAPISpec = nil }()
	return installAPIGroup(ctx, server, &info, group.Version)
}

func newRESTStorage(ctx context.Context, config *KubeAPIServerConfig, group registry.Group) (_ map[string]rest.Storage, err error) {
	_, span := stage.StartNamed(ctx, "NewRESTStorage/"+groupName(group.Version))
	defer span.End(&err)

	storage := map[string]rest.Storage{}
	options := registry.Options{
		Scheme: config.Scheme, RESTOptions: config.GenericConfig.RESTOptionsGetter, Columns: columns.Convertor,
		Loopback: config.GenericConfig.LoopbackClientConfig, EventTTL: config.EventTTL,
	}
	enabled := func(resource string) bool {
		return config.GenericConfig.MergedResourceConfig.ResourceEnabled(group.Version.WithResource(resource))
	}
	for _, resource := range group.Resources {
		if !enabled(resource.Plural) {
			span.Event(resource.Plural + " is off")
			continue
		}
		parts, err := registry.NewStorage(group.Version, resource, options)
		if err != nil {
			return nil, fmt.Errorf("build the storage of %q: %w", resource.Plural, err)
		}
		maps.Copy(storage, parts)
		span.Event(resource.Plural + " is connected to etcd")
	}
	switch group.Version {
	case authenticationv1.SchemeGroupVersion, authorizationv1.SchemeGroupVersion:
		maps.Copy(storage, newReviews(config.GenericConfig, group.Version, enabled))
	case rbacv1.SchemeGroupVersion:
		preventEscalation(storage, config.GenericConfig)
	}
	return storage, nil
}

// newReviews returns the storage of the questions that a client may ask about itself or others. They are answered by the
// very authenticator and authorizer that judge every request.
func newReviews(genericConfig *genericapiserver.Config, version schema.GroupVersion, enabled func(string) bool) map[string]rest.Storage {
	storage := reviews.Judges{
		Authenticator: genericConfig.Authentication.Authenticator,
		Audiences:     genericConfig.Authentication.APIAudiences,
		Authorizer:    genericConfig.Authorization.Authorizer,
		Rules:         genericConfig.RuleResolver,
	}.Storage(version)
	for resource := range storage {
		if !enabled(resource) {
			delete(storage, resource)
		}
	}
	return storage
}

// preventEscalation makes the stores of roles and bindings refuse what would give more than its writer has.
func preventEscalation(storage map[string]rest.Storage, genericConfig *genericapiserver.Config) {
	stores := rbac.Stores{}
	for name, s := range storage {
		if resource, ok := s.(*registry.REST); ok {
			stores[name] = resource.Store
		}
	}
	rbac.PreventEscalation(stores, genericConfig.Authorization.Authorizer)
}

func installAPIGroup(ctx context.Context, server *genericapiserver.GenericAPIServer, info *genericapiserver.APIGroupInfo, version schema.GroupVersion) (err error) {
	_, span := stage.StartNamed(ctx, "InstallAPIGroup/"+groupName(version))
	defer span.End(&err)

	if version.Group == "" {
		return server.InstallLegacyAPIGroup(genericapiserver.DefaultLegacyAPIPrefix, info)
	}
	return server.InstallAPIGroup(info)
}

// groupName is the group as people say it: the one without a name is called core.
func groupName(version schema.GroupVersion) string {
	if version.Group == "" {
		return "core"
	}
	return version.Group
}

// addKubeHooks registers what the kube server does once it serves.
func addKubeHooks(server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig) error {
	client, err := newLoopbackClient(config.GenericConfig)
	if err != nil {
		return err
	}
	namespaces := controllers.NewSystemNamespaces(client, config.VersionedInformers.Core().V1().Namespaces(),
		metav1.NamespaceSystem, metav1.NamespacePublic, metav1.NamespaceDefault, "kube-node-lease")
	err = server.AddPostStartHook("start-system-namespaces-controller", func(hook genericapiserver.PostStartHookContext) error {
		go namespaces.Run(hook)
		return nil
	})
	if err != nil {
		return err
	}
	if err := addKubernetesServiceHooks(server, config, client); err != nil {
		return err
	}
	err = server.AddPostStartHook("start-cluster-authentication-info-controller", func(hook genericapiserver.PostStartHookContext) error {
		go controllers.NewClusterAuthentication(client, config.ClusterAuthenticationInfo).Run(hook)
		return nil
	})
	if err != nil {
		return err
	}
	if err := addAccessHooks(server, config, client); err != nil {
		return err
	}
	metadataClient, err := metadata.NewForConfig(config.GenericConfig.LoopbackClientConfig)
	if err != nil {
		return fmt.Errorf("make the loopback client for metadata: %w", err)
	}
	deleter := controllers.NewNamespaceDeleter(client, metadataClient, config.VersionedInformers.Core().V1().Namespaces())
	err = server.AddPostStartHook("start-namespace-deleter", func(hook genericapiserver.PostStartHookContext) error {
		go deleter.Run(hook)
		return nil
	})
	if err != nil {
		return err
	}
	return server.AddPostStartHook("storage-readiness", func(hook genericapiserver.PostStartHookContext) error {
		return server.StorageReadinessHook.Hook(hook)
	})
}

// addKubernetesServiceHooks registers what tells the clients in a cluster where this server is, and what takes that back at the
// beginning of a termination, while there is still a server to say it to.
func addKubernetesServiceHooks(server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig, client kubernetes.Interface) error {
	_, port, err := config.GenericConfig.SecureServing.HostPort()
	if err != nil {
		return fmt.Errorf("find out the port of this server: %w", err)
	}
	leases, err := registry.NewServerLeases(config.GenericConfig.RESTOptionsGetter, controllers.KubernetesServiceTTL)
	if err != nil {
		return err
	}
	server.RegisterDestroyFunc(leases.Destroy)
	ready := func(ctx context.Context) bool {
		return client.CoreV1().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error() == nil
	}
	service := controllers.NewKubernetesService(client, leases, ready, config.GenericConfig.PublicAddress, port)

	// The hook's own context lasts for too long: until after the pre-shutdown hooks.
	started, stopping, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	err = server.AddPostStartHook("bootstrap-controller", func(genericapiserver.PostStartHookContext) error {
		close(started)
		go func() {
			defer close(ended)
			service.Run(wait.ContextForChannel(stopping))
		}()
		return nil
	})
	if err != nil {
		return err
	}
	return server.AddPreShutdownHook("stop-kubernetes-service-controller", func() error {
		close(stopping)
		select {
		case <-started:
			<-ended
		default: // and so there is nothing to take back
		}
		return nil
	})
}
