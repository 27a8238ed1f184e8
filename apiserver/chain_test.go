package apiserver_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregatorclient "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

// TestChain asks one server for everything that the chain of servers promises.
func TestChain(t *testing.T) {
	t.Parallel()
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir)
	config := s.Config(t)

	t.Run("built-in kinds are created, read and watched", func(t *testing.T) { testBuiltIn(t, config) })
	t.Run("server-side apply merges lists by their keys", func(t *testing.T) { testApply(t, config) })
	t.Run("custom kinds are served as soon as they are defined", func(t *testing.T) { testCustom(t, config) })
	t.Run("every group version has an available API service", func(t *testing.T) { testAPIServices(t, config) })
	t.Run("system namespaces exist and cannot be deleted", func(t *testing.T) { testNamespaces(t, config) })
	t.Run("an unknown client gets 401, a forbidden one 403", func(t *testing.T) { testAccess(t, s, dir) })
	t.Run("descriptions of every group are published", func(t *testing.T) { testOpenAPI(t, s, config) })
	t.Run("paths that no server has are not found", func(t *testing.T) {
		if code, body := s.Get(t, config, "/nonsense"); code != http.StatusNotFound {
			t.Errorf("GET /nonsense: %d %s, want 404", code, body)
		}
	})
	t.Run("the files are the owner's alone", func(t *testing.T) { testFiles(t, dir) })

	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func testBuiltIn(t *testing.T, config *rest.Config) {
	configMaps := kubernetes.NewForConfigOrDie(config).CoreV1().ConfigMaps(metav1.NamespaceDefault)
	apiservertest.Await(t, "namespace default", func(ctx context.Context) (bool, error) {
		_, err := configMaps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "first"}},
			metav1.CreateOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
	watch, err := configMaps.Watch(t.Context(), metav1.ListOptions{FieldSelector: "metadata.name=second"})
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Stop()
	created, err := configMaps.Create(t.Context(), &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "second"},
		Data:       map[string]string{"k": "v"},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case event := <-watch.ResultChan():
		if seen, ok := event.Object.(*corev1.ConfigMap); !ok || seen.UID != created.UID {
			t.Errorf("watched %v, want the object created", event)
		}
	case <-time.After(10 * time.Second):
		t.Error("the watch does not tell of the object created")
	}
	read, err := configMaps.Get(t.Context(), "second", metav1.GetOptions{})
	if err != nil || read.Data["k"] != "v" {
		t.Errorf("get: %v %v", read, err)
	}
	_, err = configMaps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "Not A Name/"}},
		metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) {
		t.Errorf("create with a bad name: %v, want 422 Invalid", err)
	}
	_, err = kubernetes.NewForConfigOrDie(config).CoreV1().ConfigMaps("nowhere").Create(t.Context(),
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "x"}}, metav1.CreateOptions{})
	if !apierrors.IsNotFound(err) {
		t.Errorf("create in a namespace that does not exist: %v, want 404 from NamespaceLifecycle", err)
	}
}

func testApply(t *testing.T, config *rest.Config) {
	services := kubernetes.NewForConfigOrDie(config).CoreV1().Services(metav1.NamespaceDefault)
	for manager, port := range map[string]string{"one": "80", "two": "81"} {
		patch := `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"name":"` + manager +
			`","port":` + port + `,"protocol":"TCP"}]}}`
		if _, err := services.Patch(t.Context(), "web", types.ApplyPatchType, []byte(patch),
			metav1.PatchOptions{FieldManager: manager}); err != nil {
			t.Fatal(err)
		}
	}
	web, err := services.Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(web.Spec.Ports) != 2 {
		t.Errorf("two managers applied a port each, and the service has %v", web.Spec.Ports)
	}
}

func testCustom(t *testing.T, config *rest.Config) {
	definitions := apiextensionsclient.NewForConfigOrDie(config).ApiextensionsV1().CustomResourceDefinitions()
	definition := &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "widgets.example.com"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: "example.com",
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{
				Plural: "widgets", Singular: "widget", Kind: "Widget",
				ListKind: "WidgetList",
			},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{
					Type:       "object",
					Properties: map[string]apiextensionsv1.JSONSchemaProps{"size": {Type: "integer"}},
				}},
			}},
		},
	}
	if _, err := definitions.Create(t.Context(), definition, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	widgets := dynamic.NewForConfigOrDie(config).Resource(schema.GroupVersionResource{
		Group:   "example.com",
		Version: "v1", Resource: "widgets",
	}).Namespace(metav1.NamespaceDefault)
	widget := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "example.com/v1", "kind": "Widget", "metadata": map[string]any{"name": "w"}, "size": int64(3),
	}}
	apiservertest.Await(t, "a widget to be created", func(ctx context.Context) (bool, error) {
		_, err := widgets.Create(ctx, widget, metav1.CreateOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
	read, err := widgets.Get(t.Context(), "w", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if size, _, _ := unstructured.NestedInt64(read.Object, "size"); size != 3 {
		t.Errorf("the widget came back as %v", read.Object)
	}
	widget.SetName("bad")
	widget.Object["size"] = "large"
	if _, err := widgets.Create(t.Context(), widget, metav1.CreateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("create against the schema: %v, want 422 Invalid", err)
	}
}

func testAPIServices(t *testing.T, config *rest.Config) {
	client := aggregatorclient.NewForConfigOrDie(config).ApiregistrationV1().APIServices()
	for _, name := range []string{
		"v1.", "v1.apiextensions.k8s.io", "v1.coordination.k8s.io", "v1.discovery.k8s.io",
		"v1.example.com",
	} {
		apiservertest.Await(t, "API service "+name, func(ctx context.Context) (bool, error) {
			apiService, err := client.Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return false, apiservertest.IgnoreNotFound(err)
			}
			for _, condition := range apiService.Status.Conditions {
				if condition.Type == apiregistrationv1.Available &&
					condition.Status == apiregistrationv1.ConditionTrue {
					return true, nil
				}
			}
			return false, nil
		})
	}
}

func testNamespaces(t *testing.T, config *rest.Config) {
	namespaces := kubernetes.NewForConfigOrDie(config).CoreV1().Namespaces()
	for _, name := range []string{"default", "kube-system", "kube-public", "kube-node-lease"} {
		apiservertest.Await(t, "namespace "+name, func(ctx context.Context) (bool, error) {
			_, err := namespaces.Get(ctx, name, metav1.GetOptions{})
			return err == nil, apiservertest.IgnoreNotFound(err)
		})
	}
	if err := namespaces.Delete(t.Context(), "kube-system", metav1.DeleteOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("delete kube-system: %v, want 403 from NamespaceLifecycle", err)
	}
}

func testAccess(t *testing.T, s *apiservertest.Server, dir string) {
	unknown := rest.AnonymousClientConfig(s.Config(t))
	authority, err := pki.EnsureAuthority(filepath.Join(dir, "pki"))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := authority.Client("bob", "readers")
	if err != nil {
		t.Fatal(err)
	}
	bob := rest.AnonymousClientConfig(s.Config(t))
	bob.CertData, bob.KeyData = pair.CertPEM, pair.KeyPEM

	for _, path := range []string{"/livez", "/readyz", "/healthz"} {
		if code, body := s.Get(t, unknown, path); code != http.StatusOK {
			t.Errorf("an unknown client: GET %s: %d %s, want 200", path, code, body)
		}
	}
	for _, path := range []string{"/api/v1/secrets", "/apis", "/openapi/v2", "/metrics", "/version", "/nonsense"} {
		if code, _ := s.Get(t, unknown, path); code != http.StatusUnauthorized {
			t.Errorf("an unknown client: GET %s: %d, want 401", path, code)
		}
	}
	for path, want := range map[string]int{
		"/api/v1/secrets": http.StatusForbidden, "/metrics": http.StatusForbidden, "/nonsense": http.StatusForbidden,
		"/apis": http.StatusOK, "/openapi/v2": http.StatusOK, "/version": http.StatusOK,
	} {
		if code, _ := s.Get(t, bob, path); code != want {
			t.Errorf("bob: GET %s: %d, want %d", path, code, want)
		}
	}
	bob.BearerToken = "not-the-loopback-token"
	bob.CertData, bob.KeyData = nil, nil
	if code, _ := s.Get(t, bob, "/api"); code != http.StatusUnauthorized {
		t.Errorf("a wrong token: GET /api: %d, want 401", code)
	}
}

func testOpenAPI(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	_, paths := s.Get(t, config, "/openapi/v3")
	for _, group := range []string{
		`"api/v1"`, `"apis/discovery.k8s.io/v1"`, `"apis/apiextensions.k8s.io/v1"`,
		`"apis/apiregistration.k8s.io/v1"`,
	} {
		if !strings.Contains(paths, group) {
			t.Errorf("/openapi/v3 lacks %s", group)
		}
	}
	_, merged := s.Get(t, config, "/openapi/v2")
	for _, kind := range []string{"io.k8s.api.core.v1.Service", "CustomResourceDefinition", "APIService"} {
		if !strings.Contains(merged, kind) {
			t.Errorf("/openapi/v2 lacks %s", kind)
		}
	}
	if strings.Contains(merged, "__internal") {
		t.Error("/openapi/v2 shows the hub version to clients")
	}
	if _, version := s.Get(t, config, "/version"); !strings.Contains(version, `"gitVersion": "v1.`) {
		t.Errorf("/version: %s", version)
	}
	if _, metrics := s.Get(t, config, "/metrics"); !strings.Contains(metrics, "apiserver_request_total") {
		t.Error("/metrics lacks apiserver_request_total")
	}
}

func testFiles(t *testing.T, dir string) {
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 && filepath.Dir(path) == dir {
			t.Errorf("%s can be reached by others: %s", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRestartKeepsObjects(t *testing.T) {
	t.Parallel()
	dir := apiservertest.DataDir(t)
	first := apiservertest.Start(t, dir)
	secrets := kubernetes.NewForConfigOrDie(first.Config(t)).CoreV1().Secrets(metav1.NamespaceDefault)
	apiservertest.Await(t, "a secret to be created", func(ctx context.Context) (bool, error) {
		_, err := secrets.Create(ctx, &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Name: "kept"},
			Data:       map[string][]byte{"k": []byte("v")},
		}, metav1.CreateOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
	before := first.Config(t)
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}

	second := apiservertest.Start(t, dir)
	secrets = kubernetes.NewForConfigOrDie(second.Config(t)).CoreV1().Secrets(metav1.NamespaceDefault)
	kept, err := secrets.Get(t.Context(), "kept", metav1.GetOptions{})
	if err != nil || string(kept.Data["k"]) != "v" {
		t.Errorf("after the restart: %v, %v", kept, err)
	}
	// An admin who copied the first kubeconfig is still the admin: the authority has not changed.
	before.Host = second.URL
	if code, body := second.Get(t, before, "/api"); code != http.StatusOK {
		t.Errorf("with the first kubeconfig: %d %s", code, body)
	}
	if err := second.Stop(); err != nil {
		t.Error(err)
	}
}
