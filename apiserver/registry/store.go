package registry

import (
	"context"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/generic"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
)

// REST is the storage of one resource: what a request for it ends in. Everything but the names is the generic store's.
type REST struct {
	*genericregistry.Store
	resource Resource
}

// NewREST builds the storage of a resource. This is not free: it opens a client to etcd, which must answer within 20 s, and
// starts the watch cache, which begins at once to fill itself from etcd.
func NewREST(version schema.GroupVersion, resource Resource, scheme *runtime.Scheme, options generic.RESTOptionsGetter) (*REST, error) {
	strategy := strategy{scheme, names.SimpleNameGenerator, !resource.ClusterScoped}
	store := &genericregistry.Store{
		NewFunc:                   resource.Object.DeepCopyObject,
		NewListFunc:               resource.List.DeepCopyObject,
		DefaultQualifiedResource:  version.WithResource(resource.Plural).GroupResource(),
		SingularQualifiedResource: version.WithResource(resource.Singular()).GroupResource(),
		CreateStrategy:            strategy,
		UpdateStrategy:            strategy,
		DeleteStrategy:            strategy,
		TableConvertor:            rest.NewDefaultTableConvertor(version.WithResource(resource.Plural).GroupResource()),
	}
	if resource.Seconds > 0 {
		store.TTLFunc = func(runtime.Object, uint64, bool) (uint64, error) { return resource.Seconds, nil }
	}
	if err := store.CompleteWithOptions(&generic.StoreOptions{RESTOptions: options}); err != nil {
		return nil, err
	}
	return &REST{store, resource}, nil
}

// ShortNames are what a user may type instead of the resource's name: kubectl get ns.
func (r *REST) ShortNames() []string { return r.resource.ShortNames }

// Categories are what a user may type for several resources at once: kubectl get all.
func (r *REST) Categories() []string { return r.resource.Categories }

var (
	_ rest.ShortNamesProvider = (*REST)(nil)
	_ rest.CategoriesProvider = (*REST)(nil)
)

// strategy is what a store asks about its kind when an object is created, changed or deleted. The generic code around it
// has by then checked the metadata; ours has nothing to add for any kind.
type strategy struct {
	runtime.ObjectTyper
	names.NameGenerator
	namespaced bool
}

func (s strategy) NamespaceScoped() bool { return s.namespaced }

func (strategy) PrepareForCreate(context.Context, runtime.Object)                 {}
func (strategy) Validate(context.Context, runtime.Object) field.ErrorList         { return nil }
func (strategy) WarningsOnCreate(context.Context, runtime.Object) []string        { return nil }
func (strategy) Canonicalize(runtime.Object)                                      {}
func (strategy) AllowCreateOnUpdate(context.Context) bool                         { return false }
func (strategy) PrepareForUpdate(context.Context, runtime.Object, runtime.Object) {}
func (strategy) AllowUnconditionalUpdate(context.Context) bool                    { return true }
func (strategy) WarningsOnUpdate(context.Context, runtime.Object, runtime.Object) []string {
	return nil
}

func (strategy) ValidateUpdate(context.Context, runtime.Object, runtime.Object) field.ErrorList {
	return nil
}
