package apiserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"apitour/apiserver/datadir"
	"apitour/apiserver/pki"
	"apitour/apiserver/stage"
)

// completedServerRunOptions is options in which every default has been filled in. Only Complete makes it, so whatever
// takes it can rely on that.
type completedServerRunOptions struct {
	*ServerRunOptions
	// Data is the directory of DataDir, held by this process.
	Data *datadir.Directory
	// EmbeddedEtcd says that nobody named an etcd, so the server brings its own.
	EmbeddedEtcd bool
	Authority    *pki.Authority
	admin        pki.Pair
	process      Process
}

// Complete fills in what the user left open and what depends on this host. It must come before Validate, which judges the
// options as they will be used, and after the flags, whose values it must not overwrite.
func Complete(ctx context.Context, s *ServerRunOptions, process Process) (_ completedServerRunOptions, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	options := completedServerRunOptions{ServerRunOptions: s, process: process}
	if err := s.GenericServerRunOptions.Complete(); err != nil {
		return options, fmt.Errorf("complete the generic options: %w", err)
	}
	// What clients are told is where the server answers. For 0.0.0.0 that is the address of this host that others can reach;
	// upstream takes that for a loopback address too, where nobody would answer.
	if generic := s.GenericServerRunOptions; generic.AdvertiseAddress == nil && s.SecureServing.BindAddress.IsLoopback() {
		generic.AdvertiseAddress = s.SecureServing.BindAddress
	} else if err := generic.DefaultAdvertiseAddress(s.SecureServing.SecureServingOptions); err != nil {
		return options, &HintError{Err: err, Hint: "name the address at which others reach this host with --advertise-address"}
	}

	options.EmbeddedEtcd = len(s.Etcd.StorageConfig.Transport.ServerList) == 0
	if options.Data, err = openData(s.DataDir); err != nil {
		return options, err
	}
	if err := MaybeDefaultWithSelfSignedCerts(ctx, &options); err != nil {
		options.Data.Close()
		return options, err
	}
	return options, nil
}

func openData(path string) (*datadir.Directory, error) {
	data, err := datadir.Open(path)
	switch {
	case errors.Is(err, datadir.ErrForeign):
		return nil, &HintError{Err: err, Hint: "name an empty directory, or one that does not exist yet, with --data-dir"}
	case errors.Is(err, datadir.ErrInUse):
		return nil, &HintError{Err: err, Hint: "stop the other apiserver, or name another directory with --data-dir"}
	case err != nil:
		return nil, &HintError{Err: err, Hint: "name a directory that you may write to with --data-dir"}
	}
	return data, nil
}

// MaybeDefaultWithSelfSignedCerts sees to it that the server can prove who it is and that one client, the admin, can
// prove who he is. Upstream signs a single serving certificate with an authority that it forgets at once, and leaves
// clients to others. Ours keeps its authority in the data directory, so that the admin's kubeconfig can name it and a
// restarted server is still believed.
func MaybeDefaultWithSelfSignedCerts(ctx context.Context, options *completedServerRunOptions) (err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	options.Authority, err = pki.EnsureAuthority(options.Data.Path("pki"))
	if err != nil {
		return explainDisk(err)
	}
	options.admin, err = options.Authority.Client("apitour-admin", user.SystemPrivilegedGroup)
	if err != nil {
		return err
	}
	if err := options.FrontProxy.complete(options.Data.Path("pki")); err != nil {
		return explainDisk(err)
	}

	serving := &options.SecureServing.ServerCert
	if err := findInCertDir(serving); err != nil {
		return err
	}
	if serving.CertKey.CertFile != "" || serving.CertKey.KeyFile != "" {
		span.Event("the serving certificate is the user's own")
		return nil
	}
	names := []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"}
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback, options.SecureServing.BindAddress, options.GenericServerRunOptions.AdvertiseAddress}
	pair, err := options.Authority.Server(names, addresses)
	if err != nil {
		return err
	}
	if err := keepInCertDir(serving, pair, options.Authority.CertPEM); err != nil {
		return err
	}
	serving.GeneratedCert, err = dynamiccertificates.NewStaticCertKeyContent("apitour's authority", pair.CertPEM, pair.KeyPEM)
	return err
}

// Kubeconfig is where writeKubeconfig leaves the admin's kubeconfig.
func (o completedServerRunOptions) Kubeconfig() string { return o.Data.Path("admin.kubeconfig") }

// writeKubeconfig tells the admin's kubectl where the server is, how to be sure of it, and how to be known by it. It is
// written anew at every start, because the port may be another one.
func (o completedServerRunOptions) writeKubeconfig(url string) error {
	authority := o.Authority.CertPEM
	if file := o.SecureServing.ServerCert.CertKey.CertFile; file != "" {
		var err error
		if authority, err = os.ReadFile(file); err != nil {
			return fmt.Errorf("read the serving certificate for the kubeconfig: %w", err)
		}
	}
	const name = "apitour"
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: url, CertificateAuthorityData: authority}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{ClientCertificateData: o.admin.CertPEM, ClientKeyData: o.admin.KeyPEM}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	if err := clientcmd.WriteToFile(*config, o.Kubeconfig()); err != nil {
		return fmt.Errorf("write the admin's kubeconfig: %w", err)
	}
	return nil
}
