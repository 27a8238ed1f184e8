package apiserver

import (
	"context"
	"fmt"
	"maps"
	"slices"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/rbac"
	"apitour/apiserver/registry"
	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/registry/kinds/columns"
	"apitour/apiserver/reviews"
	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// KubeAPIServer is the middle server: the kinds that are compiled in.
type KubeAPIServer struct {
	*genericapiserver.GenericAPIServer
	config *genericapiserver.Config
}

// CreateKubeAPIServer builds the middle server.
func CreateKubeAPIServer(
	ctx context.Context, config *KubeAPIServerConfig, delegate genericapiserver.DelegationTarget,
) (_ *KubeAPIServer, err error) {
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
	// The groups have their type converters. A document makes the definitions again when a client asks for it.
	config.GenericConfig.OpenAPIV3Config.Definitions = nil
	config.Requests.WatchKube(server)
	return &KubeAPIServer{server, config.GenericConfig}, addKubeHooks(server, config)
}

// InstallLegacyAPI installs the core group. It is called legacy because it is older than API groups: it has no name,
// and its paths begin with /api and not with /apis.
func InstallLegacyAPI(
	ctx context.Context, server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig,
) (err error) {
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
func InstallAPIs(
	ctx context.Context, server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig,
) (err error) {
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

// installGroup builds the storage of a group's resources and then the routes that lead to it, in this order: a route
// can only be made of a storage, because which verbs a resource has is which interfaces its storage implements.
func installGroup(
	ctx context.Context, server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig, group registry.Group,
) error {
	storage, err := newRESTStorage(ctx, config, group)
	if err != nil {
		return err
	}
	if len(storage) == 0 {
		return nil // --runtime-config has switched it off
	}
	info := genericapiserver.NewDefaultAPIGroupInfo(group.Version.Group, config.Scheme,
		runtime.NewParameterCodec(config.Scheme), registry.NewCodecs(config.Scheme))
	info.VersionedResourcesStorageMap = storage
	// The server keeps info until it ends, to take the storage down. The schemas in it are not needed again.
	defer func() { info.StaticOpenAPISpec = nil }()
	return installAPIGroup(ctx, server, &info, group.Version)
}

// newRESTStorage returns the storage of a group's resources for each of its versions, by "v1" and "RESOURCE". The
// versions share it.
func newRESTStorage(
	ctx context.Context, config *KubeAPIServerConfig, group registry.Group,
) (_ map[string]map[string]rest.Storage, err error) {
	_, span := stage.StartNamed(ctx, convention.StoragePrefix+groupName(group.Version))
	defer span.End(&err)

	storage := versionedStorage{}
	options := registry.Options{
		Scheme: config.Scheme, RESTOptions: config.GenericConfig.RESTOptionsGetter, Columns: columns.Convertor,
		Loopback: config.GenericConfig.LoopbackClientConfig, EventTTL: config.EventTTL,
		Authorizer: config.GenericConfig.Authorization.Authorizer,
	}
	for _, resource := range group.Resources {
		versions := slices.DeleteFunc(group.VersionsOf(resource), func(version schema.GroupVersion) bool {
			return !config.serves(version.WithResource(resource.Plural))
		})
		if len(versions) == 0 {
			span.Event(resource.Plural + " is off")
			continue
		}
		parts, err := registry.NewStorage(group, resource, options)
		if err != nil {
			return nil, fmt.Errorf("build the storage of %q: %w", resource.Plural, err)
		}
		for _, version := range versions {
			storage.add(version, parts)
		}
		span.Event(resource.Plural + " is connected to etcd")
	}
	switch group.Version {
	case authenticationv1.SchemeGroupVersion, authorizationv1.SchemeGroupVersion:
		storage.add(group.Version, newReviews(config, group.Version))
	case rbacv1.SchemeGroupVersion:
		preventEscalation(storage[group.Version.Version], config.GenericConfig)
	}
	return storage, nil
}

// versionedStorage is the storage of a group's resources and subresources, by version and name.
type versionedStorage map[string]map[string]rest.Storage

// add makes no entry for a version without resources, because the server would install it as an empty one.
func (s versionedStorage) add(version schema.GroupVersion, parts map[string]rest.Storage) {
	if s[version.Version] == nil && len(parts) > 0 {
		s[version.Version] = map[string]rest.Storage{}
	}
	maps.Copy(s[version.Version], parts)
}

// serves reports whether the resource is on. --runtime-config can switch it off.
func (c *KubeAPIServerConfig) serves(resource schema.GroupVersionResource) bool {
	return c.GenericConfig.MergedResourceConfig.ResourceEnabled(resource)
}

// newReviews returns the storage of TokenReview, SubjectAccessReview and their variants: questions of a client about
// itself or others. The authenticator and the authorizer that judge every request answer them.
func newReviews(config *KubeAPIServerConfig, version schema.GroupVersion) map[string]rest.Storage {
	genericConfig := config.GenericConfig
	storage := reviews.Judges{
		Authenticator: genericConfig.Authentication.Authenticator,
		Audiences:     genericConfig.Authentication.APIAudiences,
		Authorizer:    genericConfig.Authorization.Authorizer,
		Rules:         genericConfig.RuleResolver,
	}.Storage(version)
	for resource := range storage {
		if !config.serves(version.WithResource(resource)) {
			delete(storage, resource)
		}
	}
	return storage
}

// preventEscalation makes the stores of roles and bindings refuse a write that grants more than its writer has.
func preventEscalation(storage map[string]rest.Storage, genericConfig *genericapiserver.Config) {
	stores := rbac.Stores{}
	for name, s := range storage {
		if resource, ok := s.(*registry.REST); ok {
			stores[name] = resource.Store
		}
	}
	rbac.PreventEscalation(stores, genericConfig.Authorization.Authorizer)
}

func installAPIGroup(
	ctx context.Context, server *genericapiserver.GenericAPIServer, info *genericapiserver.APIGroupInfo,
	version schema.GroupVersion,
) (err error) {
	_, span := stage.StartNamed(ctx, convention.GroupPrefix+groupName(version))
	defer span.End(&err)

	if version.Group == "" {
		return server.InstallLegacyAPIGroup(genericapiserver.DefaultLegacyAPIPrefix, info)
	}
	return server.InstallAPIGroup(info)
}

// groupName is the usual name of the group: the one without a name is called core.
func groupName(version schema.GroupVersion) string {
	if version.Group == "" {
		return "core"
	}
	return version.Group
}
