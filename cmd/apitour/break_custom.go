package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// makeCertificate makes a serving certificate for this machine's loopback that nobody vouches for, as PEM, with its key.
func makeCertificate(expires time.Time) (certificate, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "kube-apiserver"},
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore:             expires.AddDate(-1, 0, 0),
		NotAfter:              expires,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}), nil
}

func conversionWebhookDown(context.Context, *workshop) (wrong, error) {
	return wrong{
		text:      "A kind was defined, Dial, with two versions and a conversion webhook at " + nobody + ", where nobody listens. A dial was written as v1.",
		whenReady: defineDials,
	}, nil
}

const (
	dialDefinition = `{
	"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "dials.apitour.example"},
	"spec": {
		"group": "apitour.example", "scope": "Cluster", "names": {"plural": "dials", "singular": "dial", "kind": "Dial", "listKind": "DialList"},
		"versions": [
			{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"minutes": {"type": "integer"}}}}},
			{"name": "v2", "served": true, "storage": false, "schema": {"openAPIV3Schema": {"type": "object", "properties": {"seconds": {"type": "integer"}}}}}
		],
		"conversion": {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"], "clientConfig": {"url": "https://` + nobody + `/convert"}}}
	}
}`
	egg = `{"apiVersion": "apitour.example/v1", "kind": "Dial", "metadata": {"name": "egg"}, "minutes": 4}`
)

// defineDials defines the kind and writes an object of it, in the version in which it is kept, so that nothing has to be
// converted.
func defineDials(ctx context.Context, kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	if err := post(ctx, client, config.Host+"/apis/apiextensions.k8s.io/v1/customresourcedefinitions", dialDefinition); err != nil {
		return fmt.Errorf("define the kind: %w", err)
	}
	// A definition is established, and its objects are served, a little later than it is written.
	for {
		err := post(ctx, client, config.Host+"/apis/apitour.example/v1/dials", egg)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("write a dial: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func post(ctx context.Context, client *http.Client, url, body string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s: %s", response.Status, said)
	}
	return nil
}
