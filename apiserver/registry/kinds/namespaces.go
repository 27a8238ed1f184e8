package kinds

import (
	"context"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage"
	storeerr "k8s.io/apiserver/pkg/storage/errors"
	"k8s.io/apiserver/pkg/util/dryrun"

	"apitour/apiserver/registry"
)

// A namespace is deleted in two steps, because its contents must be deleted first. It is created with a finalizer in
// its spec. A delete only marks it as terminating. The controller that empties it (package controllers) removes the
// finalizer through the finalize subresource, and then the namespace is removed. Finalizers in the metadata, which
// every kind can have, came later and count as well.

// prepareNamespace adds the finalizer on create, and keeps the finalizers on update: they have a subresource.
func prepareNamespace(_ context.Context, object, old runtime.Object) {
	namespace := object.(*corev1.Namespace)
	if old != nil {
		namespace.Spec.Finalizers = old.(*corev1.Namespace).Spec.Finalizers
		return
	}
	namespace.Status.Phase = corev1.NamespaceActive
	if !slices.Contains(namespace.Spec.Finalizers, corev1.FinalizerKubernetes) {
		namespace.Spec.Finalizers = append(namespace.Spec.Finalizers, corev1.FinalizerKubernetes)
	}
}

// checkNamespace requires finalizers that tell to whom they belong.
func checkNamespace(object, _ runtime.Object) (errs field.ErrorList) {
	at := field.NewPath("spec", "finalizers")
	for _, finalizer := range object.(*corev1.Namespace).Spec.Finalizers {
		errs = append(errs, apivalidation.ValidateFinalizerName(string(finalizer), at)...)
		if !strings.Contains(string(finalizer), "/") && !slices.Contains(ownFinalizers, finalizer) {
			message := "name is neither a standard finalizer name nor is it fully qualified"
			errs = append(errs, field.Invalid(at, finalizer, message))
		}
	}
	return errs
}

// ownFinalizers are the ones that need no domain (pkg/apis/core/helper/helpers.go).
var ownFinalizers = []corev1.FinalizerName{
	corev1.FinalizerKubernetes, metav1.FinalizerOrphanDependents, metav1.FinalizerDeleteDependents,
}

// defaultNamespace adds the label by which selectors find a namespace by its name.
func defaultNamespace(object runtime.Object) {
	namespace := object.(*corev1.Namespace)
	if namespace.Name == "" {
		return
	}
	if namespace.Labels == nil {
		namespace.Labels = map[string]string{}
	}
	namespace.Labels[corev1.LabelMetadataName] = namespace.Name
}

// namespaceVerbs are the verbs of the resource. deletecollection is left out, as upstream, because it would bypass
// Delete below.
type namespaceVerbs interface {
	rest.Getter
	rest.Lister
	rest.CreaterUpdater
	rest.GracefulDeleter
	rest.Watcher
	rest.Scoper
	rest.Storage
	rest.SingularNameProvider
	rest.ShortNamesProvider
	rest.CategoriesProvider
	rest.ResetFieldsStrategy
	rest.StorageWithReadiness
}

type namespaceREST struct {
	namespaceVerbs
	store *genericregistry.Store
}

func namespaceStorage(r *registry.REST, _ registry.Options) map[string]rest.Storage {
	r.ShouldDeleteDuringUpdate = func(ctx context.Context, key string, object, existing runtime.Object) bool {
		return len(object.(*corev1.Namespace).Spec.Finalizers) == 0 &&
			genericregistry.ShouldDeleteDuringUpdate(ctx, key, object, existing)
	}
	finalize := r.Subresource(registry.Part{Kept: []string{"status"}, Prepare: func(object, old runtime.Object) {
		object.(*corev1.Namespace).Status = old.(*corev1.Namespace).Status
	}, Check: checkNamespace})
	return map[string]rest.Storage{
		"namespaces":          &namespaceREST{r, r.Store},
		"namespaces/status":   r.Status(),
		"namespaces/finalize": finalizeREST{finalize},
	}
}

// finalizeREST can be replaced, and neither read nor patched.
type finalizeREST struct{ part *registry.Subresource }

func (f finalizeREST) New() runtime.Object { return f.part.New() }
func (f finalizeREST) Destroy()            {}

func (f finalizeREST) Update(
	ctx context.Context, name string, info rest.UpdatedObjectInfo,
	create rest.ValidateObjectFunc, update rest.ValidateObjectUpdateFunc, _ bool, options *metav1.UpdateOptions,
) (runtime.Object, bool, error) {
	return f.part.Update(ctx, name, info, create, update, false, options)
}

// Delete marks the namespace as terminating the first time, and removes it once it has no finalizer left.
func (n *namespaceREST) Delete(
	ctx context.Context, name string, validate rest.ValidateObjectFunc, options *metav1.DeleteOptions,
) (runtime.Object, bool, error) {
	object, err := n.Get(ctx, name, &metav1.GetOptions{})
	if err != nil {
		return nil, false, err
	}
	namespace := object.(*corev1.Namespace)
	if options == nil {
		options = metav1.NewDeleteOptions(0)
	}
	if options.Preconditions == nil {
		options.Preconditions = &metav1.Preconditions{}
	}
	// The UID protects a new namespace of the same name.
	if options.Preconditions.UID == nil {
		options.Preconditions.UID = &namespace.UID
	}
	switch {
	case namespace.DeletionTimestamp.IsZero():
		terminating, err := n.terminate(ctx, name, validate, options)
		return terminating, false, err
	case len(namespace.Spec.Finalizers) > 0:
		return namespace, false, nil
	}
	return n.store.Delete(ctx, name, validate, options)
}

func (n *namespaceREST) terminate(
	ctx context.Context, name string, validate rest.ValidateObjectFunc, options *metav1.DeleteOptions,
) (runtime.Object, error) {
	key, err := n.store.KeyFunc(ctx, name)
	if err != nil {
		return nil, err
	}
	preconditions := &storage.Preconditions{
		UID: options.Preconditions.UID, ResourceVersion: options.Preconditions.ResourceVersion,
	}
	mark := storage.SimpleUpdate(func(existing runtime.Object) (runtime.Object, error) {
		if err := validate(ctx, existing); err != nil {
			return nil, err
		}
		namespace := existing.(*corev1.Namespace)
		markTerminating(namespace, options.PropagationPolicy)
		return namespace, nil
	})
	out := &corev1.Namespace{}
	dryRun := dryrun.IsDryRun(options.DryRun)
	if err := n.store.Storage.GuaranteedUpdate(ctx, key, out, false, preconditions, mark, dryRun, nil); err != nil {
		resource := corev1.Resource("namespaces")
		err = storeerr.InterpretUpdateError(storeerr.InterpretGetError(err, resource, name), resource, name)
		if _, ok := err.(apierrors.APIStatus); !ok {
			err = apierrors.NewInternalError(err)
		}
		return nil, err
	}
	return out, nil
}

func markTerminating(namespace *corev1.Namespace, policy *metav1.DeletionPropagation) {
	if namespace.DeletionTimestamp.IsZero() {
		now := metav1.Now()
		namespace.DeletionTimestamp = &now
	}
	namespace.Status.Phase = corev1.NamespaceTerminating
	if policy != nil {
		setFinalizer(namespace, metav1.FinalizerOrphanDependents, *policy == metav1.DeletePropagationOrphan)
		setFinalizer(namespace, metav1.FinalizerDeleteDependents, *policy == metav1.DeletePropagationForeground)
	}
}

func setFinalizer(object metav1.Object, finalizer string, wanted bool) {
	finalizers := slices.DeleteFunc(object.GetFinalizers(), func(f string) bool { return f == finalizer })
	if wanted {
		finalizers = append(finalizers, finalizer)
	}
	object.SetFinalizers(finalizers)
}
