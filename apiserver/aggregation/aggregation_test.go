// Package aggregation_test puts a real extension server, upstream's sample-apiserver, behind the tour's apiserver, and
// uses it as any client would.
package aggregation_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregatorclient "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset"
	"k8s.io/utils/ptr"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

const (
	namespace = "wardle-system"
	version   = "wardle.example.com/v1alpha1"
)

var flunders = schema.GroupVersionResource{Group: "wardle.example.com", Version: "v1alpha1", Resource: "flunders"}

// TestExtensionServer takes one extension server through its life: registered, used, gone, back again.
func TestExtensionServer(t *testing.T) {
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir, "-v", "4")
	config := s.Config(t)
	client := kubernetes.NewForConfigOrDie(config)
	awaitConfigMap(t, client)
	users, err := pki.EnsureAuthority(filepath.Join(dir, "pki"))
	if err != nil {
		t.Fatal(err)
	}
	grant(t, client)

	w := installWardle(t, kubeconfigFor(t, config, users, "wardle"))
	w.start(t)
	// A registration before it answers waits a minute for its OpenAPI documents: that is how often the library
	// asks again.
	w.awaitReady(t)
	register(t, config, w)
	awaitAvailable(t, config, apiregistrationv1.ConditionTrue, w)

	t.Run("discovery lists its resources", func(t *testing.T) { testDiscovery(t, client) })
	t.Run("descriptions of its kinds are published", func(t *testing.T) { testOpenAPI(t, s, config) })
	t.Run("its objects are created, read, watched and deleted", func(t *testing.T) { testFlunders(t, config) })
	t.Run("it learns who the caller is", func(t *testing.T) { testIdentity(t, config, w) })
	t.Run("it trusts no other proxy", func(t *testing.T) { testStranger(t, config, w) })
	t.Run("it asks our server what others may do", func(t *testing.T) { testDelegation(t, config, users, w) })
	t.Run("it is dialled by the node dialer", func(t *testing.T) {
		apiservertest.Await(t, "the dialer to tell of it",
			s.Logged(`"Dialing" address="127.0.0.1:`+strconv.Itoa(w.port)+`"`))
	})
	t.Run("it goes and comes back", func(t *testing.T) { testAbsence(t, config, w) })
	w.stop() // or our server would keep a connection to it, and be said to leave something behind
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// register makes the extension server known as its administrator would: a Service, where it is, and an APIService.
func register(t *testing.T, config *rest.Config, w *wardle) {
	t.Helper()
	client := kubernetes.NewForConfigOrDie(config)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := client.CoreV1().Namespaces().Create(t.Context(),
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
	must(err)
	_, err = client.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "wardle"},
		Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{
			Name: "https", Port: 443,
			Protocol: corev1.ProtocolTCP,
		}}},
	}, metav1.CreateOptions{})
	must(err)
	_, err = client.DiscoveryV1().EndpointSlices(namespace).Create(t.Context(), &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{
			Name:   "wardle",
			Labels: map[string]string{discoveryv1.LabelServiceName: "wardle"},
		},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints: []discoveryv1.Endpoint{{
			Addresses:  []string{"127.0.0.1"},
			Conditions: discoveryv1.EndpointConditions{Ready: ptr.To(true)},
		}},
		Ports: []discoveryv1.EndpointPort{{
			Name: ptr.To("https"), Port: ptr.To(int32(w.port)),
			Protocol: ptr.To(corev1.ProtocolTCP),
		}},
	}, metav1.CreateOptions{})
	must(err)
	_, err = aggregatorclient.NewForConfigOrDie(config).ApiregistrationV1().APIServices().Create(t.Context(),
		&apiregistrationv1.APIService{
			ObjectMeta: metav1.ObjectMeta{Name: "v1alpha1.wardle.example.com"},
			Spec: apiregistrationv1.APIServiceSpec{
				Group: flunders.Group, Version: flunders.Version, GroupPriorityMinimum: 1000, VersionPriority: 15,
				Service:  &apiregistrationv1.ServiceReference{Namespace: namespace, Name: "wardle"},
				CABundle: w.authority.CertPEM,
			},
		}, metav1.CreateOptions{})
	must(err)
}

// setReady says of the endpoint what a kubelet would find out.
func setReady(t *testing.T, config *rest.Config, ready bool) {
	t.Helper()
	slices := kubernetes.NewForConfigOrDie(config).DiscoveryV1().EndpointSlices(namespace)
	slice, err := slices.Get(t.Context(), "wardle", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	slice.Endpoints[0].Conditions.Ready = ptr.To(ready)
	if _, err := slices.Update(t.Context(), slice, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func awaitAvailable(t *testing.T, config *rest.Config, want apiregistrationv1.ConditionStatus, w *wardle) {
	t.Helper()
	apiServices := aggregatorclient.NewForConfigOrDie(config).ApiregistrationV1().APIServices()
	var last []apiregistrationv1.APIServiceCondition
	defer func() {
		if t.Failed() {
			t.Log(last, w.said.String())
		}
	}()
	apiservertest.Await(t, "Available="+string(want), func(ctx context.Context) (bool, error) {
		apiService, err := apiServices.Get(ctx, "v1alpha1.wardle.example.com", metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		last = apiService.Status.Conditions
		return slices.ContainsFunc(last, func(c apiregistrationv1.APIServiceCondition) bool {
			return c.Type == apiregistrationv1.Available && c.Status == want
		}), nil
	})
}

func testDiscovery(t *testing.T, client kubernetes.Interface) {
	resources, err := client.Discovery().ServerResourcesForGroupVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(resources.APIResources, func(r metav1.APIResource) bool {
		return r.Name == "flunders" &&
			r.Namespaced
	}) {
		t.Errorf("%s has %v, want flunders", version, resources.APIResources)
	}
	// The list of all groups, in one answer, is put together by our server, a moment later. Until then the group is
	// stale.
	apiservertest.Await(t, "flunders among all resources", func(context.Context) (bool, error) {
		lists, err := client.Discovery().ServerPreferredResources()
		return err == nil && slices.ContainsFunc(lists,
			func(list *metav1.APIResourceList) bool { return list.GroupVersion == version }), nil
	})
}

func testOpenAPI(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	for path, want := range map[string]string{
		"/openapi/v3": `"apis/` + version + `"`,
		"/openapi/v3/apis/wardle.example.com/v1alpha1": "sample-apiserver.pkg.apis.wardle.v1alpha1.Flunder",
		"/openapi/v2": "/apis/" + version + "/namespaces/{namespace}/flunders",
	} {
		apiservertest.Await(t, path+" with "+want, func(context.Context) (bool, error) {
			code, body := s.Get(t, config, path)
			return code == http.StatusOK && strings.Contains(body, want), nil
		})
	}
}

func flunder(name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": version, "kind": "Flunder", "metadata": map[string]any{"name": name},
		"spec": map[string]any{"reference": "other", "referenceType": "Flunder"},
	}}
}

func testFlunders(t *testing.T, config *rest.Config) {
	client := dynamic.NewForConfigOrDie(config).Resource(flunders).Namespace(namespace)
	watch, err := client.Watch(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Stop()
	created, err := client.Create(t.Context(), flunder("first"), metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case event := <-watch.ResultChan():
		if seen, ok := event.Object.(*unstructured.Unstructured); !ok || seen.GetUID() != created.GetUID() {
			t.Errorf("watched %v, want the flunder created", event)
		}
	case <-time.After(10 * time.Second):
		t.Error("the watch does not tell of the flunder created")
	}
	if list, err := client.List(t.Context(), metav1.ListOptions{}); err != nil || len(list.Items) != 1 {
		t.Errorf("list: %v, %v, want one flunder", list, err)
	}
	if err := client.Delete(t.Context(), "first", metav1.DeleteOptions{}); err != nil {
		t.Error(err)
	}
	if _, err := client.Get(t.Context(), "first", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("get after delete: %v, want 404", err)
	}
	// The extension server's own admission plugin answers through ours. It bans flunders that a Fischer disallows.
	fischer := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": version, "kind": "Fischer", "metadata": map[string]any{
			"name": "one",
		}, "disallowedFlunders": []any{"badname"},
	}}
	fischers := dynamic.NewForConfigOrDie(config).Resource(flunders.GroupVersion().WithResource("fischers"))
	if _, err := fischers.Create(t.Context(), fischer, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the ban to hold", func(ctx context.Context) (bool, error) {
		_, err := client.Create(ctx, flunder("badname"), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return apierrors.IsForbidden(err), nil
	})
}

// testIdentity looks into the extension server's audit log: requests came from the caller and not from our server.
func testIdentity(t *testing.T, config *rest.Config, w *wardle) {
	path := "/apis/" + version + "/namespaces/" + namespace + "/flunders"
	if _, err := dynamic.NewForConfigOrDie(config).Resource(flunders).Namespace(namespace).Create(t.Context(),
		flunder("kept"), metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the audit events", func(context.Context) (bool, error) {
		return len(w.audited(path)) > 0,
			nil
	})
	for _, event := range w.audited(path) {
		if !strings.Contains(event, `"username":"apitour-admin"`) || !strings.Contains(event, `"system:masters"`) {
			t.Errorf("the extension server saw another user: %s", event)
		}
	}
}

// testStranger goes to the extension server directly: headers count only with the front proxy's certificate, and
// clients of our server are known by their own.
func testStranger(t *testing.T, config *rest.Config, w *wardle) {
	direct := w.config()
	ask := func(config *rest.Config) int {
		config.Wrap(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				r.Header.Set("X-Remote-User", "mallory")
				r.Header.Set("X-Remote-Group", "system:masters")
				return next.RoundTrip(r)
			})
		})
		client, err := rest.HTTPClientFor(config)
		if err != nil {
			t.Fatal(err)
		}
		defer client.CloseIdleConnections()
		response, err := client.Get(direct.Host + "/apis/" + version + "/namespaces/" + namespace + "/flunders")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		return response.StatusCode
	}
	if code := ask(direct); code == http.StatusOK {
		t.Errorf("headers without a certificate: %d, want a refusal", code)
	}
	admin := rest.CopyConfig(direct)
	admin.CertData, admin.KeyData = config.CertData, config.KeyData
	if code := ask(admin); code != http.StatusOK {
		t.Errorf("with the admin's certificate: %d, want 200", code)
	}
	mallory, err := w.authority.Client("front-proxy-client")
	if err != nil {
		t.Fatal(err)
	}
	forged := rest.CopyConfig(direct)
	forged.CertData, forged.KeyData = mallory.CertPEM, mallory.KeyPEM
	if code := ask(forged); code == http.StatusOK {
		t.Errorf("headers with a certificate of another authority: %d, want a refusal", code)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func testAbsence(t *testing.T, config *rest.Config, w *wardle) {
	client := dynamic.NewForConfigOrDie(config).Resource(flunders).Namespace(namespace)
	namespaces := kubernetes.NewForConfigOrDie(config).CoreV1().Namespaces()
	if _, err := namespaces.Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "tenant"}},
		metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := dynamic.NewForConfigOrDie(config).Resource(flunders).Namespace("tenant").Create(t.Context(),
		flunder("tenants"), metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	w.stop()
	if _, err := client.Get(t.Context(), "kept", metav1.GetOptions{}); !apierrors.IsServiceUnavailable(err) {
		t.Errorf("get while the extension server is down: %v, want 503", err)
	}
	setReady(t, config, false)
	awaitAvailable(t, config, apiregistrationv1.ConditionFalse, w)
	if _, err := client.Get(t.Context(), "kept", metav1.GetOptions{}); !apierrors.IsServiceUnavailable(err) {
		t.Errorf("get while the APIService is unavailable: %v, want 503", err)
	}
	apiservertest.Await(t, "discovery to say that the group fails", func(context.Context) (bool, error) {
		_, err := kubernetes.NewForConfigOrDie(config).Discovery().ServerPreferredResources()
		return err != nil && strings.Contains(err.Error(), version), nil
	})
	// No server knows whether there are flunders in a namespace, so it cannot go.
	if err := namespaces.Delete(t.Context(), "tenant", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the namespace to say why it stays", func(ctx context.Context) (bool, error) {
		tenant, err := namespaces.Get(ctx, "tenant", metav1.GetOptions{})
		return err == nil && slices.ContainsFunc(tenant.Status.Conditions, func(c corev1.NamespaceCondition) bool {
			return c.Type == corev1.NamespaceDeletionDiscoveryFailure && c.Status == corev1.ConditionTrue &&
				strings.Contains(c.Message, version)
		}), err
	})

	w.start(t)
	w.awaitReady(t)
	setReady(t, config, true)
	awaitAvailable(t, config, apiregistrationv1.ConditionTrue, w)
	apiservertest.Await(t, "the flunder that was kept", func(ctx context.Context) (bool, error) {
		_, err := client.Get(ctx, "kept", metav1.GetOptions{})
		return err == nil, nil
	})
	apiservertest.Await(t, "the namespace to go", func(ctx context.Context) (bool, error) {
		_, err := namespaces.Get(ctx, "tenant", metav1.GetOptions{})
		return apierrors.IsNotFound(err), apiservertest.IgnoreNotFound(err)
	})
}
