package apiserver

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	genericoptions "k8s.io/apiserver/pkg/server/options"

	"apitour/apiserver/pki"
)

// FrontProxyOptions says how one server hands a request to another in a user's name: the first server shows a
// certificate of its own and names the user in headers, and the second believes the headers because of the certificate.
// The aggregator is a first server; an extension server is a second one, and so is ours, behind a front proxy.
type FrontProxyOptions struct {
	// RequestHeader says which headers are believed, and from which proxies. Extension servers get the same rules.
	RequestHeader genericoptions.RequestHeaderAuthenticationOptions
	// ClientCertFile and ClientKeyFile are the certificate that the aggregator shows, and its key.
	ClientCertFile, ClientKeyFile string
}

// AddFlags adds the flags, by kube-apiserver's names.
func (o *FrontProxyOptions) AddFlags(fs *pflag.FlagSet) {
	o.RequestHeader.AddFlags(fs)
	fs.StringVar(&o.ClientCertFile, "proxy-client-cert-file", o.ClientCertFile,
		"The client certificate that the aggregator shows to extension servers. Without it and "+
			"--requestheader-client-ca-file, the server makes an authority for front proxies and a certificate of "+
			"its own.")
	fs.StringVar(&o.ClientKeyFile, "proxy-client-key-file", o.ClientKeyFile,
		"The private key of --proxy-client-cert-file.")
}

// complete makes an authority for front proxies and its one client, unless the user has named either, and fills in the
// header names that every extension server knows. Upstream leaves this to the installer; kubeadm does the same.
func (o *FrontProxyOptions) complete(dir string) error {
	if o.named() {
		return nil
	}
	files, err := pki.EnsureFrontProxy(dir)
	if err != nil {
		return err
	}
	o.ClientCertFile, o.ClientKeyFile = files.CertFile, files.KeyFile
	o.RequestHeader.ClientCAFile = files.AuthorityFile
	defaultTo(&o.RequestHeader.AllowedNames, pki.FrontProxyUser)
	defaultTo(&o.RequestHeader.UsernameHeaders, "X-Remote-User")
	defaultTo(&o.RequestHeader.UIDHeaders, "X-Remote-Uid")
	defaultTo(&o.RequestHeader.GroupHeaders, "X-Remote-Group")
	defaultTo(&o.RequestHeader.ExtraHeaderPrefixes, "X-Remote-Extra-")
	return nil
}

// named says that the user has named an authority or a client.
func (o *FrontProxyOptions) named() bool {
	return o.RequestHeader.ClientCAFile != "" || o.ClientCertFile != "" || o.ClientKeyFile != ""
}

// defaultTo fills in a list that the user left empty.
func defaultTo(list *[]string, value string) {
	if len(*list) == 0 {
		*list = []string{value}
	}
}

// clusterAuthenticationInfo is what an extension server must know to recognise the same users as this server, under the
// names that it looks for: the authorities of clients and of front proxies, and the headers of the latter. Files are
// read at each call, because they may be replaced while the server runs.
func (o completedServerRunOptions) clusterAuthenticationInfo() (map[string]string, error) {
	headers := o.FrontProxy.RequestHeader
	info := map[string]string{"client-ca-file": string(o.Authority.CertPEM)}
	files := map[string]string{
		"client-ca-file": o.ClientCAFile, "requestheader-client-ca-file": headers.ClientCAFile,
	}
	for key, file := range files {
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
