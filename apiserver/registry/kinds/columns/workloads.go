package columns

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/utils/ptr"
)

const replicaColumns = "Name|Desired:integer|Current:integer|Ready:integer|Age|*Containers|*Images|*Selector"

// The columns of the kinds that run pods. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).
var workloads = []columns{
	of("Name|Ready|Status|Restarts|Age|*IP|*Node|*Nominated Node|*Readiness Gates",
		func(pod *corev1.Pod, age string) []any {
			s := summarize(pod)
			restarts := strconv.Itoa(s.restarts)
			if s.restarts != 0 && !s.lastRestart.IsZero() {
				ago := metatable.ConvertToHumanReadableDateType(s.lastRestart)
				restarts = fmt.Sprintf("%d (%s ago)", s.restarts, ago)
			}
			ip := ""
			if len(pod.Status.PodIPs) > 0 {
				ip = pod.Status.PodIPs[0].IP
			}
			return []any{
				fmt.Sprintf("%d/%d", s.ready, s.total), s.reason, restarts, age,
				cmp.Or(ip, none), cmp.Or(pod.Spec.NodeName, none), cmp.Or(pod.Status.NominatedNodeName, none),
				readinessGates(pod),
			}
		}),
	of("Name|Containers|Images|Pod Labels", func(template *corev1.PodTemplate, _ string) []any {
		names, images := containers(template.Template.Spec)
		return []any{names, images, labels.FormatLabels(template.Template.Labels)}
	}),
	of(replicaColumns, func(c *corev1.ReplicationController, age string) []any {
		template := ptr.Deref(c.Spec.Template, corev1.PodTemplateSpec{})
		return withContainers(template.Spec, labels.FormatLabels(c.Spec.Selector),
			ptr.Deref(c.Spec.Replicas, 0), c.Status.Replicas, c.Status.ReadyReplicas, age)
	}),
	of(replicaColumns, func(set *appsv1.ReplicaSet, age string) []any {
		return withContainers(set.Spec.Template.Spec, metav1.FormatLabelSelector(set.Spec.Selector),
			ptr.Deref(set.Spec.Replicas, 0), set.Status.Replicas, set.Status.ReadyReplicas, age)
	}),
	of("Name|Ready|Up-to-date|Available|Age|*Containers|*Images|*Selector",
		func(d *appsv1.Deployment, age string) []any {
			selector := "<invalid>"
			if s, err := metav1.LabelSelectorAsSelector(d.Spec.Selector); err == nil {
				selector = s.String()
			}
			return withContainers(d.Spec.Template.Spec, selector,
				fmt.Sprintf("%d/%d", d.Status.ReadyReplicas, ptr.Deref(d.Spec.Replicas, 0)), d.Status.UpdatedReplicas,
				d.Status.AvailableReplicas, age)
		}),
	of("Name|Ready|Age|*Containers|*Images", func(set *appsv1.StatefulSet, age string) []any {
		names, images := containers(set.Spec.Template.Spec)
		return []any{
			fmt.Sprintf("%d/%d", set.Status.ReadyReplicas, ptr.Deref(set.Spec.Replicas, 0)), age, names, images,
		}
	}),
	of("Name|Desired:integer|Current:integer|Ready:integer|Up-to-date:integer|"+
		"Available:integer|Node Selector|Age|*Containers|*Images|*Selector",
		func(set *appsv1.DaemonSet, age string) []any {
			return withContainers(set.Spec.Template.Spec, metav1.FormatLabelSelector(set.Spec.Selector),
				set.Status.DesiredNumberScheduled, set.Status.CurrentNumberScheduled, set.Status.NumberReady,
				set.Status.UpdatedNumberScheduled, set.Status.NumberAvailable,
				labels.FormatLabels(set.Spec.Template.Spec.NodeSelector), age)
		}),
	of("Name|Controller|Revision|Age", func(revision *appsv1.ControllerRevision, age string) []any {
		controller := none
		if owner := metav1.GetControllerOf(revision); owner != nil {
			kind := schema.FromAPIVersionAndKind(owner.APIVersion, owner.Kind).GroupKind()
			controller = strings.ToLower(kind.String()) + "/" + owner.Name
		}
		return []any{controller, revision.Revision, age}
	}),
	of("Name|Status|Completions|Duration|Age|*Containers|*Images|*Selector", func(job *batchv1.Job, age string) []any {
		completions := fmt.Sprintf("%d/%d", job.Status.Succeeded, ptr.Deref(job.Spec.Completions, 1))
		if parallelism := ptr.Deref(job.Spec.Parallelism, 0); job.Spec.Completions == nil && parallelism > 1 {
			completions += fmt.Sprintf(" of %d", parallelism)
		}
		took := ""
		switch start, end := job.Status.StartTime, job.Status.CompletionTime; {
		case start == nil:
		case end == nil:
			took = duration.HumanDuration(time.Since(start.Time))
		default:
			took = duration.HumanDuration(end.Sub(start.Time))
		}
		return withContainers(
			job.Spec.Template.Spec, metav1.FormatLabelSelector(job.Spec.Selector), jobStatus(job), completions, took,
			age)
	}),
	of("Name|Schedule|Timezone|Suspend:boolean|Active:integer|Last Schedule|Age|*Containers|*Images|*Selector",
		func(job *batchv1.CronJob, age string) []any {
			last := none
			if job.Status.LastScheduleTime != nil {
				last = metatable.ConvertToHumanReadableDateType(*job.Status.LastScheduleTime)
			}
			suspend := unset
			if job.Spec.Suspend != nil {
				suspend = "False"
				if *job.Spec.Suspend {
					suspend = "True"
				}
			}
			template := job.Spec.JobTemplate.Spec
			return withContainers(template.Template.Spec, metav1.FormatLabelSelector(template.Selector),
				job.Spec.Schedule, ptr.Deref(job.Spec.TimeZone, none), suspend, len(job.Status.Active), last, age)
		}),
}

// containers returns the names and the images of a pod template's containers.
func containers(spec corev1.PodSpec) (names, images string) {
	var n, i []string
	for _, c := range spec.Containers {
		n, i = append(n, c.Name), append(i, c.Image)
	}
	return strings.Join(n, ","), strings.Join(i, ",")
}

// withContainers adds the columns that workloads have for -o wide.
func withContainers(spec corev1.PodSpec, selector string, cells ...any) []any {
	names, images := containers(spec)
	return append(cells, names, images, selector)
}

func readinessGates(pod *corev1.Pod) string {
	if len(pod.Spec.ReadinessGates) == 0 {
		return none
	}
	met := 0
	for _, gate := range pod.Spec.ReadinessGates {
		if hasCondition(pod, gate.ConditionType) {
			met++
		}
	}
	return fmt.Sprintf("%d/%d", met, len(pod.Spec.ReadinessGates))
}

func hasCondition(pod *corev1.Pod, of corev1.PodConditionType) bool {
	for _, c := range pod.Status.Conditions {
		if c.Type == of {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

// podSummary is the state of a pod in one word, computed from the states of its containers.
type podSummary struct {
	reason                 string
	ready, total, restarts int
	lastRestart            metav1.Time
}

func (s *podSummary) count(c corev1.ContainerStatus) {
	s.restarts += int(c.RestartCount)
	if ended := c.LastTerminationState.Terminated; ended != nil && s.lastRestart.Before(&ended.FinishedAt) {
		s.lastRestart = ended.FinishedAt
	}
}

func summarize(pod *corev1.Pod) podSummary {
	s := podSummary{reason: cmp.Or(pod.Status.Reason, string(pod.Status.Phase)), total: len(pod.Spec.Containers)}
	for _, c := range pod.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Reason == corev1.PodReasonSchedulingGated {
			s.reason = corev1.PodReasonSchedulingGated
		}
	}
	sidecars, initializing := s.initContainers(pod)
	if !initializing || hasCondition(pod, corev1.PodInitialized) {
		s.restarts, s.lastRestart = sidecars.restarts, sidecars.lastRestart
		s.mainContainers(pod)
	}
	ended := pod.Status.Phase == corev1.PodFailed || pod.Status.Phase == corev1.PodSucceeded
	switch {
	case pod.DeletionTimestamp != nil && pod.Status.Reason == "NodeLost":
		s.reason = "Unknown"
	case pod.DeletionTimestamp != nil && !ended:
		s.reason = "Terminating"
	}
	return s
}

// initContainers reads the init containers up to the first one that has not ended. An init container that always
// restarts is a sidecar, and counts with the main containers.
func (s *podSummary) initContainers(pod *corev1.Pod) (sidecars podSummary, initializing bool) {
	isSidecar := map[string]bool{}
	for _, c := range pod.Spec.InitContainers {
		if ptr.Deref(c.RestartPolicy, "") == corev1.ContainerRestartPolicyAlways {
			isSidecar[c.Name] = true
			s.total++
		}
	}
	for i, c := range pod.Status.InitContainerStatuses {
		s.count(c)
		if isSidecar[c.Name] {
			sidecars.count(c)
		}
		ended, waiting := c.State.Terminated, c.State.Waiting
		switch {
		case ended != nil && ended.ExitCode == 0:
			continue
		case isSidecar[c.Name] && ptr.Deref(c.Started, false):
			if c.Ready {
				s.ready++
			}
			continue
		case ended != nil:
			s.reason = "Init:" + endReason(ended)
		case waiting != nil && waiting.Reason != "" && waiting.Reason != "PodInitializing":
			s.reason = "Init:" + waiting.Reason
		default:
			s.reason = fmt.Sprintf("Init:%d/%d", i, len(pod.Spec.InitContainers))
		}
		return sidecars, true
	}
	return sidecars, false
}

func (s *podSummary) mainContainers(pod *corev1.Pod) {
	running, failure := false, ""
	for i := len(pod.Status.ContainerStatuses) - 1; i >= 0; i-- {
		c := pod.Status.ContainerStatuses[i]
		s.count(c)
		switch {
		case c.State.Waiting != nil && c.State.Waiting.Reason != "":
			s.reason = c.State.Waiting.Reason
		case c.State.Terminated != nil:
			s.reason = endReason(c.State.Terminated)
			if c.State.Terminated.ExitCode != 0 {
				failure = s.reason
			}
		case c.Ready && c.State.Running != nil:
			running = true
			s.ready++
		}
	}
	if s.reason != "Completed" {
		return
	}
	switch {
	case running && hasCondition(pod, corev1.PodReady):
		s.reason = "Running"
	case failure != "":
		s.reason = failure
	case running:
		s.reason = "NotReady"
	}
}

func endReason(ended *corev1.ContainerStateTerminated) string {
	switch {
	case ended.Reason != "":
		return ended.Reason
	case ended.Signal != 0:
		return fmt.Sprintf("Signal:%d", ended.Signal)
	}
	return fmt.Sprintf("ExitCode:%d", ended.ExitCode)
}

func jobStatus(job *batchv1.Job) string {
	is := map[batchv1.JobConditionType]bool{}
	for _, c := range job.Status.Conditions {
		is[c.Type] = c.Status == corev1.ConditionTrue
	}
	switch {
	case is[batchv1.JobComplete]:
		return "Complete"
	case is[batchv1.JobFailed]:
		return "Failed"
	case job.DeletionTimestamp != nil:
		return "Terminating"
	}
	for _, c := range []batchv1.JobConditionType{
		batchv1.JobSuspended, batchv1.JobFailureTarget, batchv1.JobSuccessCriteriaMet,
	} {
		if is[c] {
			return string(c)
		}
	}
	return "Running"
}
