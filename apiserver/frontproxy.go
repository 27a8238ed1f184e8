package apiserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	genericoptions "k8s.io/apiserver/pkg/server/options"

	"apitour/apiserver/pki"
)

// FrontProxyOptions says how a request is handed on from one server to another in a user's name: the first server shows
// a certificate of its own and names the user in headers, and the second believes the headers because of the certificate.
// The aggregator is the first; an extension server is the second, and so is ours, for whoever stands in front of it.
type FrontProxyOptions struct {
	// RequestHeader says whose headers are believed, and which headers. Extension servers are told the same.
	RequestHeader genericoptions.RequestHeaderAuthenticationOptions
	// ClientCertFile and ClientKeyFile are what the aggregator shows.
	ClientCertFile, ClientKeyFile string
}

// AddFlags adds the flags, by kube-apiserver's names.
func (o *FrontProxyOptions) AddFlags(fs *pflag.FlagSet) {
	o.RequestHeader.AddFlags(fs)
	fs.StringVar(&o.ClientCertFile, "proxy-client-cert-file", o.ClientCertFile, "The client certificate that the aggregator shows to extension servers. Without it and --requestheader-client-ca-file, the server makes an authority for front proxies and a certificate of its own.")
	fs.StringVar(&o.ClientKeyFile, "proxy-client-key-file", o.ClientKeyFile, "The private key of --proxy-client-cert-file.")
}

// Validate wants a certificate with its key.
func (o *FrontProxyOptions) Validate() []error {
	errs := o.RequestHeader.Validate()
	if (o.ClientCertFile == "") != (o.ClientKeyFile == "") {
		errs = append(errs, errors.New("--proxy-client-cert-file and --proxy-client-key-file must be given together"))
	}
	return errs
}

// complete makes an authority for front proxies and its one client, unless the user has brought either, and fills in the
// header names that every extension server knows. Upstream leaves this to whoever installs a cluster; kubeadm does the same.
func (o *FrontProxyOptions) complete(dir string) error {
	if o.RequestHeader.ClientCAFile != "" || o.ClientCertFile != "" || o.ClientKeyFile != "" {
		return nil
	}
	files, err := pki.EnsureFrontProxy(dir)
	if err != nil {
		return err
	}
	o.ClientCertFile, o.ClientKeyFile = files.CertFile, files.KeyFile
	o.RequestHeader.ClientCAFile = files.AuthorityFile
	for list, name := range map[*[]string]string{
		&o.RequestHeader.AllowedNames:        pki.FrontProxyUser,
		&o.RequestHeader.UsernameHeaders:     "X-Remote-User",
		&o.RequestHeader.UIDHeaders:          "X-Remote-Uid",
		&o.RequestHeader.GroupHeaders:        "X-Remote-Group",
		&o.RequestHeader.ExtraHeaderPrefixes: "X-Remote-Extra-",
	} {
		if len(*list) == 0 {
			*list = []string{name}
		}
	}
	return nil
}

// clusterAuthenticationInfo is what an extension server must know to recognise the same users as this server, by the names
// under which it looks for it: the authorities of clients and of front proxies, and the headers of the latter. Files are
// read anew, because they may be replaced while the server runs.
func (o completedServerRunOptions) clusterAuthenticationInfo() (map[string]string, error) {
	headers := o.FrontProxy.RequestHeader
	info := map[string]string{"client-ca-file": string(o.Authority.CertPEM)}
	for key, file := range map[string]string{"client-ca-file": o.ClientCAFile, "requestheader-client-ca-file": headers.ClientCAFile} {
		if file == "" {
			continue
		}
		authorities, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a certificate authority: %w", err)
		}
		info[key] += string(authorities)
	}
	if headers.ClientCAFile == "" {
		return info, nil
	}
	for key, names := range map[string][]string{
		"requestheader-allowed-names":        headers.AllowedNames,
		"requestheader-username-headers":     headers.UsernameHeaders,
		"requestheader-uid-headers":          headers.UIDHeaders,
		"requestheader-group-headers":        headers.GroupHeaders,
		"requestheader-extra-headers-prefix": headers.ExtraHeaderPrefixes,
	} {
		list, err := json.Marshal(names)
		if err != nil {
			return nil, fmt.Errorf("encode %q: %w", key, err)
		}
		info[key] = string(list)
	}
	return info, nil
}
