package controllers

import (
	"context"
	"fmt"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsinformers "k8s.io/apiextensions-apiserver/pkg/client/informers/externalversions/apiextensions/v1"
	apiextensionslisters "k8s.io/apiextensions-apiserver/pkg/client/listers/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	"k8s.io/kube-aggregator/pkg/controllers/autoregister"
)

// Custom resources come after all built-in kinds, and the versions of one group in the order of their names
// (pkg/controlplane/controller/crdregistration).
const (
	customGroupPriority   = 1000
	customVersionPriority = 100
)

// CRDRegistration tells the registration, which keeps the APIServices, which group versions custom resources have at
// the moment.
type CRDRegistration struct {
	lister       apiextensionslisters.CustomResourceDefinitionLister
	synced       cache.InformerSynced
	registration autoregister.AutoAPIServiceRegistration
	queue        workqueue.TypedInterface[schema.GroupVersion]
	initial      chan struct{}
}

// NewCRDRegistration returns a controller that follows the informer.
func NewCRDRegistration(
	informer apiextensionsinformers.CustomResourceDefinitionInformer,
	registration autoregister.AutoAPIServiceRegistration,
) *CRDRegistration {
	c := &CRDRegistration{
		lister:       informer.Lister(),
		synced:       informer.Informer().HasSynced,
		registration: registration,
		queue:        workqueue.NewTyped[schema.GroupVersion](),
		initial:      make(chan struct{}),
	}
	_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: c.enqueue,
		// The definition may have lost a version, so the old versions count as well.
		UpdateFunc: func(old, updated any) {
			c.enqueue(old)
			c.enqueue(updated)
		},
		DeleteFunc: func(obj any) {
			if tombstone, ok := obj.(cache.DeletedFinalStateUnknown); ok {
				obj = tombstone.Obj
			}
			c.enqueue(obj)
		},
	})
	utilruntime.Must(err) // only an informer that has been stopped refuses a handler
	return c
}

// Run registers every version of every definition once, and then follows the changes until ctx ends.
func (c *CRDRegistration) Run(ctx context.Context) {
	defer utilruntime.HandleCrashWithContext(ctx)
	defer context.AfterFunc(ctx, c.queue.ShutDown)()
	if !cache.WaitForNamedCacheSyncWithContext(ctx, c.synced) {
		return
	}
	definitions, err := c.lister.List(labels.Everything())
	if err != nil {
		utilruntime.HandleErrorWithContext(ctx, err, "List custom resource definitions")
	}
	for _, definition := range definitions {
		for _, version := range versionsOf(definition) {
			c.register(version)
		}
	}
	close(c.initial)
	for {
		version, shutdown := c.queue.Get()
		if shutdown {
			return
		}
		c.register(version)
		c.queue.Done(version)
	}
}

// WaitForInitialSync returns when every definition that existed at the start has been registered, or when ctx ends.
func (c *CRDRegistration) WaitForInitialSync(ctx context.Context) {
	select {
	case <-c.initial:
	case <-ctx.Done():
	}
}

func (c *CRDRegistration) enqueue(obj any) {
	if definition, ok := obj.(*apiextensionsv1.CustomResourceDefinition); ok {
		for _, version := range versionsOf(definition) {
			c.queue.Add(version)
		}
	}
}

func versionsOf(definition *apiextensionsv1.CustomResourceDefinition) (versions []schema.GroupVersion) {
	for _, version := range definition.Spec.Versions {
		versions = append(versions, schema.GroupVersion{Group: definition.Spec.Group, Version: version.Name})
	}
	return versions
}

// register adds the version while a definition serves it, and removes it when none does any more.
func (c *CRDRegistration) register(version schema.GroupVersion) {
	apiService := NewAPIService(version, customGroupPriority, customVersionPriority)
	if !c.served(version) {
		c.registration.RemoveAPIServiceToSync(apiService.Name)
		return
	}
	c.registration.AddAPIServiceToSync(apiService)
}

// NewAPIService tells the aggregator that its own delegate serves the group version. Without it the aggregator, which
// is asked first, would not know that such a group exists.
func NewAPIService(version schema.GroupVersion, groupPriority, versionPriority int32) *apiregistrationv1.APIService {
	return &apiregistrationv1.APIService{
		ObjectMeta: metav1.ObjectMeta{Name: version.Version + "." + version.Group},
		Spec: apiregistrationv1.APIServiceSpec{
			Group:                version.Group,
			Version:              version.Version,
			GroupPriorityMinimum: groupPriority,
			VersionPriority:      versionPriority,
		},
	}
}

func (c *CRDRegistration) served(version schema.GroupVersion) bool {
	definitions, err := c.lister.List(labels.Everything())
	if err != nil {
		utilruntime.HandleError(fmt.Errorf("list custom resource definitions: %w", err))
		return false
	}
	for _, definition := range definitions {
		if definition.Spec.Group != version.Group {
			continue
		}
		for _, v := range definition.Spec.Versions {
			if v.Name == version.Version && v.Served {
				return true
			}
		}
	}
	return false
}
