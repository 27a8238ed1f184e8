package pki

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func parse(t *testing.T, certPEM []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(certPEM)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func TestAuthority(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	first, err := EnsureAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := EnsureAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !first.certificate.Equal(again.certificate) {
		t.Error("the second start has another authority than the first")
	}
	roots := x509.NewCertPool()
	roots.AddCert(first.certificate)

	local := net.IPv4(127, 0, 0, 1)
	pair, err := again.Server([]string{"localhost"}, []net.IP{local, net.IPv6loopback, local.To4(), nil, local})
	if err != nil {
		t.Fatal(err)
	}
	server := parse(t, pair.CertPEM)
	if len(server.IPAddresses) != 2 {
		t.Errorf("the certificate names the addresses %s", server.IPAddresses)
	}
	for _, name := range []string{"localhost", "127.0.0.1"} {
		if _, err := server.Verify(x509.VerifyOptions{Roots: roots, DNSName: name}); err != nil {
			t.Errorf("the server as %s: %v", name, err)
		}
	}
	if _, err := server.Verify(x509.VerifyOptions{
		Roots:     roots,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}); err == nil {
		t.Error("the server's certificate would pass for a client's")
	}

	pair, err = again.Client("alice", "system:masters")
	if err != nil {
		t.Fatal(err)
	}
	client := parse(t, pair.CertPEM)
	if _, err := client.Verify(x509.VerifyOptions{
		Roots:     roots,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}); err != nil {
		t.Errorf("the client: %v", err)
	}
	if client.Subject.CommonName != "alice" || len(client.Subject.Organization) != 1 ||
		client.Subject.Organization[0] != "system:masters" {
		t.Errorf("the client is %s", client.Subject)
	}
	if client.NotBefore.After(time.Now()) {
		t.Error("a client whose clock is a little behind would be refused")
	}
}

func TestFrontProxy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	users, err := EnsureAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	first, err := EnsureFrontProxy(dir)
	if err != nil {
		t.Fatal(err)
	}
	authorityPEM, err := os.ReadFile(first.AuthorityFile)
	if err != nil {
		t.Fatal(err)
	}
	again, err := EnsureFrontProxy(dir)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(again.CertFile, again.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	if pair.Leaf.Subject.CommonName != FrontProxyUser {
		t.Errorf("the front proxy is %s", pair.Leaf.Subject)
	}
	verify := func(roots ...*x509.Certificate) error {
		pool := x509.NewCertPool()
		for _, root := range roots {
			pool.AddCert(root)
		}
		_, err := pair.Leaf.Verify(x509.VerifyOptions{
			Roots:     pool,
			KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		})
		return err
	}
	if err := verify(parse(t, authorityPEM)); err != nil {
		t.Errorf("the first start's authority does not know the second start's front proxy: %v", err)
	}
	if verify(users.certificate) == nil {
		t.Error("the front proxy would pass for a user")
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	if _, err := EnsureAuthority(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := EnsureFrontProxy(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"ca.key", "ca.crt", "front-proxy-ca.key", "front-proxy-ca.crt",
		"front-proxy-client.key", "front-proxy-client.crt",
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %s", name, info.Mode())
		}
	}
}

// TestDamagedAuthority: an authority that cannot be read is an error. A new one in its place would lock out everybody
// who trusts the old one.
func TestDamagedAuthority(t *testing.T) {
	for name, damage := range map[string]func(dir string) error{
		"no key": func(dir string) error { return os.Remove(filepath.Join(dir, "ca.key")) },
		"not PEM": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "ca.crt"), []byte("x"),
				0o600)
		},
		"not a key": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "ca.key"), []byte("x"),
				0o600)
		},
		"another file": func(dir string) error {
			return os.Rename(filepath.Join(dir, "ca.key"),
				filepath.Join(dir, "ca.crt"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "pki")
			if _, err := EnsureAuthority(dir); err != nil {
				t.Fatal(err)
			}
			if err := damage(dir); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(dir, "ca.crt"))
			if _, err := EnsureAuthority(dir); err == nil || !strings.Contains(err.Error(), "authority") {
				t.Errorf("EnsureAuthority: %v", err)
			}
			if after, _ := os.ReadFile(filepath.Join(dir, "ca.crt")); string(after) != string(before) {
				t.Error("the damaged authority was replaced")
			}
		})
	}
}

func TestSelfSigned(t *testing.T) {
	pair, err := SelfSigned("loopback", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	certificate := parse(t, pair.CertPEM)
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	if _, err := certificate.Verify(x509.VerifyOptions{Roots: roots, DNSName: "loopback"}); err != nil {
		t.Errorf("a client with the certificate does not trust it: %v", err)
	}
	if life := time.Until(certificate.NotAfter); life > time.Hour || life < time.Hour-time.Minute {
		t.Errorf("it lives for %s, want an hour", life)
	}
}
