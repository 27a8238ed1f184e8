package apiserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"apitour/apiserver/datadir"
	"apitour/apiserver/etcd"
	"apitour/apiserver/pki"
	"apitour/apiserver/stage"
)

// completedServerRunOptions are options in which every default has been filled in. Only Complete makes them, so a
// function that takes them can rely on that.
type completedServerRunOptions struct {
	*ServerRunOptions
	// Data is the directory of DataDir, held by this process.
	Data *datadir.Directory
	// EmbeddedEtcd says that no etcd was named, so the server brings its own.
	EmbeddedEtcd bool
	Authority    *pki.Authority
	admin        pki.Pair
	database     *etcd.Server // the embedded etcd, once it runs; nil when etcd is external
	process      Process
	stopping     *stopping // Run makes it
}

// Complete fills in what the user left open and what depends on this host. It must come before Validate, which checks
// the options as they will be used, and after the flags, whose values it must not overwrite.
func Complete(ctx context.Context, s *ServerRunOptions, process Process) (_ completedServerRunOptions, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	completedOptions := completedServerRunOptions{ServerRunOptions: s, process: process}
	if err := s.GenericServerRunOptions.Complete(); err != nil {
		return completedOptions, fmt.Errorf("complete the generic options: %w", err)
	}
	// The advertised address is where the server answers. For 0.0.0.0 it is the address of this host that others can
	// reach; upstream takes that for a loopback address too, where no server would answer.
	generic := s.GenericServerRunOptions
	if generic.AdvertiseAddress == nil && s.SecureServing.BindAddress.IsLoopback() {
		generic.AdvertiseAddress = s.SecureServing.BindAddress
	} else if err := generic.DefaultAdvertiseAddress(s.SecureServing.SecureServingOptions); err != nil {
		hint := "name the address at which others reach this host with --advertise-address"
		return completedOptions, &HintError{Err: err, Hint: hint}
	}
	// The core group has no name and is written v1; the library looks for it under /v1, as upstream's Complete writes
	// it.
	if value, ok := s.APIEnablement.RuntimeConfig["v1"]; ok {
		s.APIEnablement.RuntimeConfig["/v1"] = value
	}

	if err := bypassProxies(s.SecureServing.BindAddress, generic.AdvertiseAddress); err != nil {
		return completedOptions, err
	}
	dropUsers(s.Etcd.StorageConfig.Transport.ServerList)
	completedOptions.EmbeddedEtcd = len(s.Etcd.StorageConfig.Transport.ServerList) == 0
	if completedOptions.Data, err = openData(s.DataDir, process.Closed); err != nil {
		return completedOptions, err
	}
	if err := completedOptions.checkData(); err != nil {
		completedOptions.Data.Close()
		return completedOptions, explainDisk(err)
	}
	completedOptions.warnOfOthers(span)
	if err := MaybeDefaultWithSelfSignedCerts(ctx, &completedOptions); err != nil {
		completedOptions.Data.Close()
		return completedOptions, err
	}
	return completedOptions, nil
}

func openData(path string, closed func()) (*datadir.Directory, error) {
	data, err := datadir.Open(path, closed)
	switch {
	case errors.Is(err, datadir.ErrForeign):
		return nil, &HintError{
			Err:  err,
			Hint: "name an empty directory, or one that does not exist yet, with --data-dir",
		}
	case errors.Is(err, datadir.ErrInUse):
		return nil, &HintError{Err: err, Hint: "stop the other apiserver, or name another directory with --data-dir"}
	case errors.Is(err, datadir.ErrIncomplete):
		return nil, explainDisk(err)
	case err != nil && (inTempDir(err) || is(err, syscall.ENOSPC) || is(err, syscall.EROFS)):
		return nil, explainDisk(err)
	case err != nil:
		return nil, &HintError{Err: err, Hint: "name a directory that you may write to with --data-dir"}
	}
	return data, nil
}

// checkData looks through what earlier starts have left. A file that is gone or damaged is found here, before the first
// file is written, so that a directory which is refused stays as it is.
func (o completedServerRunOptions) checkData() error {
	if err := o.Data.Require("pki/ca."); err != nil {
		return err
	}
	if !o.FrontProxy.named() {
		if err := o.Data.Require("pki/front-proxy-ca."); err != nil {
			return err
		}
	}
	if !o.EmbeddedEtcd {
		return nil
	}
	if err := o.Data.Require("etcd/"); err != nil {
		return err
	}
	return etcd.Check(o.Data.Path("etcd"))
}

// MaybeDefaultWithSelfSignedCerts gives the server and one client, the admin, certificates that prove who they are.
// Upstream signs a single serving certificate with an authority that it forgets at once, and makes none for clients.
// Ours keeps its authority in the data directory, so that the admin's kubeconfig can name it and still trusts a
// restarted server.
func MaybeDefaultWithSelfSignedCerts(
	ctx context.Context, completedOptions *completedServerRunOptions,
) (err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	completedOptions.Authority, err = pki.EnsureAuthority(completedOptions.Data.Path("pki"))
	if err != nil {
		return explainDisk(err)
	}
	completedOptions.admin, err = completedOptions.Authority.Client("apitour-admin", user.SystemPrivilegedGroup)
	if err != nil {
		return err
	}
	if err := completedOptions.FrontProxy.complete(completedOptions.Data.Path("pki")); err != nil {
		return explainDisk(err)
	}

	serving := &completedOptions.SecureServing.ServerCert
	if err := findInCertDir(serving); err != nil {
		return err
	}
	if serving.CertKey.CertFile != "" || serving.CertKey.KeyFile != "" {
		span.Event("the serving certificate is the user's own")
		return nil
	}
	names := []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"}
	addresses := []net.IP{
		net.IPv4(127, 0, 0, 1), net.IPv6loopback,
		completedOptions.SecureServing.BindAddress, completedOptions.GenericServerRunOptions.AdvertiseAddress,
	}
	pair, err := completedOptions.Authority.Server(names, addresses)
	if err != nil {
		return err
	}
	if err := keepInCertDir(serving, pair, completedOptions.Authority.CertPEM); err != nil {
		return err
	}
	serving.GeneratedCert, err = dynamiccertificates.NewStaticCertKeyContent(
		"apitour's authority", pair.CertPEM, pair.KeyPEM)
	return err
}

// Kubeconfig is the file of the admin's kubeconfig, which writeKubeconfig writes.
func (o completedServerRunOptions) Kubeconfig() string { return o.Data.Path("admin.kubeconfig") }

// writeKubeconfig gives the admin's kubectl the server's address, the authority that proves it, and the admin's
// certificate. The file is written at every start, because the port may be another one.
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
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{
		ClientCertificateData: o.admin.CertPEM, ClientKeyData: o.admin.KeyPEM,
	}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	if err := clientcmd.WriteToFile(*config, o.Kubeconfig()); err != nil {
		return fmt.Errorf("write the admin's kubeconfig: %w", err)
	}
	return nil
}
