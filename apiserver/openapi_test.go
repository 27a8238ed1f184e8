package apiserver_test

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/kube-openapi/pkg/handler3"

	"apitour/apiserver/apiservertest"
)

// TestOpenAPI reads every document that the server publishes, as clients do: the index first, then each document by the
// address with its hash. A custom kind comes into the documents and goes out of them.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	config := s.Config(t)
	config.QPS = -1
	testSharedConnection(t, s, config) // first, before clients have made many requests to etcd
	testDocuments(t, s, config)
	testCustomDocuments(t, s, config)
}

// index returns where the v3 documents are, by group version.
func index(
	t *testing.T, s *apiservertest.Server, config *rest.Config,
) map[string]handler3.OpenAPIV3DiscoveryGroupVersion {
	t.Helper()
	_, body := s.Get(t, config, "/openapi/v3")
	var found handler3.OpenAPIV3Discovery
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		t.Fatal(err)
	}
	return found.Paths
}

func testDocuments(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	groups, err := discovery.NewDiscoveryClientForConfigOrDie(config).ServerGroups()
	if err != nil {
		t.Fatal(err)
	}
	documents := index(t, s, config)
	_, merged := s.Get(t, config, "/openapi/v2")
	for _, group := range groups.Groups {
		for _, version := range group.Versions {
			place := "apis/" + version.GroupVersion
			if group.Name == "" {
				place = "api/" + version.GroupVersion
			}
			code, body := s.Get(t, config, documents[place].ServerRelativeURL)
			if code != http.StatusOK || !strings.Contains(body, `"paths":{"/`+place) {
				t.Errorf("the document of %s: %d %.200s", place, code, body)
			}
			if !strings.Contains(body, `"401":{"description":"Unauthorized"}`) || !strings.Contains(body,
				`"BearerToken":{"type":"apiKey"`) {
				t.Errorf("the document of %s does not say how to show who one is", place)
			}
			if strings.Contains(body, "__internal") {
				t.Errorf("the document of %s shows the hub version", place)
			}
			if !strings.Contains(merged, `"/`+place+`/`) {
				t.Errorf("/openapi/v2 has no path of %s", place)
			}
		}
	}
	// Kinds that are no resources of their own: of subresources, of requests and of answers.
	for place, kinds := range map[string][]string{
		"api/v1": {
			"io.k8s.api.autoscaling.v1.Scale", "io.k8s.api.policy.v1.Eviction",
			"meta.v1.DeleteOptions", "meta.v1.Patch", "meta.v1.Status", "meta.v1.WatchEvent",
		},
		"apis/apps/v1":                  {"io.k8s.api.autoscaling.v1.Scale"},
		"apis/authorization.k8s.io/v1":  {"SelfSubjectRulesReview", "LocalSubjectAccessReview"},
		"apis/authentication.k8s.io/v1": {"TokenReview", "SelfSubjectReview"},
	} {
		_, body := s.Get(t, config, "/openapi/v3/"+place)
		for _, kind := range kinds {
			if !strings.Contains(body, kind+`":{`) {
				t.Errorf("the document of %s does not describe %s", place, kind)
			}
			if !strings.Contains(merged, kind+`":{`) {
				t.Errorf("/openapi/v2 does not describe %s", kind)
			}
		}
	}
}

// testCustomDocuments looks for a custom kind: it comes, its document changes with its schema, and it goes.
func testCustomDocuments(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	definitions := apiextensionsclient.NewForConfigOrDie(config).ApiextensionsV1().CustomResourceDefinitions()
	const place = "apis/openapi.example.com/v1"
	definition := &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "gadgets.openapi.example.com"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: "openapi.example.com",
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "gadgets", Kind: "Gadget"},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{
					Type:       "object",
					Properties: map[string]apiextensionsv1.JSONSchemaProps{"wheels": {Type: "integer"}},
				}},
			}},
		},
	}
	created, err := definitions.Create(t.Context(), definition, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	describes := func(property string) func(context.Context) (bool, error) {
		return func(context.Context) (bool, error) {
			_, v3 := s.Get(t, config, index(t, s, config)[place].ServerRelativeURL)
			_, v2 := s.Get(t, config, "/openapi/v2")
			return strings.Contains(v3, property) && strings.Contains(v2, property) && strings.Contains(v3,
				`"kind":"Gadget"`), nil
		}
	}
	apiservertest.Await(t, "the documents to describe the gadget", describes(`"wheels"`))
	before := index(t, s, config)

	created.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["wings"] = apiextensionsv1.JSONSchemaProps{
		Type: "integer",
	}
	patch, err := json.Marshal(map[string]any{"spec": created.Spec})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := definitions.Patch(t.Context(), created.Name, "application/merge-patch+json", patch,
		metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the documents to describe the new field", describes(`"wings"`))
	apiservertest.Await(t, "the hash to change with the document", func(context.Context) (bool, error) {
		return index(t, s, config)[place] != before[place], nil // the aggregator reads the index once a second
	})
	if before["apis/apps/v1"] != index(t, s, config)["apis/apps/v1"] {
		t.Error("the hash of a built-in group changes with a custom kind")
	}

	if err := definitions.Delete(t.Context(), created.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the gadget to leave the documents", func(context.Context) (bool, error) {
		_, v2 := s.Get(t, config, "/openapi/v2")
		_, there := index(t, s, config)[place]
		return !there && !strings.Contains(v2, "Gadget"), nil
	})
	testDocuments(t, s, config)
}

// testSharedConnection counts the server's streams to etcd: each resource's watch cache has listed and watches, by
// calls that are counted, and yet there are few streams.
func testSharedConnection(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	t.Helper()
	_, metrics := s.Get(t, config, "/metrics")
	started := func(method string) int {
		line := regexp.MustCompile(`(?m)^grpc_client_started_total\{.*grpc_method="` + method +
			`".*\} (\S+)$`).FindStringSubmatch(metrics)
		if line == nil {
			t.Fatalf("/metrics does not count the calls of %s", method)
		}
		count, err := strconv.ParseFloat(line[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return int(count)
	}
	if lists, watches := started("Range"), started("Watch"); lists < 50 || watches > 20 {
		t.Errorf("%d reads and %d streams of watches, want many reads on few streams", lists, watches)
	}
	if !strings.Contains(metrics, "etcd_request_duration_seconds") {
		t.Error("/metrics does not tell how long etcd takes")
	}
}
