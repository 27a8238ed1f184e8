package requests

import (
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
	"strings"
	"testing"

	"k8s.io/client-go/util/cert"
)

// TestExtensionBelievesOnlyTheFrontProxy calls an extension server with certificates of other clients.
func TestExtensionBelievesOnlyTheFrontProxy(t *testing.T) {
	front, other := authority(t, "front-proxy-ca"), authority(t, "other-ca")
	e, err := startExtension(fmt.Appendf(nil, `{"data":{
		"requestheader-client-ca-file":%q,
		"requestheader-allowed-names":"[\"front-proxy-client\"]",
		"requestheader-username-headers":"[\"X-Remote-User\"]"}}`, front.pem))
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
		{
			"another client of the same authority",
			[]tls.Certificate{front.client(t, "another-client")},
			http.StatusUnauthorized, "",
		},
		{"a client of another authority", []tls.Certificate{other.client(t, "front-proxy-client")}, 0, ""},
		{"a client without a certificate", nil, 0, ""},
	} {
		trusted := x509.NewCertPool()
		trusted.AppendCertsFromPEM(e.certificate)
		transport := &http.Transport{TLSClientConfig: &tls.Config{
			RootCAs: trusted, ServerName: "hello.default.svc", Certificates: test.shows,
		}}
		url := fmt.Sprintf("https://127.0.0.1:%d%s/hello", e.port, greetingPath)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
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

// client returns a client's certificate.
func (a testAuthority) client(t *testing.T, name string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name},
		NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: a.key}
}
