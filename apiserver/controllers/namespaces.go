// Package controllers holds the loops that the tour's apiserver runs against itself once it serves.
//
// A controller compares what is with what should be and mends the difference, again and again. Those that live inside the
// apiserver are few: only what every other client takes for granted. They are clients like any other, on the loopback
// connection, and so they start in post-start hooks, when there is something to connect to.
package controllers

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// systemNamespacesInterval is upstream's (pkg/controlplane/controller/systemnamespaces).
const systemNamespacesInterval = time.Minute

// SystemNamespaces sees to it that some namespaces always exist.
type SystemNamespaces struct {
	client kubernetes.Interface
	lister corelisters.NamespaceLister
	synced cache.InformerSynced
	names  []string
}

// NewSystemNamespaces returns the controller. Asking the informer here is what makes its factory start it.
func NewSystemNamespaces(
	client kubernetes.Interface, informer coreinformers.NamespaceInformer, names ...string,
) *SystemNamespaces {
	return &SystemNamespaces{client: client, lister: informer.Lister(), synced: informer.Informer().HasSynced,
		names: names}
}

// Run creates what is missing, once the cache is filled and then every minute, until ctx ends.
func (c *SystemNamespaces) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	if !cache.WaitForNamedCacheSyncWithContext(ctx, c.synced) {
		return
	}
	wait.UntilWithContext(ctx, c.createMissing, systemNamespacesInterval)
}

func (c *SystemNamespaces) createMissing(ctx context.Context) {
	for _, name := range c.names {
		if _, err := c.lister.Get(name); err == nil {
			continue
		}
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
		_, err := c.client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			utilruntime.HandleErrorWithContext(ctx, err, "Create a system namespace", "namespace", name)
		}
	}
}
