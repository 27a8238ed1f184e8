// Package pki makes the certificates by which the tour's apiserver and its admin trust each other.
//
// There is a certificate authority, made when a data directory is first used and kept there, and two certificates that
// it signs at each start: the server's, which proves to clients that it is the right server, and the admin's, which
// tells the server which user it serves. Kubernetes reads the user from the certificate: the common name is the user,
// the organizations are the groups, and the group system:masters may do everything.
//
// A second authority has one client, the front proxy, which is the server when it hands a request on to another server.
//
// Keys are ECDSA P-256 and not RSA: an RSA key takes tens to hundreds of milliseconds to find, at every boot.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	authorityLife   = 10 * 365 * 24 * time.Hour
	certificateLife = 365 * 24 * time.Hour
	// clockSkew is how far a client's clock may lag behind the server's at the first handshake.
	clockSkew = 5 * time.Minute
)

// Authority signs the certificates of one data directory.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	// CertPEM is the authority's own certificate, for clients that must trust it.
	CertPEM []byte
}

// Pair is a certificate and its private key, both in PEM.
type Pair struct{ CertPEM, KeyPEM []byte }

// EnsureAuthority returns the certificate authority in dir, and makes it on the first call.
func EnsureAuthority(dir string) (*Authority, error) {
	return ensureAuthority(files{filepath.Join(dir, "ca.crt"), filepath.Join(dir, "ca.key")}, "apitour-ca")
}

// files are where a certificate and its key are kept.
type files struct{ cert, key string }

func ensureAuthority(files files, name string) (*Authority, error) {
	if err := os.MkdirAll(filepath.Dir(files.cert), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for certificates: %w", err)
	}
	if _, err := os.Stat(files.cert); errors.Is(err, fs.ErrNotExist) {
		return makeAuthority(files, name)
	}
	return loadAuthority(files)
}

func loadAuthority(files files) (*Authority, error) {
	certFile, keyFile := files.cert, files.key
	certPEM, err := os.ReadFile(certFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority: %w", err)
	}
	keyPEM, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority's key: %w", err)
	}
	certBlock, _ := pem.Decode(certPEM)
	keyBlock, _ := pem.Decode(keyPEM)
	if certBlock == nil || keyBlock == nil {
		return nil, fmt.Errorf("read the certificate authority in %q: not PEM", certFile)
	}
	certificate, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority %q: %w", certFile, err)
	}
	key, err := x509.ParseECPrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the certificate authority's key %q: %w", keyFile, err)
	}
	if time.Now().After(certificate.NotAfter) {
		return nil, fmt.Errorf("use the certificate authority %q: it expired on %s", certFile,
			certificate.NotAfter.Format(time.DateOnly))
	}
	return &Authority{certificate: certificate, key: key, CertPEM: certPEM}, nil
}

// makeAuthority writes the key before the certificate. A later start looks for the certificate, so a start that is
// killed between the two leaves a directory that the next start can still use.
func makeAuthority(files files, name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the certificate authority's key: %w", err)
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name},
		NotAfter:              time.Now().Add(authorityLife),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	pair, err := sign(template, key, template, key)
	if err != nil {
		return nil, err
	}
	if err := pair.write(files); err != nil {
		return nil, fmt.Errorf("write the certificate authority: %w", err)
	}
	return loadAuthority(files)
}

func (p Pair) write(files files) error {
	if err := os.WriteFile(files.key, p.KeyPEM, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(files.cert+".new", p.CertPEM, 0o600); err != nil {
		return err
	}
	return os.Rename(files.cert+".new", files.cert)
}

// Server signs a serving certificate for the names and addresses by which clients may call the server. An address that
// comes more than once, as 127.0.0.1 does for a server of this host only, is named once.
func (a *Authority) Server(names []string, addresses []net.IP) (Pair, error) {
	var distinct []net.IP
	for _, address := range addresses {
		if address != nil && !slices.ContainsFunc(distinct, address.Equal) {
			distinct = append(distinct, address)
		}
	}
	return a.issue(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		DNSNames:    names,
		IPAddresses: distinct,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
}

// Client signs a certificate by which the server knows its bearer as user, a member of groups.
func (a *Authority) Client(user string, groups ...string) (Pair, error) {
	return a.issue(&x509.Certificate{
		Subject:     pkix.Name{CommonName: user, Organization: groups},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
}

// SelfSigned makes a serving certificate that no authority signs: a client must be given the certificate to trust it.
func SelfSigned(name string, life time.Duration) (Pair, error) {
	now := time.Now()
	return SelfSignedBetween(name, now.Add(-clockSkew), now.Add(life))
}

// SelfSignedBetween is SelfSigned with the moments between which the certificate is valid. The name may be an IP
// address.
func SelfSignedBetween(name string, from, until time.Time) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, fmt.Errorf("make the key of %q: %w", name, err)
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name},
		DNSNames:              []string{name},
		NotBefore:             from,
		NotAfter:              until,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	if address := net.ParseIP(name); address != nil {
		template.DNSNames, template.IPAddresses = nil, []net.IP{address}
	}
	return sign(template, key, template, key)
}

func (a *Authority) issue(template *x509.Certificate) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, fmt.Errorf("make the key of %q: %w", template.Subject.CommonName, err)
	}
	template.NotAfter = time.Now().Add(certificateLife)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.BasicConstraintsValid = true
	return sign(template, key, a.certificate, a.key)
}

func sign(
	template *x509.Certificate, key *ecdsa.PrivateKey, issuer *x509.Certificate, issuerKey *ecdsa.PrivateKey,
) (Pair, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return Pair{}, fmt.Errorf("choose a serial number: %w", err)
	}
	template.SerialNumber = serial
	if template.NotBefore.IsZero() {
		template.NotBefore = time.Now().Add(-clockSkew)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, key.Public(), issuerKey)
	if err != nil {
		return Pair{}, fmt.Errorf("sign the certificate of %q: %w", template.Subject.CommonName, err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return Pair{}, fmt.Errorf("encode the key of %q: %w", template.Subject.CommonName, err)
	}
	return Pair{
		CertPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		KeyPEM:  pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}),
	}, nil
}
