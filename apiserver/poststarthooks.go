package apiserver

import (
	"context"
	"fmt"

	schedulingv1 "k8s.io/api/scheduling/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/kube-aggregator/pkg/controllers/autoregister"

	"apitour/apiserver/controllers"
	"apitour/apiserver/rbac"
	"apitour/apiserver/registry"
)

// The names of these hooks are upstream's (pkg/registry/GROUP/rest/storage_GROUP.go).
const (
	bootstrapRolesHook  = "rbac/bootstrap-roles"
	priorityClassesHook = "scheduling/bootstrap-system-priority-classes"
)

// postStartHook is what a server does once it serves, beside answering requests. All hooks start together, each in a
// goroutine of its own, and the server is ready when all of them have returned.
type postStartHook struct {
	name string
	on   bool
	run  genericapiserver.PostStartHookFunc
}

// addPostStartHooks registers the hooks whose switch is on.
func addPostStartHooks(server *genericapiserver.GenericAPIServer, hooks []postStartHook) error {
	for _, hook := range hooks {
		if !hook.on {
			continue
		}
		if err := server.AddPostStartHook(hook.name, hook.run); err != nil {
			return err
		}
	}
	return nil
}

// kubeHooks are the hooks that this project adds to the kube server; the libraries add others. Most start a controller
// and return. rbac/bootstrap-roles and priority-and-fairness-config-producer write objects that requests are judged by,
// and scheduling/bootstrap-system-priority-classes the ones that the cluster's own Pods name, so the server is not
// ready before they have been written.
func kubeHooks(c *kubeControllers, config *KubeAPIServerConfig) []postStartHook {
	rbacIsOn := c.aggregatedRoles != nil
	fairnessIsOn := config.GenericConfig.FlowControl != nil
	classesAreServed := config.serves(schedulingv1.SchemeGroupVersion.WithResource("priorityclasses"))
	return []postStartHook{
		{"start-system-namespaces-controller", true, func(hook genericapiserver.PostStartHookContext) error {
			go c.namespaces.Run(hook)
			return nil
		}},
		{"bootstrap-controller", true, func(genericapiserver.PostStartHookContext) error {
			c.kubernetesService.start()
			return nil
		}},
		{"start-cluster-authentication-info-controller", true, func(hook genericapiserver.PostStartHookContext) error {
			go controllers.NewClusterAuthentication(c.client, config.ClusterAuthenticationInfo).Run(hook)
			return nil
		}},
		{bootstrapRolesHook, rbacIsOn, func(hook genericapiserver.PostStartHookContext) error {
			return rbac.Bootstrap(hook, c.client, c.roles, config.Patience(rbac.BootstrapTimeout))
		}},
		{"start-clusterrole-aggregation-controller", rbacIsOn, func(hook genericapiserver.PostStartHookContext) error {
			go c.aggregatedRoles.Run(hook)
			return nil
		}},
		{"priority-and-fairness-config-producer", fairnessIsOn, func(hook genericapiserver.PostStartHookContext) error {
			ensurer := controllers.NewFlowControl(c.client.FlowcontrolV1())
			if err := ensurer.Ensure(hook, config.Patience(controllers.FlowControlTimeout)); err != nil {
				return err
			}
			go ensurer.Run(hook)
			return nil
		}},
		{priorityClassesHook, classesAreServed, func(hook genericapiserver.PostStartHookContext) error {
			patience := config.Patience(controllers.PriorityClassesTimeout)
			return controllers.EnsureSystemPriorityClasses(hook, c.client.SchedulingV1().PriorityClasses(), patience)
		}},
		{"start-namespace-deleter", true, func(hook genericapiserver.PostStartHookContext) error {
			go c.namespaceDeleter.Run(hook)
			return nil
		}},
		{"storage-readiness", true, func(hook genericapiserver.PostStartHookContext) error {
			return c.storageReadiness.Hook(hook)
		}},
	}
}

// aggregatorHooks is the one hook that this project adds to the aggregator.
func aggregatorHooks(
	definitions *controllers.CRDRegistration, registration autoRegistration,
) []postStartHook {
	return []postStartHook{
		{"kube-apiserver-autoregistration", true, func(hook genericapiserver.PostStartHookContext) error {
			go definitions.Run(hook)
			go func() {
				// The other order would lose data paths: before the definitions are known, the APIServices of their
				// groups look like leftovers, and the registration controller deletes leftovers.
				definitions.WaitForInitialSync(hook)
				registration.Run(5, hook.Done())
			}()
			return nil
		}},
	}
}

// autoRegistration keeps an APIService for each group version that is registered with it.
type autoRegistration interface {
	autoregister.AutoAPIServiceRegistration
	Run(workers int, stop <-chan struct{})
}

// kubeControllers is what the hooks of the kube server start. The informers of a controller must be known before any
// hook starts: one of the library's hooks starts them all.
type kubeControllers struct {
	client            kubernetes.Interface
	namespaces        *controllers.SystemNamespaces
	kubernetesService *stoppable
	roles             rbac.Caches
	aggregatedRoles   *controllers.ClusterRoleAggregation // nil when RBAC is off
	namespaceDeleter  *controllers.NamespaceDeleter
	storageReadiness  *genericapiserver.StorageReadinessHook
}

// addKubeHooks registers the hooks of the kube server, of its start and of its end.
func addKubeHooks(server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig) error {
	client, err := newLoopbackClient(config.GenericConfig)
	if err != nil {
		return err
	}
	metadataClient, err := metadata.NewForConfig(config.GenericConfig.LoopbackClientConfig)
	if err != nil {
		return fmt.Errorf("make the loopback client for metadata: %w", err)
	}
	service, err := newKubernetesService(server, config, client)
	if err != nil {
		return err
	}
	namespaces := config.VersionedInformers.Core().V1().Namespaces()
	c := &kubeControllers{
		client: client,
		namespaces: controllers.NewSystemNamespaces(client, namespaces,
			metav1.NamespaceSystem, metav1.NamespacePublic, metav1.NamespaceDefault, "kube-node-lease"),
		kubernetesService: service,
		namespaceDeleter:  controllers.NewNamespaceDeleter(client, metadataClient, namespaces),
		storageReadiness:  server.StorageReadinessHook,
	}
	if !config.GenericConfig.DisabledPostStartHooks.Has(bootstrapRolesHook) {
		informers := config.VersionedInformers.Rbac().V1()
		c.roles = rbac.NewCaches(informers)
		c.aggregatedRoles = controllers.NewClusterRoleAggregation(client.RbacV1().ClusterRoles(),
			informers.ClusterRoles())
	}
	if err := addPostStartHooks(server, kubeHooks(c, config)); err != nil {
		return err
	}
	return server.AddPreShutdownHook("stop-kubernetes-service-controller", service.stop)
}

// newKubernetesService makes the controller that tells the clients in a cluster where this server is.
func newKubernetesService(
	server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig, client kubernetes.Interface,
) (*stoppable, error) {
	_, port, err := config.GenericConfig.SecureServing.HostPort()
	if err != nil {
		return nil, fmt.Errorf("find out the port of this server: %w", err)
	}
	leases, err := registry.NewServerLeases(config.GenericConfig.RESTOptionsGetter, controllers.KubernetesServiceTTL)
	if err != nil {
		return nil, err
	}
	server.RegisterDestroyFunc(leases.Destroy)
	ready := func(ctx context.Context) bool {
		return client.CoreV1().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error() == nil
	}
	service := controllers.NewKubernetesService(client, leases, ready, config.GenericConfig.PublicAddress, port)
	return newStoppable(service.Run), nil
}

// stoppable runs a controller until the beginning of a termination, while the server can still store what the
// controller takes back. The context of a post-start hook lasts too long: until after the pre-shutdown hooks.
type stoppable struct {
	controller               func(ctx context.Context)
	started, stopping, ended chan struct{}
}

func newStoppable(controller func(context.Context)) *stoppable {
	return &stoppable{controller, make(chan struct{}), make(chan struct{}), make(chan struct{})}
}

func (s *stoppable) start() {
	close(s.started)
	go func() {
		defer close(s.ended)
		s.controller(wait.ContextForChannel(s.stopping))
	}()
}

// stop is a pre-shutdown hook: it returns when the controller has ended.
func (s *stoppable) stop() error {
	close(s.stopping)
	select {
	case <-s.started:
		<-s.ended
	default: // it never ran, so there is nothing to take back
	}
	return nil
}
