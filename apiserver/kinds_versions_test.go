package apiserver_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
)

// testAutoscalers writes one autoscaler in both versions, by turns, and holds each version to what the other has.
func testAutoscalers(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	older := client.AutoscalingV1().HorizontalPodAutoscalers("default")
	newer := client.AutoscalingV2().HorizontalPodAutoscalers("default")
	byName := metav1.ListOptions{FieldSelector: "metadata.name=versions"}
	watcher, err := older.Watch(ctx, byName)
	need(t, err)
	defer watcher.Stop()

	_, err = older.Create(ctx, &autoscalingv1.HorizontalPodAutoscaler{
		ObjectMeta: named("versions"), Spec: autoscalingv1.HorizontalPodAutoscalerSpec{
			MaxReplicas: 5, TargetCPUUtilizationPercentage: ptr.To[int32](60),
			ScaleTargetRef: autoscalingv1.CrossVersionObjectReference{
				Kind: "Deployment", Name: "d", APIVersion: "apps/v1",
			},
		},
	}, metav1.CreateOptions{})
	need(t, err)
	got, err := newer.Get(ctx, "versions", metav1.GetOptions{})
	need(t, err)
	if len(got.Spec.Metrics) != 1 || *got.Spec.Metrics[0].Resource.Target.AverageUtilization != 60 ||
		*got.Spec.MinReplicas != 1 || got.Spec.ScaleTargetRef.Name != "d" {
		t.Errorf("created in v1, in v2: %+v", got.Spec)
	}

	got.Spec.Metrics = append(got.Spec.Metrics, autoscalingv2.MetricSpec{
		Type: autoscalingv2.PodsMetricSourceType, Pods: &autoscalingv2.PodsMetricSource{
			Metric: autoscalingv2.MetricIdentifier{Name: "lines"}, Target: autoscalingv2.MetricTarget{
				Type: autoscalingv2.AverageValueMetricType, AverageValue: ptr.To(resource.MustParse("10")),
			},
		},
	})
	down := &autoscalingv2.HPAScalingRules{StabilizationWindowSeconds: ptr.To[int32](30)}
	got.Spec.Behavior = &autoscalingv2.HorizontalPodAutoscalerBehavior{ScaleDown: down}
	got, err = newer.Update(ctx, got, metav1.UpdateOptions{})
	need(t, err)
	got.Status.Conditions = []autoscalingv2.HorizontalPodAutoscalerCondition{{
		Type: autoscalingv2.AbleToScale, Status: corev1.ConditionTrue, Reason: "Test",
	}}
	_, err = newer.UpdateStatus(ctx, got, metav1.UpdateOptions{})
	need(t, err)

	testOlderAutoscaler(t, config, older, newer)
	if err := older.Delete(ctx, "versions", metav1.DeleteOptions{}); err != nil {
		t.Error(err)
	}
	var seen []watch.EventType
	for event := range watcher.ResultChan() {
		if _, ok := event.Object.(*autoscalingv1.HorizontalPodAutoscaler); !ok {
			t.Errorf("the watch of v1 has %T", event.Object)
		}
		if seen = append(seen, event.Type); event.Type == watch.Deleted {
			break
		}
	}
	if seen[0] != watch.Added || !slices.Contains(seen, watch.Modified) {
		t.Errorf("the watch of v1 has %v, want ADDED, MODIFIED, DELETED", seen)
	}
}

// autoscalers is the client of either version, with what both have.
type autoscalers[T any] interface {
	Get(ctx context.Context, name string, options metav1.GetOptions) (T, error)
	Update(ctx context.Context, object T, options metav1.UpdateOptions) (T, error)
	Patch(ctx context.Context, name string, form types.PatchType, patch []byte, options metav1.PatchOptions,
		subresources ...string) (T, error)
}

// testOlderAutoscaler changes in v1 an object that has fields of v2 only, which must survive.
func testOlderAutoscaler(
	t *testing.T, config *rest.Config, older autoscalers[*autoscalingv1.HorizontalPodAutoscaler],
	newer autoscalers[*autoscalingv2.HorizontalPodAutoscaler],
) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	old, err := older.Get(ctx, "versions", metav1.GetOptions{})
	need(t, err)
	const prefix = "autoscaling.alpha.kubernetes.io/"
	for name, want := range map[string]string{
		"metrics": `[{"type":"Pods","pods":{"metricName":"lines","targetAverageValue":"10"}}]`,
		"behavior": `{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":30,"SelectPolicy":null,` +
			`"Policies":null,"Tolerance":null}}`,
		"conditions": `[{"type":"AbleToScale","status":"True","lastTransitionTime":null,"reason":"Test"}]`,
	} {
		if got := old.Annotations[prefix+name]; got != want {
			t.Errorf("%s in v1: %s\nwant %s", name, got, want)
		}
	}
	old.Spec.TargetCPUUtilizationPercentage = ptr.To[int32](70)
	_, err = older.Update(ctx, old, metav1.UpdateOptions{})
	need(t, err)
	_, err = older.Patch(ctx, "versions", types.StrategicMergePatchType, []byte(`{"spec":{"maxReplicas":6}}`),
		metav1.PatchOptions{})
	need(t, err)
	_, err = older.Patch(ctx, "versions", types.ApplyPatchType, []byte(`{"apiVersion":"autoscaling/v1",
		"kind":"HorizontalPodAutoscaler","metadata":{"name":"versions"},"spec":{"minReplicas":2}}`),
		metav1.PatchOptions{FieldManager: "applier", Force: ptr.To(true)})
	need(t, err)
	now, err := newer.Get(ctx, "versions", metav1.GetOptions{})
	need(t, err)
	if len(now.Spec.Metrics) != 2 || now.Spec.MaxReplicas != 6 || *now.Spec.MinReplicas != 2 ||
		now.Spec.Behavior == nil || len(now.Status.Conditions) != 1 || len(now.Annotations) != 0 {
		text, _ := json.Marshal(now)
		t.Errorf("changed in v1, in v2: %s", text)
	}
	// The same apply in the other version: the manager owns the same field, so there is no conflict.
	_, err = newer.Patch(ctx, "versions", types.ApplyPatchType, []byte(`{"apiVersion":"autoscaling/v2",
		"kind":"HorizontalPodAutoscaler","metadata":{"name":"versions"},"spec":{"minReplicas":3}}`),
		metav1.PatchOptions{FieldManager: "applier"})
	need(t, err)
	list, err := client.AutoscalingV1().HorizontalPodAutoscalers("").List(ctx,
		metav1.ListOptions{FieldSelector: "metadata.name=versions"})
	if err != nil || len(list.Items) != 1 || *list.Items[0].Spec.MinReplicas != 3 {
		t.Errorf("list in v1: %v %v", list, err)
	}
	groups, err := client.Discovery().ServerGroups()
	need(t, err)
	for _, group := range groups.Groups {
		if group.Name == "autoscaling" && (len(group.Versions) != 2 || group.PreferredVersion.Version != "v2") {
			t.Errorf("discovery: %+v, want v2 before v1", group)
		}
	}
}

// testPriorityClasses looks for the classes of the system, and tries to make classes that are like them.
func testPriorityClasses(t *testing.T, config *rest.Config) {
	ctx, classes := t.Context(), kubernetes.NewForConfigOrDie(config).SchedulingV1().PriorityClasses()
	for name, want := range map[string]int32{
		"system-node-critical": 2000001000, "system-cluster-critical": 2000000000,
	} {
		class, err := classes.Get(ctx, name, metav1.GetOptions{})
		if err != nil || class.Value != want || class.GlobalDefault || class.Description == "" {
			t.Errorf("%s: %+v %v, want the value %d", name, class, err, want)
		}
	}
	for _, class := range []schedulingv1.PriorityClass{
		{ObjectMeta: named("system-mine"), Value: 1}, {ObjectMeta: named("mine"), Value: 1000000001},
	} {
		_, err := classes.Create(ctx, &class, metav1.CreateOptions{})
		if !apierrors.IsInvalid(err) {
			t.Errorf("create %s with %d: %v, want 422", class.Name, class.Value, err)
		}
	}
}
