package apiserver_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
	"k8s.io/utils/ptr"

	"apitour/apiserver/apiservertest"
)

// TestKinds asks one server for what it says of itself, and then for all of that.
func TestKinds(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	config := s.Config(t)
	config.QPS, config.WarningHandler = -1, rest.NoWarnings{}
	apiservertest.Await(t, "namespace default", func(ctx context.Context) (bool, error) {
		_, err := kubernetes.NewForConfigOrDie(config).CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault,
			metav1.GetOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
	t.Run("discovery lists what kube-apiserver lists", func(t *testing.T) { testDiscoveryIsUpstreams(t, config) })
	t.Run("every verb that discovery lists is served", func(t *testing.T) { testDiscovery(t, config) })
	t.Run("status and what is wanted are written apart", func(t *testing.T) { testStatus(t, config) })
	t.Run("scale reads and writes the replicas", func(t *testing.T) { testScale(t, config) })
	t.Run("field selectors select", func(t *testing.T) { testFieldSelectors(t, config) })
	t.Run("an update creates and forgets versions only where it may", func(t *testing.T) { testUpdates(t, config) })
	t.Run("a bad object gets 422 that names the field", func(t *testing.T) { testInvalid(t, config) })
	t.Run("what is left open is filled in", func(t *testing.T) { testDefaults(t, config) })
	t.Run("a namespace goes when it is finalized", func(t *testing.T) { testNamespace(t, config) })
	t.Run("an event is one object in two groups", func(t *testing.T) { testEvents(t, config) })
	t.Run("a pod is bound once", func(t *testing.T) { testBinding(t, config) })
	t.Run("a pod that runs is given time to end", func(t *testing.T) { testGrace(t, config) })
	t.Run("an eviction honours the budget", func(t *testing.T) { testEviction(t, config) })
	t.Run("log and exec say that there is no kubelet", func(t *testing.T) { testStreams(t, config) })
	t.Run("containers are added and resized through subresources", func(t *testing.T) { testContainers(t, config) })
	t.Run("signing requests are approved and signed apart", func(t *testing.T) { testSigningRequest(t, config) })
	t.Run("dependents are orphaned or awaited", func(t *testing.T) { testPropagation(t, config) })
	t.Run("an autoscaler is one object in two versions", func(t *testing.T) { testAutoscalers(t, config) })
	t.Run("the system's priority classes exist", func(t *testing.T) { testPriorityClasses(t, config) })
	t.Run("kubectl get shows the columns of the kind", func(t *testing.T) { testColumns(t, config) })

	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// walk is the way through one resource. What was done is no longer left.
type walk struct {
	*testing.T
	*served
	config *rest.Config
	left   map[string]bool
}

// objectName suits every kind: a DNS label, but for kinds whose names mean something.
func (w *walk) objectName() string {
	switch w.listed.Kind {
	case "CustomResourceDefinition":
		return "walks.example.org"
	case "APIService":
		return "v1.walk.example.org"
	case "IPAddress":
		return "192.0.2.1"
	}
	return "walk"
}

func (w *walk) client() dynamic.ResourceInterface {
	client := dynamic.NewForConfigOrDie(w.config).Resource(w.resource)
	if w.listed.Namespaced {
		return client.Namespace(metav1.NamespaceDefault)
	}
	return client
}

// sample is a valid object of the kind, as small as may be.
func (w *walk) sample() *unstructured.Unstructured {
	o := &unstructured.Unstructured{Object: map[string]any{}}
	if text, ok := samples[w.listed.Kind]; ok {
		if err := json.Unmarshal([]byte(text), &o.Object); err != nil {
			w.Fatal(err)
		}
	}
	version := w.resource.GroupVersion()
	if w.listed.Version != "" {
		version = schema.GroupVersion{Group: w.listed.Group, Version: w.listed.Version}
	}
	o.SetAPIVersion(version.String())
	o.SetKind(w.listed.Kind)
	if !strings.HasSuffix(w.listed.Kind, "Review") {
		o.SetName(w.objectName())
	}
	return o
}

func (w *walk) can(verb string) bool {
	_, ok := w.left[verb]
	delete(w.left, verb)
	return ok
}

// resourceVerbs does what can be done with an object that is there, and leaves one.
func (w *walk) resourceVerbs() {
	ctx, client := w.Context(), w.client()
	var watcher watch.Interface
	if w.can("watch") {
		var err error
		watcher, err = client.Watch(ctx, metav1.ListOptions{FieldSelector: "metadata.name=" + w.objectName()})
		w.need("watch", err)
		defer watcher.Stop()
	}
	if w.can("create") {
		if w.listed.Kind == "Binding" { // it is not kept, and needs a pod
			return
		}
		_, err := client.Create(ctx, w.sample(), metav1.CreateOptions{FieldManager: "walk"})
		w.need("create", err)
	}
	if watcher != nil {
		w.needEvent(watcher)
	}
	if w.can("get") {
		_, err := client.Get(ctx, w.objectName(), metav1.GetOptions{})
		w.need("get", err)
		w.need("get as a table", w.table(ctx))
	}
	if w.can("list") {
		list, err := client.List(ctx, metav1.ListOptions{FieldSelector: "metadata.name=" + w.objectName()})
		w.need("list", err)
		if len(list.Items) != 1 {
			w.Errorf("list by name: %d objects, want 1", len(list.Items))
		}
	}
	if w.can("update") {
		w.need("update", retry.RetryOnConflict(retry.DefaultRetry, func() error {
			o, err := client.Get(ctx, w.objectName(), metav1.GetOptions{})
			if err != nil {
				return err
			}
			o.SetLabels(map[string]string{"walked": "update"})
			_, err = client.Update(ctx, o, metav1.UpdateOptions{})
			return err
		}))
	}
	if w.can("patch") {
		w.patches()
	}
}

// patches writes a label in each of the four forms. Kinds that are not compiled in have no strategic merge patch.
func (w *walk) patches(subresources ...string) {
	forms := map[types.PatchType]string{
		types.JSONPatchType:  `[{"op":"add","path":"/metadata/annotations","value":{"walked":"json"}}]`,
		types.MergePatchType: `{"metadata":{"annotations":{"walked":"merge"}}}`,
	}
	if group := w.resource.Group; group != "apiregistration.k8s.io" && group != "apiextensions.k8s.io" {
		forms[types.StrategicMergePatchType] = `{"metadata":{"annotations":{"walked":"strategic"}}}`
	}
	if len(subresources) == 0 {
		version := w.resource.GroupVersion().String()
		forms[types.ApplyPatchType] = fmt.Sprintf(
			`{"apiVersion":%q,"kind":%q,"metadata":{"name":%q,"annotations":{"applied":"yes"}}}`,
			version, w.listed.Kind, w.objectName())
	}
	for form, patch := range forms {
		_, err := w.client().Patch(w.Context(), w.objectName(), form, []byte(patch),
			metav1.PatchOptions{FieldManager: "walk-" + string(form[12:16])}, subresources...)
		w.need(fmt.Sprintf("patch %v as %s", subresources, form), err)
	}
}

func (w *walk) table(ctx context.Context) error {
	table := &metav1.Table{}
	body, err := w.rest("application/json").Get().Resource(w.resource.Resource).NamespaceIfScoped(
		metav1.NamespaceDefault, w.listed.Namespaced).
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").Do(ctx).Raw()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, table); err != nil {
		return err
	}
	for _, row := range table.Rows {
		if len(row.Cells) != len(table.ColumnDefinitions) {
			return fmt.Errorf("%d cells under %d headings", len(row.Cells), len(table.ColumnDefinitions))
		}
	}
	if len(table.Rows) == 0 {
		return fmt.Errorf("no row in %s", body)
	}
	return nil
}

// subresourceVerbs does what can be done with a part of the object.
func (w *walk) subresourceVerbs(sub string, listed metav1.APIResource) {
	if w.resource.Resource == "pods" && slices.Contains([]string{
		"attach", "exec", "portforward", "proxy", "log",
		"binding", "eviction",
	}, sub) {
		return // testPods does
	}
	if sub == "token" || sub == "proxy" {
		return
	}
	client, ctx := w.client(), w.Context()
	for _, verb := range listed.Verbs {
		switch verb {
		case "get":
			_, err := client.Get(ctx, w.objectName(), metav1.GetOptions{}, sub)
			w.need("get "+sub, err)
		case "update":
			w.need("update "+sub, retry.RetryOnConflict(retry.DefaultRetry, func() error {
				var from []string
				if sub == "scale" {
					from = append(from, sub)
				}
				o, err := client.Get(ctx, w.objectName(), metav1.GetOptions{}, from...)
				if err != nil {
					return err
				}
				_, err = client.Update(ctx, o, metav1.UpdateOptions{}, sub)
				return err
			}))
		case "patch":
			if sub == "scale" {
				_, err := client.Patch(ctx, w.objectName(), types.MergePatchType, []byte(`{"spec":{"replicas":3}}`),
					metav1.PatchOptions{}, sub)
				w.need("patch scale", err)
				continue
			}
			w.patches(sub)
		default:
			w.Errorf("verb %q of %s is listed, and this test does not know it", verb, sub)
		}
	}
}

// background is the propagation that kubectl asks for. Without it Jobs and ReplicationControllers orphan their pods,
// which a garbage collector would have to release.
var background = metav1.DeleteOptions{PropagationPolicy: ptr.To(metav1.DeletePropagationBackground)}

// deletions removes the object, and one more with whatever else has its name.
func (w *walk) deletions() {
	ctx, client := w.Context(), w.client()
	if w.can("delete") {
		w.need("delete", client.Delete(ctx, w.objectName(), background))
		w.awaitGone()
	}
	if w.can("deletecollection") {
		_, err := client.Create(ctx, w.sample(), metav1.CreateOptions{})
		w.need("create", err)
		w.need("deletecollection", client.DeleteCollection(ctx, background,
			metav1.ListOptions{FieldSelector: "metadata.name=" + w.objectName()}))
		w.awaitGone()
	}
}

func (w *walk) awaitGone() {
	apiservertest.Await(w.T, "the object to go", func(ctx context.Context) (bool, error) {
		o, err := w.client().Get(ctx, w.objectName(), metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return true, nil
		}
		if err == nil && w.listed.Kind == "Namespace" {
			// There may be no controller to empty the namespace.
			unstructured.RemoveNestedField(o.Object, "spec", "finalizers")
			_, err = w.client().Update(ctx, o, metav1.UpdateOptions{}, "finalize")
			if apierrors.IsConflict(err) || apierrors.IsNotFound(err) {
				err = nil
			}
		}
		return false, err
	})
}

// protobuf goes the main way once more with Go types, which is how client-go's clients speak.
func (w *walk) protobuf() {
	kind := w.resource.GroupVersion().WithKind(w.listed.Kind)
	if !scheme.Scheme.Recognizes(kind) || w.listed.Kind == "Binding" || strings.HasSuffix(w.listed.Kind, "Review") {
		return
	}
	ctx, client := w.Context(), w.rest("application/vnd.kubernetes.protobuf")
	object, err := scheme.Scheme.New(kind)
	w.need("make an object", err)
	w.need("fill an object", runtime.DefaultUnstructuredConverter.FromUnstructured(w.sample().Object, object))
	at := func(r *rest.Request) *rest.Request {
		return r.Resource(w.resource.Resource).NamespaceIfScoped(metav1.NamespaceDefault, w.listed.Namespaced)
	}
	w.need("create in protobuf", at(client.Post()).Body(object).Do(ctx).Error())
	w.need("list in protobuf", at(client.Get()).Do(ctx).Error())
	update := func(subresource ...string) error {
		return retry.RetryOnConflict(retry.DefaultRetry, func() error {
			read, err := at(client.Get()).Name(w.objectName()).Do(ctx).Get()
			if err != nil {
				return err
			}
			return at(client.Put()).Name(w.objectName()).SubResource(subresource...).Body(read).Do(ctx).Error()
		})
	}
	w.need("get and update in protobuf", update())
	watcher, err := at(client.Get()).VersionedParams(&metav1.ListOptions{Watch: true, FieldSelector: "metadata.name=" +
		w.objectName()}, scheme.ParameterCodec).Watch(ctx)
	w.need("watch in protobuf", err)
	w.needEvent(watcher)
	watcher.Stop()
	if _, ok := w.subresources["status"]; ok {
		w.need("update status in protobuf", update("status"))
	}
	w.need("delete in protobuf", at(client.Delete()).Name(w.objectName()).Body(&background).Do(ctx).Error())
	w.awaitGone()
}

// rest is a client for the group version, in the wire format.
func (w *walk) rest(format string) *rest.RESTClient {
	config := rest.CopyConfig(w.config)
	version := w.resource.GroupVersion()
	config.GroupVersion, config.APIPath = &version, "/apis"
	config.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	config.ContentType, config.AcceptContentTypes = format, format
	if version.Group == "" {
		config.APIPath = "/api"
	}
	client, err := rest.RESTClientFor(config)
	if err != nil {
		w.Fatal(err)
	}
	return client
}

func (w *walk) needEvent(watcher watch.Interface) {
	select {
	case event := <-watcher.ResultChan():
		if event.Type != watch.Added {
			w.Errorf("watch: %v, want the object added", event)
		}
	case <-time.After(10 * time.Second):
		w.Error("watch: nothing in 10 s, want the object added")
	}
}

func (w *walk) need(what string, err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
}
