package kinds

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/ptr"
)

// prepareDeployment counts a generation for changed annotations too: the controller copies them to the replica sets.
func prepareDeployment(_ context.Context, object, old runtime.Object) {
	if old == nil {
		return
	}
	deployment, before := object.(*appsv1.Deployment), old.(*appsv1.Deployment)
	if !apiequality.Semantic.DeepEqual(deployment.Annotations, before.Annotations) {
		deployment.Generation = before.Generation + 1
	}
}

func prepareDeploymentStatus(object, old runtime.Object) {
	object.(*appsv1.Deployment).Labels = old.(*appsv1.Deployment).Labels
}

// prepareEndpointSlice counts a generation for changed labels too, because they name the Service of the endpoints.
func prepareEndpointSlice(_ context.Context, object, old runtime.Object) {
	if old == nil {
		return
	}
	slice, before := object.(*discoveryv1.EndpointSlice), old.(*discoveryv1.EndpointSlice)
	if !apiequality.Semantic.DeepEqual(slice.Labels, before.Labels) {
		slice.Generation = before.Generation + 1
	}
}

// prepareJob labels the job's pods with the job, unless its writer chose the selector: two jobs must not count each
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

// preparePersistentVolume and preparePersistentVolumeClaim set the phase of objects that no controller has bound yet.
func preparePersistentVolume(_ context.Context, object, old runtime.Object) {
	if old == nil {
		now := metav1.Now()
		object.(*corev1.PersistentVolume).Status = corev1.PersistentVolumeStatus{
			Phase: corev1.VolumePending, LastPhaseTransitionTime: &now,
		}
	}
}

func preparePersistentVolumeClaim(_ context.Context, object, old runtime.Object) {
	if old == nil {
		object.(*corev1.PersistentVolumeClaim).Status.Phase = corev1.ClaimPending
	}
}
