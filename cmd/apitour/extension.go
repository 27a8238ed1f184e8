package main

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

	"k8s.io/client-go/util/cert"
)

// An extension server serves kinds that the apiserver has not got. It needs no libraries of Kubernetes: it answers for its
// group version with a list of its resources, which is discovery, and for the resources with objects.
//
//	client ──► aggregator ──────────────────► extension
//	           shows the certificate of the   trusts the authority that the ConfigMap names,
//	           front proxy, names the user    and believes the headers because of the certificate
const (
	greetingPath = "/apis/hello.example.com/v1/greetings"
	// authentication tells extension servers whom to believe, and what.
	authentication = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"
)

// extension is an extension server in this process.
type extension struct {
	*http.Server
	port        int
	certificate []byte // PEM, which the APIService trusts

	allowedNames, userHeaders []string
}

// anExtension starts an extension server and registers it, as whoever installs one does: a Service, which names it; an
// EndpointSlice, which says where it is; an APIService, which gives it a group version.
func anExtension(ctx context.Context, a *admin) (io.Closer, error) {
	fmt.Fprintln(a.say, "starting an extension server …")
	body, err := a.await(ctx, authentication, func(body []byte) bool {
		object, err := decoded[configMap](body)
		return err == nil && object.Data["requestheader-client-ca-file"] != ""
	})
	if err != nil {
		return nil, err
	}
	e, err := startExtension(body)
	if err != nil {
		return nil, fmt.Errorf("start an extension server: %w", err)
	}
	for _, object := range []struct{ path, text string }{
		{"/api/v1/namespaces/default/services/hello", `{
			"apiVersion": "v1", "kind": "Service", "metadata": {"name": "hello"},
			"spec": {"ports": [{"name": "https", "port": 443, "protocol": "TCP"}]}}`},
		{"/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/hello", fmt.Sprintf(`{
			"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
			"metadata": {"name": "hello", "labels": {"kubernetes.io/service-name": "hello"}}, "addressType": "IPv4",
			"endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true}}],
			"ports": [{"name": "https", "port": %d, "protocol": "TCP"}]}`, e.port)},
		{"/apis/apiregistration.k8s.io/v1/apiservices/v1.hello.example.com", fmt.Sprintf(`{
			"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1.hello.example.com"},
			"spec": {
				"group": "hello.example.com", "version": "v1", "groupPriorityMinimum": 1000, "versionPriority": 10,
				"service": {"namespace": "default", "name": "hello"}, "caBundle": %q
			}}`, base64.StdEncoding.EncodeToString(e.certificate))},
	} {
		if err := a.apply(ctx, object.path, object.text); err != nil {
			return e, err
		}
	}
	_, err = a.await(ctx, greetingPath+"/hello", whateverItIs)
	return e, err
}

type configMap struct{ Data map[string]string }

// startExtension starts an extension server that believes whom the ConfigMap says.
func startExtension(authentication []byte) (*extension, error) {
	trusted, err := decoded[configMap](authentication)
	if err != nil {
		return nil, err
	}
	e := &extension{}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM([]byte(trusted.Data["requestheader-client-ca-file"])) {
		return nil, errors.New("there is no certificate in requestheader-client-ca-file")
	}
	if e.allowedNames, err = decoded[[]string]([]byte(trusted.Data["requestheader-allowed-names"])); err != nil {
		return nil, fmt.Errorf("read requestheader-allowed-names: %w", err)
	}
	if e.userHeaders, err = decoded[[]string]([]byte(trusted.Data["requestheader-username-headers"])); err != nil {
		return nil, fmt.Errorf("read requestheader-username-headers: %w", err)
	}
	// The aggregator calls the Service by its name, wherever it is.
	var key []byte
	if e.certificate, key, err = cert.GenerateSelfSignedCertKey("hello.default.svc", nil, nil); err != nil {
		return nil, err
	}
	serving, err := tls.X509KeyPair(e.certificate, key)
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
		ReadHeaderTimeout: patience,
		ErrorLog:          log.New(io.Discard, "", 0), // of whoever has no certificate
	}
	go func() { _ = e.ServeTLS(listener, "", "") }()
	return e, nil
}

func (e *extension) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /apis/hello.example.com/v1", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{
			"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "hello.example.com/v1",
			"resources": []any{map[string]any{
				"name": "greetings", "singularName": "greeting", "kind": "Greeting", "namespaced": false, "verbs": []string{"get"},
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
		// An authority may have other clients than the front proxy.
		if name := r.TLS.PeerCertificates[0].Subject.CommonName; len(e.allowedNames) > 0 && !slices.Contains(e.allowedNames, name) {
			http.Error(w, "only the front proxy is believed", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// user is who the front proxy says that asks.
func (e *extension) user(r *http.Request) string {
	for _, header := range e.userHeaders {
		if name := r.Header.Get(header); name != "" {
			return name
		}
	}
	return "whoever you are"
}

func writeJSON(w http.ResponseWriter, object any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(object)
}
