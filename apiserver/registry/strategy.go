package registry

import (
	"context"
	"reflect"
	"strings"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validate/content"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// strategy answers the questions of a store about its kind when an object is created, updated or deleted. Upstream has
// a strategy for every kind, and most of their answers are the same. Here they are given once, by reflection on the
// fields of the kind's Go type; the kind's row states the differences.
type strategy struct {
	runtime.ObjectTyper
	names.NameGenerator
	options  Options
	versions []schema.GroupVersion
	resource Resource
}

func newStrategy(options Options, versions []schema.GroupVersion, resource Resource) strategy {
	return strategy{options.Scheme, names.SimpleNameGenerator, options, versions, resource}
}

func (s strategy) NamespaceScoped() bool { return !s.resource.Is(ClusterScoped) }

func (s strategy) AllowCreateOnUpdate(context.Context) bool { return s.resource.Is(CreatesOnUpdate) }

func (s strategy) AllowUnconditionalUpdate(context.Context) bool { return !s.resource.Is(NeedsVersion) }

// PrepareForCreate removes what a writer may not set: the status is written through its subresource.
func (s strategy) PrepareForCreate(ctx context.Context, object runtime.Object) {
	if s.resource.HasStatus() && !s.resource.Is(BornWithStatus) {
		reflect.ValueOf(object).Elem().FieldByName("Status").SetZero()
	}
	if s.resource.Is(CountsGenerations) {
		metadataOf(object).SetGeneration(1)
	}
	if s.resource.Prepare != nil {
		s.resource.Prepare(ctx, object, nil)
	}
}

// PrepareForUpdate keeps the old status, and counts a new generation if anything but metadata and status has changed.
func (s strategy) PrepareForUpdate(ctx context.Context, object, old runtime.Object) {
	if s.resource.HasStatus() {
		copyFields(object, old, func(name string) bool { return name == "Status" })
	}
	if s.resource.Prepare != nil {
		s.resource.Prepare(ctx, object, old)
	}
	s.countGeneration(object, old)
}

func (s strategy) countGeneration(object, old runtime.Object) {
	if s.resource.Is(CountsGenerations) && !sameSpec(object, old) {
		metadataOf(object).SetGeneration(metadataOf(old).GetGeneration() + 1)
	}
}

func (s strategy) Validate(ctx context.Context, object runtime.Object) field.ErrorList {
	at := field.NewPath("metadata")
	errs := apivalidation.ValidateObjectMetaAccessor(metadataOf(object), s.NamespaceScoped(), s.validateName, at)
	if s.resource.Check != nil {
		errs = append(errs, s.resource.Check(object, nil)...)
	}
	return s.authorize(ctx, errs, s.resource.Authorize, object, nil)
}

// ValidateUpdate adds the row's check. The generic code has already compared the metadata.
func (s strategy) ValidateUpdate(ctx context.Context, object, old runtime.Object) (errs field.ErrorList) {
	if s.resource.Check != nil {
		errs = s.resource.Check(object, old)
	}
	return s.authorize(ctx, errs, s.resource.Authorize, object, old)
}

// authorize asks for further rights only when the object has no mistakes, as upstream does: what an object refers to
// means nothing before.
func (s strategy) authorize(
	ctx context.Context, errs field.ErrorList,
	ask func(context.Context, Options, runtime.Object, runtime.Object) field.ErrorList, object, old runtime.Object,
) field.ErrorList {
	if len(errs) > 0 || ask == nil {
		return errs
	}
	return ask(ctx, s.options, object, old)
}

func (s strategy) validateName(name string, prefix bool) []string {
	switch {
	case s.resource.Is(DNSLabel):
		return apivalidation.NameIsDNSLabel(name, prefix)
	case s.resource.Is(AnyName):
		if prefix {
			return content.IsPathSegmentPrefix(name)
		}
		return content.IsPathSegmentName(name)
	}
	return apivalidation.NameIsDNSSubdomain(name, prefix)
}

// Canonicalize runs the defaults once more on a create, after generateName has made the name; Prepare runs before that.
// A namespace gets the label with its name here.
func (s strategy) Canonicalize(object runtime.Object) {
	if s.resource.Default != nil {
		s.resource.Default(object)
	}
}

func (strategy) WarningsOnCreate(context.Context, runtime.Object) []string { return nil }

func (strategy) WarningsOnUpdate(context.Context, runtime.Object, runtime.Object) []string {
	return nil
}

// DefaultGarbageCollectionPolicy decides about an object's dependents when a delete does not.
func (s strategy) DefaultGarbageCollectionPolicy(context.Context) rest.GarbageCollectionPolicy {
	switch {
	case s.resource.Is(OrphansDependents):
		return rest.OrphanDependents
	case s.resource.Is(KeepsNoDependents):
		return rest.Unsupported
	}
	return rest.DeleteDependents
}

// CheckGracefulDelete reports whether a delete only marks the object at first, and sets for how long, so that a
// controller or a kubelet can end in order what the object stands for.
func (s strategy) CheckGracefulDelete(_ context.Context, object runtime.Object, options *metav1.DeleteOptions) bool {
	if s.resource.Grace == nil || options == nil {
		return false
	}
	seconds := s.resource.Grace(object, options.GracePeriodSeconds)
	options.GracePeriodSeconds = &seconds
	return true
}

// GetResetFields returns the fields that a write never changes, so that server-side apply gives no owner to them.
func (s strategy) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	if !s.resource.HasStatus() {
		return nil
	}
	return resetFields(s.versions, "status")
}

func resetFields(versions []schema.GroupVersion, names ...string) map[fieldpath.APIVersion]*fieldpath.Set {
	set := fieldpath.NewSet()
	for _, name := range names {
		var path []any
		for part := range strings.SplitSeq(name, ".") {
			path = append(path, part)
		}
		set.Insert(fieldpath.MakePathOrDie(path...))
	}
	sets := map[fieldpath.APIVersion]*fieldpath.Set{}
	for _, version := range versions {
		sets[fieldpath.APIVersion(version.String())] = set
	}
	return sets
}

// metadataOf is for objects of built-in kinds, all of which have metadata.
func metadataOf(object runtime.Object) metav1.Object {
	accessor, err := meta.Accessor(object)
	if err != nil {
		panic(err)
	}
	return accessor
}

// copyFields copies the fields that chosen accepts, by their Go names, from the old object. It never copies metadata
// and kind.
func copyFields(object, old runtime.Object, chosen func(string) bool) {
	to, from := reflect.ValueOf(object).Elem(), reflect.ValueOf(old).Elem()
	for i := range to.NumField() {
		if name := to.Type().Field(i).Name; name != "TypeMeta" && name != "ObjectMeta" && chosen(name) {
			to.Field(i).Set(from.Field(i))
		}
	}
}

// sameSpec reports whether two objects are equal except for metadata and status.
func sameSpec(object, old runtime.Object) bool {
	a, b := reflect.ValueOf(object).Elem(), reflect.ValueOf(old).Elem()
	for i := range a.NumField() {
		switch a.Type().Field(i).Name {
		case "TypeMeta", "ObjectMeta", "Status":
			continue
		}
		if !apiequality.Semantic.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			return false
		}
	}
	return true
}
