package pki

import (
	"fmt"
	"path/filepath"
)

// FrontProxyUser is the common name of the front proxy's certificate, the same as kubeadm's.
const FrontProxyUser = "front-proxy-client"

// FrontProxy are the files by which other servers know that a request comes from ours. The owner of the key can name
// any user in a header and is believed. So the authority behind it must sign no other certificate: it is separate.
type FrontProxy struct{ AuthorityFile, CertFile, KeyFile string }

// EnsureFrontProxy returns the front proxy of dir, with a new certificate at each call. The files have kubeadm's names.
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
