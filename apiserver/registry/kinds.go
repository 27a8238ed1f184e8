package registry

import (
	"context"
	"reflect"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/utils/ptr"
)

// What a few kinds do on their own, beside pods and namespaces, which have files of their own.

// immutable checks that fields, given by their Go names as in Spec.Selector, do not change after create.
func immutable(paths ...string) func(object, old runtime.Object) field.ErrorList {
	return func(object, old runtime.Object) (errs field.ErrorList) {
		if old == nil {
			return nil
		}
		for _, path := range paths {
			a, b, at := reflect.ValueOf(object).Elem(), reflect.ValueOf(old).Elem(), (*field.Path)(nil)
			for name := range strings.SplitSeq(path, ".") {
				a, b, at = a.FieldByName(name), b.FieldByName(name), at.Child(strings.ToLower(name[:1])+name[1:])
			}
			errs = append(errs, apivalidation.ValidateImmutableField(a.Interface(), b.Interface(), at)...)
		}
		return errs
	}
}

// checkConfigMap and checkSecret keep the promise that these objects can make: to stay as they are.
func checkConfigMap(object, old runtime.Object) field.ErrorList {
	if old == nil || !ptr.Deref(old.(*corev1.ConfigMap).Immutable, false) {
		return nil
	}
	return promised(object, old, "Immutable", "Data", "BinaryData")
}

func checkSecret(object, old runtime.Object) field.ErrorList {
	if old == nil {
		return nil
	}
	errs := immutable("Type")(object, old)
	if ptr.Deref(old.(*corev1.Secret).Immutable, false) {
		errs = append(errs, promised(object, old, "Immutable", "Data")...)
	}
	return errs
}

func promised(object, old runtime.Object, names ...string) (errs field.ErrorList) {
	for _, err := range immutable(names...)(object, old) {
		errs = append(errs, field.Forbidden(field.NewPath(err.Field), "field is immutable when `immutable` is set"))
	}
	return errs
}

// prepareDeployment counts a generation for annotations too: the controller copies them to the replica sets.
func prepareDeployment(_ context.Context, object, old runtime.Object) {
	if old != nil && !apiequality.Semantic.DeepEqual(metadataOf(object).GetAnnotations(), metadataOf(old).GetAnnotations()) {
		metadataOf(object).SetGeneration(metadataOf(old).GetGeneration() + 1)
	}
}

func prepareDeploymentStatus(object, old runtime.Object) {
	object.(*appsv1.Deployment).Labels = old.(*appsv1.Deployment).Labels
}

// prepareEndpointSlice counts a generation for labels too, because they say whose endpoints these are.
func prepareEndpointSlice(_ context.Context, object, old runtime.Object) {
	if old != nil && !apiequality.Semantic.DeepEqual(object.(*discoveryv1.EndpointSlice).Labels, old.(*discoveryv1.EndpointSlice).Labels) {
		metadataOf(object).SetGeneration(metadataOf(old).GetGeneration() + 1)
	}
}

// prepareJob makes the job's pods tell whose they are, unless its writer cares for that: two jobs must not count each
// other's pods.
func prepareJob(_ context.Context, object, old runtime.Object) {
	job := object.(*batchv1.Job)
	if old != nil || ptr.Deref(job.Spec.ManualSelector, false) {
		return
	}
	if job.Spec.Template.Labels == nil {
		job.Spec.Template.Labels = map[string]string{}
	}
	uid := string(job.UID)
	for name, value := range map[string]string{
		batchv1.ControllerUidLabel: uid, "controller-uid": uid, batchv1.JobNameLabel: job.Name, "job-name": job.Name,
	} {
		if _, found := job.Spec.Template.Labels[name]; !found {
			job.Spec.Template.Labels[name] = value
		}
	}
	if job.Spec.Selector == nil {
		job.Spec.Selector = &metav1.LabelSelector{}
	}
	metav1.AddLabelToSelector(job.Spec.Selector, batchv1.ControllerUidLabel, uid)
}

// preparePersistentVolume and preparePersistentVolumeClaim: nobody has bound them to each other yet.
func preparePersistentVolume(_ context.Context, object, old runtime.Object) {
	if old == nil {
		now := metav1.Now()
		object.(*corev1.PersistentVolume).Status = corev1.PersistentVolumeStatus{Phase: corev1.VolumePending, LastPhaseTransitionTime: &now}
	}
}

func preparePersistentVolumeClaim(_ context.Context, object, old runtime.Object) {
	if old == nil {
		object.(*corev1.PersistentVolumeClaim).Status.Phase = corev1.ClaimPending
	}
}
