package registry

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/utils/ptr"
)

// preparePod begins the pod's life: it waits for a scheduler and for a kubelet, neither of which is here.
func preparePod(_ context.Context, object, old runtime.Object) {
	if old != nil {
		return
	}
	pod := object.(*corev1.Pod)
	pod.Status = corev1.PodStatus{Phase: corev1.PodPending, QOSClass: qosClass(pod)}
	if len(pod.Spec.SchedulingGates) > 0 {
		setPodCondition(pod, corev1.PodCondition{
			Type: corev1.PodScheduled, Status: corev1.ConditionFalse,
			Reason: corev1.PodReasonSchedulingGated, Message: "Scheduling is blocked due to non-empty scheduling gates",
		})
	}
}

func preparePodStatus(object, old runtime.Object) {
	pod, before := object.(*corev1.Pod), old.(*corev1.Pod)
	pod.OwnerReferences = before.OwnerReferences
	if pod.Status.QOSClass == "" {
		pod.Status.QOSClass = before.Status.QOSClass
	}
}

// qosClass says who is to go first when a node runs out of memory: those that asked for nothing, then those that may use
// more than they asked for.
func qosClass(pod *corev1.Pod) corev1.PodQOSClass {
	if pod.Spec.Resources != nil {
		return qosClassOf(*pod.Spec.Resources)
	}
	class := corev1.PodQOSClass("")
	for _, container := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
		switch c := qosClassOf(container.Resources); {
		case class == "":
			class = c
		case c != class:
			return corev1.PodQOSBurstable
		}
	}
	if class == "" {
		return corev1.PodQOSBestEffort
	}
	return class
}

func qosClassOf(r corev1.ResourceRequirements) corev1.PodQOSClass {
	asked, guaranteed := 0, 0
	for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		request, limit := r.Requests[name], r.Limits[name]
		if !request.IsZero() || !limit.IsZero() {
			asked++
		}
		// A limit without a request is a request of as much.
		if !limit.IsZero() && (request.IsZero() || request.Equal(limit)) {
			guaranteed++
		}
	}
	switch {
	case asked == 0:
		return corev1.PodQOSBestEffort
	case guaranteed == 2:
		return corev1.PodQOSGuaranteed
	}
	return corev1.PodQOSBurstable
}

// gracePod leaves a pod that runs somewhere time to end. One that no node has, or that has ended, goes at once.
func gracePod(object runtime.Object, asked *int64) int64 {
	pod := object.(*corev1.Pod)
	ended := pod.Status.Phase == corev1.PodFailed || pod.Status.Phase == corev1.PodSucceeded
	if pod.Spec.NodeName == "" || ended {
		return 0
	}
	seconds := ptr.Deref(asked, ptr.Deref(pod.Spec.TerminationGracePeriodSeconds, 0))
	if seconds < 0 {
		return 1
	}
	return seconds
}

// checkPod lets an update change little of what a pod is: a running container cannot be made another one.
func checkPod(object, old runtime.Object) field.ErrorList {
	if old == nil {
		return nil
	}
	pod, before := object.(*corev1.Pod), old.(*corev1.Pod)
	spec := pod.Spec.DeepCopy()
	if len(spec.Containers) != len(before.Spec.Containers) || len(spec.InitContainers) != len(before.Spec.InitContainers) {
		return field.ErrorList{field.Forbidden(field.NewPath("spec", "containers"), "pod updates may not add or remove containers")}
	}
	for i := range spec.Containers {
		spec.Containers[i].Image = before.Spec.Containers[i].Image
	}
	for i := range spec.InitContainers {
		spec.InitContainers[i].Image = before.Spec.InitContainers[i].Image
	}
	spec.ActiveDeadlineSeconds, spec.Tolerations, spec.SchedulingGates = before.Spec.ActiveDeadlineSeconds, before.Spec.Tolerations, before.Spec.SchedulingGates
	if len(before.Spec.SchedulingGates) > 0 {
		spec.NodeSelector, spec.Affinity = before.Spec.NodeSelector, before.Spec.Affinity
	}
	if apiequality.Semantic.DeepEqual(*spec, before.Spec) {
		return nil
	}
	return field.ErrorList{field.Forbidden(field.NewPath("spec"), "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"+
		"`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)")}
}

// setPodCondition replaces the condition of that type, or adds it.
func setPodCondition(pod *corev1.Pod, condition corev1.PodCondition) {
	condition.LastTransitionTime = metav1.Now()
	i := slices.IndexFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool { return c.Type == condition.Type })
	if i < 0 {
		pod.Status.Conditions = append(pod.Status.Conditions, condition)
		return
	}
	if pod.Status.Conditions[i].Status == condition.Status {
		condition.LastTransitionTime = pod.Status.Conditions[i].LastTransitionTime
	}
	pod.Status.Conditions[i] = condition
}

// podStorage adds what can be done with a pod besides reading and writing it. Services' and nodes' proxy subresources are
// not served: there is no network here in which a Service or a node would have an address.
func podStorage(r *REST, options Options) storageMap {
	r.ReturnDeletedObject = true
	status := r.status()
	binding := &bindingREST{r.Store}
	storage := storageMap{
		"pods/status":              status,
		"pods/binding":             binding,
		"bindings":                 &legacyBindingREST{binding},
		"pods/eviction":            &evictionREST{status.store, options.Loopback},
		"pods/ephemeralcontainers": r.part(partStrategy{kept: []string{"status"}, prepare: keepPodBut(debugContainers), check: checkDebugContainers}),
		"pods/resize":              r.part(partStrategy{kept: []string{"status"}, prepare: keepPodBut(resources)}),
		"pods/log":                 &podLogREST{r.Store},
	}
	for name, options := range map[string]runtime.Object{
		"exec": &corev1.PodExecOptions{}, "attach": &corev1.PodAttachOptions{},
		"portforward": &corev1.PodPortForwardOptions{}, "proxy": &corev1.PodProxyOptions{},
	} {
		storage["pods/"+name] = &podStreamREST{r.Store, name, options}
	}
	return storage
}

// keepPodBut puts everything back but the metadata's version and what change takes over from the request.
func keepPodBut(change func(pod, asked *corev1.Pod)) func(object, old runtime.Object) {
	return func(object, old runtime.Object) {
		pod, asked := old.DeepCopyObject().(*corev1.Pod), object.(*corev1.Pod)
		change(pod, asked)
		pod.ResourceVersion, pod.ManagedFields = asked.ResourceVersion, asked.ManagedFields
		*asked = *pod
	}
}

func debugContainers(pod, asked *corev1.Pod) {
	pod.Spec.EphemeralContainers = asked.Spec.EphemeralContainers
}

func checkDebugContainers(object, old runtime.Object) (errs field.ErrorList) {
	at := field.NewPath("spec", "ephemeralContainers")
	now := object.(*corev1.Pod).Spec.EphemeralContainers
	for _, before := range old.(*corev1.Pod).Spec.EphemeralContainers {
		i := slices.IndexFunc(now, func(c corev1.EphemeralContainer) bool { return c.Name == before.Name })
		if i < 0 {
			errs = append(errs, field.Forbidden(at, fmt.Sprintf("existing ephemeral containers %q may not be removed\n", before.Name)))
		} else if !apiequality.Semantic.DeepEqual(now[i], before) {
			errs = append(errs, field.Forbidden(at, fmt.Sprintf("existing ephemeral containers %q may not be changed\n", before.Name)))
		}
	}
	return errs
}

// resources takes over how much each container may use. Containers are told apart by their names.
func resources(pod, asked *corev1.Pod) {
	for _, lists := range [][2][]corev1.Container{{pod.Spec.Containers, asked.Spec.Containers}, {pod.Spec.InitContainers, asked.Spec.InitContainers}} {
		for i := range lists[0] {
			for _, c := range lists[1] {
				if c.Name == lists[0][i].Name {
					lists[0][i].Resources, lists[0][i].ResizePolicy = c.Resources, c.ResizePolicy
				}
			}
		}
	}
}
