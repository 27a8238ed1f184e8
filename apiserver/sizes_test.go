package apiserver_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// testTooLarge writes objects that etcd does not take: above 1.5 MiB, where etcd says so, and above 2 MiB, where gRPC
// does. The library refuses bodies above 3 MiB itself.
func testTooLarge(t *testing.T, client dynamic.Interface) {
	pods := corev1.SchemeGroupVersion.WithResource("pods")
	objects := client.Resource(gadgets).Namespace("default")
	text := func(size int) string { return strings.Repeat("a", size) }
	pod := func(size int) error {
		container := map[string]any{"name": "a", "image": "a", "args": []any{text(size)}}
		object := custom(pods, "Pod", "large", map[string]any{"spec": map[string]any{"containers": []any{container}}})
		_, err := client.Resource(pods).Namespace("default").Create(t.Context(), object, metav1.CreateOptions{})
		return err
	}
	large := func(name string, size int) *unstructured.Unstructured {
		return gadget(name, map[string]any{"color": "red", "anything": map[string]any{"text": text(size)}})
	}
	refused := map[string]error{"1.7 MB": pod(1_700_000), "2.5 MB": pod(2_500_000), "3.5 MB": pod(3_500_000)}
	if err := pod(1_400_000); err != nil {
		t.Errorf("an object of 1.4 MB: %v", err)
	}
	createCustom(t, objects, large("large", 1_000_000))
	more := `{"spec":{"color":"red","anything":{"more":"` + text(700_000) + `"}}}`
	_, refused["a patch"] = objects.Patch(
		t.Context(), "large", types.MergePatchType, []byte(more), metav1.PatchOptions{})
	applied := `{"apiVersion":"tour.example.com/v1","kind":"Gadget",` + more[1:]
	_, refused["an applied patch"] = objects.Patch(t.Context(), "large", types.ApplyPatchType, []byte(applied),
		metav1.PatchOptions{FieldManager: "test", Force: new(true)})
	_, refused["a custom resource"] = objects.Create(t.Context(), large("too-large", 1_700_000), metav1.CreateOptions{})
	definition := custom(definitions, "CustomResourceDefinition", "larges.tour.example.com", map[string]any{
		"spec": map[string]any{
			"group": "tour.example.com", "scope": "Cluster",
			"names": map[string]any{"plural": "larges", "kind": "Large"},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type": "object", "description": text(1_700_000),
				}},
			}},
		},
	})
	_, refused["a definition"] = client.Resource(definitions).Create(
		t.Context(), definition, metav1.CreateOptions{})
	for what, err := range refused {
		var status apierrors.APIStatus
		if !errors.As(err, &status) || status.Status().Code != http.StatusRequestEntityTooLarge ||
			!apierrors.IsRequestEntityTooLargeError(err) || !strings.Contains(err.Error(), "Request entity too large") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
