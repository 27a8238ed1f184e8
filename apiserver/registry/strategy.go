package registry

import (
	"context"
	"reflect"

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

// strategy is what a store asks about its kind when an object is created, changed or deleted. Upstream has one for every
// kind; most of what they say is the same, and here it is said once, over the fields of whatever Go type the kind has.
// What differs is in the kind's row.
type strategy struct {
	runtime.ObjectTyper
	names.NameGenerator
	version  schema.GroupVersion
	resource Resource
}

func (s strategy) NamespaceScoped() bool { return !s.resource.is(clusterScoped) }

func (s strategy) AllowCreateOnUpdate(context.Context) bool { return s.resource.is(createsOnUpdate) }

func (s strategy) AllowUnconditionalUpdate(context.Context) bool { return !s.resource.is(needsVersion) }

// PrepareForCreate takes away what a writer may not say: how things are is for the status subresource.
func (s strategy) PrepareForCreate(ctx context.Context, object runtime.Object) {
	if s.resource.hasStatus() && !s.resource.is(bornWithStatus) {
		reflect.ValueOf(object).Elem().FieldByName("Status").SetZero()
	}
	if s.resource.is(countsGenerations) {
		metadataOf(object).SetGeneration(1)
	}
	if s.resource.Prepare != nil {
		s.resource.Prepare(ctx, object, nil)
	}
}

// PrepareForUpdate keeps the status as it was, and counts a new generation when anything but metadata has changed.
func (s strategy) PrepareForUpdate(ctx context.Context, object, old runtime.Object) {
	if s.resource.hasStatus() {
		copyFields(object, old, func(name string) bool { return name == "Status" })
	}
	if s.resource.Prepare != nil {
		s.resource.Prepare(ctx, object, old)
	}
	s.countGeneration(object, old)
}

func (s strategy) countGeneration(object, old runtime.Object) {
	if s.resource.is(countsGenerations) && !wantSame(object, old) {
		metadataOf(object).SetGeneration(metadataOf(old).GetGeneration() + 1)
	}
}

func (s strategy) Validate(_ context.Context, object runtime.Object) field.ErrorList {
	errs := apivalidation.ValidateObjectMetaAccessor(metadataOf(object), s.NamespaceScoped(), s.validateName, field.NewPath("metadata"))
	if s.resource.Check != nil {
		errs = append(errs, s.resource.Check(object, nil)...)
	}
	return errs
}

// ValidateUpdate adds what the row says: the generic code has compared the metadata already.
func (s strategy) ValidateUpdate(_ context.Context, object, old runtime.Object) field.ErrorList {
	if s.resource.Check == nil {
		return nil
	}
	return s.resource.Check(object, old)
}

func (s strategy) validateName(name string, prefix bool) []string {
	switch {
	case s.resource.is(dnsLabel):
		return apivalidation.NameIsDNSLabel(name, prefix)
	case s.resource.is(anyName):
		if prefix {
			return content.IsPathSegmentPrefix(name)
		}
		return content.IsPathSegmentName(name)
	}
	return apivalidation.NameIsDNSSubdomain(name, prefix)
}

// Canonicalize is where a namespace is given the label of its name. It comes after generateName has made the name, and
// Prepare before.
func (s strategy) Canonicalize(object runtime.Object) {
	if s.resource.Default != nil {
		s.resource.Default(object)
	}
}

func (strategy) WarningsOnCreate(context.Context, runtime.Object) []string { return nil }

func (strategy) WarningsOnUpdate(context.Context, runtime.Object, runtime.Object) []string {
	return nil
}

// DefaultGarbageCollectionPolicy says what becomes of an object's dependents when a delete does not.
func (s strategy) DefaultGarbageCollectionPolicy(context.Context) rest.GarbageCollectionPolicy {
	switch {
	case s.resource.is(orphansDependents):
		return rest.OrphanDependents
	case s.resource.is(keepsNoDependents):
		return rest.Unsupported
	}
	return rest.DeleteDependents
}

// CheckGracefulDelete says whether an object is first only marked, and for how long, so that somebody can end in order
// what it stands for.
func (s strategy) CheckGracefulDelete(_ context.Context, object runtime.Object, options *metav1.DeleteOptions) bool {
	if s.resource.Grace == nil || options == nil {
		return false
	}
	seconds := s.resource.Grace(object, options.GracePeriodSeconds)
	options.GracePeriodSeconds = &seconds
	return true
}

// GetResetFields are those that a write never changes, so server-side apply must not let anybody own them by it.
func (s strategy) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	if !s.resource.hasStatus() {
		return nil
	}
	return resetFields(s.version, "status")
}

func resetFields(version schema.GroupVersion, names ...string) map[fieldpath.APIVersion]*fieldpath.Set {
	set := fieldpath.NewSet()
	for _, name := range names {
		set.Insert(fieldpath.MakePathOrDie(name))
	}
	return map[fieldpath.APIVersion]*fieldpath.Set{fieldpath.APIVersion(version.String()): set}
}

// metadataOf is for objects of built-in kinds, which have metadata all.
func metadataOf(object runtime.Object) metav1.Object {
	accessor, err := meta.Accessor(object)
	if err != nil {
		panic(err)
	}
	return accessor
}

// copyFields sets fields of an object, whichever are chosen by their Go name, to those of the old one. Its metadata and
// its kind are never chosen.
func copyFields(object, old runtime.Object, chosen func(string) bool) {
	to, from := reflect.ValueOf(object).Elem(), reflect.ValueOf(old).Elem()
	for i := range to.NumField() {
		if name := to.Type().Field(i).Name; name != "TypeMeta" && name != "ObjectMeta" && chosen(name) {
			to.Field(i).Set(from.Field(i))
		}
	}
}

// wantSame reports whether two objects are the same but for metadata and status.
func wantSame(object, old runtime.Object) bool {
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
