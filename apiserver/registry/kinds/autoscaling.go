package kinds

import (
	"encoding/json"
	"maps"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/ptr"
)

// A HorizontalPodAutoscaler is served in two versions. v2 is the hub and is stored. v1 has fields for one metric only,
// the CPU in percent. So that a client of v1 that reads, changes and writes an object loses nothing, the rest of v2 is
// in annotations, as JSON, while the object has the form of v1. The names of the annotations and the form of their JSON
// are upstream's (pkg/apis/autoscaling/annotations.go, pkg/apis/autoscaling/v1/conversion.go).
const (
	metricsAnnotation        = "autoscaling.alpha.kubernetes.io/metrics"
	currentMetricsAnnotation = "autoscaling.alpha.kubernetes.io/current-metrics"
	conditionsAnnotation     = "autoscaling.alpha.kubernetes.io/conditions"
	behaviorAnnotation       = "autoscaling.alpha.kubernetes.io/behavior"
)

// autoscalerAnnotations also has the two annotations that upstream used to write, and still removes.
var autoscalerAnnotations = []string{
	metricsAnnotation, currentMetricsAnnotation, conditionsAnnotation, behaviorAnnotation,
	"autoscaling.alpha.kubernetes.io/scale-down-tolerance", "autoscaling.alpha.kubernetes.io/scale-up-tolerance",
}

func addAutoscalerConversions(s *runtime.Scheme) {
	convert(s, toHubAutoscaler)
	convert(s, fromHubAutoscaler)
	convert(s, func(in *autoscalingv1.HorizontalPodAutoscalerList, out *autoscalingv2.HorizontalPodAutoscalerList) {
		out.ListMeta, out.Items = in.ListMeta, make([]autoscalingv2.HorizontalPodAutoscaler, len(in.Items))
		for i := range in.Items {
			toHubAutoscaler(&in.Items[i], &out.Items[i])
		}
	})
	convert(s, func(in *autoscalingv2.HorizontalPodAutoscalerList, out *autoscalingv1.HorizontalPodAutoscalerList) {
		out.ListMeta, out.Items = in.ListMeta, make([]autoscalingv1.HorizontalPodAutoscaler, len(in.Items))
		for i := range in.Items {
			fromHubAutoscaler(&in.Items[i], &out.Items[i])
		}
	})
}

func fromHubAutoscaler(in *autoscalingv2.HorizontalPodAutoscaler, out *autoscalingv1.HorizontalPodAutoscaler) {
	*out = autoscalingv1.HorizontalPodAutoscaler{
		ObjectMeta: in.ObjectMeta,
		Spec: autoscalingv1.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv1.CrossVersionObjectReference(in.Spec.ScaleTargetRef),
			MinReplicas:    in.Spec.MinReplicas, MaxReplicas: in.Spec.MaxReplicas,
		},
		Status: autoscalingv1.HorizontalPodAutoscalerStatus{
			ObservedGeneration: in.Status.ObservedGeneration, LastScaleTime: in.Status.LastScaleTime,
			CurrentReplicas: in.Status.CurrentReplicas, DesiredReplicas: in.Status.DesiredReplicas,
		},
	}
	out.Annotations = withoutAutoscalerAnnotations(in.Annotations)
	var others []autoscalingv1.MetricSpec
	for _, metric := range in.Spec.Metrics {
		if !isCPUUtilization(metric) {
			others = append(others, fromHubMetric(metric))
		} else if out.Spec.TargetCPUUtilizationPercentage == nil {
			out.Spec.TargetCPUUtilizationPercentage = metric.Resource.Target.AverageUtilization
		}
	}
	var current []autoscalingv1.MetricStatus
	for _, metric := range in.Status.CurrentMetrics {
		current = append(current, fromHubMetricStatus(metric))
		if r := metric.Resource; r != nil && r.Name == corev1.ResourceCPU && r.Current.AverageUtilization != nil {
			out.Status.CurrentCPUUtilizationPercentage = r.Current.AverageUtilization
		}
	}
	var conditions []autoscalingv1.HorizontalPodAutoscalerCondition
	for _, c := range in.Status.Conditions {
		conditions = append(conditions, autoscalingv1.HorizontalPodAutoscalerCondition{
			Type:   autoscalingv1.HorizontalPodAutoscalerConditionType(c.Type),
			Status: c.Status, LastTransitionTime: c.LastTransitionTime, Reason: c.Reason, Message: c.Message,
		})
	}
	annotate(&out.Annotations, metricsAnnotation, others, len(others) > 0)
	annotate(&out.Annotations, currentMetricsAnnotation, current, len(current) > 0)
	annotate(&out.Annotations, conditionsAnnotation, conditions, len(conditions) > 0)
	annotate(&out.Annotations, behaviorAnnotation, (*behavior)(in.Spec.Behavior).untagged(), in.Spec.Behavior != nil)
}

func toHubAutoscaler(in *autoscalingv1.HorizontalPodAutoscaler, out *autoscalingv2.HorizontalPodAutoscaler) {
	*out = autoscalingv2.HorizontalPodAutoscaler{
		ObjectMeta: in.ObjectMeta,
		Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference(in.Spec.ScaleTargetRef),
			MinReplicas:    in.Spec.MinReplicas, MaxReplicas: in.Spec.MaxReplicas,
		},
		Status: autoscalingv2.HorizontalPodAutoscalerStatus{
			ObservedGeneration: in.Status.ObservedGeneration, LastScaleTime: in.Status.LastScaleTime,
			CurrentReplicas: in.Status.CurrentReplicas, DesiredReplicas: in.Status.DesiredReplicas,
		},
	}
	for _, metric := range annotated[[]autoscalingv1.MetricSpec](in.Annotations, metricsAnnotation) {
		out.Spec.Metrics = append(out.Spec.Metrics, toHubMetric(metric))
	}
	if percent := in.Spec.TargetCPUUtilizationPercentage; percent != nil {
		out.Spec.Metrics = append(out.Spec.Metrics, cpuUtilization(*percent))
	}
	if len(out.Spec.Metrics) == 0 {
		out.Spec.Metrics = []autoscalingv2.MetricSpec{cpuUtilization(defaultCPUUtilization)}
	}
	// The annotation has more of the status than the field.
	current := annotated[[]autoscalingv1.MetricStatus](in.Annotations, currentMetricsAnnotation)
	for _, metric := range current {
		out.Status.CurrentMetrics = append(out.Status.CurrentMetrics, toHubMetricStatus(metric))
	}
	if percent := in.Status.CurrentCPUUtilizationPercentage; percent != nil && current == nil {
		current := autoscalingv2.MetricValueStatus{AverageUtilization: percent}
		out.Status.CurrentMetrics = []autoscalingv2.MetricStatus{{
			Type:     autoscalingv2.ResourceMetricSourceType,
			Resource: &autoscalingv2.ResourceMetricStatus{Name: corev1.ResourceCPU, Current: current},
		}}
	}
	conditions := annotated[[]autoscalingv1.HorizontalPodAutoscalerCondition](in.Annotations, conditionsAnnotation)
	for _, c := range conditions {
		out.Status.Conditions = append(out.Status.Conditions, autoscalingv2.HorizontalPodAutoscalerCondition{
			Type:   autoscalingv2.HorizontalPodAutoscalerConditionType(c.Type),
			Status: c.Status, LastTransitionTime: c.LastTransitionTime, Reason: c.Reason, Message: c.Message,
		})
	}
	rules := annotated[autoscalingv2.HorizontalPodAutoscalerBehavior](in.Annotations, behaviorAnnotation)
	if rules != (autoscalingv2.HorizontalPodAutoscalerBehavior{}) {
		out.Spec.Behavior = &rules
	}
	out.Annotations = withoutAutoscalerAnnotations(in.Annotations)
}

// withoutAutoscalerAnnotations returns a copy, because conversions share the fields of the object that they read.
func withoutAutoscalerAnnotations(annotations map[string]string) map[string]string {
	if annotations == nil {
		return nil
	}
	kept := maps.Clone(annotations)
	for _, name := range autoscalerAnnotations {
		delete(kept, name)
	}
	return kept
}

func annotate(to *map[string]string, name string, value any, set bool) {
	if !set {
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // these types have no field that JSON cannot hold
	}
	if *to == nil {
		*to = map[string]string{}
	}
	(*to)[name] = string(text)
}

// annotated returns the empty value when the annotation is missing or cannot be read: anyone may write annotations.
func annotated[T any](annotations map[string]string, name string) (value T) {
	if err := json.Unmarshal([]byte(annotations[name]), &value); err != nil {
		var empty T
		return empty
	}
	return value
}

func isCPUUtilization(m autoscalingv2.MetricSpec) bool {
	return m.Type == autoscalingv2.ResourceMetricSourceType && m.Resource != nil &&
		m.Resource.Name == corev1.ResourceCPU && m.Resource.Target.AverageUtilization != nil
}

func cpuUtilization(percent int32) autoscalingv2.MetricSpec {
	target := autoscalingv2.MetricTarget{Type: autoscalingv2.UtilizationMetricType, AverageUtilization: &percent}
	return autoscalingv2.MetricSpec{
		Type:     autoscalingv2.ResourceMetricSourceType,
		Resource: &autoscalingv2.ResourceMetricSource{Name: corev1.ResourceCPU, Target: target},
	}
}

// behavior writes itself as upstream's hub does: that type has no names for JSON, so the names are Go's.
type behavior autoscalingv2.HorizontalPodAutoscalerBehavior

type untaggedRules struct {
	StabilizationWindowSeconds *int32
	SelectPolicy               *autoscalingv2.ScalingPolicySelect
	Policies                   []untaggedPolicy
	Tolerance                  *resource.Quantity
}

type untaggedPolicy struct {
	Type          autoscalingv2.HPAScalingPolicyType
	Value         int32
	PeriodSeconds int32
}

func (b *behavior) untagged() any {
	if b == nil {
		return nil
	}
	return struct{ ScaleUp, ScaleDown *untaggedRules }{untagged(b.ScaleUp), untagged(b.ScaleDown)}
}

func untagged(rules *autoscalingv2.HPAScalingRules) *untaggedRules {
	if rules == nil {
		return nil
	}
	var policies []untaggedPolicy
	for _, policy := range rules.Policies {
		policies = append(policies, untaggedPolicy(policy))
	}
	return &untaggedRules{rules.StabilizationWindowSeconds, rules.SelectPolicy, policies, rules.Tolerance}
}

func defaultOlderAutoscaler(object runtime.Object) {
	fill(&object.(*autoscalingv1.HorizontalPodAutoscaler).Spec.MinReplicas, 1)
}

// valueOf is for the fields of v1 that are numbers where v2 has pointers.
func valueOf(quantity *resource.Quantity) resource.Quantity {
	return ptr.Deref(quantity, resource.Quantity{})
}
