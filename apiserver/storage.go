package apiserver

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/healthz"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	serverstorage "k8s.io/apiserver/pkg/server/storage"

	"apitour/apiserver/etcd"
	"apitour/apiserver/registry"
	"apitour/apiserver/registry/connection"
	"apitour/apiserver/stage"
)

// etcdStartTimeout is how long the embedded etcd may take to become its own leader. It needs a tenth of a second; a
// large database on a slow disk needs more.
const etcdStartTimeout = 20 * time.Second

// StartEtcd starts the embedded etcd, unless the user named another. It has no counterpart upstream, where etcd is run
// separately, and it must come before the chain is built: building a store connects to etcd and waits. The caller stops
// the etcd that it returns, nil for an external one, after the server has ended.
func StartEtcd(ctx context.Context, completedOptions completedServerRunOptions) (_ *etcd.Server, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	if !completedOptions.EmbeddedEtcd {
		span.Event("etcd is external: " + strings.Join(completedOptions.Etcd.StorageConfig.Transport.ServerList, ","))
		return nil, nil
	}
	if err := checkOpenFiles(); err != nil {
		return nil, err
	}
	// An order to stop does not end this wait, which is short: a database is left in order once it is up.
	patience := completedOptions.process.patience(etcdStartTimeout)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	dir, quota := completedOptions.Data.Path("etcd"), completedOptions.EmbeddedEtcdQuota.Value()
	database, err := etcd.Start(ctx, dir, quota)
	if err != nil {
		return nil, explainDisk(err)
	}
	return database, nil
}

// withEtcd returns the options with the address of the embedded etcd, which is known only now. The address goes into a
// copy: after Validate nothing writes to the options themselves.
func (o completedServerRunOptions) withEtcd(database *etcd.Server) completedServerRunOptions {
	if database == nil {
		return o
	}
	serverRunOptions, etcdOptions := *o.ServerRunOptions, *o.Etcd
	etcdOptions.StorageConfig.Transport.ServerList = []string{database.Endpoint}
	serverRunOptions.Etcd = &etcdOptions
	o.database = database
	o.ServerRunOptions = &serverRunOptions
	return o
}

// embeddedEtcdCheck is the health check of the room in the embedded database.
const embeddedEtcdCheck = "embedded-etcd"

// addSpaceCheck makes a database that fills up visible before it is full. /healthz turns red early, for its operator.
// /readyz turns red only when writes are refused: until then the server does all that it is for. /livez stays green,
// because a restart makes no room.
func (o completedServerRunOptions) addSpaceCheck(genericConfig *genericapiserver.Config) {
	if o.database == nil {
		return
	}
	genericConfig.AddHealthzChecks(healthz.NamedCheck(embeddedEtcdCheck, func(*http.Request) error {
		return o.database.Usage().Short()
	}))
	genericConfig.AddReadyzChecks(healthz.NamedCheck(embeddedEtcdCheck, func(*http.Request) error {
		return o.database.Usage().Refuses()
	}))
}

// StopEtcd ends the embedded etcd, after everything that uses it.
func StopEtcd(ctx context.Context, database *etcd.Server) {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	if database == nil {
		span.Event("etcd is external, and goes on")
		return
	}
	database.Stop()
}

// oddPrefixes are the keys of kinds that have another name in etcd, older than the kind's own
// (pkg/kubeapiserver/default_storage_factory_builder.go).
var oddPrefixes = map[schema.GroupResource]string{
	corev1.Resource("replicationcontrollers"): "controllers",
	corev1.Resource("endpoints"):              "services/endpoints",
	corev1.Resource("nodes"):                  "minions",
	corev1.Resource("services"):               "services/specs",
	networkingv1.Resource("ingresses"):        "ingress",
}

// BuildStorageFactory decides how each resource is kept: in which etcd, under which key, in which version and encoding.
func BuildStorageFactory(ctx context.Context, config *KubeAPIServerConfig) *serverstorage.DefaultStorageFactory {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	version := config.GenericConfig.EffectiveVersion
	factory := serverstorage.NewDefaultStorageFactory(
		config.Etcd.StorageConfig,
		config.Etcd.DefaultStorageMediaType,
		registry.NewCodecs(config.Scheme),
		serverstorage.NewDefaultResourceEncodingConfigForEffectiveVersion(config.Scheme, version),
		config.GenericConfig.MergedResourceConfig,
		oddPrefixes,
	)
	// Two groups publish events, and both read and write the same ones.
	factory.AddCohabitatingResources(corev1.Resource("events"), eventsv1.Resource("events"))
	factory.StorageConfig.StorageObjectCountTracker = config.GenericConfig.StorageObjectCountTracker
	return factory
}

// applyEtcd gives the configuration its storage: health checks that ask etcd, and the getter that tells every store
// where and how to keep its objects. The stores of the built-in kinds share one connection to etcd.
func applyEtcd(
	ctx context.Context, config *KubeAPIServerConfig, factory *serverstorage.DefaultStorageFactory,
) (err error) {
	_, span := stage.Call(ctx, "Etcd.ApplyWithStorageFactoryTo",
		(*genericoptions.EtcdOptions).ApplyWithStorageFactoryTo)
	defer span.End(&err)

	genericConfig := config.GenericConfig
	if err := config.Etcd.ApplyWithStorageFactoryTo(factory, genericConfig); err != nil {
		return &HintError{Err: fmt.Errorf("set up the storage: %w", err), Hint: "see --encryption-provider-config"}
	}
	getter, err := connection.Share(genericConfig.RESTOptionsGetter, config.Etcd, registry.ServerLeasesResource)
	genericConfig.RESTOptionsGetter = registry.RefuseTooLarge(getter)
	return err
}

// explainStorage adds the address of an external etcd to an error of building a store, and what answers there instead
// of etcd: the library says only that time ran out, 20 s after it first tried.
func (o completedServerRunOptions) explainStorage(ctx context.Context, err error) error {
	if o.EmbeddedEtcd {
		return err
	}
	hint := "see that etcd answers there, or leave --etcd-servers out to use the embedded one"
	to := o.Etcd.StorageConfig.Transport
	server, answer := connection.Diagnose(context.WithoutCancel(ctx), to)
	if answer == "" {
		servers := strings.Join(to.ServerList, ",")
		return &HintError{Err: fmt.Errorf("build the storage on etcd at %q: %w", servers, err), Hint: hint}
	}
	return &HintError{
		Err:  fmt.Errorf("build the storage: %q does not answer as etcd: %s: %w", server, answer, err),
		Hint: hint,
	}
}
