package apiserver_test

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
)

func testBinding(t *testing.T, config *rest.Config) {
	ctx, pods := t.Context(), kubernetes.NewForConfigOrDie(config).CoreV1().Pods("default")
	pod, err := pods.Create(ctx, newPod("bound"), metav1.CreateOptions{})
	need(t, err)
	binding := &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: "bound", UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: "n"},
	}
	need(t, pods.Bind(ctx, binding, metav1.CreateOptions{}))
	pod, err = pods.Get(ctx, "bound", metav1.GetOptions{})
	need(t, err)
	if pod.Spec.NodeName != "n" || len(pod.Status.Conditions) != 1 ||
		pod.Status.Conditions[0].Type != corev1.PodScheduled {
		t.Errorf("bound: %q %+v", pod.Spec.NodeName, pod.Status.Conditions)
	}
	if err := pods.Bind(ctx, binding, metav1.CreateOptions{}); !apierrors.IsConflict(err) ||
		!strings.Contains(err.Error(), `pod bound is already assigned to node "n"`) {
		t.Errorf("bound again: %v, want a conflict", err)
	}
}

func testGrace(t *testing.T, config *rest.Config) {
	ctx, pods := t.Context(), kubernetes.NewForConfigOrDie(config).CoreV1().Pods("default")
	_, err := pods.Create(ctx, newPod("waits"), metav1.CreateOptions{})
	need(t, err)
	need(t, pods.Delete(ctx, "waits", metav1.DeleteOptions{}))
	if _, err := pods.Get(ctx, "waits", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("a pod that no node has: %v, want 404", err)
	}
	pod := newPod("runs")
	pod.Spec.NodeName = "n"
	_, err = pods.Create(ctx, pod, metav1.CreateOptions{})
	need(t, err)
	need(t, pods.Delete(ctx, "runs", metav1.DeleteOptions{}))
	pod, err = pods.Get(ctx, "runs", metav1.GetOptions{})
	need(t, err)
	if pod.DeletionTimestamp == nil || *pod.DeletionGracePeriodSeconds != 30 {
		t.Errorf("a pod that runs: %+v, want 30 s to end", pod.ObjectMeta)
	}
	need(t, pods.Delete(ctx, "runs", metav1.DeleteOptions{GracePeriodSeconds: ptr.To[int64](0)}))
	if _, err := pods.Get(ctx, "runs", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("a pod whose kubelet says that it has ended: %v, want 404", err)
	}
}

func testEviction(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	pods, budgets := client.CoreV1().Pods("default"), client.PolicyV1().PodDisruptionBudgets("default")
	pod, err := pods.Create(ctx, newPod("guarded"), metav1.CreateOptions{})
	need(t, err)
	pod.Status.Phase, pod.Status.Conditions = corev1.PodRunning, []corev1.PodCondition{{
		Type:   corev1.PodReady,
		Status: corev1.ConditionTrue,
	}}
	_, err = pods.UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	need(t, err)
	budget := &policyv1.PodDisruptionBudget{ObjectMeta: named("guard"), Spec: policyv1.PodDisruptionBudgetSpec{
		MinAvailable: ptr.To(intstr.FromInt32(1)), Selector: &metav1.LabelSelector{MatchLabels: map[string]string{
			"name": "guarded",
		}},
	}}
	budget, err = budgets.Create(ctx, budget, metav1.CreateOptions{})
	need(t, err)
	evict := func() error {
		return pods.EvictV1(ctx, &policyv1.Eviction{ObjectMeta: named("guarded")})
	}
	budget.Status = policyv1.PodDisruptionBudgetStatus{
		ObservedGeneration: budget.Generation, CurrentHealthy: 1,
		DesiredHealthy: 1, ExpectedPods: 1,
	}
	budget, err = budgets.UpdateStatus(ctx, budget, metav1.UpdateOptions{})
	need(t, err)
	if err := evict(); !apierrors.IsTooManyRequests(err) {
		t.Errorf("evict with nothing to spare: %v, want 429", err)
	}
	budget.Status.DisruptionsAllowed = 1
	_, err = budgets.UpdateStatus(ctx, budget, metav1.UpdateOptions{})
	need(t, err)
	need(t, evict())
	if _, err := pods.Get(ctx, "guarded", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("the evicted pod: %v, want 404", err)
	}
	budget, err = budgets.Get(ctx, "guard", metav1.GetOptions{})
	need(t, err)
	if _, spent := budget.Status.DisruptedPods["guarded"]; budget.Status.DisruptionsAllowed != 0 || !spent {
		t.Errorf("the budget: %+v, want it spent on the pod", budget.Status)
	}
}

func testStreams(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config).CoreV1()
	pod := newPod("silent")
	pod.Spec.Containers = append(pod.Spec.Containers, corev1.Container{Name: "d", Image: "i"})
	_, err := client.Pods("default").Create(ctx, pod, metav1.CreateOptions{})
	need(t, err)
	do := func(verb, sub, query string) error {
		return client.RESTClient().Verb(verb).Namespace("default").Resource("pods").Name("silent").SubResource(
			sub).Param("container", query).Do(ctx).Error()
	}
	expect := func(err error, code int32, text string) {
		t.Helper()
		status, ok := err.(apierrors.APIStatus)
		if !ok || status.Status().Code != code || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %d with %q", err, code, text)
		}
	}
	expect(client.RESTClient().Get().Namespace("default").Resource("pods").Name("silent").SubResource("log").Do(
		ctx).Error(), 400, "a container name must be specified for pod silent, choose one of: [c d]")
	expect(do("GET", "log", "e"), 400, "container e is not valid for pod silent")
	if err := do("GET", "log", "c"); err != nil {
		t.Errorf("log of a pod that no node has: %v, want nothing", err)
	}
	for _, sub := range []string{"exec", "attach"} {
		expect(do("POST", sub, "c"), 400, "pod silent does not have a host assigned")
	}
	expect(do("POST", "portforward", ""), 400, "pod silent does not have a host assigned")
	expect(do("GET", "proxy", ""), 400, "address not allowed")
	need(t, client.Pods("default").Bind(ctx, &corev1.Binding{
		ObjectMeta: named("silent"),
		Target:     corev1.ObjectReference{Name: "n"},
	}, metav1.CreateOptions{}))
	expect(do("GET", "log", "c"), 503, "no kubelet")
	expect(do("POST", "exec", "c"), 503, "no kubelet")
}

func testContainers(t *testing.T, config *rest.Config) {
	ctx, pods := t.Context(), kubernetes.NewForConfigOrDie(config).CoreV1().Pods("default")
	_, err := pods.Create(ctx, newPod("more"), metav1.CreateOptions{})
	need(t, err)
	patch := `{"spec":{"hostname":"other","ephemeralContainers":[{"name":"debug","image":"sh"}]}}`
	pod, err := pods.Patch(ctx, "more", types.StrategicMergePatchType, []byte(patch), metav1.PatchOptions{},
		"ephemeralcontainers")
	need(t, err)
	if len(pod.Spec.EphemeralContainers) != 1 || pod.Spec.Hostname != "" || pod.Generation != 2 {
		t.Errorf("with a debug container: %+v", pod)
	}
	pod.Spec.EphemeralContainers = nil
	if _, err := pods.UpdateEphemeralContainers(ctx, "more", pod, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("without it again: %v, want 422", err)
	}
	patch = `{"spec":{"containers":[{"name":"c","image":"other","resources":{"requests":{"cpu":"1"}}}]}}`
	pod, err = pods.Patch(ctx, "more", types.StrategicMergePatchType, []byte(patch), metav1.PatchOptions{}, "resize")
	need(t, err)
	if c := pod.Spec.Containers[0]; c.Image != "i" || c.Resources.Requests.Cpu().String() != "1" ||
		len(pod.Spec.EphemeralContainers) != 1 {
		t.Errorf("resized: %+v", pod.Spec)
	}
}
