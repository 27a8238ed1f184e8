package apiserver

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestAnonymous checks where a client without credentials is let in: by default where it does no harm, and nowhere else
// when AlwaysAllow would give it everything.
func TestAnonymous(t *testing.T) {
	for _, test := range []struct {
		args  string
		where []string // nil is nowhere, empty is everywhere
	}{
		{"", healthPaths},
		{"--anonymous-auth", []string{}},
		{"--anonymous-auth=true", []string{}},
		{"--anonymous-auth=false", nil},
		{"--anonymous-auth --authorization-mode=AlwaysAllow", healthPaths},
		{"--anonymous-auth=false --authorization-mode=AlwaysAllow", nil},
	} {
		options := completedServerRunOptions{ServerRunOptions: &ServerRunOptions{Authorization: AuthorizationOptions{
			Modes: []string{modeRBAC},
		}}}
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		options.Authentication.AddFlags(flags)
		options.Authorization.AddFlags(flags)
		if err := flags.Parse(strings.Fields(test.args)); err != nil {
			t.Fatal(err)
		}
		config := options.anonymous(nil)
		paths := []string{}
		for _, condition := range config.Conditions {
			paths = append(paths, condition.Path)
		}
		if config.Enabled != (test.where != nil) || config.Enabled && !slices.Equal(paths, test.where) {
			t.Errorf("%q: %+v, want %v", test.args, config, test.where)
		}
	}
}

func TestAuthorizationModes(t *testing.T) {
	for want, modes := range map[string][]string{
		"":                  {modeAlwaysDeny, modeRBAC},
		"at least one":      {},
		`"Ask" is not one`:  {modeRBAC, "Ask"},
		"more than once":    {modeRBAC, modeRBAC},
		`"rbac" is not one`: {"rbac"},
	} {
		err := errors.Join((&AuthorizationOptions{Modes: modes}).Validate()...)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", modes, err, want)
		}
	}
}
