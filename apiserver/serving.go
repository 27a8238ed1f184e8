package apiserver

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"k8s.io/apimachinery/pkg/util/uuid"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	genericfilters "k8s.io/apiserver/pkg/server/filters"
	"k8s.io/apiserver/pkg/server/healthz"
	genericoptions "k8s.io/apiserver/pkg/server/options"

	"apitour/apiserver/pki"
	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// loopbackLife is the library's (k8s.io/apiserver v0.37.2, pkg/server/options/serving_with_loopback.go, maxAge). When
// it is over, the server's health check fails, and a restart makes a new certificate.
const loopbackLife = (3*365 + 1) * 24 * time.Hour

// applySecureServing binds the port and makes the loopback identity. From here on the kernel accepts connections, but
// the server answers none until Run.
func applySecureServing(
	ctx context.Context, completedOptions completedServerRunOptions, genericConfig *genericapiserver.Config,
) (err error) {
	_, span := stage.Call(ctx, "SecureServing.ApplyTo", (*genericoptions.SecureServingOptions).ApplyTo)
	defer span.End(&err)

	secureServing := *completedOptions.SecureServing.SecureServingOptions // the library writes the listener into it
	if secureServing.BindPort == 0 {
		// For the library 0 means that nothing is served. Here it means any free port, so the listener is made here.
		address := net.JoinHostPort(secureServing.BindAddress.String(), "0")
		secureServing.Listener, _, err = genericoptions.CreateListener(
			secureServing.BindNetwork, address, net.ListenConfig{})
		if err != nil {
			return explainListen(err, "--secure-port")
		}
	}
	if err := secureServing.ApplyTo(&genericConfig.SecureServing); err != nil {
		return explainListen(err, "--secure-port")
	}
	address := genericConfig.SecureServing.Listener.Addr().(*net.TCPAddr)
	span.Set(attribute.String(convention.ServerAddress, address.IP.String()),
		attribute.Int(convention.ServerPort, address.Port))
	span.Event("port " + strconv.Itoa(completedOptions.SecureServing.BindPort) + " is bound")
	if err := makeLoopbackIdentity(genericConfig); err != nil {
		return err
	}
	completedOptions.stopping.own.follow(genericConfig.LoopbackClientConfig)
	return nil
}

// makeLoopbackIdentity makes the certificate and the token, known only inside this process, with which the server is a
// client of itself. Step for step it is the library's SecureServingOptionsWithLoopback, except that the certificate has
// an ECDSA key: the library insists on two of RSA, and finding their primes is a third of such a boot.
func makeLoopbackIdentity(genericConfig *genericapiserver.Config) error {
	const name = genericapiserver.LoopbackClientServerNameOverride
	pair, err := pki.SelfSigned(name, loopbackLife)
	if err != nil {
		return err
	}
	expires := time.Now().Add(loopbackLife)
	certificate, err := dynamiccertificates.NewStaticSNICertKeyContent(
		"self-signed loopback", pair.CertPEM, pair.KeyPEM, name)
	if err != nil {
		return fmt.Errorf("use the loopback certificate: %w", err)
	}
	serving := genericConfig.SecureServing
	// In front, so that no other certificate can take this name.
	serving.SNICerts = slices.Insert(serving.SNICerts, 0, certificate)
	genericConfig.LoopbackClientConfig, err = serving.NewLoopbackClientConfig(string(uuid.NewUUID()), pair.CertPEM)
	if err != nil {
		return fmt.Errorf("make the loopback client's configuration: %w", err)
	}
	check := healthz.NamedCheck("loopback-serving-certificate", func(*http.Request) error {
		if time.Now().After(expires) {
			return genericoptions.LoopbackCertificateExpiredError{}
		}
		return nil
	})
	genericConfig.AddHealthzChecks(check)
	genericConfig.AddLivezChecks(check)
	return nil
}

// listen opens the insecure port, or returns nil when it is off.
func (o InsecureServingOptions) listen() (*genericapiserver.DeprecatedInsecureServingInfo, error) {
	if o.BindPort == 0 {
		return nil, nil
	}
	address := net.JoinHostPort(o.BindAddress.String(), strconv.Itoa(o.BindPort))
	listener, _, err := genericoptions.CreateListener("tcp", address, net.ListenConfig{})
	if err != nil {
		return nil, explainListen(fmt.Errorf("serve without TLS: %w", err), "--insecure-port")
	}
	return &genericapiserver.DeprecatedInsecureServingInfo{Listener: listener, Name: "kube-apiserver"}, nil
}

// BuildInsecureHandlerChain wraps the chain for the insecure port. No client is authenticated: every request has the
// user system:unsecured, a member of system:masters, and there is no authorization filter. The filters stand in the
// order in which they are wrapped; a request meets the last one first.
func BuildInsecureHandlerChain(
	ctx context.Context, apiHandler http.Handler, c *genericapiserver.Config,
) http.Handler {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	handler := onlyFromThisHost(apiHandler, c.Serializer)
	handler = genericfilters.WithMaxInFlightLimit(
		handler, c.MaxRequestsInFlight, c.MaxMutatingRequestsInFlight, c.LongRunningFunc)
	handler = genericapifilters.WithAudit(handler, c.AuditBackend, c.AuditPolicyRuleEvaluator, c.LongRunningFunc)
	handler = genericapifilters.WithAuthentication(handler, genericapiserver.InsecureSuperuser{}, nil, nil, nil)
	handler = genericfilters.WithCORS(handler, c.CorsAllowedOriginList, nil, nil, nil, "true")
	handler = genericapifilters.WithWarningRecorder(handler)
	handler = genericfilters.WithTimeoutForNonLongRunningRequests(handler, c.LongRunningFunc)
	handler = genericapifilters.WithRequestDeadline(
		handler, c.AuditBackend, c.AuditPolicyRuleEvaluator, c.LongRunningFunc, c.Serializer, c.RequestTimeout)
	handler = genericfilters.WithWaitGroup(handler, c.LongRunningFunc, c.NonLongRunningRequestWaitGroup)
	handler = genericapifilters.WithCacheControl(handler)
	requestInfo := genericapiserver.NewRequestInfoResolver(c)
	handler = genericapifilters.WithRequestInfo(handler, requestInfo)
	handler = genericapifilters.WithRequestReceivedTimestamp(handler)
	handler = genericfilters.WithPanicRecovery(handler, requestInfo)
	return genericapifilters.WithAuditInit(handler)
}

// serveInsecurely answers the insecure port from now on: during CreateServerChain, before PrepareRun has added the
// health and OpenAPI handlers, as v1.17 did.
func serveInsecurely(ctx context.Context, config *KubeAPIServerConfig, handler http.Handler) (err error) {
	_, span := stage.Call(ctx, "insecureServingInfo.Serve", (*genericapiserver.DeprecatedInsecureServingInfo).Serve)
	defer span.End(&err)

	info := config.InsecureServing
	if err := info.Serve(handler, config.GenericConfig.RequestTimeout, ctx.Done()); err != nil {
		return fmt.Errorf("serve without TLS: %w", err)
	}
	span.Event("anyone on this host is now an admin at http://" + info.Listener.Addr().String())
	return nil
}
