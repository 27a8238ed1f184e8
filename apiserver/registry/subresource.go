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

// Subresource reads as the whole object, and a write changes only a part of it, such as status. It has the resource's
// store with another strategy, which defines the part. The store is a field and not embedded, because a route gets
// exactly those verbs for which its storage has methods.
type Subresource struct{ Store *genericregistry.Store }

// Part defines what a subresource may change.
type Part struct {
	// Kept are the fields that a write cannot change, by their names in JSON: spec, status.certificate.
	Kept []string
	// Prepare restores what this subresource may not change.
	Prepare func(object, old runtime.Object)
	// Check finds mistakes in the part; nil finds none.
	Check func(object, old runtime.Object) field.ErrorList
	// Authorize asks for further rights of the writer; nil asks for none.
	Authorize func(ctx context.Context, options Options, object, old runtime.Object) field.ErrorList
}

// Subresource builds a subresource on the resource's store.
func (r *REST) Subresource(part Part) *Subresource {
	s := partStrategy{r.CreateStrategy.(strategy), part}
	store := *r.Store
	store.UpdateStrategy = s
	store.ResetFieldsStrategy = s
	return &Subresource{&store}
}

// Status is the subresource for the observed state: a write to it changes nothing but the status.
func (r *REST) Status() *Subresource {
	part := Part{Kept: append([]string{"spec"}, r.resource.StatusKeeps...), Prepare: func(object, old runtime.Object) {
		copyFields(object, old, func(name string) bool { return name != "Status" })
		if r.resource.Is(StatusOnly) {
			metav1.ResetObjectMetaForStatus(metadataOf(object), metadataOf(old))
		}
		if r.resource.PrepareStatus != nil {
			r.resource.PrepareStatus(object, old)
		}
	}, Check: r.resource.CheckStatus, Authorize: r.resource.AuthorizeStatus}
	if r.resource.Is(StatusOnly) {
		part.Kept = append(part.Kept, "metadata")
	}
	return r.Subresource(part)
}

// partStrategy is the strategy of a subresource.
type partStrategy struct {
	strategy
	part Part
}

func (s partStrategy) PrepareForUpdate(_ context.Context, object, old runtime.Object) {
	s.part.Prepare(object, old)
	s.countGeneration(object, old)
}

func (s partStrategy) ValidateUpdate(ctx context.Context, object, old runtime.Object) (errs field.ErrorList) {
	if s.part.Check != nil {
		errs = s.part.Check(object, old)
	}
	return s.authorize(ctx, errs, s.part.Authorize, object, old)
}

func (s partStrategy) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	return resetFields(s.versions, s.part.Kept...)
}

// New returns an empty object of the resource's kind.
func (s *Subresource) New() runtime.Object { return s.Store.New() }

// Destroy does nothing: the store belongs to the resource.
func (s *Subresource) Destroy() {}

// Get returns the whole object.
func (s *Subresource) Get(ctx context.Context, name string, options *metav1.GetOptions) (runtime.Object, error) {
	return s.Store.Get(ctx, name, options)
}

// Update never creates an object: an object that does not exist has no part.
func (s *Subresource) Update(
	ctx context.Context, name string, info rest.UpdatedObjectInfo,
	create rest.ValidateObjectFunc, update rest.ValidateObjectUpdateFunc, _ bool, options *metav1.UpdateOptions,
) (runtime.Object, bool, error) {
	return s.Store.Update(ctx, name, info, create, update, false, options)
}

// GetResetFields returns the fields that a write to the subresource never changes.
func (s *Subresource) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	return s.Store.GetResetFields()
}

// ConvertToTable prints the object as the resource does.
func (s *Subresource) ConvertToTable(ctx context.Context, object, options runtime.Object) (*metav1.Table, error) {
	return s.Store.ConvertToTable(ctx, object, options)
}

var (
	_ rest.Patcher             = (*Subresource)(nil)
	_ rest.ResetFieldsStrategy = (*Subresource)(nil)
)
