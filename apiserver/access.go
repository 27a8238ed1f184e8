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
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/klog/v2"

	"apitour/apiserver/controllers"
	"apitour/apiserver/rbac"
	"apitour/apiserver/stage"
)

// healthPaths are open to everybody, so that whoever looks after the process need not be one of its users.
var healthPaths = []string{"/livez", "/readyz", "/healthz"}

// bootstrapRolesHook is upstream's name (pkg/registry/rbac/rest/storage_rbac.go).
const bootstrapRolesHook = "rbac/bootstrap-roles"

// BuildAuthenticator decides how the server learns who a client is. It is asked in this order: a front proxy that vouches
// for somebody else, a client certificate, a token. Who shows nothing is system:anonymous where that is allowed, and
// refused with 401 everywhere else; who shows something wrong is always refused. One more way in is put before these when
// the configuration is completed: the loopback token. v1.17 returns the authenticator; ours puts it into the
// configuration, because the listener has to be told of the authorities as well.
func BuildAuthenticator(ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config) (err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	var ways []authenticator.Request
	proxies, err := s.FrontProxy.RequestHeader.ToAuthenticationRequestHeaderConfig()
	if err != nil {
		return &HintError{Err: fmt.Errorf("read --requestheader-client-ca-file: %w", err), Hint: "name a file of PEM certificates with --requestheader-client-ca-file"}
	}
	if proxies != nil {
		// Once it has told whose request it is, the proxy's headers are taken off the request.
		genericConfig.Authentication.RequestHeaderConfig = proxies
		if err := genericConfig.Authentication.ApplyClientCert(proxies.CAContentProvider, genericConfig.SecureServing); err != nil {
			return fmt.Errorf("ask front proxies for a certificate: %w", err)
		}
		ways = append(ways, headerrequest.NewDynamicVerifyOptionsSecure(proxies.CAContentProvider.VerifyOptions,
			proxies.AllowedClientNames, proxies.UsernameHeaders, proxies.UIDHeaders, proxies.GroupHeaders, proxies.ExtraHeaderPrefixes))
		span.Event("front proxies are believed")
	}

	authorities, err := s.clientAuthorities()
	if err != nil {
		return err
	}
	// The listener must ask for a certificate in the handshake, or no client ever shows one.
	if err := genericConfig.Authentication.ApplyClientCert(authorities, genericConfig.SecureServing); err != nil {
		return fmt.Errorf("ask clients for a certificate: %w", err)
	}
	ways = append(ways, x509.NewDynamic(authorities.VerifyOptions, x509.CommonNameUserConversion))

	tokens, err := s.Authentication.tokens()
	if err != nil {
		return err
	}
	ways = append(ways, bearertoken.New(tokens), websocket.NewProtocolAuthenticator(tokens))

	genericConfig.Authentication.Authenticator = group.NewAuthenticatedGroupAdder(authenticatorunion.New(ways...))
	if where := s.anonymous(span); where.Enabled {
		genericConfig.Authentication.Authenticator = authenticatorunion.NewFailOnError(genericConfig.Authentication.Authenticator, anonymous.NewAuthenticator(where.Conditions))
	}
	return nil
}

// clientAuthorities are those whose certificates say who a client is: our own and the user's.
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
		return nil, &HintError{Err: fmt.Errorf("read --client-ca-file: %w", err), Hint: "name a file of PEM certificates with --client-ca-file"}
	}
	return dynamiccertificates.NewUnionCAContentProvider(own, file), nil
}

// tokens knows the bearers of tokens. Without a file it knows nobody, and still a wrong token is an error and not nothing.
func (o *AuthenticationOptions) tokens() (authenticator.Token, error) {
	if o.TokenAuthFile == "" {
		return tokenunion.New(), nil
	}
	file, err := tokenfile.NewCSV(o.TokenAuthFile)
	if err != nil {
		return nil, &HintError{Err: fmt.Errorf("read --token-auth-file: %w", err), Hint: `write a line token,user,uid,"group1,group2" for each token`}
	}
	// Such a token is good for this server and says so for no other.
	return authenticator.WrapAudienceAgnosticToken(nil, file), nil
}

// anonymous says where who shows nothing is let in.
func (o completedServerRunOptions) anonymous(span *stage.Span) *apiserver.AnonymousAuthConfig {
	everywhere := o.Authentication.Anonymous.Value()
	if everywhere && slices.Contains(o.Authorization.Modes, modeAlwaysAllow) {
		// Upstream takes it back as well: nobody would be kept from anything.
		everywhere = false
		klog.Warning("--anonymous-auth has no effect beyond the health paths: --authorization-mode AlwaysAllow would let everybody do everything")
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

// BuildAuthorizer decides what a known client may do. The authorizers are asked in turn, and the first opinion counts:
// members of system:masters may do everything, before anybody else is asked, for they include this server itself. Who gets
// no opinion is refused with 403. The second result lists what a user may do, for kubectl auth can-i --list.
func BuildAuthorizer(ctx context.Context, s completedServerRunOptions, versionedInformers informers.SharedInformerFactory) (_ authorizer.Authorizer, _ authorizer.RuleResolver, err error) {
	_, span := stage.Start(ctx)
	defer span.End(&err)

	authorizers := []union.NamedAuthorizer{{AuthorizerName: "system:masters", Authorizer: authorizerfactory.NewPrivilegedGroups(user.SystemPrivilegedGroup)}}
	var resolvers []authorizer.RuleResolver
	for _, mode := range s.Authorization.Modes {
		var decides interface {
			authorizer.Authorizer
			authorizer.RuleResolver
		}
		switch mode {
		case modeRBAC:
			decides = rbac.NewAuthorizer(rbac.NewCaches(versionedInformers.Rbac().V1()))
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
	all, err := union.New(authorizers...)
	return all, union.NewRuleResolvers(resolvers...), err
}

// addAccessHooks registers what writes the objects by which the server judges its clients: the roles that a cluster begins
// with, the rules that aggregated roles gather, and the levels and schemas of priority and fairness.
func addAccessHooks(server *genericapiserver.GenericAPIServer, config *KubeAPIServerConfig, client kubernetes.Interface) error {
	if !config.GenericConfig.DisabledPostStartHooks.Has(bootstrapRolesHook) {
		informers := config.VersionedInformers.Rbac().V1()
		caches := rbac.NewCaches(informers)
		err := server.AddPostStartHook(bootstrapRolesHook, func(hook genericapiserver.PostStartHookContext) error {
			return rbac.Bootstrap(hook, client, caches, config.Patience(rbac.BootstrapTimeout))
		})
		if err != nil {
			return err
		}
		aggregation := controllers.NewClusterRoleAggregation(client.RbacV1().ClusterRoles(), informers.ClusterRoles())
		err = server.AddPostStartHook("start-clusterrole-aggregation-controller", func(hook genericapiserver.PostStartHookContext) error {
			go aggregation.Run(hook)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if config.GenericConfig.FlowControl == nil {
		return nil
	}
	return server.AddPostStartHook("priority-and-fairness-config-producer", func(hook genericapiserver.PostStartHookContext) error {
		ensurer := controllers.NewFlowControl(client.FlowcontrolV1())
		if err := ensurer.Ensure(hook, config.Patience(controllers.FlowControlTimeout)); err != nil {
			return err
		}
		go ensurer.Run(hook)
		return nil
	})
}
