package apiserver

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

//go:embed testdata/kube-apiserver-flags
var upstreamFlags string

// allFlags is every flag of the server, as the command line has them.
func allFlags(t *testing.T) (*ServerRunOptions, *pflag.FlagSet) {
	t.Helper()
	s := NewServerRunOptions(t.Context())
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	for name, section := range s.Flags().FlagSets {
		section.VisitAll(func(f *pflag.Flag) {
			if flags.Lookup(f.Name) != nil {
				t.Errorf("--%s is in two sections, one of them %q", f.Name, name)
				return
			}
			flags.AddFlag(f)
		})
	}
	return s, flags
}

// TestFlagsOfUpstream takes every flag of kube-apiserver, and has no others but its own few.
func TestFlagsOfUpstream(t *testing.T) {
	_, flags := allFlags(t)
	var upstream []string
	for _, line := range strings.Split(strings.TrimSpace(upstreamFlags), "\n") {
		if !strings.HasPrefix(line, "#") {
			upstream = append(upstream, line)
		}
	}
	if len(upstream) < 150 {
		t.Fatalf("only %d flags of upstream", len(upstream))
	}
	for _, name := range upstream {
		if flags.Lookup(name) == nil {
			t.Errorf("kube-apiserver's --%s is unknown", name)
		}
	}
	// The first two are apitour's; the others were kube-apiserver's once, and launchers still pass them.
	own := []string{
		"data-dir", "embedded-etcd-quota",
		"cloud-config", "cloud-provider", "insecure-bind-address", "insecure-port",
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(upstream, f.Name) && !slices.Contains(own, f.Name) {
			t.Errorf("--%s is not kube-apiserver's", f.Name)
		}
		if inert := f.Usage == noEffect; inert != f.Hidden && f.Deprecated == "" {
			t.Errorf("--%s: hidden is %t, without effect is %t", f.Name, f.Hidden, inert)
		}
	})
}

// TestSetAside keeps what the server has, and takes out what only kube-apiserver has.
func TestSetAside(t *testing.T) {
	s, flags := allFlags(t)
	for _, plugin := range absentPlugins {
		if slices.Contains(s.Admission.Plugins.Registered(), plugin) {
			t.Errorf("the plugin %s is there, and said to be absent", plugin)
		}
	}
	err := flags.Parse([]string{
		"--allow-privileged", "--service-cluster-ip-range", "10.0.0.0/24", "--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction,MutatingAdmissionWebhook",
		"--disable-admission-plugins=ServiceAccount,ValidatingAdmissionWebhook",
		"--oidc-issuer-url=",
	})
	if err != nil {
		t.Fatal(err)
	}
	s.dropIgnored(flags)
	for _, kept := range []struct{ got, want []string }{
		{s.Authorization.Modes, []string{"RBAC"}},
		{s.Admission.EnablePlugins, []string{"MutatingAdmissionWebhook"}},
		{s.Admission.DisablePlugins, []string{"ValidatingAdmissionWebhook"}},
	} {
		if !slices.Equal(kept.got, kept.want) {
			t.Errorf("kept %q, want %q", kept.got, kept.want)
		}
	}
	if err := flags.Parse([]string{"--oidc-issuer-url=https://issuer.example"}); err == nil {
		t.Error("--oidc-issuer-url was taken, and would do nothing")
	}
}
