package openapi

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	storagemigrationv1 "k8s.io/api/storagemigration/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kube-openapi/pkg/builder3"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// stable knows every kind of every stable group of k8s.io/api.
var stable = func() *runtime.Scheme {
	scheme := runtime.NewScheme()
	builder := runtime.NewSchemeBuilder(
		admissionregistrationv1.AddToScheme, appsv1.AddToScheme, authenticationv1.AddToScheme,
		authorizationv1.AddToScheme, autoscalingv1.AddToScheme, autoscalingv2.AddToScheme, batchv1.AddToScheme,
		certificatesv1.AddToScheme, coordinationv1.AddToScheme, corev1.AddToScheme, discoveryv1.AddToScheme,
		eventsv1.AddToScheme, flowcontrolv1.AddToScheme, networkingv1.AddToScheme, nodev1.AddToScheme,
		policyv1.AddToScheme, rbacv1.AddToScheme, resourcev1.AddToScheme, schedulingv1.AddToScheme,
		storagev1.AddToScheme, storagemigrationv1.AddToScheme,
	)
	if err := builder.AddToScheme(scheme); err != nil {
		panic(err)
	}
	return scheme
}()

// kinds returns an object of every kind of the given groups and versions, of all of them when none is given.
func kinds(versions ...schema.GroupVersion) (objects []runtime.Object) {
	for kind, t := range stable.AllKnownTypes() {
		if strings.HasPrefix(t.PkgPath(), "k8s.io/api/") && (len(versions) == 0 || slices.Contains(versions, kind.GroupVersion())) {
			objects = append(objects, reflect.New(t).Interface().(runtime.Object))
		}
	}
	return objects
}

// definitionName stands in for the server's own namer: names are what they are, and kinds get their group, version and
// kind.
func definitionName(name string) (string, spec.Extensions) {
	var all []any
	for kind := range stable.AllKnownTypes() {
		if known, err := stable.ToOpenAPIDefinitionName(kind); err == nil && known == name {
			all = append(all, map[string]any{"group": kind.Group, "version": kind.Version, "kind": kind.Kind})
		}
	}
	if all == nil {
		return name, nil
	}
	return name, spec.Extensions{"x-kubernetes-group-version-kind": all}
}

// models returns the objects' schemas as a server's OpenAPI v3 documents would hold them.
func models(t *testing.T, objects ...runtime.Object) map[string]*spec.Schema {
	t.Helper()
	var names []string
	for _, o := range objects {
		names = append(names, reflect.Zero(reflect.TypeOf(o).Elem()).Interface().(interface{ OpenAPIModelName() string }).OpenAPIModelName())
	}
	schemas, err := builder3.BuildOpenAPIDefinitionsForResources(&common.OpenAPIV3Config{
		GetDefinitions:    Definitions(objects...),
		GetDefinitionName: definitionName,
	}, names...)
	if err != nil {
		t.Fatal(err)
	}
	return schemas
}
