package apiserver

import (
	"context"
	"fmt"
	"slices"

	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/group"
	"k8s.io/apiserver/pkg/authentication/request/anonymous"
	"k8s.io/apiserver/pkg/authentication/request/bearertoken"
	"k8s.io/apiserver/pkg/authentication/request/headerrequest"
	authenticatorunion "k8s.io/apiserver/pkg/authentication/request/union"
	"k8s.io/apiserver/pkg/authentication/request/websocket"
	"k8s.io/apiserver/pkg/authentication/request/x509"
	"k8s.io/apiserver/pkg/authentication/token/tokenfile"
	tokenunion "k8s.io/apiserver/pkg/authentication/token/union"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/authorization/union"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/klog/v2"

	"apitour/apiserver/rbac"
	"apitour/apiserver/stage"
)

// healthPaths are open to every client: a program that watches over the process need not be one of its users.
var healthPaths = []string{"/livez", "/readyz", "/healthz"}

// BuildAuthenticator decides how the server learns who a client is. The ways are tried in this order: a front proxy
// that vouches for another user, a client certificate, a token. A client that shows none of them is system:anonymous
// where that is allowed, and refused with 401 everywhere else; a client that shows something wrong is always refused.
// One more way is put before these when the configuration is completed: the loopback token. v1.17 returns the
// authenticator; ours puts it into the configuration, because the listener needs the authorities as well.
func BuildAuthenticator(
	ctx context.Context, completedOptions completedServerRunOptions, genericConfig *genericapiserver.Config,
) (err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	var ways []authenticator.Request
	proxy, err := completedOptions.FrontProxy.authenticator(genericConfig)
	if err != nil {
		return err
	}
	if proxy != nil {
		ways = append(ways, proxy)
		span.Event("front proxies are believed")
	}

	authorities, err := completedOptions.clientAuthorities()
	if err != nil {
		return err
	}
	// The listener must ask for a certificate in the handshake, or no client ever shows one.
	if err := genericConfig.Authentication.ApplyClientCert(authorities, genericConfig.SecureServing); err != nil {
		return fmt.Errorf("ask clients for a certificate: %w", err)
	}
	ways = append(ways, x509.NewDynamic(authorities.VerifyOptions, x509.CommonNameUserConversion))

	tokens, err := completedOptions.Authentication.tokens()
	if err != nil {
		return err
	}
	ways = append(ways, bearertoken.New(tokens), websocket.NewProtocolAuthenticator(tokens))

	known := group.NewAuthenticatedGroupAdder(authenticatorunion.New(ways...))
	genericConfig.Authentication.Authenticator = known
	if where := completedOptions.anonymous(span); where.Enabled {
		unknown := anonymous.NewAuthenticator(where.Conditions)
		genericConfig.Authentication.Authenticator = authenticatorunion.NewFailOnError(known, unknown)
	}
	return nil
}

// authenticator believes a front proxy's headers because of its certificate. It returns nil when no front proxy is
// configured.
func (o *FrontProxyOptions) authenticator(genericConfig *genericapiserver.Config) (authenticator.Request, error) {
	proxies, err := o.RequestHeader.ToAuthenticationRequestHeaderConfig()
	if err != nil {
		return nil, &HintError{
			Err:  fmt.Errorf("read --requestheader-client-ca-file: %w", err),
			Hint: "name a file of PEM certificates with --requestheader-client-ca-file",
		}
	}
	if proxies == nil {
		return nil, nil
	}
	// When the user is known, the proxy's headers are removed from the request.
	genericConfig.Authentication.RequestHeaderConfig = proxies
	err = genericConfig.Authentication.ApplyClientCert(proxies.CAContentProvider, genericConfig.SecureServing)
	if err != nil {
		return nil, fmt.Errorf("ask front proxies for a certificate: %w", err)
	}
	return headerrequest.NewDynamicVerifyOptionsSecure(proxies.CAContentProvider.VerifyOptions,
		proxies.AllowedClientNames, proxies.UsernameHeaders, proxies.UIDHeaders, proxies.GroupHeaders,
		proxies.ExtraHeaderPrefixes), nil
}

// clientAuthorities are the authorities whose certificates say who a client is: our own and the user's.
func (o completedServerRunOptions) clientAuthorities() (dynamiccertificates.CAContentProvider, error) {
	own, err := dynamiccertificates.NewStaticCAContent("apitour's authority", o.Authority.CertPEM)
	if err != nil {
		return nil, fmt.Errorf("read our own certificate authority: %w", err)
	}
	if o.ClientCAFile == "" {
		return own, nil
	}
	file, err := dynamiccertificates.NewDynamicCAContentFromFile("client-ca-bundle", o.ClientCAFile)
	if err != nil {
		return nil, &HintError{
			Err:  fmt.Errorf("read --client-ca-file: %w", err),
			Hint: "name a file of PEM certificates with --client-ca-file",
		}
	}
	return dynamiccertificates.NewUnionCAContentProvider(own, file), nil
}

// tokens knows the users of tokens. Without a file it knows none, and a token is still an error: the client has shown
// something wrong.
func (o *AuthenticationOptions) tokens() (authenticator.Token, error) {
	if o.TokenAuthFile == "" {
		return tokenunion.New(), nil
	}
	file, err := tokenfile.NewCSV(o.TokenAuthFile)
	if err != nil {
		return nil, &HintError{
			Err:  fmt.Errorf("read --token-auth-file: %w", err),
			Hint: `write a line token,user,uid,"group1,group2" for each token`,
		}
	}
	// Such a token is good for this server and names no other.
	return authenticator.WrapAudienceAgnosticToken(nil, file), nil
}

// anonymous returns the paths on which a client without credentials is let in.
func (o completedServerRunOptions) anonymous(span *stage.Span) *apiserver.AnonymousAuthConfig {
	everywhere := o.Authentication.Anonymous.Value()
	if everywhere && slices.Contains(o.Authorization.Modes, modeAlwaysAllow) {
		// Upstream takes it back as well: otherwise every client could do everything.
		everywhere = false
		klog.Warning("--anonymous-auth has no effect beyond the health paths: " +
			"--authorization-mode AlwaysAllow would let every client do everything")
		span.Event("anonymous requests are kept to the health paths, because AlwaysAllow decides")
	}
	where := &apiserver.AnonymousAuthConfig{Enabled: everywhere || o.Authentication.Anonymous != cliflag.False}
	if !everywhere {
		for _, path := range healthPaths {
			where.Conditions = append(where.Conditions, apiserver.AnonymousAuthCondition{Path: path})
		}
	}
	return where
}

// BuildAuthorizer decides what a known client may do. The authorizers are asked in turn, and the first opinion counts.
// Members of system:masters may do everything, before any other authorizer is asked, because this server is one of
// them. A request without an opinion is refused with 403. The rule resolver lists what a user may do (kubectl auth
// can-i --list). v1.17 returns both; ours puts them into the configuration, as BuildAuthenticator does.
func BuildAuthorizer(
	ctx context.Context, completedOptions completedServerRunOptions, config *KubeAPIServerConfig,
) (err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	masters := authorizerfactory.NewPrivilegedGroups(user.SystemPrivilegedGroup)
	authorizers := []union.NamedAuthorizer{{AuthorizerName: "system:masters", Authorizer: masters}}
	var resolvers []authorizer.RuleResolver
	for _, mode := range completedOptions.Authorization.Modes {
		var decides interface {
			authorizer.Authorizer
			authorizer.RuleResolver
		}
		switch mode {
		case modeRBAC:
			decides = rbac.NewAuthorizer(rbac.NewCaches(config.VersionedInformers.Rbac().V1()))
		case modeAlwaysAllow:
			decides = authorizerfactory.NewAlwaysAllowAuthorizer()
			klog.Warning("--authorization-mode AlwaysAllow: every known client may do everything")
		case modeAlwaysDeny:
			decides = authorizerfactory.NewAlwaysDenyAuthorizer()
		}
		authorizers = append(authorizers, union.NamedAuthorizer{AuthorizerName: mode, Authorizer: decides})
		resolvers = append(resolvers, decides)
		span.Event(mode + " decides what clients may do")
	}
	if !slices.Contains(completedOptions.Authorization.Modes, modeRBAC) {
		config.GenericConfig.DisabledPostStartHooks.Insert(bootstrapRolesHook)
	}
	config.GenericConfig.RuleResolver = union.NewRuleResolvers(resolvers...)
	config.GenericConfig.Authorization.Authorizer, err = union.New(authorizers...)
	return err
}
