package openapi

import (
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"sigs.k8s.io/yaml"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// serviceManager returns what a server uses to apply Services.
func serviceManager(t *testing.T) *managedfields.FieldManager {
	t.Helper()
	converter, err := managedfields.NewTypeConverter(models(t, &corev1.Service{}), false)
	if err != nil {
		t.Fatal(err)
	}
	manager, err := managedfields.NewDefaultFieldManager(converter, runtime.UnsafeObjectConvertor(stable), stable, stable,
		corev1.SchemeGroupVersion.WithKind("Service"), corev1.SchemeGroupVersion, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return manager
}

func object(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	o := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(text), &o.Object); err != nil {
		t.Fatal(err)
	}
	return o
}
