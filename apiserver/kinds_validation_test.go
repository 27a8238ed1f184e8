package apiserver_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
)

// testInvalid holds each answer to the field that it names.
func testInvalid(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	configMap := func(change func(*metav1.ObjectMeta)) func() error {
		return func() error {
			m := &corev1.ConfigMap{ObjectMeta: named("good")}
			change(&m.ObjectMeta)
			_, err := client.CoreV1().ConfigMaps("default").Create(ctx, m,
				metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
			return err
		}
	}
	immutable := &corev1.ConfigMap{ObjectMeta: named("immutable"), Immutable: ptr.To(true)}
	_, err := client.CoreV1().ConfigMaps("default").Create(ctx, immutable, metav1.CreateOptions{})
	need(t, err)
	d, err := client.AppsV1().Deployments("default").Create(ctx, newDeployment("immutable"), metav1.CreateOptions{})
	need(t, err)
	pod, err := client.CoreV1().Pods("default").Create(ctx, newPod("immutable"), metav1.CreateOptions{})
	need(t, err)
	for field, do := range map[string]func() error{
		"metadata.name": configMap(func(m *metav1.ObjectMeta) { m.Name = "Capital" }),
		"metadata.labels": configMap(
			func(m *metav1.ObjectMeta) { m.Labels = map[string]string{"a/b/c": "d"} }),
		"metadata.annotations": configMap(
			func(m *metav1.ObjectMeta) { m.Annotations = map[string]string{"a": strings.Repeat("x", 1<<18+1)} }),
		"metadata.ownerReferences": configMap(
			func(m *metav1.ObjectMeta) { m.OwnerReferences = []metav1.OwnerReference{{}} }),
		"metadata.finalizers": configMap(
			func(m *metav1.ObjectMeta) { m.Finalizers = []string{"not a finalizer"} }),
		"data": func() error {
			immutable.Data = map[string]string{"a": "b"}
			_, err := client.CoreV1().ConfigMaps("default").Update(ctx, immutable, metav1.UpdateOptions{})
			return err
		},
		"spec.selector": func() error {
			d.Spec.Selector.MatchLabels["name"] = "other"
			_, err := client.AppsV1().Deployments("default").Update(ctx, d, metav1.UpdateOptions{})
			return err
		},
		"spec": func() error {
			pod.Spec.Hostname = "other"
			_, err := client.CoreV1().Pods("default").Update(ctx, pod, metav1.UpdateOptions{})
			return err
		},
	} {
		status, ok := do().(apierrors.APIStatus)
		if !ok || status.Status().Code != http.StatusUnprocessableEntity {
			t.Errorf("bad %s: %v, want 422", field, status)
			continue
		}
		if causes := status.Status().Details.Causes; !slices.ContainsFunc(causes,
			func(c metav1.StatusCause) bool { return strings.HasPrefix(c.Field, field) }) {
			t.Errorf("bad %s: the causes are %v", field, causes)
		}
	}
	testInvalidNames(t, client)
}

// testInvalidNames creates objects whose kinds have stricter or looser rules for names than most.
func testInvalidNames(t *testing.T, client kubernetes.Interface) {
	ctx := t.Context()
	for kind, create := range map[string]func(metav1.ObjectMeta) error{
		"namespace": func(m metav1.ObjectMeta) error {
			_, err := client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: m}, metav1.CreateOptions{})
			return err
		},
		"service": func(m metav1.ObjectMeta) error {
			_, err := client.CoreV1().Services("default").Create(ctx, &corev1.Service{ObjectMeta: m},
				metav1.CreateOptions{})
			return err
		},
	} {
		if err := create(named("two.labels")); !apierrors.IsInvalid(err) {
			t.Errorf("a %s called two.labels: %v, want 422", kind, err)
		}
	}
	_, err := client.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: named("system:Any Name")},
		metav1.CreateOptions{})
	if err != nil {
		t.Errorf("a cluster role with a colon and a space: %v", err)
	}
}

func testDefaults(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	service, err := client.CoreV1().Services("default").Create(ctx, &corev1.Service{
		ObjectMeta: named("defaults"),
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}},
	}, metav1.CreateOptions{})
	need(t, err)
	if port := service.Spec.Ports[0]; service.Spec.Type != corev1.ServiceTypeClusterIP ||
		port.Protocol != corev1.ProtocolTCP || port.TargetPort != intstr.FromInt32(80) {
		t.Errorf("service: %+v", service.Spec)
	}
	secret, err := client.CoreV1().Secrets("default").Create(ctx, &corev1.Secret{ObjectMeta: named("defaults")},
		metav1.CreateOptions{})
	need(t, err)
	if secret.Type != corev1.SecretTypeOpaque {
		t.Errorf("secret: type %q, want Opaque", secret.Type)
	}
	d, err := client.AppsV1().Deployments("default").Create(ctx, newDeployment("defaults"), metav1.CreateOptions{})
	need(t, err)
	if d.Spec.Template.Spec.RestartPolicy != corev1.RestartPolicyAlways ||
		d.Spec.Strategy.RollingUpdate.MaxSurge.String() != "25%" {
		t.Errorf("deployment: %+v", d.Spec)
	}
	autoscaler := &autoscalingv2.HorizontalPodAutoscaler{
		ObjectMeta: named("defaults"), Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			MaxReplicas:    3,
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference{Kind: "Deployment", Name: "defaults"},
		},
	}
	autoscaler, err = client.AutoscalingV2().HorizontalPodAutoscalers("default").Create(ctx, autoscaler,
		metav1.CreateOptions{})
	need(t, err)
	if *autoscaler.Spec.MinReplicas != 1 || *autoscaler.Spec.Metrics[0].Resource.Target.AverageUtilization != 80 {
		t.Errorf("autoscaler: %+v", autoscaler.Spec)
	}
	ending := newPod("x").Spec
	ending.RestartPolicy = corev1.RestartPolicyNever
	job := &batchv1.Job{
		ObjectMeta: named("defaults"),
		Spec:       batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: ending}},
	}
	job, err = client.BatchV1().Jobs("default").Create(ctx, job, metav1.CreateOptions{})
	need(t, err)
	if *job.Spec.Completions != 1 || job.Spec.Selector.MatchLabels[batchv1.ControllerUidLabel] != string(job.UID) ||
		job.Spec.Template.Labels[batchv1.JobNameLabel] != "defaults" {
		t.Errorf("job: %+v", job.Spec)
	}
	pod := newPod("defaults")
	pod.Spec.Containers[0].Resources.Limits = corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("1"),
		corev1.ResourceMemory: resource.MustParse("1Gi"),
	}
	pod, err = client.CoreV1().Pods("default").Create(ctx, pod, metav1.CreateOptions{})
	need(t, err)
	if pod.Status.Phase != corev1.PodPending || pod.Status.QOSClass != corev1.PodQOSGuaranteed ||
		pod.Spec.Containers[0].ImagePullPolicy != corev1.PullAlways {
		t.Errorf("pod: %+v %+v", pod.Spec, pod.Status)
	}
}

func testUpdates(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	role, err := client.RbacV1().Roles("default").Update(ctx, &rbacv1.Role{ObjectMeta: named("new")},
		metav1.UpdateOptions{})
	if err != nil || role.UID == "" {
		t.Errorf("update of a role that is not there: %v, want it created", err)
	}
	if _, err := client.CoreV1().ConfigMaps("default").Update(ctx, &corev1.ConfigMap{ObjectMeta: named("new")},
		metav1.UpdateOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("update of a configmap that is not there: %v, want 404", err)
	}
	_, err = client.CoreV1().ConfigMaps("default").Create(ctx, &corev1.ConfigMap{ObjectMeta: named("blind")},
		metav1.CreateOptions{})
	need(t, err)
	if _, err := client.CoreV1().ConfigMaps("default").Update(ctx, &corev1.ConfigMap{ObjectMeta: named("blind")},
		metav1.UpdateOptions{}); err != nil {
		t.Errorf("update of any version of a configmap: %v", err)
	}
	_, err = client.CoordinationV1().Leases("default").Create(ctx, &coordinationv1.Lease{ObjectMeta: named("blind")},
		metav1.CreateOptions{})
	need(t, err)
	if _, err := client.CoordinationV1().Leases("default").Update(ctx,
		&coordinationv1.Lease{ObjectMeta: named("blind")}, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("update of any version of a lease: %v, want 422", err)
	}
	generated, err := client.CoreV1().ConfigMaps("default").Create(ctx,
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "some-"}}, metav1.CreateOptions{})
	if err != nil || !strings.HasPrefix(generated.Name, "some-") || len(generated.Name) <= len("some-") {
		t.Errorf("create with generateName: %v %v", generated, err)
	}
}
