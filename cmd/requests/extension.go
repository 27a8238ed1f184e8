package requests

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"time"

	"apitour/apiserver/pki"
	"apitour/cmd/prepare"
)

// An extension server serves kinds that the apiserver does not have. It needs no libraries of Kubernetes: it answers
// for its group version with a list of its resources, which is discovery, and for the resources with objects.
//
//	client ──► aggregator ──────────────────► extension
//	           shows the certificate of the   trusts the authority in the ConfigMap, and believes
//	           front proxy, names the user    the headers because of the certificate
const (
	greetingPath = "/apis/hello.example.com/v1/greetings"
	// authentication is the ConfigMap that tells extension servers which certificates and headers to believe.
	authentication = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"
)

// extension is an extension server in this process.
type extension struct {
	*http.Server
	port        int
	certificate []byte // PEM, which the APIService trusts

	allowedNames, userHeaders []string
}

// makeExtension starts an extension server and registers it, as an installer would: a Service, which names it; an
// EndpointSlice, which has its address; an APIService, which gives it a group version.
func makeExtension(ctx context.Context, c prepare.Client) (io.Closer, error) {
	fmt.Fprintln(c.Say, c.In.StartingExtension)
	body, err := c.Await(ctx, authentication, func(body []byte) bool {
		object, err := decoded[configMap](body)
		return err == nil && object.Data["requestheader-client-ca-file"] != ""
	})
	if err != nil {
		return nil, err
	}
	e, err := startExtension(body)
	if err != nil {
		return nil, c.In.StartServer.Error(err)
	}
	for _, object := range e.registration() {
		if err := c.Apply(ctx, object.path, object.json); err != nil {
			return e, err
		}
	}
	_, err = c.Await(ctx, greetingPath+"/hello", nil)
	return e, err
}

// object is what the aggregator has to know, and the path at which it is written.
type object struct{ path, json string }

// registration returns the objects by which the aggregator finds the extension server.
func (e *extension) registration() []object {
	return []object{
		{"/api/v1/namespaces/default/services/hello", `{
			"apiVersion": "v1", "kind": "Service", "metadata": {"name": "hello"},
			"spec": {"ports": [{"name": "https", "port": 443, "protocol": "TCP"}]}}`},
		{"/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/hello", fmt.Sprintf(`{
			"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
			"metadata": {"name": "hello", "labels": {"kubernetes.io/service-name": "hello"}}, "addressType": "IPv4",
			"endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true}}],
			"ports": [{"name": "https", "port": %d, "protocol": "TCP"}]}`, e.port)},
		{"/apis/apiregistration.k8s.io/v1/apiservices/v1.hello.example.com", fmt.Sprintf(`{
			"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
			"metadata": {"name": "v1.hello.example.com"},
			"spec": {
				"group": "hello.example.com", "version": "v1", "groupPriorityMinimum": 1000, "versionPriority": 10,
				"service": {"namespace": "default", "name": "hello"}, "caBundle": %q
			}}`, base64.StdEncoding.EncodeToString(e.certificate))},
	}
}

type configMap struct{ Data map[string]string }

// list returns the value of a key that holds a JSON list.
func (c configMap) list(key string) ([]string, error) {
	values, err := decoded[[]string]([]byte(c.Data[key]))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	return values, nil
}

// decoded returns the fields of a JSON object that T has.
func decoded[T any](body []byte) (object T, err error) {
	err = json.Unmarshal(body, &object)
	return object, err
}

// startExtension starts an extension server that believes the certificates and headers that the ConfigMap names.
func startExtension(authentication []byte) (*extension, error) {
	e := &extension{}
	authorities, err := e.believe(authentication)
	if err != nil {
		return nil, err
	}
	// The aggregator calls the Service by its name, at whatever address.
	pair, err := pki.SelfSigned("hello.default.svc", 24*time.Hour)
	if err != nil {
		return nil, err
	}
	e.certificate = pair.CertPEM
	serving, err := tls.X509KeyPair(pair.CertPEM, pair.KeyPEM)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e.port = listener.Addr().(*net.TCPAddr).Port
	e.Server = &http.Server{
		Handler: e.handler(),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{serving},
			ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: authorities,
		},
		ReadHeaderTimeout: prepare.Patience,
		ErrorLog:          log.New(io.Discard, "", 0), // it would tell of every client without a certificate
	}
	go func() { _ = e.ServeTLS(listener, "", "") }()
	return e, nil
}

// believe reads the ConfigMap, and returns the authorities that sign the front proxy's certificate.
func (e *extension) believe(authentication []byte) (*x509.CertPool, error) {
	config, err := decoded[configMap](authentication)
	if err != nil {
		return nil, err
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM([]byte(config.Data["requestheader-client-ca-file"])) {
		return nil, errors.New("requestheader-client-ca-file holds no certificate")
	}
	if e.allowedNames, err = config.list("requestheader-allowed-names"); err != nil {
		return nil, err
	}
	if e.userHeaders, err = config.list("requestheader-username-headers"); err != nil {
		return nil, err
	}
	return authorities, nil
}

func (e *extension) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /apis/hello.example.com/v1", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{
			"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "hello.example.com/v1",
			"resources": []any{map[string]any{
				"name": "greetings", "singularName": "greeting", "kind": "Greeting",
				"namespaced": false, "verbs": []string{"get"},
			}},
		})
	})
	mux.HandleFunc("GET "+greetingPath+"/hello", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]any{
			"kind": "Greeting", "apiVersion": "hello.example.com/v1", "metadata": map[string]any{"name": "hello"},
			"text": "hello, " + e.user(r),
		})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The authority may have other clients than the front proxy.
		name := r.TLS.PeerCertificates[0].Subject.CommonName
		if len(e.allowedNames) > 0 && !slices.Contains(e.allowedNames, name) {
			http.Error(w, "only the front proxy is believed", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// user returns the user that the front proxy names.
func (e *extension) user(r *http.Request) string {
	for _, header := range e.userHeaders {
		if name := r.Header.Get(header); name != "" {
			return name
		}
	}
	return "stranger"
}

func writeJSON(w http.ResponseWriter, object any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(object)
}
