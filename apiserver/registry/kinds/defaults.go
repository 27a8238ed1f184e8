package kinds

import (
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Defaults are the values of fields that a writer leaves empty. Upstream fills in some 300 fields
// (pkg/apis/GROUP/VERSION/defaults.go). Here are the fields that clients read without a check: kubectl dereferences a
// Deployment's replicas. The scheme calls a row's Default for every object that is decoded, from a request and from
// etcd, and server-side apply calls it after each merge, so it must set only empty fields.

// fill sets a nil pointer.
func fill[T any](to **T, value T) {
	if *to == nil {
		*to = &value
	}
}

// setDefault sets an empty value.
func setDefault[T comparable](to *T, value T) {
	var empty T
	if *to == empty {
		*to = value
	}
}

func defaultPod(object runtime.Object) {
	pod := object.(*corev1.Pod)
	defaultPodSpec(&pod.Spec)
	fill(&pod.Spec.EnableServiceLinks, true)
	// A limit without a request is a request too.
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range containers {
			r := &containers[i].Resources
			for name, limit := range r.Limits {
				if r.Requests == nil {
					r.Requests = corev1.ResourceList{}
				}
				if _, ok := r.Requests[name]; !ok {
					r.Requests[name] = limit.DeepCopy()
				}
			}
		}
	}
}

func defaultPodSpec(spec *corev1.PodSpec) {
	setDefault(&spec.RestartPolicy, corev1.RestartPolicyAlways)
	setDefault(&spec.DNSPolicy, corev1.DNSClusterFirst)
	setDefault(&spec.SchedulerName, corev1.DefaultSchedulerName)
	fill(&spec.TerminationGracePeriodSeconds, corev1.DefaultTerminationGracePeriodSeconds)
	fill(&spec.SecurityContext, corev1.PodSecurityContext{})
	setDefault(&spec.DeprecatedServiceAccount, spec.ServiceAccountName)
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			defaultContainer(&containers[i])
		}
	}
	for i := range spec.Volumes {
		defaultVolume(&spec.Volumes[i].VolumeSource)
	}
}

func defaultContainer(c *corev1.Container) {
	setDefault(&c.TerminationMessagePath, corev1.TerminationMessagePathDefault)
	setDefault(&c.TerminationMessagePolicy, corev1.TerminationMessageReadFile)
	policy := corev1.PullIfNotPresent
	name := c.Image[strings.LastIndex(c.Image, "/")+1:]
	if !strings.ContainsAny(name, ":@") || strings.HasSuffix(name, ":latest") {
		policy = corev1.PullAlways
	}
	setDefault(&c.ImagePullPolicy, policy)
	for i := range c.Ports {
		setDefault(&c.Ports[i].Protocol, corev1.ProtocolTCP)
	}
}

func defaultVolume(v *corev1.VolumeSource) {
	const mode = int32(0o644)
	switch {
	case *v == corev1.VolumeSource{}:
		v.EmptyDir = &corev1.EmptyDirVolumeSource{}
	case v.Secret != nil:
		fill(&v.Secret.DefaultMode, mode)
	case v.ConfigMap != nil:
		fill(&v.ConfigMap.DefaultMode, mode)
	case v.Projected != nil:
		fill(&v.Projected.DefaultMode, mode)
	case v.DownwardAPI != nil:
		fill(&v.DownwardAPI.DefaultMode, mode)
	}
}

func defaultPodTemplate(object runtime.Object) {
	defaultPodSpec(&object.(*corev1.PodTemplate).Template.Spec)
}

func defaultService(object runtime.Object) {
	spec := &object.(*corev1.Service).Spec
	setDefault(&spec.SessionAffinity, corev1.ServiceAffinityNone)
	setDefault(&spec.Type, corev1.ServiceTypeClusterIP)
	for i := range spec.Ports {
		port := &spec.Ports[i]
		setDefault(&port.Protocol, corev1.ProtocolTCP)
		if port.TargetPort == intstr.FromInt32(0) || port.TargetPort == intstr.FromString("") {
			port.TargetPort = intstr.FromInt32(port.Port)
		}
	}
	if spec.Type == corev1.ServiceTypeExternalName {
		return
	}
	fill(&spec.InternalTrafficPolicy, corev1.ServiceInternalTrafficPolicyCluster)
	if spec.Type != corev1.ServiceTypeClusterIP {
		setDefault(&spec.ExternalTrafficPolicy, corev1.ServiceExternalTrafficPolicyCluster)
	}
	if spec.Type == corev1.ServiceTypeLoadBalancer {
		fill(&spec.AllocateLoadBalancerNodePorts, true)
	}
}

// defaultSecret also moves stringData, which only writers use, to data, which readers use. Upstream does it when it
// converts the Secret (pkg/apis/core/v1/conversion.go).
func defaultSecret(object runtime.Object) {
	secret := object.(*corev1.Secret)
	setDefault(&secret.Type, corev1.SecretTypeOpaque)
	if secret.Data == nil && len(secret.StringData) > 0 {
		secret.Data = map[string][]byte{}
	}
	for key, value := range secret.StringData {
		secret.Data[key] = []byte(value)
	}
	secret.StringData = nil
}

func defaultEndpoints(object runtime.Object) {
	endpoints := object.(*corev1.Endpoints) //nolint:staticcheck // deprecated, but every cluster serves it
	for _, subset := range endpoints.Subsets {
		for i := range subset.Ports {
			setDefault(&subset.Ports[i].Protocol, corev1.ProtocolTCP)
		}
	}
}

func defaultEndpointSlice(object runtime.Object) {
	slice := object.(*discoveryv1.EndpointSlice)
	for i := range slice.Ports {
		fill(&slice.Ports[i].Name, "")
		fill(&slice.Ports[i].Protocol, corev1.ProtocolTCP)
	}
}

func defaultPersistentVolume(object runtime.Object) {
	volume := object.(*corev1.PersistentVolume)
	setDefault(&volume.Spec.PersistentVolumeReclaimPolicy, corev1.PersistentVolumeReclaimRetain)
	fill(&volume.Spec.VolumeMode, corev1.PersistentVolumeFilesystem)
}

func defaultPersistentVolumeClaim(object runtime.Object) {
	fill(&object.(*corev1.PersistentVolumeClaim).Spec.VolumeMode, corev1.PersistentVolumeFilesystem)
}

func defaultReplicationController(object runtime.Object) {
	controller := object.(*corev1.ReplicationController)
	fill(&controller.Spec.Replicas, 1)
	if template := controller.Spec.Template; template != nil {
		defaultPodSpec(&template.Spec)
		if len(controller.Spec.Selector) == 0 {
			controller.Spec.Selector = template.Labels
		}
		if len(controller.Labels) == 0 {
			controller.Labels = template.Labels
		}
	}
}

func defaultDeployment(object runtime.Object) {
	spec := &object.(*appsv1.Deployment).Spec
	fill(&spec.Replicas, 1)
	setDefault(&spec.Strategy.Type, appsv1.RollingUpdateDeploymentStrategyType)
	if spec.Strategy.Type == appsv1.RollingUpdateDeploymentStrategyType {
		fill(&spec.Strategy.RollingUpdate, appsv1.RollingUpdateDeployment{})
		fill(&spec.Strategy.RollingUpdate.MaxUnavailable, intstr.FromString("25%"))
		fill(&spec.Strategy.RollingUpdate.MaxSurge, intstr.FromString("25%"))
	}
	fill(&spec.RevisionHistoryLimit, 10)
	fill(&spec.ProgressDeadlineSeconds, 600)
	defaultPodSpec(&spec.Template.Spec)
}

func defaultReplicaSet(object runtime.Object) {
	spec := &object.(*appsv1.ReplicaSet).Spec
	fill(&spec.Replicas, 1)
	defaultPodSpec(&spec.Template.Spec)
}

func defaultStatefulSet(object runtime.Object) {
	spec := &object.(*appsv1.StatefulSet).Spec
	fill(&spec.Replicas, 1)
	setDefault(&spec.PodManagementPolicy, appsv1.OrderedReadyPodManagement)
	setDefault(&spec.UpdateStrategy.Type, appsv1.RollingUpdateStatefulSetStrategyType)
	if spec.UpdateStrategy.Type == appsv1.RollingUpdateStatefulSetStrategyType {
		fill(&spec.UpdateStrategy.RollingUpdate, appsv1.RollingUpdateStatefulSetStrategy{})
		fill(&spec.UpdateStrategy.RollingUpdate.Partition, 0)
	}
	fill(&spec.RevisionHistoryLimit, 10)
	defaultPodSpec(&spec.Template.Spec)
}

func defaultDaemonSet(object runtime.Object) {
	spec := &object.(*appsv1.DaemonSet).Spec
	setDefault(&spec.UpdateStrategy.Type, appsv1.RollingUpdateDaemonSetStrategyType)
	if spec.UpdateStrategy.Type == appsv1.RollingUpdateDaemonSetStrategyType {
		fill(&spec.UpdateStrategy.RollingUpdate, appsv1.RollingUpdateDaemonSet{})
		fill(&spec.UpdateStrategy.RollingUpdate.MaxUnavailable, intstr.FromInt32(1))
		fill(&spec.UpdateStrategy.RollingUpdate.MaxSurge, intstr.FromInt32(0))
	}
	fill(&spec.RevisionHistoryLimit, 10)
	defaultPodSpec(&spec.Template.Spec)
}

func defaultJob(object runtime.Object) { defaultJobSpec(&object.(*batchv1.Job).Spec) }

func defaultJobSpec(spec *batchv1.JobSpec) {
	// Without both, the job has one pod. Parallelism alone means a queue of work, and the pods decide when it is done.
	if spec.Completions == nil && spec.Parallelism == nil {
		fill(&spec.Completions, 1)
	}
	fill(&spec.Parallelism, 1)
	fill(&spec.BackoffLimit, 6)
	fill(&spec.CompletionMode, batchv1.NonIndexedCompletion)
	fill(&spec.Suspend, false)
	fill(&spec.ManualSelector, false)
	fill(&spec.PodReplacementPolicy, batchv1.TerminatingOrFailed)
	defaultPodSpec(&spec.Template.Spec)
}

func defaultCronJob(object runtime.Object) {
	spec := &object.(*batchv1.CronJob).Spec
	setDefault(&spec.ConcurrencyPolicy, batchv1.AllowConcurrent)
	fill(&spec.Suspend, false)
	fill(&spec.SuccessfulJobsHistoryLimit, 3)
	fill(&spec.FailedJobsHistoryLimit, 1)
	defaultPodSpec(&spec.JobTemplate.Spec.Template.Spec)
}

// defaultCPUUtilization is how busy pods may be, in percent of their requests, before there are more of them.
const defaultCPUUtilization = 80

func defaultHorizontalPodAutoscaler(object runtime.Object) {
	spec := &object.(*autoscalingv2.HorizontalPodAutoscaler).Spec
	fill(&spec.MinReplicas, 1)
	if len(spec.Metrics) == 0 {
		spec.Metrics = []autoscalingv2.MetricSpec{cpuUtilization(defaultCPUUtilization)}
	}
}

func defaultNetworkPolicy(object runtime.Object) {
	spec := &object.(*networkingv1.NetworkPolicy).Spec
	if len(spec.PolicyTypes) == 0 {
		spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
		if len(spec.Egress) > 0 {
			spec.PolicyTypes = append(spec.PolicyTypes, networkingv1.PolicyTypeEgress)
		}
	}
}

func defaultStorageClass(object runtime.Object) {
	class := object.(*storagev1.StorageClass)
	fill(&class.ReclaimPolicy, corev1.PersistentVolumeReclaimDelete)
	fill(&class.VolumeBindingMode, storagev1.VolumeBindingImmediate)
}

func defaultPriorityClass(object runtime.Object) {
	fill(&object.(*schedulingv1.PriorityClass).PreemptionPolicy, corev1.PreemptLowerPriority)
}
