package apiserver

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	genericapiserver "k8s.io/apiserver/pkg/server"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	serverstorage "k8s.io/apiserver/pkg/server/storage"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"

	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/stage"
)

// applyFeatures switches on what a server can do beside serving: profiles of itself, and priority and fairness, which
// gives requests seats by who sends them and lets the others wait. It needs informers, because which requests matter more
// is said in objects that this very server keeps.
func applyFeatures(
	ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config, client kubernetes.Interface, versionedInformers informers.SharedInformerFactory,
) (err error) {
	_, span := stage.Call(ctx, "Features.ApplyTo", (*genericoptions.FeatureOptions).ApplyTo)
	defer span.End(&err)

	if err := s.Features.ApplyTo(genericConfig, client, versionedInformers); err != nil {
		return &HintError{Err: err, Hint: "see --max-requests-inflight and --max-mutating-requests-inflight"}
	}
	if genericConfig.FlowControl == nil {
		span.Event("priority and fairness are off: requests beyond the limits are refused, whoever sends them")
		return nil
	}
	span.Event(fmt.Sprintf("%d requests at a time are shared out by priority and fairness", genericConfig.MaxRequestsInFlight+genericConfig.MaxMutatingRequestsInFlight))
	return nil
}

// applyAPIEnablement decides which group versions are served: those of the table, but for what --runtime-config says.
func applyAPIEnablement(ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config, scheme *runtime.Scheme) (err error) {
	_, span := stage.Call(ctx, "APIEnablement.ApplyTo", (*genericoptions.APIEnablementOptions).ApplyTo)
	defer span.End(&err)

	resources := serverstorage.NewResourceConfig()
	for _, group := range kinds.Groups {
		resources.EnableVersions(group.Version)
	}
	// The core group is written v1 and has no name; upstream puts the slash in when the options are completed.
	if value, ok := s.APIEnablement.RuntimeConfig["v1"]; ok {
		s.APIEnablement.RuntimeConfig["/v1"] = value
	}
	return s.APIEnablement.ApplyTo(genericConfig, resources, scheme)
}

// applyTraces sends spans of requests to a collector, if --tracing-config-file names one. It has nothing to do with the
// spans of the boot, which are recorded whether or not somebody traces requests.
func applyTraces(ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config) (err error) {
	_, span := stage.Call(ctx, "Traces.ApplyTo", (*genericoptions.TracingOptions).ApplyTo)
	defer span.End(&err)

	switch {
	case s.process.traceRequests() != nil:
		span.Event("requests that ask for it are traced, for the tour")
		genericConfig.TracerProvider = onlyBelow{s.process.TracerProvider}
		s.Etcd.StorageConfig.Transport.TracerProvider = genericConfig.TracerProvider
		return nil
	case s.Traces.ConfigFile == "":
		span.Event("requests are not traced")
	}
	if err := s.Traces.ApplyTo(genericConfig.EgressSelector, genericConfig); err != nil {
		return &HintError{Err: err, Hint: "name a file with a TracingConfiguration with --tracing-config-file"}
	}
	s.Etcd.StorageConfig.Transport.TracerProvider = genericConfig.TracerProvider
	return nil
}

// applyAudit decides which requests are written down, with how much of them, and where to. Without a policy none are.
func applyAudit(ctx context.Context, s completedServerRunOptions, genericConfig *genericapiserver.Config) (err error) {
	_, span := stage.Call(ctx, "Audit.ApplyTo", (*genericoptions.AuditOptions).ApplyTo)
	defer span.End(&err)

	if s.Audit.PolicyFile == "" {
		span.Event("auditing is off, for want of a policy")
	}
	if err := s.Audit.ApplyTo(genericConfig); err != nil {
		return &HintError{Err: fmt.Errorf("set up auditing: %w", err), Hint: "see --audit-policy-file, --audit-log-path and --audit-webhook-config-file"}
	}
	return nil
}
