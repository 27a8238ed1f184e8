package apiserver

import (
	"context"
	"net"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	cliflag "k8s.io/component-base/cli/flag"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/component-base/metrics"

	"apitour/apiserver/etcd"
	"apitour/apiserver/signers"
	"apitour/apiserver/stage"
)

// ServerRunOptions are the options of the server, one field for each concern. Most concerns are library types that
// bring their own flags, defaults and checks.
type ServerRunOptions struct {
	GenericServerRunOptions *genericoptions.ServerRunOptions
	Etcd                    *genericoptions.EtcdOptions
	SecureServing           *genericoptions.SecureServingOptionsWithLoopback
	InsecureServing         InsecureServingOptions
	Admission               *genericoptions.AdmissionOptions
	FrontProxy              FrontProxyOptions
	Authentication          AuthenticationOptions
	Authorization           AuthorizationOptions
	Audit                   *genericoptions.AuditOptions
	Features                *genericoptions.FeatureOptions
	APIEnablement           *genericoptions.APIEnablementOptions
	Traces                  *genericoptions.TracingOptions
	Metrics                 *metrics.Options
	Logs                    *logsapi.LoggingConfiguration

	// DataDir keeps the database, the certificate authority and the admin's kubeconfig. Empty means a temporary
	// directory.
	DataDir string
	// EmbeddedEtcdQuota is how large the file of the embedded database may grow.
	EmbeddedEtcdQuota resource.QuantityValue
	// ClientCAFile names further certificate authorities for client certificates, besides our own.
	ClientCAFile string
	// EventTTL is how long an event is kept.
	EventTTL    time.Duration
	ShowVersion bool
}

// InsecureServingOptions says whether plain HTTP is served, without authentication. Kubernetes removed this port in
// v1.20. It is here because every walkthrough of an older server meets it.
type InsecureServingOptions struct {
	BindAddress net.IP
	BindPort    int // 0 is off
}

// defaultEtcdQuota is 8Gi.
var defaultEtcdQuota = resource.NewQuantity(etcd.DefaultQuota, resource.BinarySI)

const (
	// defaultSecurePort is kube-apiserver's (pkg/kubeapiserver/options/serving.go).
	defaultSecurePort = 6443
	// etcdPrefix is the root of every key, kube-apiserver's default of --etcd-prefix.
	etcdPrefix = "/registry"
)

// NewServerRunOptions returns the options with the defaults that a user sees in --help. Defaults that depend on the
// host or on other options wait for Complete.
func NewServerRunOptions(ctx context.Context) *ServerRunOptions {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	s := &ServerRunOptions{
		GenericServerRunOptions: genericoptions.NewServerRunOptions(),
		Etcd:                    genericoptions.NewEtcdOptions(storagebackend.NewDefaultConfig(etcdPrefix, nil)),
		SecureServing:           genericoptions.NewSecureServingOptions().WithLoopback(),
		InsecureServing:         InsecureServingOptions{BindAddress: net.IPv4(127, 0, 0, 1)},
		Admission:               genericoptions.NewAdmissionOptions(),
		Authorization:           AuthorizationOptions{Modes: []string{modeRBAC}},
		Audit:                   genericoptions.NewAuditOptions(),
		Features:                genericoptions.NewFeatureOptions(),
		APIEnablement:           genericoptions.NewAPIEnablementOptions(),
		Traces:                  genericoptions.NewTracingOptions(),
		Metrics:                 metrics.NewOptions(),
		Logs:                    logsapi.NewLoggingConfiguration(),
		EventTTL:                time.Hour,
		EmbeddedEtcdQuota:       resource.QuantityValue{Quantity: defaultEtcdQuota.DeepCopy()},
	}
	signers.AddPlugins(s.Admission)
	s.SecureServing.BindAddress = net.IPv4(127, 0, 0, 1)
	s.SecureServing.BindPort = defaultSecurePort
	s.SecureServing.ServerCert.CertDirectory = "" // certificates live in the data directory
	s.Etcd.DefaultStorageMediaType = runtime.ContentTypeProtobuf
	// Events come and go in great numbers, and few clients watch them, so they are not copied into memory; upstream's
	// default (pkg/kubeapiserver/default_storage_factory_builder.go).
	s.Etcd.WatchCacheSizes = []string{"events#0", "events.events.k8s.io#0"}
	return s
}

// Flags returns a flag for every option, in sections for --help.
func (s *ServerRunOptions) Flags() (sections cliflag.NamedFlagSets) {
	s.GenericServerRunOptions.AddUniversalFlags(sections.FlagSet("generic"))
	s.Etcd.AddFlags(sections.FlagSet("etcd"))
	s.addServingFlags(sections.FlagSet("serving"))
	s.Admission.AddFlags(sections.FlagSet("admission"))
	s.FrontProxy.AddFlags(sections.FlagSet("front proxy"))
	s.Authentication.AddFlags(sections.FlagSet("authentication"))
	sections.FlagSet("authentication").StringVar(&s.ClientCAFile, "client-ca-file", s.ClientCAFile,
		"A file of certificate authorities: a client with a certificate from one of them is known by its common name "+
			"and organizations. The server's own authority always counts.")
	s.Authorization.AddFlags(sections.FlagSet("authorization"))
	s.Audit.AddFlags(sections.FlagSet("auditing"))
	s.Features.AddFlags(sections.FlagSet("features"))
	s.APIEnablement.AddFlags(sections.FlagSet("API enablement"))
	s.Traces.AddFlags(sections.FlagSet("traces"))
	s.Metrics.AddFlags(sections.FlagSet("metrics"))
	logsapi.AddFlags(s.Logs, sections.FlagSet("logs"))

	fs := sections.FlagSet("misc")
	fs.DurationVar(&s.EventTTL, "event-ttl", s.EventTTL, "How long an event is kept. 0 keeps it for ever.")
	addIgnoredFlags(fs)
	refuse(sections.FlagSet("etcd").Lookup("etcd-servers-overrides")) // one etcd keeps everything here
	fs = sections.FlagSet("apitour")
	fs.StringVar(&s.DataDir, "data-dir", s.DataDir,
		"The directory for the database, the certificate authority and the admin's kubeconfig. It is created when "+
			"it is "+
			"missing. Without it, a temporary directory is used and removed at the end.")
	fs.Var(&s.EmbeddedEtcdQuota, "embedded-etcd-quota", "How large the file of the embedded database may grow, as a "+
		"number of bytes or with a suffix, such as 500Mi or 8Gi. From 80 % of it on, the health check "+
		embeddedEtcdCheck+" is red on /healthz; a full database refuses writes until objects are deleted.")
	fs.BoolVar(&s.ShowVersion, "version", false, "Print the versions and exit.")
	return sections
}

func (s *ServerRunOptions) addServingFlags(fs *pflag.FlagSet) {
	s.SecureServing.AddFlags(fs)
	fs.Lookup(
		"bind-address").Usage = "The address on which to serve HTTPS. Other hosts reach the server only if this is " +
		"one of the host's own, or 0.0.0.0 or :: for all of them; kube-apiserver's default is 0.0.0.0."
	fs.Lookup(
		"cert-dir").Usage = "A folder for the serving certificate: apiserver.crt and apiserver.key in it are used, " +
		"and made by the server's own authority when they are missing. Without it, the certificate is made anew at " +
		"each " +
		"start and kept nowhere. --tls-cert-file comes first."
	fs.Lookup("secure-port").Usage = "The port on which to serve HTTPS. 0 takes any free port."
	fs.Lookup("tls-cert-file").Usage = "File containing the x509 certificate for HTTPS, with the certificates of its " +
		"authorities after it, if any. Without this flag and --tls-private-key-file, the server's own authority " +
		"signs one."
	fs.IPVar(&s.InsecureServing.BindAddress, "insecure-bind-address", s.InsecureServing.BindAddress,
		"The address for --insecure-port. Only 127.0.0.1 is accepted.")
	fs.IntVar(&s.InsecureServing.BindPort, "insecure-port", s.InsecureServing.BindPort,
		"The port on which to serve plain HTTP without authentication or authorization, as Kubernetes did until "+
			"v1.19. "+
			"0 is off.")
}
