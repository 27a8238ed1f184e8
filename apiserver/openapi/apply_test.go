package openapi

import (
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"sigs.k8s.io/yaml"
)

// cluster is one Service. It applies manifests as a server does: with a type converter that is made from the
// definitions.
type cluster struct {
	*testing.T
	manager *managedfields.FieldManager
	live    runtime.Object
}

func newCluster(t *testing.T) *cluster {
	converter, err := managedfields.NewTypeConverter(models(t, &corev1.Service{}), false)
	if err != nil {
		t.Fatal(err)
	}
	manager, err := managedfields.NewDefaultFieldManager(
		converter, runtime.UnsafeObjectConvertor(stable), stable, stable,
		corev1.SchemeGroupVersion.WithKind("Service"), corev1.SchemeGroupVersion, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{T: t, manager: manager, live: &corev1.Service{}}
}

// apply applies a Service with the given spec, in YAML.
func (c *cluster) apply(owner, spec string, force bool) error {
	c.Helper()
	manifest := &unstructured.Unstructured{}
	text := "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default}, spec: " + spec + "}"
	if err := yaml.Unmarshal([]byte(text), &manifest.Object); err != nil {
		c.Fatal(err)
	}
	applied, err := c.manager.Apply(c.live, manifest, owner, force)
	if err == nil {
		c.live = applied
	}
	return err
}

func (c *cluster) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *cluster) mustConflict(err error) {
	c.Helper()
	if !apierrors.IsConflict(err) {
		c.Fatalf("got error %v, want a conflict", err)
	}
}

func (c *cluster) spec() corev1.ServiceSpec { return c.live.(*corev1.Service).Spec }

func (c *cluster) mustServe(want ...int32) {
	c.Helper()
	var got []int32
	for _, p := range c.spec().Ports {
		got = append(got, p.Port)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		c.Fatalf("the service has ports %v, want %v", got, want)
	}
}

func TestApplyMergesPortsByKey(t *testing.T) {
	c := newCluster(t)
	c.must(c.apply("alice", "{ports: [{name: http, port: 80}]}", false))
	c.must(c.apply("bob", "{ports: [{name: https, port: 443}]}", false))
	c.mustServe(80, 443)

	// Alice left out "protocol", half of the key: its default makes this the port that she applied.
	c.mustConflict(c.apply("bob", "{ports: [{name: web, port: 80, protocol: TCP}, {name: https, port: 443}]}", false))
	c.must(c.apply("bob", "{ports: [{name: web, port: 80, protocol: TCP}, {name: https, port: 443}]}", true))
	c.mustServe(80, 443)
	if name := c.spec().Ports[0].Name; name != "web" {
		t.Errorf("port 80 is named %q after bob's force, want %q", name, "web")
	}
	// Another protocol is another key, and so another port.
	c.must(c.apply("carol", "{ports: [{name: quic, port: 443, protocol: UDP}]}", false))
	c.mustServe(80, 443, 443)

	// A field that its owner leaves out is removed, unless it has another owner.
	c.must(c.apply("alice", "{type: ClusterIP}", false))
	c.mustServe(80, 443, 443)
	c.must(c.apply("bob", "{ports: [{name: https, port: 443}]}", false))
	c.mustServe(443, 443)
}

func TestApplyOwnsAtomicMapWhole(t *testing.T) {
	c := newCluster(t)
	c.must(c.apply("alice", "{selector: {app: web}}", false))
	c.mustConflict(c.apply("bob", "{selector: {tier: front}}", false))
	c.must(c.apply("bob", "{selector: {tier: front}}", true))
	if got := c.spec().Selector; len(got) != 1 || got["tier"] != "front" {
		t.Errorf("the selector is %v, want bob's alone", got)
	}
}

func TestApplyReplacesAtomicList(t *testing.T) {
	c := newCluster(t)
	c.must(c.apply("alice", "{externalIPs: [192.0.2.1], ports: [{port: 80}]}", false))
	c.mustConflict(c.apply("bob", "{externalIPs: [192.0.2.2]}", false))
	c.must(c.apply("bob", "{externalIPs: [192.0.2.2]}", true))
	if got := c.spec().ExternalIPs; !slices.Equal(got, []string{"192.0.2.2"}) {
		t.Errorf("externalIPs are %v, want bob's alone", got)
	}
	c.mustServe(80)
}

func TestApplyRefusesUnknownField(t *testing.T) {
	c := newCluster(t)
	if err := c.apply("alice", "{porst: [{port: 80}]}", false); err == nil {
		t.Error("apply accepted a field that the schema does not have")
	}
}
