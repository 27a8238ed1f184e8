package apiserver_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/yaml"

	"apitour/apiserver/apiservertest"
)

var (
	definitions = apiextensionsv1.SchemeGroupVersion.WithResource("customresourcedefinitions")
	gadgets     = schema.GroupVersionResource{Group: "tour.example.com", Version: "v1", Resource: "gadgets"}
	dialsV1     = schema.GroupVersionResource{Group: "tour.example.com", Version: "v1", Resource: "dials"}
	dialsV2     = schema.GroupVersionResource{Group: "tour.example.com", Version: "v2", Resource: "dials"}
)

// TestCustomResources asks one server for what a definition can say. The definitions are made together, because the
// library holds back the first object of a kind that is younger than 2 s.
func TestCustomResources(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	client := dynamic.NewForConfigOrDie(s.Config(t))
	awaitDefaultNamespace(t, kubernetes.NewForConfigOrDie(s.Config(t)))
	hooks := startWebhooks(t)
	hooks.handle("/convert", convertDials)
	define(t, client, "gadgets.yaml")
	define(t, client, "dials.yaml", "{{url}}", hooks.URL+"/convert", "{{authority}}",
		base64.StdEncoding.EncodeToString(hooks.authority))

	t.Run("together", func(t *testing.T) {
		for name, run := range map[string]func(*testing.T, dynamic.Interface){
			"defaults are filled in and unknown fields dropped": testSchema,
			"CEL rules hold an object and its changes":          testRules,
			"status and scale are resources of their own":       testSubresources,
			"versions are converted by a webhook":               testConversion,
			"a deleted namespace empties and goes":              testNamespaceDeletion,
			"what etcd finds too large is refused with 413":     testTooLarge,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				run(t, client)
			})
		}
	})
	t.Run("fields are selected and shown", func(t *testing.T) { testFields(t, s, client) })
	t.Run("a deleted definition takes its objects along", func(t *testing.T) { testUndefine(t, s, client) })
	hooks.Close() // or the server would keep a connection to it, and be said to leave something behind
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// define makes the definition of a file and waits until the server serves it.
func define(t *testing.T, client dynamic.Interface, file string, replacements ...string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	definition := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(strings.NewReplacer(replacements...).Replace(string(text))),
		&definition.Object); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Resource(definitions).Create(t.Context(), definition,
		metav1.CreateOptions{FieldValidation: "Strict"}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, file+" to be established", func(ctx context.Context) (bool, error) {
		read, err := client.Resource(definitions).Get(ctx, definition.GetName(), metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		var typed apiextensionsv1.CustomResourceDefinition
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(read.Object, &typed); err != nil {
			return false, err
		}
		for _, condition := range typed.Status.Conditions {
			if condition.Type == apiextensionsv1.Established && condition.Status == apiextensionsv1.ConditionTrue {
				return true, nil
			}
		}
		return false, nil
	})
}

func custom(version schema.GroupVersionResource, kind, name string, content map[string]any) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{"metadata": map[string]any{"name": name}}}
	for key, value := range content {
		object.Object[key] = value
	}
	object.SetGroupVersionKind(version.GroupVersion().WithKind(kind))
	return object
}

func gadget(name string, spec map[string]any) *unstructured.Unstructured {
	return custom(gadgets, "Gadget", name, map[string]any{"spec": spec})
}

// createCustom creates the object as soon as its kind is served.
func createCustom(
	t *testing.T, client dynamic.ResourceInterface, object *unstructured.Unstructured,
) *unstructured.Unstructured {
	t.Helper()
	var created *unstructured.Unstructured
	apiservertest.Await(t, object.GetName()+" to be created", func(ctx context.Context) (_ bool, err error) {
		created, err = client.Create(ctx, object, metav1.CreateOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
	return created
}

func wantInvalid(t *testing.T, err error, message string) {
	t.Helper()
	if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), message) {
		t.Errorf("%v, want 422 with %q", err, message)
	}
}

func testSchema(t *testing.T, client dynamic.Interface) {
	namespaced := client.Resource(gadgets).Namespace(metav1.NamespaceDefault)
	spec := map[string]any{"color": "red", "unknown": "x", "anything": map[string]any{"goes": "here"}}
	created := createCustom(t, namespaced, gadget("schema", spec))
	if replicas, _, _ := unstructured.NestedInt64(created.Object, "spec", "replicas"); replicas != 1 {
		t.Errorf("replicas %d, want the default 1", replicas)
	}
	if _, found, _ := unstructured.NestedString(created.Object, "spec", "unknown"); found {
		t.Error("the unknown field was kept")
	}
	if kept, _, _ := unstructured.NestedString(created.Object, "spec", "anything", "goes"); kept != "here" {
		t.Error("an unknown field was dropped where unknown fields are preserved")
	}
	_, err := namespaced.Create(t.Context(), gadget("strict", spec), metav1.CreateOptions{FieldValidation: "Strict"})
	if !apierrors.IsBadRequest(err) || !strings.Contains(err.Error(), `unknown field "spec.unknown"`) {
		t.Errorf("strict: %v, want 400 that names the field", err)
	}
	_, err = namespaced.Create(t.Context(), gadget("blue", map[string]any{"color": "blue"}), metav1.CreateOptions{})
	wantInvalid(t, err, `spec.color: Unsupported value: "blue"`)
	_, err = namespaced.Create(t.Context(), gadget("colorless", map[string]any{}), metav1.CreateOptions{})
	wantInvalid(t, err, "spec.color: Required value")
}

func testRules(t *testing.T, client dynamic.Interface) {
	namespaced := client.Resource(gadgets).Namespace(metav1.NamespaceDefault)
	created := createCustom(t, namespaced, gadget("rules", map[string]any{
		"color": "green", "replicas": int64(2),
		"capacity": int64(3),
	}))
	_, err := namespaced.Create(t.Context(), gadget("crowded", map[string]any{
		"color": "green", "replicas": int64(4),
		"capacity": int64(3),
	}), metav1.CreateOptions{})
	wantInvalid(t, err, "more replicas than capacity")
	_ = unstructured.SetNestedField(created.Object, int64(2), "spec", "capacity")
	_, err = namespaced.Update(t.Context(), created, metav1.UpdateOptions{})
	wantInvalid(t, err, "capacity never shrinks")
}

func testSubresources(t *testing.T, client dynamic.Interface) {
	namespaced := client.Resource(gadgets).Namespace(metav1.NamespaceDefault)
	object := gadget("subresources", map[string]any{"color": "red"})
	object.Object["status"] = map[string]any{"replicas": int64(7)}
	created := createCustom(t, namespaced, object)
	if _, found := created.Object["status"]; found {
		t.Error("the main resource took a status")
	}

	created.Object["status"] = map[string]any{"replicas": int64(1), "selector": "app=gadget"}
	_ = unstructured.SetNestedField(created.Object, "green", "spec", "color")
	updated, err := namespaced.UpdateStatus(t.Context(), created, metav1.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	color, _, _ := unstructured.NestedString(updated.Object, "spec", "color")
	replicas, _, _ := unstructured.NestedInt64(updated.Object, "status", "replicas")
	if color != "red" || replicas != 1 || updated.GetGeneration() != 1 {
		t.Errorf("the status subresource wrote color %q, replicas %d, generation %d", color, replicas,
			updated.GetGeneration())
	}

	scale, err := namespaced.Get(t.Context(), "subresources", metav1.GetOptions{}, "scale")
	if err != nil {
		t.Fatal(err)
	}
	if selector, _, _ := unstructured.NestedString(scale.Object, "status", "selector"); scale.GetKind() != "Scale" ||
		selector != "app=gadget" {
		t.Errorf("scale: %v", scale.Object)
	}
	_ = unstructured.SetNestedField(scale.Object, int64(5), "spec", "replicas")
	if _, err := namespaced.Update(t.Context(), scale, metav1.UpdateOptions{}, "scale"); err != nil {
		t.Fatal(err)
	}
	scaled, err := namespaced.Get(t.Context(), "subresources", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if replicas, _, _ := unstructured.NestedInt64(scaled.Object, "spec", "replicas"); replicas != 5 ||
		scaled.GetGeneration() != 2 {
		t.Errorf("scaled to %d, generation %d, want 5 and 2", replicas, scaled.GetGeneration())
	}
}

// convertDials is a conversion webhook.
func convertDials(w http.ResponseWriter, r *http.Request) {
	var review apiextensionsv1.ConversionReview
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil || review.Request == nil {
		http.Error(w, "no conversion review", http.StatusBadRequest)
		return
	}
	review.Response = &apiextensionsv1.ConversionResponse{
		UID:    review.Request.UID,
		Result: metav1.Status{Status: metav1.StatusSuccess},
	}
	for _, raw := range review.Request.Objects {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(raw.Raw); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if minutes, found, _ := unstructured.NestedInt64(object.Object, "minutes"); found {
			delete(object.Object, "minutes")
			object.Object["seconds"] = minutes * 60
		} else if seconds, found, _ := unstructured.NestedInt64(object.Object, "seconds"); found {
			delete(object.Object, "seconds")
			object.Object["minutes"] = seconds / 60
		}
		object.SetAPIVersion(review.Request.DesiredAPIVersion)
		review.Response.ConvertedObjects = append(review.Response.ConvertedObjects,
			runtime.RawExtension{Object: object})
	}
	review.Request = nil
	_ = json.NewEncoder(w).Encode(review)
}

func testConversion(t *testing.T, client dynamic.Interface) {
	createCustom(t, client.Resource(dialsV1), custom(dialsV1, "Dial", "egg", map[string]any{"minutes": int64(4)}))
	stored, err := client.Resource(dialsV2).Get(t.Context(), "egg", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if seconds, _, _ := unstructured.NestedInt64(stored.Object, "seconds"); seconds != 240 {
		t.Errorf("as v2: %v, want 240 seconds", stored.Object)
	}
	list, err := client.Resource(dialsV1).List(t.Context(), metav1.ListOptions{})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("list as v1: %v, %v", list, err)
	}
	if minutes, _, _ := unstructured.NestedInt64(list.Items[0].Object, "minutes"); minutes != 4 {
		t.Errorf("as v1: %v, want 4 minutes", list.Items[0].Object)
	}
}

func testFields(t *testing.T, s *apiservertest.Server, client dynamic.Interface) {
	list, err := client.Resource(gadgets).List(t.Context(), metav1.ListOptions{FieldSelector: "spec.color=green"})
	if err != nil || len(list.Items) != 1 || list.Items[0].GetName() != "rules" {
		t.Errorf("spec.color=green: %v, %v, want the one green gadget", list, err)
	}
	if _, err := client.Resource(gadgets).List(t.Context(),
		metav1.ListOptions{FieldSelector: "spec.replicas=1"}); !apierrors.IsBadRequest(err) {
		t.Errorf("select by a field that is not selectable: %v, want 400", err)
	}

	table := &metav1.Table{}
	config := s.Config(t)
	restClient := kubernetes.NewForConfigOrDie(config).RESTClient()
	raw, err := restClient.Get().AbsPath("/apis/tour.example.com/v1/namespaces/default/gadgets/rules").
		SetHeader("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1").DoRaw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, table); err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, column := range table.ColumnDefinitions {
		columns = append(columns, column.Name)
	}
	if got := strings.Join(columns, " "); got != "Name Color Replicas" || table.Rows[0].Cells[1] != "green" {
		t.Errorf("columns %q, rows %v", got, table.Rows)
	}
	apiservertest.Await(t, "the description of gadgets", func(context.Context) (bool, error) {
		code, body := s.Get(t, config, "/openapi/v3/apis/tour.example.com/v1")
		return code == http.StatusOK && strings.Contains(body, "A gadget of the tour."), nil
	})
}

func testUndefine(t *testing.T, s *apiservertest.Server, client dynamic.Interface) {
	if err := client.Resource(definitions).Delete(t.Context(), "gadgets.tour.example.com",
		metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the definition to go", func(ctx context.Context) (bool, error) {
		_, err := client.Resource(definitions).Get(ctx, "gadgets.tour.example.com", metav1.GetOptions{})
		return apierrors.IsNotFound(err), apiservertest.IgnoreNotFound(err)
	})
	// Another version of the group is still served, so the group stays; the resource does not.
	apiservertest.Await(t, "gadgets to be unknown", func(context.Context) (bool, error) {
		code, _ := s.Get(t, s.Config(t), "/apis/tour.example.com/v1/namespaces/default/gadgets")
		return code == http.StatusNotFound, nil
	})
	if _, err := client.Resource(dialsV2).Get(t.Context(), "egg", metav1.GetOptions{}); err != nil {
		t.Errorf("the other definition: %v", err)
	}
}
