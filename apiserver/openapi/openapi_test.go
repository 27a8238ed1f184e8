package openapi

import (
	"encoding/json"
	"fmt"
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
	"k8s.io/kube-openapi/pkg/builder"
	"k8s.io/kube-openapi/pkg/builder3"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/util"
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

// kinds returns an object of every kind of the given groups and versions, or of all of them if none is given.
func kinds(versions ...schema.GroupVersion) (objects []runtime.Object) {
	for kind, t := range stable.AllKnownTypes() {
		wanted := len(versions) == 0 || slices.Contains(versions, kind.GroupVersion())
		if wanted && strings.HasPrefix(t.PkgPath(), "k8s.io/api/") {
			objects = append(objects, reflect.New(t).Interface().(runtime.Object))
		}
	}
	return objects
}

// definitionName replaces the server's own namer: it keeps names, and adds group, version and kind to the types of
// kinds.
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

// served are eight kinds with very different fields.
var served = []runtime.Object{
	&corev1.Pod{}, &corev1.Service{}, &corev1.Namespace{}, &corev1.ConfigMap{}, &corev1.Secret{},
	&discoveryv1.EndpointSlice{}, &eventsv1.Event{}, &coordinationv1.Lease{},
}

func modelNames(objects []runtime.Object) (names []string) {
	for _, o := range objects {
		names = append(names, util.GetCanonicalTypeName(o))
	}
	return names
}

func reference(name string) spec.Ref { return spec.MustCreateRef("#/components/schemas/" + name) }

// models returns the objects' schemas, and all schemas that they refer to, as in a server's OpenAPI v3 documents.
func models(t *testing.T, objects ...runtime.Object) map[string]*spec.Schema {
	t.Helper()
	config := &common.OpenAPIV3Config{GetDefinitions: Definitions(objects...), GetDefinitionName: definitionName}
	schemas, err := builder3.BuildOpenAPIDefinitionsForResources(config, modelNames(objects)...)
	if err != nil {
		t.Fatal(err)
	}
	return schemas
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// references returns the names that a schema, as decoded JSON, refers to.
func references(v any) (names []string) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			names = append(names, ref[strings.LastIndex(ref, "/")+1:])
		}
		for _, nested := range v {
			names = append(names, references(nested)...)
		}
	case []any:
		for _, nested := range v {
			names = append(names, references(nested)...)
		}
	}
	return names
}

func TestEveryReferenceResolves(t *testing.T) {
	for _, objects := range [][]runtime.Object{served, kinds()} {
		definitions := Definitions(objects...)(reference)
		for name, d := range definitions {
			var decoded any
			if err := json.Unmarshal([]byte(text(t, d.Schema)), &decoded); err != nil {
				t.Fatal(err)
			}
			refs := references(decoded)
			for _, to := range refs {
				if _, ok := definitions[to]; !ok {
					t.Errorf("%s refers to %s, which is not defined", name, to)
				}
			}
			if slices.Sort(refs); !slices.Equal(slices.Compact(refs), d.Dependencies) {
				t.Errorf("%s depends on %q but refers to %q", name, d.Dependencies, refs)
			}
		}
	}
}

func TestBothBuildersAccept(t *testing.T) {
	for _, objects := range [][]runtime.Object{served, kinds()} {
		v3 := models(t, objects...)
		config := &common.Config{GetDefinitions: Definitions(objects...), GetDefinitionName: definitionName}
		v2, err := builder.BuildOpenAPIDefinitionsForResources(config, modelNames(objects)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range modelNames(objects) {
			for version, s := range map[string]spec.Schema{"v2": v2.Definitions[name], "v3": *v3[name]} {
				if len(s.Properties) == 0 {
					t.Errorf("OpenAPI %s has no properties for %s", version, name)
				}
				if _, ok := s.Extensions["x-kubernetes-group-version-kind"]; !ok {
					t.Errorf("OpenAPI %s has no kind for %s", version, name)
				}
			}
		}
	}
}

func TestDetails(t *testing.T) {
	definitions := Definitions(served...)(reference)
	const schemas = `{"$ref":"#/components/schemas/io.k8s.`
	for _, test := range []struct{ definition, property, want string }{
		{"core.v1.ServicePort", "port", `{"type":"integer","format":"int32","default":0}`},
		{"core.v1.ServicePort", "nodePort", `{"type":"integer","format":"int32"}`},
		{"core.v1.ServicePort", "protocol", `{"type":"string","default":"TCP","enum":["SCTP","TCP","UDP"]}`},
		{"core.v1.ServicePort", "targetPort", schemas + `apimachinery.pkg.util.intstr.IntOrString"}`},
		{
			"core.v1.ServiceSpec", "ports",
			`{"type":"array","items":` + schemas + `api.core.v1.ServicePort"},` +
				`"x-kubernetes-list-map-keys":["port","protocol"],"x-kubernetes-list-type":"map",` +
				`"x-kubernetes-patch-merge-key":"port","x-kubernetes-patch-strategy":"merge"}`,
		},
		{
			"core.v1.ServiceSpec", "selector",
			`{"type":"object","additionalProperties":{"type":"string"},"x-kubernetes-map-type":"atomic"}`,
		},
		{
			"core.v1.ConfigMap", "binaryData",
			`{"type":"object","additionalProperties":{"type":"string","format":"byte"}}`,
		},
		{
			"core.v1.ConfigMap", "metadata",
			`{"default":{},"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}`,
		},
		{"core.v1.ConfigMap", "immutable", `{"type":"boolean"}`},
		// A field of the inlined VolumeSource.
		{"core.v1.Volume", "emptyDir", schemas + `api.core.v1.EmptyDirVolumeSource"}`},
		{"coordination.v1.LeaseSpec", "renewTime", schemas + `apimachinery.pkg.apis.meta.v1.MicroTime"}`},
		{
			"core.v1.ResourceRequirements", "limits",
			`{"type":"object","additionalProperties":` + schemas + `apimachinery.pkg.api.resource.Quantity"}}`,
		},
	} {
		property, ok := definitions["io.k8s.api."+test.definition].Schema.Properties[test.property]
		if !ok {
			t.Errorf("%s has no %s", test.definition, test.property)
			continue
		}
		if property.Description == "" {
			t.Errorf("%s.%s has no description", test.definition, test.property)
		}
		property.Description = ""
		if got := text(t, property); !sameJSON(t, got, test.want) {
			t.Errorf("%s.%s is\n%s, want\n%s", test.definition, test.property, got, test.want)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var decoded [2]any
	for i, s := range []string{a, b} {
		if err := json.Unmarshal([]byte(s), &decoded[i]); err != nil {
			t.Fatal(err)
		}
	}
	return reflect.DeepEqual(decoded[0], decoded[1])
}

func TestRequired(t *testing.T) {
	definitions := Definitions(append(served, &appsv1.Deployment{}, &rbacv1.RoleBinding{})...)(reference)
	for name, want := range map[string]string{
		"core.v1.ServicePort":          "[port]",
		"core.v1.ContainerImage":       "[]",       // +optional, though JSON always has it
		"core.v1.ContainerRestartRule": "[action]", // +required, though JSON may leave it out
		"discovery.v1.EndpointSlice":   "[addressType]",
		"core.v1.Pod":                  "[]",
		"rbac.v1.RoleBinding":          "[roleRef]",
		"apps.v1.DeploymentSpec":       "[selector template]",
	} {
		if got := fmt.Sprint(definitions["io.k8s.api."+name].Schema.Required); got != want {
			t.Errorf("%s requires %s, want %s", name, got, want)
		}
	}
}

func TestUnion(t *testing.T) {
	profile := Definitions(served...)(reference)["io.k8s.api.core.v1.SeccompProfile"].Schema
	got := text(t, profile.Extensions["x-kubernetes-unions"])
	want := `[{"discriminator":"type","fields-to-discriminateBy":{"localhostProfile":"LocalhostProfile"}}]`
	if got != want {
		t.Errorf("the union is %s, want %s", got, want)
	}
}

// TestKeptApart writes into the definitions of one call, as kube-openapi's builders do.
func TestKeptApart(t *testing.T) {
	get := Definitions(served...)
	first := get(reference)
	const quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
	delete(first[quantity].Schema.Extensions, common.ExtensionV2Schema)
	delete(first, "io.k8s.api.core.v1.Pod")
	second := get(reference)
	if second[quantity].Schema.Extensions[common.ExtensionV2Schema] == nil || len(second) != len(first)+1 {
		t.Error("what one caller removes is missing for the next")
	}
	v2 := get(func(name string) spec.Ref { return spec.MustCreateRef("#/definitions/" + name) })
	podSpec := v2["io.k8s.api.core.v1.Pod"].Schema.Properties["spec"]
	if ref := podSpec.Ref.String(); ref != "#/definitions/io.k8s.api.core.v1.PodSpec" {
		t.Errorf("a v2 document refers to %q", ref)
	}
}

func TestUndescribableTypePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a channel was described")
		}
	}()
	d := definitions{ref: reference, made: map[string]common.OpenAPIDefinition{}}
	d.define(reflect.TypeFor[struct {
		Never chan int `json:"never"`
	}]())
}

func BenchmarkDefinitions(b *testing.B) {
	for name, objects := range map[string][]runtime.Object{
		"none": nil, "served": served, "core": kinds(corev1.SchemeGroupVersion), "stable": kinds(),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Definitions(objects...)(reference)
			}
		})
	}
}
