package registry

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
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
	s.strategy = r.CreateStrategy.(strategy)
	store := *r.Store
	store.UpdateStrategy = s
	store.ResetFieldsStrategy = s
	return &subresource{&store}
}

// partStrategy is the strategy of a subresource.
type partStrategy struct {
	strategy
	// prepare puts back what this subresource may not change.
	prepare func(object, old runtime.Object)
	// check finds mistakes in what it may change; nil finds none.
	check func(object, old runtime.Object) field.ErrorList
	// kept are the top-level fields that are put back, by their names in JSON.
	kept []string
}

func (s partStrategy) PrepareForUpdate(_ context.Context, object, old runtime.Object) {
	s.prepare(object, old)
	s.countGeneration(object, old)
}

func (s partStrategy) ValidateUpdate(_ context.Context, object, old runtime.Object) field.ErrorList {
	if s.check == nil {
		return nil
	}
	return s.check(object, old)
}

func (s partStrategy) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	return resetFields(s.version, s.kept...)
}

// status is the subresource that tells how things are: all but the status stays as it was.
func (r *REST) status() *subresource {
	s := partStrategy{kept: []string{"spec"}, prepare: func(object, old runtime.Object) {
		copyFields(object, old, func(name string) bool { return name != "Status" })
		if r.resource.is(statusOnly) {
			metav1.ResetObjectMetaForStatus(metadataOf(object), metadataOf(old))
		}
		if r.resource.PrepareStatus != nil {
			r.resource.PrepareStatus(object, old)
		}
	}}
	if r.resource.is(statusOnly) {
		s.kept = append(s.kept, "metadata")
	}
	return r.part(s)
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
