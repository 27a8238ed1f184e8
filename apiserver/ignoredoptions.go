package apiserver

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"k8s.io/klog/v2"
)

// ignoredFlags are flags of kube-apiserver for features that this server lacks: kubelets, service accounts and their
// tokens, addresses for Services, peers. They are accepted, because kubeadm, kind, minikube, k3s, envtest and
// local-up-cluster.sh pass them, and a warning says that they have no effect.
var ignoredFlags = []string{
	"apiserver-count", "api-audiences", "endpoint-reconciler-type", "kubernetes-service-node-port",
	"kubelet-certificate-authority", "kubelet-client-certificate", "kubelet-client-key", "kubelet-port",
	"kubelet-preferred-address-types", "kubelet-read-only-port", "kubelet-timeout", "service-account-issuer",
	"service-account-jwks-uri", "service-account-key-file", "service-account-max-token-expiration",
	"service-account-signing-endpoint", "service-account-signing-key-file", "service-cluster-ip-range",
	"service-node-port-range", "max-connection-bytes-per-sec", "peer-advertise-ip", "peer-advertise-port",
	"peer-ca-file", "coordinated-leadership-lease-duration", "coordinated-leadership-renew-deadline",
	"coordinated-leadership-retry-period", "egress-selector-config-file", "cloud-config", "cloud-provider",
}

// ignoredSwitches are ignored flags that need no value.
var ignoredSwitches = []string{
	"aggregator-reject-forwarding-redirect", "allow-privileged", "enable-aggregator-routing",
	"enable-bootstrap-token-auth", "enable-logs-handler", "service-account-extend-token-expiration",
	"service-account-lookup",
}

// missingFlags decide who a client is, what it may do or where data is kept, in ways that this server does not have.
// Without them a cluster would be open, or its data elsewhere, against its owner's intention. So only the empty value
// is accepted, which local-up-cluster.sh passes.
var missingFlags = []string{
	"admission-control", "authentication-config", "authentication-token-webhook-cache-ttl",
	"authentication-token-webhook-config-file", "authentication-token-webhook-version", "authorization-config",
	"authorization-policy-file", "authorization-webhook-cache-authorized-ttl",
	"authorization-webhook-cache-unauthorized-ttl", "authorization-webhook-config-file",
	"authorization-webhook-version", "oidc-ca-file", "oidc-client-id", "oidc-groups-claim", "oidc-groups-prefix",
	"oidc-issuer-url", "oidc-required-claim", "oidc-signing-algs", "oidc-username-claim", "oidc-username-prefix",
}

// absentPlugins are kube-apiserver's admission plugins for single kinds (pkg/kubeapiserver/options/plugins.go), except
// those for certificates, which package signers has. They are not part of its libraries. kubeadm enables
// NodeRestriction, and envtest disables ServiceAccount.
var absentPlugins = []string{
	"AlwaysAdmit", "AlwaysDeny", "AlwaysPullImages", "DefaultIngressClass", "DefaultStorageClass",
	"DefaultTolerationSeconds", "DenyServiceExternalIPs", "EventRateLimit", "ExtendedResourceToleration",
	"ImagePolicyWebhook", "LimitPodHardAntiAffinityTopology", "LimitRanger", "NamespaceAutoProvision",
	"NamespaceExists", "NodeDeclaredFeatureValidator", "NodeRestriction", "OwnerReferencesPermissionEnforcement",
	"PersistentVolumeClaimResize", "PodGroupProtection", "PodNodeSelector", "PodResizeValidator", "PodSecurity",
	"PodTolerationRestriction", "PodTopologyLabels", "Priority", "ResourceQuota", "RuntimeClass", "ServiceAccount",
	"StorageObjectInUseProtection", "TaintNodesByCondition",
}

const noEffect = "Has no effect here."

// addIgnoredFlags adds the flags, hidden: --help shows the flags that have an effect.
func addIgnoredFlags(fs *pflag.FlagSet) {
	add := func(value pflag.Value, names []string) {
		for _, name := range names {
			fs.Var(value, name, noEffect)
			fs.Lookup(name).Hidden = true
		}
	}
	add(ignored{}, ignoredFlags)
	add(ignored{}, ignoredSwitches)
	for _, name := range ignoredSwitches {
		fs.Lookup(name).NoOptDefVal = "true"
	}
	add(missing{}, missingFlags)
}

// refuse makes a library's flag accept no value, and hides it.
func refuse(flag *pflag.Flag) {
	flag.Value, flag.Usage, flag.Hidden = missing{}, noEffect, true
}

// ignored is the value of a flag that accepts anything and keeps nothing.
type ignored struct{}

func (ignored) Set(string) error { return nil }
func (ignored) String() string   { return "" }
func (ignored) Type() string     { return "ignored" }

// missing is the value of a flag that accepts nothing.
type missing struct{}

func (missing) Set(value string) error {
	if value != "" {
		return errors.New("not supported here, and ignoring it would weaken what you asked for")
	}
	return nil
}
func (missing) String() string { return "" }
func (missing) Type() string   { return "missing" }

// dropIgnored removes from the options what only kube-apiserver has, and lists in one warning every flag that has no
// effect.
func (s *ServerRunOptions) dropIgnored(flags *pflag.FlagSet) {
	var dropped []string
	flags.Visit(func(f *pflag.Flag) {
		if _, ok := f.Value.(ignored); ok {
			dropped = append(dropped, "--"+f.Name)
		}
	})
	drop := func(values *[]string, flag string, absent ...string) {
		*values = slices.DeleteFunc(*values, func(value string) bool {
			found := slices.Contains(absent, value)
			if found {
				dropped = append(dropped, "--"+flag+"="+value)
			}
			return found
		})
	}
	drop(&s.Admission.EnablePlugins, "enable-admission-plugins", absentPlugins...)
	drop(&s.Admission.DisablePlugins, "disable-admission-plugins", absentPlugins...)
	drop(&s.Authorization.Modes, "authorization-mode", "Node")
	if len(dropped) > 0 {
		klog.Warningf("These of kube-apiserver's flags have no effect here: %s", strings.Join(dropped, " "))
	}
}
