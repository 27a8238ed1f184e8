package apiserver_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	cbor "k8s.io/apimachinery/pkg/runtime/serializer/cbor/direct"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

// collector is what --tracing-config-file sends spans of requests to.
type collector struct {
	ptraceotlp.UnimplementedGRPCServer
	lock  sync.Mutex
	names map[string]bool
}

func (c *collector) Export(_ context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	for _, resource := range request.Traces().ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				c.names[span.Name()] = true
			}
		}
	}
	return ptraceotlp.NewExportResponse(), nil
}

// startCollector returns a collector and the path of the file that tells a server of it.
func startCollector(t *testing.T) (*collector, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &collector{names: map[string]bool{}}
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, c)
	var group sync.WaitGroup
	group.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() { server.Stop(); group.Wait() })

	path := filepath.Join(t.TempDir(), "tracing.json")
	config := `{"apiVersion":"apiserver.config.k8s.io/v1","kind":"TracingConfiguration",` +
		`"samplingRatePerMillion":1000000,"endpoint":"` + listener.Addr().String() + `"}`
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return c, path
}

// TestSwitches asks a server on which the switches of access, fairness and features stand the other way.
func TestSwitches(t *testing.T) {
	t.Parallel()
	collector, tracing := startCollector(t)
	dir := apiservertest.DataDir(t)
	server := apiservertest.Start(t, dir,
		"--authorization-mode", "AlwaysAllow", "--anonymous-auth", "--enable-priority-and-fairness=false",
		"--profiling=false", "--runtime-config", "batch/v1=false,authentication.k8s.io/v1=false",
		"--feature-gates", "WatchList=false,CBORServingAndStorage=true",
		"--tracing-config-file", tracing, "--event-ttl", "1s")
	s := &accessServer{Server: server}
	authority, err := pki.EnsureAuthority(filepath.Join(dir, "pki"))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := authority.Client("bob")
	if err != nil {
		t.Fatal(err)
	}
	bob := s.as(t, "")
	bob.CertData, bob.KeyData = pair.CertPEM, pair.KeyPEM
	for path, want := range map[string]int{"/livez": http.StatusOK, "/api": http.StatusUnauthorized} {
		if response, _ := s.ask(t, s.as(t, ""), "GET", path, "", nil); response.StatusCode != want {
			t.Errorf("GET %s: %d, want %d although anonymous requests are let in", path, response.StatusCode, want)
		}
	}
	for path, want := range map[string]int{
		"/api/v1/secrets":                http.StatusOK,
		"/apis/batch/v1":                 http.StatusNotFound,
		"/apis/authentication.k8s.io/v1": http.StatusNotFound,
		"/apis/authorization.k8s.io/v1":  http.StatusOK,
		"/debug/pprof/":                  http.StatusNotFound,
		"/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin": http.StatusNotFound,
	} {
		if response, body := s.ask(t, bob, "GET", path, "", nil); response.StatusCode != want {
			t.Errorf("GET %s: %d %s, want %d", path, response.StatusCode, body, want)
		}
	}
	testCBOR(t, s, bob)
	testEventTTL(t, bob)
	response, _ := s.ask(t, bob, "GET", "/api", "", nil)
	if response.Header.Get("X-Kubernetes-Pf-Flowschema-Uid") != "" {
		t.Error("priority and fairness are at work although they are off")
	}
	if _, metrics := s.ask(t, bob, "GET", "/metrics", "", nil); !strings.Contains(metrics,
		`kubernetes_feature_enabled{name="WatchList",stage="BETA"} 0`) {
		t.Error("the feature gate is not off")
	}
	apiservertest.Await(t, "the end of the wait for readiness", s.Recorded("WaitForReady"))
	warned := false
	for _, event := range apiservertest.Find(s.Recording.Snapshot(), "BuildAuthorizer").Events {
		warned = warned || strings.Contains(event.Name, "AlwaysAllow")
	}
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if log := strings.Join(s.Log, "\n"); !warned || !strings.Contains(log, "every known client may do everything") {
		t.Errorf("no warning in the span (%t) or in the log:\n%s", warned, log)
	}
	if !collector.names["GET /api/v1/secrets"] || !collector.names["authorization"] {
		t.Errorf("the collector has seen %v, want requests", collector.names)
	}
}

// testCBOR writes and reads in CBOR: a built-in kind, an APIService, the discovery of a group.
func testCBOR(t *testing.T, s *accessServer, config *rest.Config) {
	object := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "binary"}}
	body, err := cbor.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	media := http.Header{"Content-Type": {runtime.ContentTypeCBOR}, "Accept": {runtime.ContentTypeCBOR}}
	if response, answer := s.ask(t, config, "POST", "/api/v1/namespaces", string(body),
		media); response.StatusCode != http.StatusCreated {
		t.Fatalf("POST of a namespace in CBOR: %d %q, want 201", response.StatusCode, answer)
	}
	for _, path := range []string{
		"/api/v1/namespaces/binary", "/apis/apiregistration.k8s.io/v1/apiservices/v1.",
		"/apis/apps/v1",
	} {
		response, answer := s.ask(t, config, "GET", path, "", media)
		var read map[string]any
		if err := cbor.Unmarshal([]byte(answer), &read); err != nil || read["kind"] == nil ||
			response.Header.Get("Content-Type") != runtime.ContentTypeCBOR {
			t.Errorf("GET %s in CBOR: %d, %s, %v, %v", path, response.StatusCode, response.Header.Get("Content-Type"),
				read, err)
		}
	}
}

// testEventTTL waits until an event goes by itself. etcd's shortest lease lasts longer than the second that was asked
// for.
func testEventTTL(t *testing.T, config *rest.Config) {
	client := kubernetes.NewForConfigOrDie(config)
	awaitDefaultNamespace(t, client)
	events := client.CoreV1().Events(metav1.NamespaceDefault)
	event := &corev1.Event{
		ObjectMeta:     metav1.ObjectMeta{Name: "short"},
		InvolvedObject: corev1.ObjectReference{Namespace: metav1.NamespaceDefault},
	}
	if _, err := events.Create(t.Context(), event, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the event to go", func(ctx context.Context) (bool, error) {
		_, err := events.Get(ctx, "short", metav1.GetOptions{})
		return apierrors.IsNotFound(err), apiservertest.IgnoreNotFound(err)
	})
}
