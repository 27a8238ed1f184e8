package apiserver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	cliflag "k8s.io/component-base/cli/flag"
)

// AuthenticationOptions says how the server learns who a client is, besides by certificates.
type AuthenticationOptions struct {
	// TokenAuthFile lists tokens and whose they are, one a line: token,user,uid,"group1,group2".
	TokenAuthFile string
	// Anonymous says where who shows nothing is let in as system:anonymous: everywhere or nowhere. When nothing is said it
	// is the health paths.
	Anonymous cliflag.Tristate
}

// AddFlags adds the flags, by kube-apiserver's names.
func (o *AuthenticationOptions) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.TokenAuthFile, "token-auth-file", o.TokenAuthFile, "A file of tokens: in each line a token, a user, the user's uid and, in quotes, his groups. A client who sends the token as a bearer token is that user.")
	fs.Var(&o.Anonymous, "anonymous-auth", "Whether requests without any proof of who sent them are let in as system:anonymous, for authorization to judge. Without this flag they are let in on /livez, /readyz and /healthz only.")
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

// AuthorizationOptions says who decides what a client may do: several in an order, of whom the first with an opinion does.
// Upstream's default is AlwaysAllow, and every installer sets another.
type AuthorizationOptions struct{ Modes []string }

// AddFlags adds the flag, by kube-apiserver's name.
func (o *AuthorizationOptions) AddFlags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&o.Modes, "authorization-mode", o.Modes, "Who decides what a client may do, in this order: a comma-separated list of "+strings.Join(authorizationModes, ", ")+".")
}

// Validate refuses modes that nobody knows, none, and the same twice.
func (o *AuthorizationOptions) Validate() (errs []error) {
	if len(o.Modes) == 0 {
		errs = append(errs, fmt.Errorf("--authorization-mode must name at least one of %s", strings.Join(authorizationModes, ", ")))
	}
	for i, mode := range o.Modes {
		if !slices.Contains(authorizationModes, mode) {
			errs = append(errs, fmt.Errorf("--authorization-mode %q is not one of %s", mode, strings.Join(authorizationModes, ", ")))
		}
		if slices.Contains(o.Modes[:i], mode) {
			errs = append(errs, fmt.Errorf("--authorization-mode names %q more than once", mode))
		}
	}
	return errs
}
