package controllers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/discovery"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

const (
	// namespaceDeletionGrace is the time before a namespace is emptied, so that every server learns that nothing may be
	// created in it any more. Upstream waits 5 s (pkg/controller/namespace), for larger clusters.
	namespaceDeletionGrace = 500 * time.Millisecond
	// A namespace that is not empty yet is tried again, less and less often. Upstream guesses 8 s.
	namespaceRetryFirst = 200 * time.Millisecond
	namespaceRetryLast  = 8 * time.Second
	namespaceWorkers    = 2
)

// NamespaceDeleter empties namespaces that are being deleted, and releases them when they are empty. A deleted
// namespace stays until this controller removes the finalizer "kubernetes" from its spec.
type NamespaceDeleter struct {
	client   kubernetes.Interface
	metadata metadata.Interface
	synced   cache.InformerSynced
	queue    workqueue.TypedRateLimitingInterface[string]
}

// NewNamespaceDeleter returns a controller that follows the informer.
func NewNamespaceDeleter(
	client kubernetes.Interface, metadata metadata.Interface, informer coreinformers.NamespaceInformer,
) *NamespaceDeleter {
	limiter := workqueue.NewTypedItemExponentialFailureRateLimiter[string](namespaceRetryFirst, namespaceRetryLast)
	c := &NamespaceDeleter{client, metadata, informer.Informer().HasSynced, workqueue.NewTypedRateLimitingQueue(
		limiter)}
	enqueue := func(obj any) {
		if namespace, ok := obj.(*corev1.Namespace); ok && namespace.DeletionTimestamp != nil {
			c.queue.AddAfter(namespace.Name, namespaceDeletionGrace)
		}
	}
	_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    enqueue,
		UpdateFunc: func(_, updated any) { enqueue(updated) },
	})
	utilruntime.Must(err) // only an informer that has been stopped refuses a handler
	return c
}

// Run works until ctx ends.
func (c *NamespaceDeleter) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	defer c.queue.ShutDown()
	if !cache.WaitForNamedCacheSyncWithContext(ctx, c.synced) {
		return
	}
	for range namespaceWorkers {
		go c.work(ctx)
	}
	<-ctx.Done()
}

func (c *NamespaceDeleter) work(ctx context.Context) {
	for {
		name, shutdown := c.queue.Get()
		if shutdown {
			return
		}
		gone, err := c.sync(ctx, name)
		if err != nil && ctx.Err() == nil {
			utilruntime.HandleErrorWithContext(ctx, err, "Empty a namespace", "namespace", name)
		}
		if gone {
			c.queue.Forget(name)
		} else {
			c.queue.AddRateLimited(name)
		}
		c.queue.Done(name)
	}
}

// sync deletes as much of the namespace as it can, and reports whether it is done.
func (c *NamespaceDeleter) sync(ctx context.Context, name string) (gone bool, err error) {
	namespace, err := c.client.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return apierrors.IsNotFound(err), ignoreNotFound(err)
	}
	if namespace.DeletionTimestamp == nil || !slices.Contains(namespace.Spec.Finalizers, corev1.FinalizerKubernetes) {
		return true, nil
	}

	rest := c.deleteContents(ctx, name)
	if namespace, err = c.report(ctx, namespace, rest); err != nil {
		return false, ignoreNotFound(err)
	}
	if err := errors.Join(rest.discovery, rest.deletion); err != nil || len(rest.resources) > 0 {
		return false, err
	}
	namespace.Spec.Finalizers = slices.DeleteFunc(namespace.Spec.Finalizers,
		func(f corev1.FinalizerName) bool { return f == corev1.FinalizerKubernetes })
	_, err = c.client.CoreV1().Namespaces().Finalize(ctx, namespace, metav1.UpdateOptions{})
	return err == nil || apierrors.IsNotFound(err), ignoreNotFound(err)
}

// deleteContents deletes every object in the namespace, of every kind that any server of the chain or behind it knows,
// and returns what is still there. Pods go first, as upstream has it, so that no pod outlives the objects that restrict
// it.
func (c *NamespaceDeleter) deleteContents(ctx context.Context, namespace string) remaining {
	rest := remaining{resources: map[string]int{}, finalizers: map[string]int{}}
	// A group whose server does not answer is missing, and the namespace must wait for it; the others are emptied
	// anyway.
	lists, err := c.client.Discovery().ServerPreferredNamespacedResources()
	rest.discovery = err
	resources := deletable(lists)
	pods := corev1.SchemeGroupVersion.WithResource("pods")
	if _, ok := resources[pods]; ok {
		if c.deleteAll(ctx, pods, resources[pods], namespace, &rest); len(rest.resources) > 0 {
			return rest
		}
		delete(resources, pods)
	}
	for resource, verbs := range resources {
		c.deleteAll(ctx, resource, verbs, namespace, &rest)
	}
	return rest
}

// deletable returns the resources whose objects can be deleted, each with its verbs.
func deletable(lists []*metav1.APIResourceList) map[schema.GroupVersionResource]metav1.Verbs {
	resources := map[schema.GroupVersionResource]metav1.Verbs{}
	for _, list := range discovery.FilteredBy(discovery.SupportsAllVerbs{Verbs: []string{"delete", "list"}}, lists) {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			continue // no server can serve a group version with an invalid name
		}
		for _, resource := range list.APIResources {
			resources[version.WithResource(resource.Name)] = resource.Verbs
		}
	}
	return resources
}

// deleteAll deletes the objects of one resource and counts those that stay because of a finalizer or a grace period.
func (c *NamespaceDeleter) deleteAll(
	ctx context.Context, resource schema.GroupVersionResource, verbs metav1.Verbs, namespace string, rest *remaining,
) {
	objects := c.metadata.Resource(resource).Namespace(namespace)
	background := metav1.DeletePropagationBackground
	options := metav1.DeleteOptions{PropagationPolicy: &background}
	if slices.Contains(verbs, "deletecollection") {
		if err := objects.DeleteCollection(ctx, options, metav1.ListOptions{}); err != nil {
			rest.failed(resource, err)
			return
		}
	}
	list, err := objects.List(ctx, metav1.ListOptions{})
	if err != nil {
		rest.failed(resource, err)
		return
	}
	for _, object := range list.Items {
		rest.add(resource, object.Finalizers)
		if object.DeletionTimestamp != nil || slices.Contains(verbs, "deletecollection") {
			continue
		}
		if err := objects.Delete(ctx, object.Name, options); ignoreNotFound(err) != nil {
			rest.failed(resource, err)
		}
	}
}

func ignoreNotFound(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// remaining is the content of a namespace after a pass over it.
type remaining struct {
	discovery, deletion   error
	resources, finalizers map[string]int // how many objects of the resource there are, or wait for the finalizer
}

func (r *remaining) add(resource schema.GroupVersionResource, finalizers []string) {
	r.resources[resource.GroupResource().String()]++
	for _, finalizer := range finalizers {
		r.finalizers[finalizer]++
	}
}

func (r *remaining) failed(resource schema.GroupVersionResource, err error) {
	// A resource that is gone since discovery has no objects left.
	if !apierrors.IsNotFound(err) {
		r.deletion = errors.Join(r.deletion, fmt.Errorf("delete %s: %w", resource.GroupResource(), err))
	}
}
