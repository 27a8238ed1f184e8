package kinds

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/utils/ptr"

	"apitour/apiserver/registry"
)

// preparePod sets the first state of a pod: it waits for a scheduler and for a kubelet, neither of which is here.
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

// qosClass decides which pods end first when a node runs out of memory: pods without requests, then pods that may use
// more than they request.
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
	requested, guaranteed := 0, 0
	for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		request, limit := r.Requests[name], r.Limits[name]
		if !request.IsZero() || !limit.IsZero() {
			requested++
		}
		// A limit without a request counts as a request of the same size.
		if !limit.IsZero() && (request.IsZero() || request.Equal(limit)) {
			guaranteed++
		}
	}
	switch {
	case requested == 0:
		return corev1.PodQOSBestEffort
	case guaranteed == 2:
		return corev1.PodQOSGuaranteed
	}
	return corev1.PodQOSBurstable
}

// gracePod gives a pod on a node time to end. A pod without a node, or that has ended, is removed at once.
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

// checkPod lets an update change only the few fields of a pod that a running container can take over. The others have
// been checked on create.
func checkPod(object, old runtime.Object) field.ErrorList {
	if old == nil {
		return checkPodSpec(&object.(*corev1.Pod).Spec, field.NewPath("spec"))
	}
	pod, before := object.(*corev1.Pod), old.(*corev1.Pod)
	spec := pod.Spec.DeepCopy()
	if len(spec.Containers) != len(before.Spec.Containers) ||
		len(spec.InitContainers) != len(before.Spec.InitContainers) {
		at := field.NewPath("spec", "containers")
		return field.ErrorList{field.Forbidden(at, "pod updates may not add or remove containers")}
	}
	for i := range spec.Containers {
		spec.Containers[i].Image = before.Spec.Containers[i].Image
	}
	for i := range spec.InitContainers {
		spec.InitContainers[i].Image = before.Spec.InitContainers[i].Image
	}
	spec.ActiveDeadlineSeconds = before.Spec.ActiveDeadlineSeconds
	spec.Tolerations, spec.SchedulingGates = before.Spec.Tolerations, before.Spec.SchedulingGates
	if len(before.Spec.SchedulingGates) > 0 {
		spec.NodeSelector, spec.Affinity = before.Spec.NodeSelector, before.Spec.Affinity
	}
	if apiequality.Semantic.DeepEqual(*spec, before.Spec) {
		return nil
	}
	return field.ErrorList{field.Forbidden(field.NewPath("spec"), podUpdatesRefused)}
}

// podUpdatesRefused is upstream's message (pkg/apis/core/validation).
const podUpdatesRefused = "pod updates may not change fields other than `spec.containers[*].image`," +
	"`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`," +
	"`spec.tolerations` (only additions to existing tolerations)," +
	"`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"

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

// podStorage adds the subresources of a pod. The proxy subresources of Services and nodes are not served: without a
// network of pods, neither has an address.
func podStorage(r *registry.REST, options registry.Options) map[string]rest.Storage {
	r.ReturnDeletedObject = true
	status := r.Status()
	binding := &bindingREST{r.Store}
	storage := map[string]rest.Storage{
		"pods/status":   status,
		"pods/binding":  binding,
		"bindings":      &legacyBindingREST{binding},
		"pods/eviction": &evictionREST{status.Store, options.Loopback},
		"pods/ephemeralcontainers": r.Subresource(registry.Part{
			Kept: []string{"status"}, Prepare: keepPodExcept(debugContainers), Check: checkDebugContainers,
		}),
		"pods/resize": r.Subresource(registry.Part{Kept: []string{"status"}, Prepare: keepPodExcept(resources)}),
		"pods/log":    &podLogREST{r.Store},
	}
	for name, options := range map[string]runtime.Object{
		"exec": &corev1.PodExecOptions{}, "attach": &corev1.PodAttachOptions{},
		"portforward": &corev1.PodPortForwardOptions{}, "proxy": &corev1.PodProxyOptions{},
	} {
		storage["pods/"+name] = &podStreamREST{r.Store, name, options}
	}
	return storage
}

// keepPodExcept restores everything except the metadata's version and the fields that change copies from the request.
func keepPodExcept(change func(pod, asked *corev1.Pod)) func(object, old runtime.Object) {
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
	pod := object.(*corev1.Pod)
	now, taken := pod.Spec.EphemeralContainers, names{}
	for _, c := range slices.Concat(pod.Spec.Containers, pod.Spec.InitContainers) {
		taken[c.Name] = true
	}
	for i, c := range now {
		errs = append(errs, checkName(c.Name, at.Index(i).Child("name"))...)
		errs = append(errs, taken.check(c.Name, at.Index(i).Child("name"))...)
		if c.Image == "" {
			errs = append(errs, field.Required(at.Index(i).Child("image"), ""))
		}
	}
	for _, before := range old.(*corev1.Pod).Spec.EphemeralContainers {
		i := slices.IndexFunc(now, func(c corev1.EphemeralContainer) bool { return c.Name == before.Name })
		if i < 0 {
			message := fmt.Sprintf("existing ephemeral containers %q may not be removed\n", before.Name)
			errs = append(errs, field.Forbidden(at, message))
		} else if !apiequality.Semantic.DeepEqual(now[i], before) {
			message := fmt.Sprintf("existing ephemeral containers %q may not be changed\n", before.Name)
			errs = append(errs, field.Forbidden(at, message))
		}
	}
	return errs
}

// resources copies each container's resources.
func resources(pod, asked *corev1.Pod) {
	copyResources(pod.Spec.Containers, asked.Spec.Containers)
	copyResources(pod.Spec.InitContainers, asked.Spec.InitContainers)
}

// copyResources pairs containers by their names.
func copyResources(to, from []corev1.Container) {
	for i := range to {
		for _, c := range from {
			if c.Name == to[i].Name {
				to[i].Resources, to[i].ResizePolicy = c.Resources, c.ResizePolicy
			}
		}
	}
}
