package apiserver

import (
	"context"
	"errors"
	"fmt"
	"net"

	apiextensionsapiserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"

	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/stage"
)

// Validate judges the completed options, all of them, so that a user learns of every mistake at once. It changes nothing
// and starts nothing: a server with wrong options should not have touched its port or its database.
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
	errs = append(errs, o.APIEnablement.Validate(kinds.PublishedScheme(), apiextensionsapiserver.Scheme, aggregatorscheme.Scheme)...)
	errs = append(errs, o.Traces.Validate()...)
	etcd := *o.Etcd
	if o.EmbeddedEtcd {
		// Where it will be is known when it has started; everything else that was said about etcd can be judged now.
		etcd.StorageConfig.Transport.ServerList = []string{"embedded"}
	}
	errs = append(errs, etcd.Validate()...)
	return errs
}

// Validate refuses to serve without authentication to anybody but this host.
func (o InsecureServingOptions) Validate() (errs []error) {
	if o.BindPort < 0 || o.BindPort > 65535 {
		errs = append(errs, fmt.Errorf("--insecure-port %d must be between 0 and 65535, where 0 is off", o.BindPort))
	}
	if !o.BindAddress.Equal(net.IPv4(127, 0, 0, 1)) {
		errs = append(errs, fmt.Errorf("--insecure-bind-address %q is refused: without authentication the server answers 127.0.0.1 only", o.BindAddress))
	}
	return errs
}
