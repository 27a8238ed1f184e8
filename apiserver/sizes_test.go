package apiserver_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// testTooLarge writes objects that etcd does not take: above 1.5 MiB, where etcd says so, and above 2 MiB, where gRPC
// does. The library refuses bodies above 3 MiB itself.
func testTooLarge(t *testing.T, client dynamic.Interface) {
	configMaps := client.Resource(corev1.SchemeGroupVersion.WithResource("configmaps")).Namespace("default")
	text := func(size int) map[string]any { return map[string]any{"text": strings.Repeat("a", size)} }
	configMap := func(name string, size int) error {
		object := custom(corev1.SchemeGroupVersion.WithResource("configmaps"), "ConfigMap", name,
			map[string]any{"data": text(size)})
		_, err := configMaps.Create(t.Context(), object, metav1.CreateOptions{})
		return err
	}
	if err := configMap("large", 1_400_000); err != nil {
		t.Fatalf("an object of 1.4 MB: %v", err)
	}
	refused := map[string]error{
		"1.7 MB": configMap("too-large", 1_700_000),
		"2.5 MB": configMap("too-large", 2_500_000),
		"3.5 MB": configMap("too-large", 3_500_000),
	}
	large := `{"data":{"more":"` + strings.Repeat("b", 1_000_000) + `"}}`
	_, refused["a patch"] = configMaps.Patch(
		t.Context(), "large", types.MergePatchType, []byte(large), metav1.PatchOptions{})
	_, refused["an applied patch"] = configMaps.Patch(
		t.Context(), "large", types.ApplyPatchType, []byte(`{"apiVersion":"v1","kind":"ConfigMap",`+large[1:]),
		metav1.PatchOptions{FieldManager: "test"})
	_, refused["a custom resource"] = client.Resource(gadgets).Namespace("default").Create(t.Context(),
		gadget("too-large", map[string]any{"color": "red", "anything": text(1_700_000)}), metav1.CreateOptions{})
	definition := custom(definitions, "CustomResourceDefinition", "larges.tour.example.com", map[string]any{
		"spec": map[string]any{
			"group": "tour.example.com", "scope": "Cluster",
			"names": map[string]any{"plural": "larges", "kind": "Large"},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type": "object", "description": strings.Repeat("a", 1_700_000),
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
