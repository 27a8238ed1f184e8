package apiserver_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver"
	"apitour/apiserver/apiservertest"
	"apitour/trace"
	"apitour/trace/convention"
)

// follow sends a request that asks to be traced, and returns the answer and the trace once its root has ended.
func follow(
	t *testing.T, s *apiservertest.Server, config *rest.Config, method, path, contentType, body string,
) (int, string, *trace.Trace) {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	var id [16]byte
	_, _ = rand.Read(id[:])
	traceID := fmt.Sprintf("%x", id)
	request.Header.Set("traceparent", "00-"+traceID+"-00000000000000a1-01")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	followed := &trace.Trace{}
	apiservertest.Await(t, "the request's trace", func(context.Context) (bool, error) {
		followed = traceOf(s.Recording.Snapshot(), traceID)
		root := apiservertest.Find(followed, "ServeRequest")
		return root != nil && !root.Running(), nil
	})
	return response.StatusCode, string(answer), followed
}

func traceOf(recorded *trace.Trace, id string) *trace.Trace {
	one := &trace.Trace{}
	for _, span := range recorded.Spans {
		if span.TraceID == id {
			one.Spans = append(one.Spans, span)
		}
	}
	return one
}

// decisions are what the directors on the way said, from the outermost to the end of the chain.
func decisions(followed *trace.Trace) (said []string) {
	trace.Walk(followed.Tree(), func(n *trace.Node) {
		if server, ok := strings.CutPrefix(n.Name, "Director/"); ok || n.Name == "NotFound" {
			for _, event := range n.Events {
				said = append(said, server+" "+event.Name)
			}
		}
	})
	return said
}

// guests is a file with the token of a guest.
func guests(t *testing.T) string {
	t.Helper()
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("guest-token,guest,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return tokens
}

// TestRequests asks one server for everything that there is to see on a request's way.
func TestRequests(t *testing.T) {
	t.Parallel()
	s := apiservertest.StartWith(t, []string{apiservertest.RequestsVariable + "=1"}, apiservertest.DataDir(t),
		"--token-auth-file", guests(t),
		"--goaway-chance", "0.0001", "--shutdown-send-retry-after", "--shutdown-watch-termination-grace-period", "2s")
	config := s.Config(t)
	client := dynamic.NewForConfigOrDie(config)
	awaitDefaultNamespace(t, kubernetes.NewForConfigOrDie(config))
	port := extend(t, s, client)

	t.Run("directors", func(t *testing.T) { testDirectors(t, s, config, port) })
	t.Run("filters", func(t *testing.T) { testFilters(t, s, config) })
	t.Run("refusals", func(t *testing.T) { testRefusals(t, s, config) })
	t.Run("writes", func(t *testing.T) { testWrites(t, s, config) })
	t.Run("only who asks is traced", func(t *testing.T) { testNotAsked(t, s, config) })
	t.Run("every stage is in the list", func(t *testing.T) { testRequestStages(t, s.Recording.Snapshot()) })
	t.Run("the boot is as it was", func(t *testing.T) {
		recorded := s.Recording.Snapshot()
		main := apiservertest.Find(recorded, "main")
		if got := stages(traceOf(recorded, main.TraceID)); !slices.Equal(got, boot) {
			t.Errorf("stages:\n%s", strings.Join(got, "\n"))
		}
	})
}

// getChain is the way of a request for an object, each span inside the one before.
var getChain = []string{
	"ServeRequest", "WithAuditInit", "WithPanicRecovery", "WithMuxAndDiscoveryComplete", "WithRequestReceivedTimestamp",
	"WithRequestInfo",
	"WithLatencyTrackers", "WithHTTPLogging", "WithRetryAfter", "WithHSTS", "WithCacheControl",
	"WithProbabilisticGoaway", "WithWatchTerminationDuringShutdown", "WithWaitGroup", "WithRequestDeadline",
	"WithTimeoutForNonLongRunningRequests",
	"WithWarningRecorder", "WithCORS", "WithAuthentication", "WithTracing", "WithAudit", "WithConstrainedImpersonation",
	"WithPriorityAndFairness", "WithAuthorization",
	"Director/aggregator", "Director/kube-apiserver", "Get", "Get etcd3", "etcdserverpb.KV/Range",
}

func testFilters(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	code, _, followed := follow(t, s, config, http.MethodGet,
		"/api/v1/namespaces/kube-public/configmaps/none?secret=s3cret", "", "")
	if code != http.StatusNotFound {
		t.Errorf("got %d", code)
	}
	node := followed.Tree()[0]
	for i, name := range getChain {
		if node.Name != name {
			t.Fatalf("%d. %s, want %s", i, node.Name, name)
		}
		if i == len(getChain)-1 {
			break
		}
		if len(node.Children) == 0 {
			t.Fatalf("nothing is inside %s", name)
		}
		if took, inside := node.Duration(node.End), node.Children[0].Duration(node.Children[0].End); took < inside {
			t.Errorf("%s took %s, and what is inside it %s", name, took, inside)
		}
		if strings.HasPrefix(name, "With") && !strings.HasSuffix(node.Text(convention.Function), "."+name) {
			t.Errorf("%s is said to be %s", name, node.Text(convention.Function))
		}
		node = node.Children[0]
	}
	root := apiservertest.Find(followed, "ServeRequest")
	for key, want := range map[string]any{
		"http.request.method": "GET", "url.path": "/api/v1/namespaces/kube-public/configmaps/none",
		"http.response.status_code": int64(404), "user.name": "apitour-admin",
	} {
		if root.Attributes[key] != want {
			t.Errorf("%s is %v, want %v", key, root.Attributes[key], want)
		}
	}
	for i := range followed.Spans {
		span := &followed.Spans[i]
		if strings.Contains(fmt.Sprint(span.Attributes, span.Events), "s3cret") {
			t.Errorf("%s tells the query: %v", span.Name, span.Attributes)
		}
		if place := span.Source(); span.Text(convention.ScopeName) == apiserver.Scope &&
			(place.Line == 0 || span.Name != "ServeRequest" && !strings.Contains(place.File, "@v")) {
			t.Errorf("%s is said to be written at %v", span.Name, place)
		}
	}
	for _, span := range followed.Spans {
		idle := len(span.Events) == 1 && span.Events[0].Name == "not installed: no flag asks for it"
		if want := slices.Contains([]string{"WithHSTS", "WithCORS", "WithAudit"}, span.Name); idle != want {
			t.Errorf("%s is said to be installed: %v", span.Name, !idle)
		}
	}
	if route := apiservertest.Find(followed, "Director/kube-apiserver").Text(
		"http.route"); route != "/api/v1/namespaces/{namespace}/configmaps/{name}" {
		t.Errorf("route %q", route)
	}
}

// testRefusals finds where a request ends that comes to no director.
func testRefusals(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	guest := rest.AnonymousClientConfig(config)
	guest.BearerToken = "guest-token"
	stranger := rest.AnonymousClientConfig(config)
	as := rest.CopyConfig(config)
	as.Impersonate.UserName = "another"
	for _, test := range []struct {
		name   string
		config *rest.Config
		code   int
		last   string // span
		user   any    // of the whole request
		judged any    // the user that authorization judges
	}{
		{"a user who may not", guest, 403, "WithAuthorization", "guest", "guest"},
		{"another user's name", as, 403, "WithAuthorization", "apitour-admin", "another"},
		{"no credentials", stranger, 401, "Unauthorized", nil, nil},
	} {
		code, _, followed := follow(t, s, test.config, http.MethodGet, "/api/v1/secrets", "", "")
		var last *trace.Node
		trace.Walk(followed.Tree(), func(n *trace.Node) {
			if n.Text(convention.ScopeName) == apiserver.Scope {
				last = n
			}
		})
		root := apiservertest.Find(followed, "ServeRequest")
		if code != test.code || last.Name != test.last || root.Attributes["user.name"] != test.user ||
			last.Attributes["user.name"] != test.judged {
			t.Errorf("%s: %d at %s for %v, judged as %v", test.name, code, last.Name, root.Attributes["user.name"],
				last.Attributes["user.name"])
		}
	}
}

// testWrites looks for admission and for the database inside writes, and for what a watch is.
func testWrites(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	for _, test := range []struct {
		what, method, path, contentType, body string
		code                                  int
		want                                  []string // a span, and the one that it is inside of
	}{
		{
			"a built-in kind", http.MethodPost, "/api/v1/namespaces/default/configmaps", "application/json",
			`{"metadata":{"name":"written"}}`, 201,
			[]string{
				"Create < Director/kube-apiserver", "Admission/NamespaceLifecycle/mutate < Create",
				"Admission/MutatingAdmissionWebhook/mutate < Create",
				"Admission/ValidatingAdmissionPolicy/validate < Create", "Create etcd3 < Create",
				"etcdserverpb.KV/Txn < Create etcd3", "SerializeObject < Create",
			},
		},
		{
			"a custom resource", http.MethodPost, "/apis/tour.example.com/v1/knobs", "application/json",
			`{"apiVersion":"tour.example.com/v1","kind":"Knob","metadata":{"name":"written"}}`, 201,
			[]string{
				"Create < Director/apiextensions", "Create etcd3 < Create", "etcdserverpb.KV/Txn < Create etcd3",
			},
		},
		{
			"server-side apply", http.MethodPatch, "/api/v1/namespaces/default/configmaps/written?fieldManager=tour",
			"application/apply-patch+yaml", `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"written"},` +
				`"data":{"a":"b"}}`, 200,
			[]string{
				"Patch < Director/kube-apiserver", "Admission/ValidatingAdmissionPolicy/validate < Patch",
				"GuaranteedUpdate etcd3 < Patch", "etcdserverpb.KV/Txn < GuaranteedUpdate etcd3",
			},
		},
		{
			"a list", http.MethodGet, "/api/v1/namespaces/default/configmaps", "", "", 200,
			[]string{"List < Director/kube-apiserver", "SerializeObject < List"},
		},
		{
			"a watch", http.MethodGet, "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1", "", "", 200,
			[]string{"cacher.Watch < Director/kube-apiserver", "WatchServer.HandleHTTP < Director/kube-apiserver"},
		},
		{
			"an extension server's", http.MethodGet, "/apis/ext.example.com/v1/things", "", "", 200,
			[]string{"HTTP GET < Director/aggregator"},
		},
	} {
		code, body, followed := follow(t, s, config, test.method, test.path, test.contentType, test.body)
		got := map[string]bool{}
		var outline []string
		trace.Walk(followed.Tree(), func(n *trace.Node) {
			outline = append(outline, strings.Repeat("  ", n.Depth)+n.Name)
			if parent := n.Parent; parent != nil {
				got[n.Name+" < "+parent.Name] = true
			}
		})
		for _, want := range test.want {
			if code != test.code || !got[want] {
				t.Errorf("%s: %d %s: no %s in\n%s", test.what, code, body, want, strings.Join(outline, "\n"))
			}
		}
	}
}

// testNotAsked asks without asking for a trace, and finds that the server's own requests, of which there have been
// hundreds, are not traced either.
func testNotAsked(t *testing.T, s *apiservertest.Server, config *rest.Config) {
	before := len(s.Recording.Snapshot().Spans)
	for range 3 {
		s.Get(t, config, "/api/v1/namespaces/default")
	}
	unsampled := rest.CopyConfig(config)
	unsampled.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			r.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-00000000000000a1-00")
			return next.RoundTrip(r)
		})
	})
	s.Get(t, unsampled, "/api/v1/namespaces/default")
	recorded := s.Recording.Snapshot()
	if len(recorded.Spans) != before {
		t.Errorf("%d spans of requests that did not ask for it", len(recorded.Spans)-before)
	}
	main := apiservertest.Find(recorded, "main")
	traced := map[string]bool{main.TraceID: true}
	for _, span := range recorded.Spans {
		if span.Name == "ServeRequest" {
			traced[span.TraceID] = true
		}
	}
	for _, span := range recorded.Spans {
		if !traced[span.TraceID] || span.TraceID == main.TraceID && span.Text(convention.ScopeName) != apiserver.Scope {
			t.Errorf("%s of %s belongs to no request that asked for it", span.Name, span.Text(convention.ScopeName))
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// testRequestStages holds the list of stages to what was recorded. The notes are held to the list.
func testRequestStages(t *testing.T, recorded *trace.Trace) {
	main := apiservertest.Find(recorded, "main")
	seen := map[string]bool{}
	for _, span := range recorded.Spans {
		if span.TraceID != main.TraceID {
			seen[span.Name] = true
			if !slices.Contains(requestStages, span.Name) {
				t.Errorf("%q is not among the stages of requests in stages_test.go", span.Name)
			}
		}
	}
	text, err := os.ReadFile("requests/handlerchain.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range requestStages {
		if !seen[name] && !strings.Contains(string(text), "."+name+",") {
			t.Errorf("no request has shown the stage %q", name)
		}
	}
}
