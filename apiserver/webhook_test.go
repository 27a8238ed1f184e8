package apiserver_test

import (
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/utils/ptr"

	"apitour/apiserver/pki"
)

// webhookServer is a real HTTPS server for webhooks of any kind. Which one a request is for, its path says.
type webhookServer struct {
	*httptest.Server
	authority []byte // by which clients know it

	lock     sync.Mutex
	requests map[string][]admissionv1.AdmissionRequest // of admission webhooks, by path
	tokens   map[string]string                         // the Authorization header of the last request, by path
}

// admit answers an admission request: a refusal's message, or a JSON patch, or neither.
type admit func(request *admissionv1.AdmissionRequest) (refusal, patch string)

func startWebhooks(t *testing.T, names ...string) *webhookServer {
	t.Helper()
	authority, err := pki.EnsureAuthority(filepath.Join(t.TempDir(), "pki"))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := authority.Server(names, []net.IP{net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := tls.X509KeyPair(pair.CertPEM, pair.KeyPEM)
	if err != nil {
		t.Fatal(err)
	}
	s := &webhookServer{
		authority: authority.CertPEM, requests: map[string][]admissionv1.AdmissionRequest{},
		tokens: map[string]string{},
	}
	s.Server = httptest.NewUnstartedServer(http.NewServeMux())
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *webhookServer) port() int { return s.Listener.Addr().(*net.TCPAddr).Port }

func (s *webhookServer) handle(path string, handler http.HandlerFunc) {
	s.Config.Handler.(*http.ServeMux).HandleFunc(path, handler)
}

// admission serves an admission webhook at the path.
func (s *webhookServer) admission(path string, decide admit) {
	s.handle(path, func(w http.ResponseWriter, r *http.Request) {
		var review admissionv1.AdmissionReview
		if err := json.NewDecoder(r.Body).Decode(&review); err != nil || review.Request == nil {
			http.Error(w, "no admission review", http.StatusBadRequest)
			return
		}
		s.lock.Lock()
		s.requests[path] = append(s.requests[path], *review.Request)
		s.tokens[path] = r.Header.Get("Authorization")
		s.lock.Unlock()
		refusal, patch := decide(review.Request)
		review.Response = &admissionv1.AdmissionResponse{UID: review.Request.UID, Allowed: refusal == ""}
		if refusal != "" {
			review.Response.Result = refused(refusal)
		}
		if patch != "" {
			review.Response.PatchType = ptr.To(admissionv1.PatchTypeJSONPatch)
			review.Response.Patch = []byte(patch)
		}
		review.Request = nil
		_ = json.NewEncoder(w).Encode(review)
	})
}

// seen returns the admission requests for objects of the name.
func (s *webhookServer) seen(path, name string) (requests []admissionv1.AdmissionRequest) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, request := range s.requests[path] {
		if request.Name == name {
			requests = append(requests, request)
		}
	}
	return requests
}

func (s *webhookServer) token(path string) string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.tokens[path]
}

// byURL is how a webhook configuration names the server without a Service.
func (s *webhookServer) byURL(path string) admissionregistrationv1.WebhookClientConfig {
	return admissionregistrationv1.WebhookClientConfig{URL: ptr.To("https://127.0.0.1:" + strconv.Itoa(s.port()) +
		path), CABundle: s.authority}
}
