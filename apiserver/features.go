package apiserver

import (
	"context"
	"fmt"

	"k8s.io/apiserver/pkg/audit"
	genericapiserver "k8s.io/apiserver/pkg/server"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	serverstorage "k8s.io/apiserver/pkg/server/storage"
	"k8s.io/client-go/kubernetes"

	"apitour/apiserver/registry/kinds"
	"apitour/apiserver/stage"
)

// applyFeatures switches on what a server can do beside serving: profiles of itself, and priority and fairness, which
// gives each request a seat according to its user and lets the others wait. It needs informers, because the rules are
// objects that this same server keeps.
func applyFeatures(
	ctx context.Context, completedOptions completedServerRunOptions, config *KubeAPIServerConfig,
	client kubernetes.Interface,
) (err error) {
	_, span := stage.Call(ctx, "Features.ApplyTo", (*genericoptions.FeatureOptions).ApplyTo)
	defer span.End(&err)

	genericConfig := config.GenericConfig
	if err := completedOptions.Features.ApplyTo(genericConfig, client, config.VersionedInformers); err != nil {
		return &HintError{Err: err, Hint: "see --max-requests-inflight and --max-mutating-requests-inflight"}
	}
	if genericConfig.FlowControl == nil {
		span.Event("priority and fairness are off: requests beyond the limits are refused, whatever their user")
		return nil
	}
	seats := genericConfig.MaxRequestsInFlight + genericConfig.MaxMutatingRequestsInFlight
	span.Event(fmt.Sprintf("%d requests at a time are shared out by priority and fairness", seats))
	return nil
}

// applyAPIEnablement decides which group versions are served: those of the table, changed by --runtime-config.
func applyAPIEnablement(
	ctx context.Context, completedOptions completedServerRunOptions, config *KubeAPIServerConfig,
) (err error) {
	_, span := stage.Call(ctx, "APIEnablement.ApplyTo", (*genericoptions.APIEnablementOptions).ApplyTo)
	defer span.End(&err)

	resources := serverstorage.NewResourceConfig()
	for _, group := range kinds.Groups {
		resources.EnableVersions(group.Versions()...)
	}
	return completedOptions.APIEnablement.ApplyTo(config.GenericConfig, resources, config.Scheme)
}

// applyTraces sends spans of requests to a collector, if --tracing-config-file names one. The spans of the boot are
// recorded with or without it. When the tour follows requests, its provider takes the collector's place.
func applyTraces(
	ctx context.Context, completedOptions completedServerRunOptions, config *KubeAPIServerConfig,
) (err error) {
	_, span := stage.Call(ctx, "Traces.ApplyTo", (*genericoptions.TracingOptions).ApplyTo)
	defer span.End(&err)

	genericConfig := config.GenericConfig
	if config.Requests != nil {
		span.Event("requests that ask for it are traced, for the tour")
		config.Requests.ApplyTo(genericConfig)
		config.Etcd.StorageConfig.Transport.TracerProvider = genericConfig.TracerProvider
		return nil
	}
	if completedOptions.Traces.ConfigFile == "" {
		span.Event("requests are not traced")
	}
	if err := completedOptions.Traces.ApplyTo(genericConfig.EgressSelector, genericConfig); err != nil {
		return &HintError{Err: err, Hint: "name a file with a TracingConfiguration with --tracing-config-file"}
	}
	if file := completedOptions.Traces.ConfigFile; file != "" {
		genericConfig.TracerProvider = withinFlushTimeout(
			ctx, genericConfig.TracerProvider, file, completedOptions.process.Stderr)
	}
	config.Etcd.StorageConfig.Transport.TracerProvider = genericConfig.TracerProvider
	return nil
}

// applyAudit decides which requests are written down, in how much detail, and where to. Without a policy none are.
func applyAudit(
	ctx context.Context, completedOptions completedServerRunOptions, genericConfig *genericapiserver.Config,
) (err error) {
	_, span := stage.Call(ctx, "Audit.ApplyTo", (*genericoptions.AuditOptions).ApplyTo)
	defer span.End(&err)

	if completedOptions.Audit.PolicyFile == "" {
		span.Event("auditing is off: there is no policy")
	}
	if err := completedOptions.Audit.ApplyTo(genericConfig); err != nil {
		return &HintError{
			Err:  fmt.Errorf("set up auditing: %w", err),
			Hint: "see --audit-policy-file, --audit-log-path and --audit-webhook-config-file",
		}
	}
	if genericConfig.AuditBackend != nil {
		genericConfig.AuditBackend = watchedBackend{genericConfig.AuditBackend, context.WithoutCancel(ctx)}
	}
	return nil
}

// watchedBackend is an audit backend whose end can be seen to take long: a webhook may not take the last events.
type watchedBackend struct {
	audit.Backend
	ctx context.Context
}

func (b watchedBackend) Shutdown() {
	defer stage.Waiting(b.ctx, "the audit backend to write the last events")()
	b.Backend.Shutdown()
}
