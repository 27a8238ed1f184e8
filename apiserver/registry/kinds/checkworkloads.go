package kinds

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// A workload has a template of Pods and a selector that finds them. If the selector did not match the template's own
// labels, the controller would create Pods for ever, because it would never find the ones that it has made.

func checkPodTemplates(object, _ runtime.Object) field.ErrorList {
	return checkPodTemplate(&object.(*corev1.PodTemplate).Template, field.NewPath("template"))
}

func checkDeployment(object, _ runtime.Object) field.ErrorList {
	spec, at := &object.(*appsv1.Deployment).Spec, field.NewPath("spec")
	errs := checkNotNegative(spec.Replicas, at.Child("replicas"))
	errs = append(errs, checkNotNegative(&spec.MinReadySeconds, at.Child("minReadySeconds"))...)
	errs = append(errs, checkNotNegative(spec.RevisionHistoryLimit, at.Child("revisionHistoryLimit"))...)
	errs = append(errs, checkNotNegative(spec.ProgressDeadlineSeconds, at.Child("progressDeadlineSeconds"))...)
	if seconds := spec.ProgressDeadlineSeconds; seconds != nil && *seconds <= spec.MinReadySeconds {
		message := "must be greater than minReadySeconds"
		errs = append(errs, field.Invalid(at.Child("progressDeadlineSeconds"), *seconds, message))
	}
	errs = append(errs, oneOf(spec.Strategy.Type, at.Child("strategy", "type"),
		appsv1.RecreateDeploymentStrategyType, appsv1.RollingUpdateDeploymentStrategyType)...)
	return append(errs, checkWorkload(spec.Selector, &spec.Template, at, "deployment", "ReplicaSet")...)
}

func checkReplicaSet(object, _ runtime.Object) field.ErrorList {
	spec, at := &object.(*appsv1.ReplicaSet).Spec, field.NewPath("spec")
	errs := checkNotNegative(spec.Replicas, at.Child("replicas"))
	errs = append(errs, checkNotNegative(&spec.MinReadySeconds, at.Child("minReadySeconds"))...)
	return append(errs, checkWorkload(spec.Selector, &spec.Template, at, "deployment", "ReplicaSet")...)
}

func checkStatefulSet(object, _ runtime.Object) field.ErrorList {
	spec, at := &object.(*appsv1.StatefulSet).Spec, field.NewPath("spec")
	errs := checkNotNegative(spec.Replicas, at.Child("replicas"))
	errs = append(errs, checkNotNegative(&spec.MinReadySeconds, at.Child("minReadySeconds"))...)
	if spec.ServiceName != "" {
		errs = append(errs, checkName(spec.ServiceName, at.Child("serviceName"))...)
	}
	// The controller adds a volume for each claim, in place of the template's own volume of that name, and sets the
	// names of the host.
	template := spec.Template.DeepCopy()
	template.Spec.Hostname, template.Spec.Subdomain = "", ""
	for _, claim := range spec.VolumeClaimTemplates {
		template.Spec.Volumes = append(template.Spec.Volumes, corev1.Volume{Name: claim.Name})
	}
	return append(errs, checkWorkload(spec.Selector, template, at, "statefulset", "StatefulSet")...)
}

func checkDaemonSet(object, _ runtime.Object) field.ErrorList {
	spec, at := &object.(*appsv1.DaemonSet).Spec, field.NewPath("spec")
	errs := checkNotNegative(&spec.MinReadySeconds, at.Child("minReadySeconds"))
	errs = append(errs, checkNotNegative(spec.RevisionHistoryLimit, at.Child("revisionHistoryLimit"))...)
	return append(errs, checkWorkload(spec.Selector, &spec.Template, at, "daemonset", "DaemonSet")...)
}

func checkReplicationController(object, _ runtime.Object) field.ErrorList {
	spec, at := &object.(*corev1.ReplicationController).Spec, field.NewPath("spec")
	errs := checkNotNegative(spec.Replicas, at.Child("replicas"))
	errs = append(errs, checkNotNegative(&spec.MinReadySeconds, at.Child("minReadySeconds"))...)
	if len(spec.Selector) == 0 {
		errs = append(errs, field.Required(at.Child("selector"), ""))
	}
	if spec.Template == nil {
		return append(errs, field.Required(at.Child("template"), ""))
	}
	selector := labels.SelectorFromSet(spec.Selector)
	errs = append(errs, checkSelects(selector, spec.Template, at.Child("template"))...)
	return append(errs, checkLastingPods(spec.Template, at.Child("template"), "ReplicationController")...)
}

// checkWorkload checks selector and template of a workload whose Pods run until they are deleted. The words are those
// of upstream's messages, which speak of a ReplicaSet as of its Deployment and the reverse.
func checkWorkload(
	selector *metav1.LabelSelector, template *corev1.PodTemplateSpec, at *field.Path, word, kind string,
) (errs field.ErrorList) {
	if selector == nil {
		errs = append(errs, field.Required(at.Child("selector"), ""))
	} else {
		errs = append(errs, checkSelector(selector, at.Child("selector"))...)
		if len(selector.MatchLabels)+len(selector.MatchExpressions) == 0 {
			message := "empty selector is invalid for " + word
			errs = append(errs, field.Invalid(at.Child("selector"), selector, message))
		}
	}
	if s, err := metav1.LabelSelectorAsSelector(selector); err != nil {
		errs = append(errs, field.Invalid(at.Child("selector"), selector, "invalid label selector"))
	} else {
		errs = append(errs, checkSelects(s, template, at.Child("template"))...)
	}
	return append(errs, checkLastingPods(template, at.Child("template"), kind)...)
}

func checkSelects(selector labels.Selector, template *corev1.PodTemplateSpec, at *field.Path) field.ErrorList {
	if selector.Empty() || selector.Matches(labels.Set(template.Labels)) {
		return nil
	}
	message := "`selector` does not match template `labels`"
	return field.ErrorList{field.Invalid(at.Child("metadata", "labels"), template.Labels, message)}
}

// checkLastingPods checks a template of Pods that are replaced when they end.
func checkLastingPods(template *corev1.PodTemplateSpec, at *field.Path, kind string) field.ErrorList {
	errs := checkPodTemplate(template, at)
	spec := at.Child("spec")
	errs = append(errs, checkRestartPolicy(template.Spec.RestartPolicy, spec.Child("restartPolicy"), restartAlways)...)
	if template.Spec.ActiveDeadlineSeconds != nil {
		message := "activeDeadlineSeconds in " + kind + " is not Supported"
		errs = append(errs, field.Forbidden(spec.Child("activeDeadlineSeconds"), message))
	}
	return errs
}

func checkJob(object, _ runtime.Object) field.ErrorList {
	spec, at := &object.(*batchv1.Job).Spec, field.NewPath("spec")
	errs := checkJobSpec(spec, at)
	if spec.Selector == nil {
		errs = append(errs, field.Required(at.Child("selector"), ""))
	}
	errs = append(errs, checkSelector(spec.Selector, at.Child("selector"))...)
	if selector, err := metav1.LabelSelectorAsSelector(spec.Selector); err == nil {
		errs = append(errs, checkSelects(selector, &spec.Template, at.Child("template"))...)
	}
	return errs
}

func checkJobSpec(spec *batchv1.JobSpec, at *field.Path) (errs field.ErrorList) {
	for name, number := range map[string]*int32{
		"parallelism": spec.Parallelism, "completions": spec.Completions, "backoffLimit": spec.BackoffLimit,
		"ttlSecondsAfterFinished": spec.TTLSecondsAfterFinished, "backoffLimitPerIndex": spec.BackoffLimitPerIndex,
	} {
		errs = append(errs, checkNotNegative(number, at.Child(name))...)
	}
	if mode := spec.CompletionMode; mode != nil {
		errs = append(errs, oneOf(*mode, at.Child("completionMode"),
			batchv1.NonIndexedCompletion, batchv1.IndexedCompletion)...)
		if *mode == batchv1.IndexedCompletion && spec.Completions == nil {
			message := "when completion mode is " + string(batchv1.IndexedCompletion)
			errs = append(errs, field.Required(at.Child("completions"), message))
		}
	}
	errs = append(errs, checkPodTemplate(&spec.Template, at.Child("template"))...)
	// A Pod that is always started again never completes the Job. Always is the default, so it counts as left out.
	policy := at.Child("template", "spec", "restartPolicy")
	if spec.Template.Spec.RestartPolicy == corev1.RestartPolicyAlways {
		message := fmt.Sprintf("valid values: %q, %q", corev1.RestartPolicyOnFailure, corev1.RestartPolicyNever)
		errs = append(errs, field.Required(policy, message))
	}
	return errs
}

func checkCronJob(object, _ runtime.Object) (errs field.ErrorList) {
	spec, at := &object.(*batchv1.CronJob).Spec, field.NewPath("spec")
	if spec.Schedule == "" {
		errs = append(errs, field.Required(at.Child("schedule"), ""))
	}
	errs = append(errs, oneOf(spec.ConcurrencyPolicy, at.Child("concurrencyPolicy"),
		batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent)...)
	errs = append(errs, checkNotNegative(spec.SuccessfulJobsHistoryLimit, at.Child("successfulJobsHistoryLimit"))...)
	errs = append(errs, checkNotNegative(spec.FailedJobsHistoryLimit, at.Child("failedJobsHistoryLimit"))...)
	return append(errs, checkJobSpec(&spec.JobTemplate.Spec, at.Child("jobTemplate", "spec"))...)
}
