package apiserver_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
)

// served is a resource as discovery lists it, with its subresources.
type served struct {
	resource     schema.GroupVersionResource
	listed       metav1.APIResource
	subresources map[string]metav1.APIResource
}

func discover(t *testing.T, config *rest.Config) (all []*served) {
	t.Helper()
	_, lists, err := discovery.NewDiscoveryClientForConfigOrDie(config).ServerGroupsAndResources()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			t.Fatal(err)
		}
		byName := map[string]*served{}
		for _, r := range list.APIResources {
			name, sub, isSub := strings.Cut(r.Name, "/")
			if byName[name] == nil {
				byName[name] = &served{
					resource:     version.WithResource(name),
					subresources: map[string]metav1.APIResource{},
				}
				all = append(all, byName[name])
			}
			if isSub {
				byName[name].subresources[sub] = r
			} else {
				byName[name].listed = r
			}
		}
	}
	return all
}

// notServed are the resources of stable versions that kube-apiserver has and this server has not, and why.
var notServed = map[string]string{
	"v1 componentstatuses":     "deprecated: asks components that are not there",
	"v1 nodes/proxy":           "there is no kubelet",
	"v1 services/proxy":        "Services have no addresses",
	"v1 serviceaccounts/token": "there are no service account tokens",
}

// testDiscoveryIsUpstreams compares with the documents that Kubernetes v1.37.2 publishes of itself (api/discovery): the
// resources of the stable versions, their kinds, verbs, short names and categories.
func testDiscoveryIsUpstreams(t *testing.T, config *rest.Config) {
	published, err := os.ReadFile("testdata/discovery.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, r := range discover(t, config) {
		for _, l := range append(slices.Collect(maps.Values(r.subresources)), r.listed) {
			listed[r.resource.GroupVersion().String()+" "+l.Name] = line(r.resource.GroupVersion(), l)
		}
	}
	for want := range strings.Lines(string(published)) {
		want = strings.TrimSpace(want)
		words := strings.Fields(want)
		name := words[0] + " " + words[1]
		got, ok := listed[name]
		if _, known := notServed[name]; known == ok || ok && got != want {
			t.Errorf("listed: %q\nwant:   %q", got, want)
		}
		delete(listed, name)
	}
	for _, more := range listed {
		t.Errorf("listed, and not by kube-apiserver: %q", more)
	}
}

// line is a resource as testdata/discovery.txt has it.
func line(version schema.GroupVersion, r metav1.APIResource) string {
	kind, scope := r.Kind, "cluster"
	if of := (schema.GroupVersion{Group: r.Group, Version: r.Version}); r.Version != "" && of != version {
		kind = of.String() + "/" + kind
	}
	if r.Namespaced {
		scope = "namespaced"
	}
	verbs := slices.Sorted(slices.Values(r.Verbs))
	words := []string{version.String(), r.Name, kind, scope, strings.Join(verbs, ",")}
	if len(r.ShortNames) > 0 {
		words = append(words, "short="+strings.Join(r.ShortNames, ","))
	}
	if len(r.Categories) > 0 {
		words = append(words, "in="+strings.Join(r.Categories, ","))
	}
	return strings.Join(words, " ")
}

// testDiscovery does every listed verb of every resource, in JSON and, for built-in kinds, in protobuf.
func testDiscovery(t *testing.T, config *rest.Config) {
	verbs := 0
	for _, r := range discover(t, config) {
		verbs += len(r.listed.Verbs)
		for _, sub := range r.subresources {
			verbs += len(sub.Verbs)
		}
		name := r.resource.GroupVersion().String() + "/" + r.resource.Resource
		t.Run(name, func(t *testing.T) {
			w := walk{T: t, served: r, config: config, left: map[string]bool{}}
			for _, v := range r.listed.Verbs {
				w.left[v] = true
			}
			w.resourceVerbs()
			for sub, listed := range r.subresources {
				w.subresourceVerbs(sub, listed)
			}
			w.deletions()
			w.protobuf()
			for v := range w.left {
				t.Errorf("verb %q is listed, and this test does not know it", v)
			}
		})
	}
	if verbs < 400 {
		t.Errorf("discovery lists %d verbs, fewer than the built-in kinds have", verbs)
	}
}
