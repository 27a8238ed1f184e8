// Package controllers holds the loops that the tour's apiserver runs against itself once it serves, except the setup of
// roles, which is in package rbac.
//
// A controller compares the actual state with the intended one and repairs the difference, again and again. The
// apiserver contains few of them: only those that every other client takes for granted. They are clients like any
// other, on the loopback connection, so they start in post-start hooks, when the server answers.
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

// SystemNamespaces makes sure that some namespaces always exist.
type SystemNamespaces struct {
	client kubernetes.Interface
	lister corelisters.NamespaceLister
	synced cache.InformerSynced
	names  []string
}

// NewSystemNamespaces returns the controller. The informer must be asked here, so that its factory starts it.
func NewSystemNamespaces(
	client kubernetes.Interface, informer coreinformers.NamespaceInformer, names ...string,
) *SystemNamespaces {
	return &SystemNamespaces{
		client: client, lister: informer.Lister(), synced: informer.Informer().HasSynced,
		names: names,
	}
}

// Run creates the missing namespaces, once the cache is filled and then every minute, until ctx ends.
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
