package apiserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"

	"apitour/apiserver/etcd"
	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/stage"
)

// Validate checks all completed options, so that a user learns of every mistake at once. It changes nothing and starts
// nothing: a server with wrong options must not have touched its port or its database. After it nothing writes to the
// options; a later stage that knows more, such as etcd's address, works on a copy.
func (o completedServerRunOptions) Validate(ctx context.Context) (errs []error) {
	_, span := stage.Start(ctx)
	defer func() {
		err := errors.Join(errs...)
		span.End(&err)
	}()

	errs = append(errs, o.GenericServerRunOptions.Validate()...)
	if port := o.SecureServing.BindPort; port < 0 || port > 65535 {
		errs = append(errs, fmt.Errorf("--secure-port %d must be between 0 and 65535, where 0 is any free port", port))
	} else {
		errs = append(errs, o.SecureServing.Validate()...)
	}
	if o.EventTTL < 0 {
		errs = append(errs, fmt.Errorf("--event-ttl %s must not be negative", o.EventTTL))
	}
	errs = append(errs, o.Admission.Validate()...)
	errs = append(errs, o.InsecureServing.Validate()...)
	errs = append(errs, o.FrontProxy.Validate()...)
	errs = append(errs, o.Authorization.Validate()...)
	errs = append(errs, o.Audit.Validate()...)
	errs = append(errs, o.Features.Validate()...)
	errs = append(errs, o.Metrics.Validate()...)
	errs = append(errs, o.APIEnablement.Validate(
		kinds.PublishedScheme(), apiextensionsapiserver.Scheme, aggregatorscheme.Scheme)...)
	errs = append(errs, o.Traces.Validate()...)
	etcdOptions := *o.Etcd
	if o.EmbeddedEtcd {
		// Its address is known when it has started; all other options of etcd can be checked now.
		etcdOptions.StorageConfig.Transport.ServerList = []string{"embedded"}
	}
	errs = append(errs, etcdOptions.Validate()...)
	return append(errs, o.validateQuota()...)
}

// validateQuota refuses a quota in which no server could boot, and one for an etcd that is not ours.
func (o completedServerRunOptions) validateQuota() []error {
	quota := o.EmbeddedEtcdQuota.Value()
	switch {
	case quota < etcd.SmallestQuota:
		return []error{fmt.Errorf("--embedded-etcd-quota %q must be at least \"%dMi\"", o.EmbeddedEtcdQuota.String(),
			etcd.SmallestQuota>>20)}
	case !o.EmbeddedEtcd && quota != etcd.DefaultQuota:
		return []error{errors.New("--embedded-etcd-quota cannot be used with --etcd-servers: " +
			"that etcd has its own --quota-backend-bytes")}
	}
	return nil
}

// Validate refuses to serve other hosts without authentication.
func (o InsecureServingOptions) Validate() (errs []error) {
	if o.BindPort < 0 || o.BindPort > 65535 {
		errs = append(errs, fmt.Errorf("--insecure-port %d must be between 0 and 65535, where 0 is off", o.BindPort))
	}
	if !o.BindAddress.Equal(net.IPv4(127, 0, 0, 1)) {
		errs = append(errs, fmt.Errorf("--insecure-bind-address %q is refused: "+
			"without authentication the server answers 127.0.0.1 only", o.BindAddress))
	}
	return errs
}

// Validate refuses unknown modes, no mode, and the same mode twice.
func (o *AuthorizationOptions) Validate() (errs []error) {
	known := strings.Join(authorizationModes, ", ")
	if len(o.Modes) == 0 {
		errs = append(errs, fmt.Errorf("--authorization-mode must name at least one of %s", known))
	}
	for i, mode := range o.Modes {
		if !slices.Contains(authorizationModes, mode) {
			errs = append(errs, fmt.Errorf("--authorization-mode %q is not one of %s", mode, known))
		}
		if slices.Contains(o.Modes[:i], mode) {
			errs = append(errs, fmt.Errorf("--authorization-mode names %q more than once", mode))
		}
	}
	return errs
}

// Validate refuses a certificate without its key, and a key without its certificate.
func (o *FrontProxyOptions) Validate() []error {
	errs := o.RequestHeader.Validate()
	if (o.ClientCertFile == "") != (o.ClientKeyFile == "") {
		errs = append(errs, errors.New("--proxy-client-cert-file and --proxy-client-key-file must be given together"))
	}
	return errs
}
