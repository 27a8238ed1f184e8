package apiserver_test

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"

	"apitour/apiserver/apiservertest"
)

func need(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func named(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Name: name} }

func newPod(name string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"name": name}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "i"}}},
	}
}

func newDeployment(name string) *appsv1.Deployment {
	labels := map[string]string{"name": name}
	return &appsv1.Deployment{
		ObjectMeta: named(name),
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: newPod(name).Spec},
		},
	}
}

func testStatus(t *testing.T, config *rest.Config) {
	ctx, deployments := t.Context(), kubernetes.NewForConfigOrDie(config).AppsV1().Deployments("default")
	d := newDeployment("status")
	d.Status.Replicas = 7
	d, err := deployments.Create(ctx, d, metav1.CreateOptions{})
	need(t, err)
	if d.Status.Replicas != 0 || d.Generation != 1 {
		t.Errorf("create: status %d, generation %d; want 0 and 1", d.Status.Replicas, d.Generation)
	}
	d.Status.Replicas, d.Spec.Replicas = 7, ptr.To[int32](5)
	d, err = deployments.Update(ctx, d, metav1.UpdateOptions{})
	need(t, err)
	if d.Status.Replicas != 0 || *d.Spec.Replicas != 5 || d.Generation != 2 {
		t.Errorf("update: status %d, replicas %d, generation %d; want 0, 5 and 2", d.Status.Replicas, *d.Spec.Replicas,
			d.Generation)
	}
	d.Labels = map[string]string{"a": "b"}
	d, err = deployments.Update(ctx, d, metav1.UpdateOptions{})
	need(t, err)
	if d.Generation != 2 {
		t.Errorf("update of a label: generation %d, want 2 still", d.Generation)
	}
	d.Status.Replicas, d.Spec.Replicas, d.Labels = 7, ptr.To[int32](6), nil
	d, err = deployments.UpdateStatus(ctx, d, metav1.UpdateOptions{})
	need(t, err)
	if d.Status.Replicas != 7 || *d.Spec.Replicas != 5 || d.Labels["a"] != "b" || d.Generation != 2 {
		t.Errorf("update of the status: status %d, replicas %d, labels %v, generation %d; want 7, 5, a=b and 2",
			d.Status.Replicas, *d.Spec.Replicas, d.Labels, d.Generation)
	}
	// Who applies to the one part owns nothing of the other.
	patch := []byte(`{"apiVersion":"apps/v1","kind":"Deployment","spec":{"paused":true},"status":{"replicas":8}}`)
	d, err = deployments.Patch(ctx, "status", types.ApplyPatchType, patch, metav1.PatchOptions{
		FieldManager: "applier",
		Force:        ptr.To(true),
	}, "status")
	need(t, err)
	if d.Status.Replicas != 8 || d.Spec.Paused {
		t.Errorf("apply to the status: status %d, paused %v; want 8 and false", d.Status.Replicas, d.Spec.Paused)
	}
	i := slices.IndexFunc(d.ManagedFields, func(m metav1.ManagedFieldsEntry) bool { return m.Manager == "applier" })
	if i < 0 || d.ManagedFields[i].Subresource != "status" ||
		strings.Contains(d.ManagedFields[i].FieldsV1.GetRawString(), "f:spec") {
		t.Errorf("apply to the status: owners are %v", d.ManagedFields)
	}
}

func testScale(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	d, err := client.AppsV1().Deployments("default").Create(ctx, newDeployment("scale"), metav1.CreateOptions{})
	need(t, err)
	scale, err := client.AppsV1().Deployments("default").GetScale(ctx, "scale", metav1.GetOptions{})
	need(t, err)
	if scale.Spec.Replicas != 1 || scale.Status.Selector != "name=scale" || scale.UID != d.UID {
		t.Errorf("scale: %+v, want 1 replica, the selector and the deployment's UID", scale)
	}
	old := scale.DeepCopy()
	scale.Spec.Replicas = 4
	_, err = client.AppsV1().Deployments("default").UpdateScale(ctx, "scale", scale, metav1.UpdateOptions{})
	need(t, err)
	if _, err = client.AppsV1().Deployments("default").UpdateScale(ctx, "scale", old,
		metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		t.Errorf("update of an old version: %v, want a conflict", err)
	}
	scale.ResourceVersion, scale.Spec.Replicas = "", -1
	if _, err = client.AppsV1().Deployments("default").UpdateScale(ctx, "scale", scale,
		metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("-1 replicas: %v, want 422", err)
	}
	patch := []byte(`{"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":6}}`)
	_, err = client.AppsV1().Deployments("default").Patch(ctx, "scale", types.ApplyPatchType, patch,
		metav1.PatchOptions{FieldManager: "autoscaler", Force: ptr.To(true)}, "scale")
	need(t, err)
	d, err = client.AppsV1().Deployments("default").Get(ctx, "scale", metav1.GetOptions{})
	need(t, err)
	if *d.Spec.Replicas != 6 || d.Generation != 3 {
		t.Errorf("after the scale: %d replicas, generation %d; want 6 and 3", *d.Spec.Replicas, d.Generation)
	}
	apply := []byte(`{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":2}}`)
	_, err = client.AppsV1().Deployments("default").Patch(ctx, "scale", types.ApplyPatchType, apply,
		metav1.PatchOptions{FieldManager: "human"})
	if !apierrors.IsConflict(err) || !strings.Contains(err.Error(), "autoscaler") {
		t.Errorf("apply of replicas that the autoscaler owns: %v, want a conflict that names it", err)
	}
	if _, err := client.AppsV1().Deployments("default").UpdateScale(ctx, "nothing",
		&autoscalingv1.Scale{ObjectMeta: named("nothing")}, metav1.UpdateOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("scale of nothing: %v, want 404", err)
	}
}

func testFieldSelectors(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	pods := client.CoreV1().Pods("default")
	for _, name := range []string{"on-a", "on-b"} {
		pod := newPod(name)
		pod.Spec.NodeName = name[3:]
		_, err := pods.Create(ctx, pod, metav1.CreateOptions{})
		need(t, err)
	}
	list, err := pods.List(ctx,
		metav1.ListOptions{FieldSelector: "spec.nodeName=a,status.phase=Pending,metadata.namespace=default"})
	need(t, err)
	if len(list.Items) != 1 || list.Items[0].Name != "on-a" {
		t.Errorf("pods on node a: %v, want on-a", list.Items)
	}
	// From the cache, and in a watch: a pod that leaves the selection is told of as deleted.
	watcher, err := pods.Watch(ctx, metav1.ListOptions{
		FieldSelector:   "status.phase!=Failed,spec.nodeName=b",
		ResourceVersion: list.ResourceVersion,
	})
	need(t, err)
	defer watcher.Stop()
	pod, err := pods.Get(ctx, "on-b", metav1.GetOptions{})
	need(t, err)
	pod.Status.Phase = corev1.PodFailed
	_, err = pods.UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	need(t, err)
	select {
	case event := <-watcher.ResultChan():
		if event.Type != watch.Deleted {
			t.Errorf("the pod that has failed: %v, want DELETED", event.Type)
		}
	case <-time.After(10 * time.Second):
		t.Error("the watch does not tell of the pod that has failed")
	}
	_, err = pods.List(ctx, metav1.ListOptions{FieldSelector: "spec.image=x"})
	if !apierrors.IsBadRequest(err) || !strings.Contains(err.Error(), "field label not supported: spec.image") {
		t.Errorf("a field that pods do not have: %v, want 400", err)
	}
	_, err = client.CoreV1().ConfigMaps("default").List(ctx, metav1.ListOptions{FieldSelector: "data=x"})
	if !apierrors.IsBadRequest(err) || !strings.Contains(err.Error(),
		`"data" is not a known field selector: only "metadata.name", "metadata.namespace"`) {
		t.Errorf("a field that configmaps do not have: %v, want 400", err)
	}
	need(t, pods.DeleteCollection(ctx, metav1.DeleteOptions{GracePeriodSeconds: ptr.To[int64](0)},
		metav1.ListOptions{FieldSelector: "spec.nodeName=a"}))
	if _, err := pods.Get(ctx, "on-a", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("a pod on node a: %v, want 404", err)
	}
	if _, err := pods.Get(ctx, "on-b", metav1.GetOptions{}); err != nil {
		t.Errorf("a pod on node b: %v", err)
	}
}

func testNamespace(t *testing.T, config *rest.Config) {
	ctx, namespaces := t.Context(), kubernetes.NewForConfigOrDie(config).CoreV1().Namespaces()
	n := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		GenerateName: "going-",
		Finalizers:   []string{"example.org/hold"},
	}}
	n, err := namespaces.Create(ctx, n, metav1.CreateOptions{})
	need(t, err)
	if n.Status.Phase != corev1.NamespaceActive || n.Labels[corev1.LabelMetadataName] != n.Name ||
		!slices.Equal(n.Spec.Finalizers, []corev1.FinalizerName{corev1.FinalizerKubernetes}) {
		t.Errorf("create: %+v", n)
	}
	n.Spec.Finalizers = nil
	n, err = namespaces.Update(ctx, n, metav1.UpdateOptions{})
	need(t, err)
	if len(n.Spec.Finalizers) != 1 {
		t.Errorf("an update took the finalizer away")
	}
	if err := namespaces.Delete(ctx, n.Name, metav1.DeleteOptions{Preconditions: metav1.NewUIDPreconditions(
		"another")}); !apierrors.IsConflict(err) {
		t.Errorf("delete of another namespace of that name: %v, want a conflict", err)
	}
	need(t, namespaces.Delete(ctx, n.Name, metav1.DeleteOptions{}))
	n, err = namespaces.Get(ctx, n.Name, metav1.GetOptions{})
	need(t, err)
	if n.Status.Phase != corev1.NamespaceTerminating || n.DeletionTimestamp == nil {
		t.Errorf("deleted: %+v, want it terminating", n)
	}
	apiservertest.Await(t, "the namespace to be finalized", func(context context.Context) (bool, error) {
		n, err = namespaces.Get(ctx, n.Name, metav1.GetOptions{})
		if err != nil || len(n.Spec.Finalizers) == 0 {
			return err == nil, err
		}
		n.Spec.Finalizers = nil
		_, err = namespaces.Finalize(ctx, n, metav1.UpdateOptions{})
		if apierrors.IsConflict(err) {
			err = nil
		}
		return false, err
	})
	// What holds it now is a finalizer of the other sort.
	n.Finalizers = nil
	_, err = namespaces.Update(ctx, n, metav1.UpdateOptions{})
	need(t, err)
	if _, err := namespaces.Get(ctx, n.Name, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("without finalizers: %v, want 404", err)
	}
}

func testEvents(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	event := &eventsv1.Event{
		ObjectMeta: named(
			"seen"), EventTime: metav1.NowMicro(), ReportingController: "example.org/c", ReportingInstance: "c-1",
		Action: "Look", Reason: "Seen", Note: "a note", Type: corev1.EventTypeNormal, Regarding: corev1.ObjectReference{
			Kind: "Pod", Name: "p", Namespace: "default",
		},
		Series: &eventsv1.EventSeries{Count: 2, LastObservedTime: metav1.NowMicro()},
	}
	created, err := client.EventsV1().Events("default").Create(ctx, event, metav1.CreateOptions{})
	need(t, err)
	core, err := client.CoreV1().Events("default").Get(ctx, "seen", metav1.GetOptions{})
	need(t, err)
	if core.UID != created.UID || core.Message != "a note" || core.InvolvedObject.Name != "p" ||
		core.Series.Count != 2 {
		t.Errorf("in core: %+v", core)
	}
	for _, selector := range []string{
		"involvedObject.name=p,reason=Seen,type=Normal,source=example.org/c",
		"reportingComponent=example.org/c",
	} {
		list, err := client.CoreV1().Events("default").List(ctx, metav1.ListOptions{FieldSelector: selector})
		need(t, err)
		if len(list.Items) != 1 {
			t.Errorf("core events by %s: %d, want 1", selector, len(list.Items))
		}
	}
	list, err := client.EventsV1().Events("default").List(ctx,
		metav1.ListOptions{FieldSelector: "regarding.name=p,reportingController=example.org/c"})
	need(t, err)
	if len(list.Items) != 1 || list.Items[0].Note != "a note" {
		t.Errorf("events by regarding.name: %+v", list.Items)
	}
	if _, err := client.EventsV1().Events("default").List(ctx,
		metav1.ListOptions{FieldSelector: "involvedObject.name=p"}); !apierrors.IsBadRequest(err) {
		t.Errorf("core's field in the other group: %v, want 400", err)
	}
	core.Message = "another"
	_, err = client.CoreV1().Events("default").Update(ctx, core, metav1.UpdateOptions{})
	need(t, err)
	apiservertest.Await(t, "the other group's cache", func(context context.Context) (bool, error) {
		event, err := client.EventsV1().Events("default").Get(ctx, "seen", metav1.GetOptions{})
		return err == nil && event.Note == "another", err
	})
}

func testSigningRequest(t *testing.T, config *rest.Config) {
	ctx, requests := t.Context(), kubernetes.NewForConfigOrDie(config).CertificatesV1().CertificateSigningRequests()
	request, err := base64.StdEncoding.DecodeString(signingRequest)
	need(t, err)
	r := &certificatesv1.CertificateSigningRequest{
		ObjectMeta: named("bob"),
		Spec: certificatesv1.CertificateSigningRequestSpec{
			Request: request, SignerName: "example.org/s", Usages: []certificatesv1.KeyUsage{
				certificatesv1.UsageClientAuth,
			}, Username: "somebody else",
		},
	}
	r, err = requests.Create(ctx, r, metav1.CreateOptions{})
	need(t, err)
	if r.Spec.Username != "apitour-admin" || !slices.Contains(r.Spec.Groups, "system:masters") {
		t.Errorf("who asks is %q of %v", r.Spec.Username, r.Spec.Groups)
	}
	unsigned := r.DeepCopy()
	r.Status.Conditions = conditionOf(certificatesv1.CertificateApproved)
	if _, err = requests.UpdateStatus(ctx, r, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("signing approves: %v", err)
	}
	r.Status.Conditions, r.Status.Certificate = nil, []byte("y")
	if _, err = requests.UpdateStatus(ctx, r, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("a certificate that is none: %v", err)
	}
	r.Status.Certificate = config.CAData
	r, err = requests.UpdateStatus(ctx, r, metav1.UpdateOptions{})
	need(t, err)
	r.Status.Conditions = conditionOf(certificatesv1.CertificateApproved)
	r.Status.Certificate = []byte("z")
	if r, err = requests.UpdateApproval(ctx, "bob", r, metav1.UpdateOptions{}); err != nil ||
		len(r.Status.Conditions) != 1 || string(r.Status.Certificate) != string(config.CAData) {
		t.Errorf("approving signs: %v %+v", err, r.Status)
	}
	unsigned.ResourceVersion, unsigned.Spec.SignerName = "", "example.org/other"
	if r, err = requests.Update(ctx, unsigned, metav1.UpdateOptions{}); err != nil ||
		r.Spec.SignerName != "example.org/s" || len(r.Status.Conditions) != 1 {
		t.Errorf("an update of the request itself: %v %+v", err, r)
	}
	list, err := requests.List(ctx, metav1.ListOptions{FieldSelector: "spec.signerName=example.org/s"})
	if err != nil || len(list.Items) != 1 {
		t.Errorf("by signer: %v %v", list, err)
	}
}

func testPropagation(t *testing.T, config *rest.Config) {
	ctx, client := t.Context(), kubernetes.NewForConfigOrDie(config)
	for name, want := range map[string]string{
		"Orphan":     metav1.FinalizerOrphanDependents,
		"Foreground": metav1.FinalizerDeleteDependents, "Background": "",
	} {
		d := client.AppsV1().Deployments("default")
		object, err := d.Create(ctx, newDeployment("propagation-"+strings.ToLower(name)), metav1.CreateOptions{})
		need(t, err)
		need(t, d.Delete(ctx, object.Name,
			metav1.DeleteOptions{PropagationPolicy: ptr.To(metav1.DeletionPropagation(name))}))
		object, err = d.Get(ctx, object.Name, metav1.GetOptions{})
		if want == "" {
			if !apierrors.IsNotFound(err) {
				t.Errorf("%s: %v, want 404", name, err)
			}
			continue
		}
		if err != nil || object.DeletionTimestamp == nil || !slices.Equal(object.Finalizers, []string{want}) ||
			object.Generation != 2 {
			t.Errorf("%s: %+v %v, want it terminating with the finalizer %s", name, object.ObjectMeta, err, want)
		}
	}
	// A ReplicationController is older than garbage collection, and its pods outlive it unless the client says
	// otherwise.
	template := newPod("orphans")
	rc := &corev1.ReplicationController{
		ObjectMeta: named("orphans"), Spec: corev1.ReplicationControllerSpec{
			Template: &corev1.PodTemplateSpec{ObjectMeta: template.ObjectMeta, Spec: template.Spec},
		},
	}
	_, err := client.CoreV1().ReplicationControllers("default").Create(ctx, rc, metav1.CreateOptions{})
	need(t, err)
	need(t, client.CoreV1().ReplicationControllers("default").Delete(ctx, "orphans", metav1.DeleteOptions{}))
	rc, err = client.CoreV1().ReplicationControllers("default").Get(ctx, "orphans", metav1.GetOptions{})
	if err != nil || !slices.Equal(rc.Finalizers, []string{metav1.FinalizerOrphanDependents}) {
		t.Errorf("a replication controller: %+v %v, want the finalizer orphan", rc.ObjectMeta, err)
	}
}
