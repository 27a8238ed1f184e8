package columns

import (
	"fmt"
	"strconv"
	"strings"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
)

// The columns of the kinds that decide the number of pods. Their names, order and values are upstream's
// (pkg/printers/internalversion/printers.go).
var autoscaling = []columns{
	of("Name|Desired:integer|Available:integer|Age", func(scale *autoscalingv1.Scale, age string) []any {
		return []any{scale.Spec.Replicas, scale.Status.Replicas, age}
	}),
	of("Name|Min Available|Max Unavailable|Allowed Disruptions:integer|Age",
		func(b *policyv1.PodDisruptionBudget, age string) []any {
			na := intstr.FromString("N/A")
			least, most := ptr.Deref(b.Spec.MinAvailable, na), ptr.Deref(b.Spec.MaxUnavailable, na)
			return []any{least.String(), most.String(), b.Status.DisruptionsAllowed, age}
		}),
	of("Name|Reference|Targets|MinPods|MaxPods|Replicas|Age",
		func(a *autoscalingv2.HorizontalPodAutoscaler, age string) []any {
			least := unset
			if a.Spec.MinReplicas != nil {
				least = strconv.Itoa(int(*a.Spec.MinReplicas))
			}
			return []any{
				a.Spec.ScaleTargetRef.Kind + "/" + a.Spec.ScaleTargetRef.Name, autoscalerTargets(a), least,
				a.Spec.MaxReplicas, a.Status.CurrentReplicas, age,
			}
		}),
}

// autoscalerTargets shows the current and the desired value of each metric.
func autoscalerTargets(a *autoscalingv2.HorizontalPodAutoscaler) string {
	if len(a.Spec.Metrics) == 0 {
		return none
	}
	var list []string
	for i, spec := range a.Spec.Metrics {
		var status autoscalingv2.MetricStatus
		if i < len(a.Status.CurrentMetrics) {
			status = a.Status.CurrentMetrics[i]
		}
		list = append(list, metricTarget(spec, status))
	}
	const few = 2
	if len(list) > few {
		return fmt.Sprintf("%s + %d more...", strings.Join(list[:few], ", "), len(list)-few)
	}
	return strings.Join(list, ", ")
}

func metricTarget(spec autoscalingv2.MetricSpec, status autoscalingv2.MetricStatus) string {
	switch {
	case spec.External != nil:
		current := ptr.Deref(status.External, autoscalingv2.ExternalMetricStatus{}).Current
		return valueTarget(spec.External.Target, current)
	case spec.Object != nil:
		current := ptr.Deref(status.Object, autoscalingv2.ObjectMetricStatus{}).Current
		return valueTarget(spec.Object.Target, current)
	case spec.Pods != nil:
		current := ptr.Deref(status.Pods, autoscalingv2.PodsMetricStatus{}).Current
		return quantity(current.AverageValue) + "/" + quantity(spec.Pods.Target.AverageValue)
	case spec.Resource != nil:
		current := ptr.Deref(status.Resource, autoscalingv2.ResourceMetricStatus{}).Current
		return string(spec.Resource.Name) + ": " + utilizationTarget(spec.Resource.Target, current)
	case spec.ContainerResource != nil:
		current := ptr.Deref(status.ContainerResource, autoscalingv2.ContainerResourceMetricStatus{}).Current
		return string(spec.ContainerResource.Name) + ": " + utilizationTarget(spec.ContainerResource.Target, current)
	}
	return "<unknown type>"
}

func valueTarget(target autoscalingv2.MetricTarget, current autoscalingv2.MetricValueStatus) string {
	if target.AverageValue != nil {
		return quantity(current.AverageValue) + "/" + quantity(target.AverageValue) + " (avg)"
	}
	return quantity(current.Value) + "/" + quantity(target.Value)
}

func utilizationTarget(target autoscalingv2.MetricTarget, current autoscalingv2.MetricValueStatus) string {
	if target.AverageValue != nil {
		return quantity(current.AverageValue) + "/" + quantity(target.AverageValue)
	}
	actual, desired := "<unknown>", "<auto>"
	if current.AverageUtilization != nil {
		actual = fmt.Sprintf("%d%%", *current.AverageUtilization)
	}
	if target.AverageUtilization != nil {
		desired = fmt.Sprintf("%d%%", *target.AverageUtilization)
	}
	return actual + "/" + desired
}

func quantity(q interface{ String() string }) string {
	if text := q.String(); text != "<nil>" {
		return text
	}
	return "<unknown>"
}
