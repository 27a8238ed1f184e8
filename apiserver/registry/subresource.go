package registry

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// subresource reads as the whole object, and a write changes only a part of it, such as status. It has the resource's store
// but for the strategy, which says what the part is. It hides the store, because which verbs a route gets is which methods
// its storage has.
type subresource struct{ store *genericregistry.Store }

// part builds a subresource on the resource's store.
func (r *REST) part(s partStrategy) *subresource {
	store := *r.Store
	store.UpdateStrategy = s
	store.ResetFieldsStrategy = s
	return &subresource{&store}
}

type partStrategy interface {
	rest.RESTUpdateStrategy
	rest.ResetFieldsStrategy
}

func (s *subresource) New() runtime.Object { return s.store.New() }

// Destroy leaves the store alone: it is the resource's.
func (s *subresource) Destroy() {}

func (s *subresource) Get(ctx context.Context, name string, options *metav1.GetOptions) (runtime.Object, error) {
	return s.store.Get(ctx, name, options)
}

// Update never creates: there is no part of what does not exist.
func (s *subresource) Update(ctx context.Context, name string, info rest.UpdatedObjectInfo, create rest.ValidateObjectFunc, update rest.ValidateObjectUpdateFunc, _ bool, options *metav1.UpdateOptions) (runtime.Object, bool, error) {
	return s.store.Update(ctx, name, info, create, update, false, options)
}

func (s *subresource) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	return s.store.GetResetFields()
}

func (s *subresource) ConvertToTable(ctx context.Context, object, options runtime.Object) (*metav1.Table, error) {
	return s.store.ConvertToTable(ctx, object, options)
}

var (
	_ rest.Patcher             = (*subresource)(nil)
	_ rest.ResetFieldsStrategy = (*subresource)(nil)
)

// putOnly is a subresource that can be replaced, and neither read nor patched.
type putOnly struct{ part *subresource }

func (p putOnly) New() runtime.Object { return p.part.New() }
func (p putOnly) Destroy()            {}

func (p putOnly) Update(ctx context.Context, name string, info rest.UpdatedObjectInfo, create rest.ValidateObjectFunc, update rest.ValidateObjectUpdateFunc, _ bool, options *metav1.UpdateOptions) (runtime.Object, bool, error) {
	return p.part.Update(ctx, name, info, create, update, false, options)
}
