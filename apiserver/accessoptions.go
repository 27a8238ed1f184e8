package apiserver

import (
	"strings"

	"github.com/spf13/pflag"
	cliflag "k8s.io/component-base/cli/flag"
)

// AuthenticationOptions says how the server learns who a client is, besides by certificates.
type AuthenticationOptions struct {
	// TokenAuthFile lists tokens with their users, one a line: token,user,uid,"group1,group2".
	TokenAuthFile string
	// Anonymous says where a client without credentials is let in as system:anonymous: everywhere or nowhere. Unset
	// means the health paths.
	Anonymous cliflag.Tristate
}

// AddFlags adds the flags, by kube-apiserver's names.
func (o *AuthenticationOptions) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.TokenAuthFile, "token-auth-file", o.TokenAuthFile,
		"A file of tokens: in each line a token, a user, the user's uid and, in quotes, the user's groups. "+
			"A client that sends the token as a bearer token is that user.")
	fs.Var(&o.Anonymous, "anonymous-auth",
		"Whether requests without credentials are let in as system:anonymous, for authorization to judge. "+
			"Without this flag they are let in on /livez, /readyz and /healthz only.")
	fs.Lookup("anonymous-auth").NoOptDefVal = "true"
	fs.Lookup("anonymous-auth").DefValue = ""
}

// Modes of authorization, upstream's names (pkg/kubeapiserver/authorizer/modes/modes.go).
const (
	modeRBAC        = "RBAC"
	modeAlwaysAllow = "AlwaysAllow"
	modeAlwaysDeny  = "AlwaysDeny"
)

var authorizationModes = []string{modeRBAC, modeAlwaysAllow, modeAlwaysDeny}

// AuthorizationOptions are the modes that decide what a client may do, in order: the first with an opinion decides.
// Upstream's default is AlwaysAllow, and every installer sets another.
type AuthorizationOptions struct{ Modes []string }

// AddFlags adds the flag, by kube-apiserver's name.
func (o *AuthorizationOptions) AddFlags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&o.Modes, "authorization-mode", o.Modes,
		"The modes that decide what a client may do, in this order: a comma-separated list of "+
			strings.Join(authorizationModes, ", ")+".")
}
