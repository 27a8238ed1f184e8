package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/util/cert"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

// TestGuidedRequests sends all guided requests to one server, one after the other, and finds who has answered each of them.
func TestGuidedRequests(t *testing.T) {
	self = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	b, err := startBoot(ctx, following, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer cancel()
		if err := b.end(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
		b.remove()
		checkEmpty(t, os.Getenv("TMPDIR"))
	})
	s := &followingServer{boot: b}
	if err := s.hear(ctx, nil, s.isReady); err != nil {
		t.Fatal(err)
	}

	const (
		local  = "aggregator      passed on: APIService v1. is local"
		letter = "kube-apiserver  served: route GET /api/v1/namespaces/{namespace}/configmaps/{name}"
	)
	for name, want := range map[string]struct {
		status  string
		answer  string   // something that is in it
		servers []string // what the directors said, as far as it is the same every time
		last    string   // the last filter
		inside  []string // stages that are neither
	}{
		"core-resource": {"200 OK", "wish you were here", []string{local, letter}, "WithAuthorization", []string{"Get", "Get etcd3", "SerializeObject"}},
		"custom-resource": {"200 OK", `"grams":350`, []string{
			"aggregator      passed on: APIService v1.post.example.com is local",
			"kube-apiserver  passed on: group version not served: post.example.com/v1",
			"apiextensions   served: CustomResourceDefinition parcels.post.example.com",
		}, "WithAuthorization", []string{"Get", "Get etcd3"}},
		"aggregated": {"200 OK", "hello, apitour-admin", []string{"aggregator      proxied: to Service default/hello, at 127.0.0.1:"}, "WithAuthorization", []string{"HTTP GET"}},
		"unknown-path": {"404 Not Found", "404 page not found", []string{
			"aggregator      passed on: group version not served: there is no APIService v1.none.example.com",
			"kube-apiserver  passed on: group version not served: none.example.com/v1",
			"apiextensions   passed on: no CustomResourceDefinition things.none.example.com",
			"nobody          404: no server has it",
		}, "WithAuthorization", nil},
		"denied":         {"403 Forbidden", `User \"jane\" cannot list resource \"secrets\"`, nil, "WithAuthorization", nil},
		"no-credentials": {"401 Unauthorized", "Unauthorized", nil, "Unauthorized", nil},
		"watch": {
			"200 OK", `"type":"ADDED"`,
			[]string{local, "kube-apiserver  served: route GET /api/v1/namespaces/{namespace}/configmaps"},
			"WithAuthorization",
			[]string{"cacher.Watch", "etcdserverpb.KV/Range", "WatchServer.HandleHTTP"},
		},
		"server-side-apply": {
			"200 OK", `"operation":"Apply"`,
			[]string{local, strings.Replace(letter, "GET", "PATCH", 1)},
			"WithAuthorization",
			[]string{"Patch", "GuaranteedUpdate etcd3", "etcdserverpb.KV/Txn"},
		},
	} {
		g := guidedRequests[slices.IndexFunc(guidedRequests, func(g guided) bool { return g.name == name })]
		if g.lasts > 0 {
			g.lasts = 200 * time.Millisecond
		}
		f, err := s.send(ctx, new(bytes.Buffer), g)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		parts := sortStages(f.trace.Tree())
		if f.answer.Status != want.status || !strings.Contains(strings.Join(f.answer.Lines, "\n"), want.answer) {
			t.Errorf("%s: %s %s\nwant %s with %s", name, f.answer.Status, f.answer.Lines, want.status, want.answer)
		}
		var said []string
		for _, n := range parts.directors {
			said = append(said, decision(n))
		}
		if !slices.EqualFunc(said, want.servers, strings.HasPrefix) {
			t.Errorf("%s: the servers said\n%s", name, strings.Join(said, "\n"))
		}
		if last := parts.filters[len(parts.filters)-1]; last.Name != want.last {
			t.Errorf("%s: the last filter is %s, want %s", name, last.Name, want.last)
		}
		for _, stage := range want.inside {
			if !slices.ContainsFunc(parts.rest, func(n *trace.Node) bool { return n.Name == stage }) {
				t.Errorf("%s: there is no %s", name, stage)
			}
		}
		if admitted := len(parts.admission) > 0; admitted != (name == "server-side-apply") {
			t.Errorf("%s: admission had a turn: %v", name, admitted)
		}
	}
}

// TestEveryGuidedRequestHasItsNote holds names and notes together.
func TestEveryGuidedRequestHasItsNote(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, g := range guidedRequests {
		names[g.name] = true
		if note := library.Request(g.name); note == nil || note.ID != "request-"+g.name {
			t.Errorf("the note of %s is %v", g.name, note)
		}
	}
	files, err := filepath.Glob("../../walkthrough/notes/en/request-*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no notes of requests: %v", err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "request-"), ".md"); !names[name] {
			t.Errorf("note %s explains a request that does not exist", filepath.Base(file))
		}
	}
}

// TestExtensionBelievesOnlyTheFrontProxy calls an extension server with certificates of other people.
func TestExtensionBelievesOnlyTheFrontProxy(t *testing.T) {
	front, other := authority(t, "front-proxy-ca"), authority(t, "other-ca")
	e, err := startExtension(fmt.Appendf(nil, `{"data":{"requestheader-client-ca-file":%q,
		"requestheader-allowed-names":"[\"front-proxy-client\"]","requestheader-username-headers":"[\"X-Remote-User\"]"}}`, front.pem))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, test := range []struct {
		what    string
		shows   []tls.Certificate
		code    int // 0 when there is no answer at all
		greeted string
	}{
		{"the front proxy", []tls.Certificate{front.client(t, "front-proxy-client")}, http.StatusOK, "hello, jane"},
		{"another client of the same authority", []tls.Certificate{front.client(t, "somebody")}, http.StatusUnauthorized, ""},
		{"a client of another authority", []tls.Certificate{other.client(t, "front-proxy-client")}, 0, ""},
		{"nobody", nil, 0, ""},
	} {
		trusted := x509.NewCertPool()
		trusted.AppendCertsFromPEM(e.certificate)
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, ServerName: "hello.default.svc", Certificates: test.shows}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("https://127.0.0.1:%d%s/hello", e.port, greetingPath), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Remote-User", "jane")
		response, err := transport.RoundTrip(request)
		if test.code == 0 {
			if err == nil {
				response.Body.Close()
				t.Errorf("%s is answered %s", test.what, response.Status)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		transport.CloseIdleConnections()
		if response.StatusCode != test.code || !strings.Contains(string(body), test.greeted) {
			t.Errorf("%s: %s %s", test.what, response.Status, body)
		}
	}
}

type testAuthority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pem  []byte
}

func authority(t *testing.T, name string) testAuthority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made, err := cert.NewSelfSignedCACert(cert.Config{CommonName: name}, key)
	if err != nil {
		t.Fatal(err)
	}
	return testAuthority{key, made, pem.EncodeToMemory(&pem.Block{Type: cert.CertificateBlockType, Bytes: made.Raw})}
}

// client returns the certificate of a client.
func (a testAuthority) client(t *testing.T, name string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name},
		NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: a.key}
}

// TestIndentedJSON has an object shown on lines, and everything else as it is.
func TestIndentedJSON(t *testing.T) {
	for line, want := range map[string][]string{
		`{"a":1}`: {"{", `  "a": 1`, "}"}, `{"a":`: {`{"a":`}, "ok": {"ok"}, "": {""},
	} {
		if got := indentedJSON(line); !slices.Equal(got, want) {
			t.Errorf("%q is shown as %q", line, got)
		}
	}
}
