package apiserver_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"apitour/apiserver/apiservertest"
)

// testNamespaceDeletion deletes a namespace with built-in and custom objects in it, one of which is held by a
// finalizer.
func testNamespaceDeletion(t *testing.T, client dynamic.Interface) {
	const name = "leaving"
	namespaces := client.Resource(corev1.SchemeGroupVersion.WithResource("namespaces"))
	configMaps := client.Resource(corev1.SchemeGroupVersion.WithResource("configmaps")).Namespace(name)
	secrets := client.Resource(corev1.SchemeGroupVersion.WithResource("secrets")).Namespace(name)
	core := func(resource, kind, name string) *unstructured.Unstructured {
		return custom(schema.GroupVersionResource{Version: "v1", Resource: resource}, kind, name, nil)
	}
	createCustom(t, namespaces, core("namespaces", "Namespace", name))
	createCustom(t, configMaps, core("configmaps", "ConfigMap", "plain"))
	held := core("secrets", "Secret", "held")
	held.SetFinalizers([]string{"example.com/held"})
	createCustom(t, secrets, held)
	createCustom(t, client.Resource(gadgets).Namespace(name), gadget("doomed", map[string]any{"color": "red"}))

	if err := namespaces.Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	var leaving corev1.NamespaceStatus
	apiservertest.Await(t, "the namespace to say what holds it", func(ctx context.Context) (bool, error) {
		read, err := namespaces.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		leaving = namespaceStatus(t, read)
		return slices.ContainsFunc(leaving.Conditions, func(c corev1.NamespaceCondition) bool {
			return c.Type == corev1.NamespaceFinalizersRemaining && c.Status == corev1.ConditionTrue &&
				strings.Contains(c.Message, "example.com/held in 1 resource instances")
		}), nil
	})
	if leaving.Phase != corev1.NamespaceTerminating || len(leaving.Conditions) != 5 {
		t.Errorf("status: %+v, want it terminating, with upstream's five conditions", leaving)
	}
	_, err := configMaps.Create(t.Context(), core("configmaps", "ConfigMap", "late"), metav1.CreateOptions{})
	if !apierrors.IsForbidden(err) || !apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause) {
		t.Errorf("create in a namespace that is being deleted: %v, want 403", err)
	}
	for resource, object := range map[string]dynamic.ResourceInterface{
		"plain":  configMaps,
		"doomed": client.Resource(gadgets).Namespace(name),
	} {
		if _, err := object.Get(t.Context(), resource, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			t.Errorf("%s in the emptied namespace: %v, want 404", resource, err)
		}
	}

	if _, err := secrets.Patch(t.Context(), "held", types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`),
		metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the namespace to go", func(ctx context.Context) (bool, error) {
		_, err := namespaces.Get(ctx, name, metav1.GetOptions{})
		return apierrors.IsNotFound(err), apiservertest.IgnoreNotFound(err)
	})
}

func namespaceStatus(t *testing.T, object *unstructured.Unstructured) (status corev1.NamespaceStatus) {
	t.Helper()
	var namespace corev1.Namespace
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &namespace); err != nil {
		t.Fatal(err)
	}
	return namespace.Status
}
