package session

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"go.yaml.in/yaml/v3"
)

// Admin is a client with the credentials that the server writes for its admin.
type Admin struct {
	server      string // URL, without a path
	certificate tls.Certificate
	authorities *x509.CertPool
	client      *http.Client
}

// kubeconfig is the part of a kubeconfig that the server writes: one cluster and one user, with all certificates
// inline.
type kubeconfig struct {
	Clusters []struct {
		Cluster struct {
			Server      string
			Authorities inline `yaml:"certificate-authority-data"`
		}
	}
	Users []struct {
		User struct {
			Certificate inline `yaml:"client-certificate-data"`
			Key         inline `yaml:"client-key-data"`
		}
	}
}

// inline is a file's content in base64.
type inline []byte

// UnmarshalText implements [encoding.TextUnmarshaler].
func (i *inline) UnmarshalText(text []byte) (err error) {
	*i, err = base64.StdEncoding.AppendDecode(nil, text)
	return err
}

// ReadKubeconfig returns a client for the admin of the server that wrote the file.
func ReadKubeconfig(file string) (*Admin, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the admin's kubeconfig: %w", err)
	}
	admin, err := parseKubeconfig(text)
	if err != nil {
		return nil, fmt.Errorf("read the admin's kubeconfig %q: %w", file, err)
	}
	return admin, nil
}

func parseKubeconfig(text []byte) (*Admin, error) {
	var config kubeconfig
	if err := yaml.Unmarshal(text, &config); err != nil {
		return nil, err
	}
	if len(config.Clusters) != 1 || len(config.Users) != 1 {
		return nil, fmt.Errorf("%d clusters and %d users instead of one each", len(config.Clusters), len(config.Users))
	}
	cluster, user := config.Clusters[0].Cluster, config.Users[0].User
	if cluster.Server == "" {
		return nil, errors.New("the cluster has no server")
	}
	a := &Admin{server: cluster.Server, authorities: x509.NewCertPool()}
	if !a.authorities.AppendCertsFromPEM(cluster.Authorities) {
		return nil, errors.New("the cluster has no certificate-authority-data")
	}
	var err error
	if a.certificate, err = tls.X509KeyPair(user.Certificate, user.Key); err != nil {
		return nil, fmt.Errorf("the user's client-certificate-data: %w", err)
	}
	a.client = a.newClient(a.certificate)
	return a, nil
}

// newClient returns a client that shows the certificates. It goes through no proxy: the server is on this machine.
func (a *Admin) newClient(shown ...tls.Certificate) *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.authorities, Certificates: shown},
		ForceAttemptHTTP2: true,
	}}
}

// Close closes the connections of Do.
func (a *Admin) Close() { a.client.CloseIdleConnections() }

// Response is a whole answer.
type Response struct {
	Code   int
	Status string // "200 OK"
	Body   []byte
}

// Do sends a request that the server does not trace, and reads the answer. The content type is that of the body.
func (a *Admin) Do(ctx context.Context, method, path, contentType string, body []byte) (Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, a.server+path, bytes.NewReader(body))
	if err != nil {
		return Response{}, err
	}
	request.Header.Set("User-Agent", userAgent)
	if len(body) > 0 {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := a.client.Do(request)
	if err != nil {
		return Response{}, err
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	return Response{Code: response.StatusCode, Status: response.Status, Body: got}, err
}
