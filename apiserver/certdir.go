package apiserver

import (
	"path/filepath"

	genericoptions "k8s.io/apiserver/pkg/server/options"
	certutil "k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"

	"apitour/apiserver/pki"
)

// certDirHint is the advice when --cert-dir cannot be used.
const certDirHint = "name a folder that you may write to, with both of apiserver.crt and apiserver.key in it or " +
	"neither, " +
	"with --cert-dir"

// certDirPair is where --cert-dir keeps the serving certificate and its key, by kube-apiserver's names.
func certDirPair(serving *genericoptions.GeneratableKeyCert) genericoptions.CertKey {
	path := filepath.Join(serving.CertDirectory, serving.PairName)
	return genericoptions.CertKey{CertFile: path + ".crt", KeyFile: path + ".key"}
}

// findInCertDir takes the serving certificate from --cert-dir if one is there: the user's, or ours of an earlier start.
func findInCertDir(serving *genericoptions.GeneratableKeyCert) error {
	if serving.CertDirectory == "" || serving.CertKey != (genericoptions.CertKey{}) {
		return nil
	}
	pair := certDirPair(serving)
	found, err := certutil.CanReadCertAndKey(pair.CertFile, pair.KeyFile)
	if err != nil {
		return &HintError{Err: err, Hint: certDirHint}
	}
	if found {
		serving.CertKey = pair
	}
	return nil
}

// keepInCertDir leaves the serving certificate in --cert-dir, with its authority's behind it: a client needs no other
// file to trust the server.
func keepInCertDir(serving *genericoptions.GeneratableKeyCert, made pki.Pair, authority []byte) error {
	if serving.CertDirectory == "" {
		return nil
	}
	pair := certDirPair(serving)
	if err := keyutil.WriteKey(pair.KeyFile, made.KeyPEM); err != nil {
		return &HintError{Err: err, Hint: certDirHint}
	}
	if err := certutil.WriteCert(pair.CertFile, append(made.CertPEM, authority...)); err != nil {
		return &HintError{Err: err, Hint: certDirHint}
	}
	return nil
}
