package pki

import (
	"fmt"
	"path/filepath"
)

// FrontProxyUser is the common name of the front proxy's certificate, the one that kubeadm gives it.
const FrontProxyUser = "front-proxy-client"

// FrontProxy is where the certificates are by which other servers know that a request comes from ours. Who holds the key
// can name any user in a header and is believed, so the authority behind it must sign for nobody else: it is one of its own.
type FrontProxy struct{ AuthorityFile, CertFile, KeyFile string }

// EnsureFrontProxy returns the front proxy of dir, with a certificate that is new at each call. The files have kubeadm's
// names.
func EnsureFrontProxy(dir string) (FrontProxy, error) {
	authorityFiles := files{filepath.Join(dir, "front-proxy-ca.crt"), filepath.Join(dir, "front-proxy-ca.key")}
	authority, err := ensureAuthority(authorityFiles, "front-proxy-ca")
	if err != nil {
		return FrontProxy{}, err
	}
	pair, err := authority.Client(FrontProxyUser)
	if err != nil {
		return FrontProxy{}, err
	}
	client := files{filepath.Join(dir, "front-proxy-client.crt"), filepath.Join(dir, "front-proxy-client.key")}
	if err := pair.write(client); err != nil {
		return FrontProxy{}, fmt.Errorf("write the front proxy's certificate: %w", err)
	}
	return FrontProxy{authorityFiles.cert, client.cert, client.key}, nil
}
