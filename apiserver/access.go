package apiserver

import (
	"context"
	"fmt"

	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/authentication/authenticatorfactory"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/authorization/path"
	"k8s.io/apiserver/pkg/authorization/union"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"

	"apitour/apiserver/stage"
)

// healthPaths are open to everybody, so that whoever looks after the process need not be one of its users.
var healthPaths = []string{"/livez", "/readyz", "/healthz"}

// BuildAuthenticator decides how the server learns who a client is: by a client certificate from an authority that it
// believes. Who has none is system:anonymous on the health paths and refused with 401 everywhere else. One more way in is
// put before these when the configuration is completed: the loopback token. v1.17 returns the authenticator; ours puts it
// into the configuration, because the listener has to be told of the authorities as well.
func BuildAuthenticator(ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config) (err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	authorities, err := dynamiccertificates.NewStaticCAContent("apitour's authority", s.Authority.CertPEM)
	if err != nil {
		return fmt.Errorf("read our own certificate authority: %w", err)
	}
	if s.ClientCAFile != "" {
		file, err := dynamiccertificates.NewDynamicCAContentFromFile("client-ca-bundle", s.ClientCAFile)
		if err != nil {
			return &HintError{Err: fmt.Errorf("read --client-ca-file: %w", err), Hint: "name a file of PEM certificates with --client-ca-file"}
		}
		authorities = dynamiccertificates.NewUnionCAContentProvider(authorities, file)
	}
	// The listener must ask for a certificate in the handshake, or no client ever shows one.
	if err := genericConfig.Authentication.ApplyClientCert(authorities, genericConfig.SecureServing); err != nil {
		return fmt.Errorf("ask clients for a certificate: %w", err)
	}

	anonymous := &apiserver.AnonymousAuthConfig{Enabled: true}
	for _, path := range healthPaths {
		anonymous.Conditions = append(anonymous.Conditions, apiserver.AnonymousAuthCondition{Path: path})
	}
	genericConfig.Authentication.Authenticator, _, err = authenticatorfactory.DelegatingAuthenticatorConfig{
		ClientCertificateCAContentProvider: authorities,
		Anonymous:                          anonymous,
	}.New()
	return err
}

// BuildAuthorizer decides what a known client may do. The first opinion counts: members of system:masters may do
// everything, everybody may ask after the server's health, and who gets no opinion is refused with 403.
func BuildAuthorizer(ctx context.Context) (_ authorizer.Authorizer, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	health, err := path.NewAuthorizer(healthPaths)
	if err != nil {
		return nil, err
	}
	return union.New(
		union.NamedAuthorizer{AuthorizerName: "masters", Authorizer: authorizerfactory.NewPrivilegedGroups(user.SystemPrivilegedGroup)},
		union.NamedAuthorizer{AuthorizerName: "health", Authorizer: health},
	)
}
