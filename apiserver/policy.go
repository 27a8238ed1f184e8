package apiserver

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"

	"apitour/apiserver/controllers"
	"apitour/apiserver/rbac"
	"apitour/apiserver/registry"
	"apitour/apiserver/reviews"
)

// bootstrapRolesHook is upstream's name (pkg/registry/rbac/rest/storage_rbac.go).
const bootstrapRolesHook = "rbac/bootstrap-roles"

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

// addAccessHooks registers what writes the objects by which the server judges its clients: the roles that a cluster begins
// with, the rules that aggregated roles gather, and the levels and schemas of priority and fairness.
func addAccessHooks(server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig, client kubernetes.Interface) error {
	if !config.GenericConfig.DisabledPostStartHooks.Has(bootstrapRolesHook) {
		informers := config.VersionedInformers.Rbac().V1()
		caches := rbac.NewCaches(informers)
		err := server.AddPostStartHook(bootstrapRolesHook, func(hook genericapiserver.PostStartHookContext) error {
			return rbac.Bootstrap(hook, client, caches)
		})
		if err != nil {
			return err
		}
		aggregation := informers.ClusterRoles()
		err = server.AddPostStartHook("start-clusterrole-aggregation-controller", func(hook genericapiserver.PostStartHookContext) error {
			controller, err := rbac.NewAggregation(client.RbacV1().ClusterRoles(), aggregation)
			if err == nil {
				go controller.Run(hook)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if config.GenericConfig.FlowControl == nil {
		return nil
	}
	return server.AddPostStartHook("priority-and-fairness-config-producer", func(hook genericapiserver.PostStartHookContext) error {
		ensurer := controllers.NewFlowControl(client.FlowcontrolV1())
		if err := ensurer.Ensure(hook); err != nil {
			return err
		}
		go ensurer.Run(hook)
		return nil
	})
}
