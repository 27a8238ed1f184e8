package apiserver_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// extend gives the server custom resources and two extension servers, one of which is there.
func extend(t *testing.T, s *apiservertest.Server, client dynamic.Interface) (port int) {
	t.Helper()
	server := startWebhooks(t)
	server.handle("/apis/ext.example.com/v1", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"ext.example.com/v1","resources":[]}`)
	})
	server.handle("/apis/ext.example.com/v1/things", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w,
			"things")
	})
	define(t, client, "gadgets.yaml")
	for _, object := range [][2]string{
		{
			"/api/v1/namespaces/default/services",
			`{"metadata":{"name":"ext"},"spec":{"ports":[{"name":"https","port":443,"protocol":"TCP"}]}}`,
		},
		{"/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", fmt.Sprintf(`{
			"metadata":{"name":"ext","labels":{"kubernetes.io/service-name":"ext"}},
			"addressType":"IPv4","endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":true}}],
			"ports":[{"name":"https","port":%d,"protocol":"TCP"}]}`, server.port())},
		{"/apis/apiregistration.k8s.io/v1/apiservices", apiService("ext.example.com", "ext")},
		{"/apis/apiregistration.k8s.io/v1/apiservices", apiService("gone.example.com", "gone")},
		{"/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition("knobs", "Knob", "Cluster")},
		// a kind that is taken
		{"/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition("gizmos", "Gadget", "Cluster")},
	} {
		if code, body, _ := follow(t, s, s.Config(t), http.MethodPost, object[0], "application/json",
			object[1]); code != http.StatusCreated {
			t.Fatalf("%s: %d %s", object[0], code, body)
		}
	}
	for _, path := range []string{
		"/apis/ext.example.com/v1/things", "/apis/tour.example.com/v1/gadgets",
		"/apis/tour.example.com/v1/knobs",
	} {
		apiservertest.Await(t, path+" to be served", func(context.Context) (bool, error) {
			code, _ := s.Get(t, s.Config(t), path)
			return code == http.StatusOK, nil
		})
	}
	return server.port()
}

func apiService(group, service string) string {
	return fmt.Sprintf(`{"metadata":{"name":"v1.%s"},"spec":{"group":%q,"version":"v1",
		"groupPriorityMinimum":100,"versionPriority":1,
		"insecureSkipTLSVerify":true,"service":{"namespace":"default","name":%q}}}`, group, group, service)
}

func definition(plural, kind, scope string) string {
	return fmt.Sprintf(`{"metadata":{"name":"%s.tour.example.com"},"spec":{"group":"tour.example.com",
		"scope":%q,"names":{"plural":%q,"kind":%q},
		"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}`,
		plural, scope, plural, kind)
}

// Decisions that many rows of directorTests share.
const (
	noKube  = "kube-apiserver passed on: group version not served: tour.example.com/v1"
	local   = "aggregator passed on: APIService v1.tour.example.com is local"
	noRoute = "NotFound 404: no server has it"
)

// directorTests are paths, and what each director on the way decides.
var directorTests = []struct {
	path string
	code int
	want []string
}{
	{"/api/v1/namespaces/default", 200, []string{
		"aggregator passed on: APIService v1. is local",
		"kube-apiserver served: route GET /api/v1/namespaces/{name}",
	}},
	{"/api/v1/foos", 404, []string{
		"aggregator passed on: APIService v1. is local",
		"kube-apiserver not served: its group version is, but has no route for the path",
	}},
	{
		"/apis/apiregistration.k8s.io/v1/apiservices", 200,
		[]string{"aggregator served: route GET /apis/apiregistration.k8s.io/v1/apiservices"},
	},
	{"/version", 200, []string{"aggregator served: route GET /version/"}},
	{"/readyz", 200, []string{"aggregator served: path of its own"}},
	{"/apis/apps", 200, []string{"aggregator served: path of its own"}},
	{"/apis/ext.example.com/v1/things", 200, []string{"aggregator proxied: to Service default/ext"}},
	{
		"/apis/gone.example.com/v1/things", 503,
		[]string{
			"aggregator not served: APIService v1.gone.example.com, Service default/gone, " +
				"is not available: ServiceNotFound",
		},
	},
	{"/apis/apiextensions.k8s.io/v1/customresourcedefinitions", 200, []string{
		"aggregator passed on: APIService v1.apiextensions.k8s.io is local",
		"kube-apiserver passed on: group version not served: apiextensions.k8s.io/v1",
		"apiextensions served: route GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions",
	}},
	{"/apis/tour.example.com/v1", 200, []string{local, noKube, "apiextensions served: path of its own"}},
	{"/apis/tour.example.com/v1/gadgets", 200, []string{
		local, noKube,
		"apiextensions served: CustomResourceDefinition gadgets.tour.example.com",
	}},
	{"/apis/tour.example.com/v1/gadgets/x", 404, []string{
		local, noKube,
		"apiextensions passed on: CustomResourceDefinition gadgets.tour.example.com is namespaced, " +
			"and the path names no namespace", noRoute,
	}},
	{"/apis/tour.example.com/v1/namespaces/default/knobs", 404, []string{
		local, noKube,
		"apiextensions passed on: CustomResourceDefinition knobs.tour.example.com is not namespaced, " +
			"and the path names a namespace", noRoute,
	}},
	{"/apis/tour.example.com/v1/gizmos", 404, []string{
		local, noKube,
		"apiextensions passed on: CustomResourceDefinition gizmos.tour.example.com is not established", noRoute,
	}},
	{"/apis/tour.example.com/v9/gadgets", 404, []string{
		"aggregator passed on: group version not served: there is no APIService v9.tour.example.com",
		"kube-apiserver passed on: group version not served: tour.example.com/v9",
		"apiextensions passed on: CustomResourceDefinition gadgets.tour.example.com does not serve the version v9",
		noRoute,
	}},
	{"/apis/none.example.com/v1/things", 404, []string{
		"aggregator passed on: group version not served: there is no APIService v1.none.example.com",
		"kube-apiserver passed on: group version not served: none.example.com/v1",
		"apiextensions passed on: no CustomResourceDefinition things.none.example.com", noRoute,
	}},
	{"/apis/none.example.com", 404, []string{
		"aggregator passed on: no route for the path /apis/none.example.com",
		"kube-apiserver passed on: group not served: none.example.com",
		"apiextensions passed on: group not served: none.example.com", noRoute,
	}},
	{"/nothing", 404, []string{
		"aggregator passed on: no route for the path /nothing",
		"kube-apiserver passed on: no route for the path /nothing",
		"apiextensions passed on: no route for the path /nothing", noRoute,
	}},
}

func testDirectors(t *testing.T, s *apiservertest.Server, config *rest.Config, port int) {
	for _, test := range directorTests {
		code, body, followed := follow(t, s, config, http.MethodGet, test.path, "", "")
		if got := decisions(followed); code != test.code || !slices.Equal(got, test.want) {
			t.Errorf("%s: %d %s\n%s\nwant %d\n%s", test.path, code, body, strings.Join(got, "\n"), test.code,
				strings.Join(test.want, "\n"))
		}
		if strings.HasPrefix(test.want[0], "aggregator proxied") {
			span := apiservertest.Find(followed, "Director/aggregator")
			if span.Text("server.address") != "127.0.0.1" || span.Int("server.port") != int64(port) ||
				span.Text("apitour.service") != "default/ext" {
				t.Errorf("%s: proxied with %v, want the address of the extension server, port %d", test.path,
					span.Attributes, port)
			}
		}
	}
}
