package apiserver_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/client-go/kubernetes"

	"apitour/apiserver"
	"apitour/apiserver/apiservertest"
	"apitour/trace"
)

// TestInsecurePort asks for everything that the port without questions must and must not do.
func TestInsecurePort(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	s := apiservertest.Start(t, apiservertest.DataDir(t), "--insecure-port", strconv.Itoa(port))
	awaitDefaultNamespace(t, kubernetes.NewForConfigOrDie(s.Config(t)))
	base := "http://127.0.0.1:" + strconv.Itoa(port)
	ask := func(method, path, body string, headers ...string) (int, http.Header, []byte) {
		t.Helper()
		return askInsecurely(t, method, base+path, body, headers...)
	}

	configMap := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"by-anyone"}}`
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		code                     int
	}{
		{"anyone reads secrets", "GET", "/api/v1/secrets", "", nil, 200},
		{"anyone writes", "POST", "/api/v1/namespaces/default/configmaps", configMap, []string{
			"Content-Type",
			"application/json",
		}, 201},
		{
			"admission is not skipped", "POST", "/api/v1/namespaces/nowhere/configmaps", configMap,
			[]string{"Content-Type", "application/json"},
			404,
		},
		{"the chain's end is reached", "GET", "/nonsense", "", nil, 404},
		// A web page may have its visitor's browser send these without asking first.
		{"another host's name is refused", "GET", "/api/v1/secrets", "", []string{"Host", "evil.example"}, 403},
		{
			"another host's name with our port is refused", "GET", "/api/v1/secrets", "",
			[]string{"Host", "evil.example:" + strconv.Itoa(port)},
			403,
		},
		{"localhost is us", "GET", "/api/v1/secrets", "", []string{"Host", "localhost"}, 200},
	} {
		if code, _, body := ask(test.method, test.path, test.body, test.headers...); code != test.code {
			t.Errorf("%s: %s %s: %d %s, want %d", test.name, test.method, test.path, code, body, test.code)
		}
	}

	testWebPages(t, strconv.Itoa(port), ask)
	testUnsecured(t, ask)

	recorded := s.Recording.Snapshot()
	for _, name := range []string{"BuildInsecureHandlerChain", "insecureServingInfo.Serve"} {
		if apiservertest.Find(recorded, name) == nil {
			t.Errorf("no span %s although --insecure-port was given", name)
		}
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if connection, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port)); err == nil {
		connection.Close()
		t.Error("the port is open after the server has ended")
	}
}

// askInsecurely sends a request with headers, each a name followed by a value.
func askInsecurely(
	t *testing.T, method, url, body string, headers ...string,
) (code int, header http.Header, content []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	request.Host = cmp.Or(request.Header.Get("Host"), request.Host)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if content, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, content
}

// testUnsecured checks which user a request has: the port authenticates no client, so no header names another user.
func testUnsecured(
	t *testing.T, ask func(method, path, body string, headers ...string) (int, http.Header, []byte),
) {
	t.Helper()
	_, header, body := ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
		`{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}`,
		"Content-Type", "application/json", "Impersonate-User", "bob", "X-Remote-User", "bob",
		"Authorization", "Bearer bob")
	var review authenticationv1.SelfSubjectReview
	if err := json.Unmarshal(body, &review); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if who := review.Status.UserInfo; who.Username != "system:unsecured" || !slices.Contains(who.Groups,
		"system:masters") {
		t.Errorf("the port takes its users for %+v", who)
	}
	if got := header.Get("Cache-Control"); got != "no-cache, private" {
		t.Errorf("Cache-Control %q: an answer could stay in a cache", got)
	}
	if header.Get("Audit-Id") == "" {
		t.Error("the request has no audit id")
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// TestInsecureServingOptions refuses every address but one, whatever the port.
func TestInsecureServingOptions(t *testing.T) {
	for address, good := range map[string]bool{
		"127.0.0.1": true, "127.0.0.2": false, "0.0.0.0": false, "::": false,
		"::1": false, "10.0.0.1": false, "": false,
	} {
		options := apiserver.InsecureServingOptions{BindAddress: net.ParseIP(address), BindPort: 8080}
		if errs := options.Validate(); (len(errs) == 0) != good {
			t.Errorf("--insecure-bind-address %q: %v", address, errs)
		}
	}
	for port, good := range map[int]bool{0: true, 8080: true, 65535: true, -1: false, 65536: false} {
		options := apiserver.InsecureServingOptions{BindAddress: net.IPv4(127, 0, 0, 1), BindPort: port}
		if errs := options.Validate(); (len(errs) == 0) != good {
			t.Errorf("--insecure-port %d: %v", port, errs)
		}
	}
}

// testInsecureOff looks into the recording of a boot that was asked for nothing.
func testInsecureOff(t *testing.T, recorded *trace.Trace) {
	chain := apiservertest.Find(recorded, "CreateServerChain")
	if !slices.ContainsFunc(chain.Events,
		func(event trace.Event) bool { return event.Name == "insecure serving is off" }) {
		t.Errorf("CreateServerChain does not say that insecure serving is off: %+v", chain.Events)
	}
}
