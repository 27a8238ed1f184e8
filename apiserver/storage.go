package apiserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	genericapiserver "k8s.io/apiserver/pkg/server"
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

// StartEtcd starts the embedded etcd, unless the user named another. It has no counterpart upstream, where etcd is
// somebody else's to run, and it must come before the chain is built: building a store connects to etcd and waits.
// The caller stops what comes back, which is nil for an external etcd, after the server has ended.
func StartEtcd(ctx context.Context, s completedServerRunOptions) (_ *etcd.Server, err error) {
	ctx, span := stage.Start(ctx)
	defer span.End(&err)

	transport := &s.Etcd.StorageConfig.Transport
	if !s.EmbeddedEtcd {
		span.Event("etcd is external: " + strings.Join(transport.ServerList, ","))
		return nil, nil
	}
	// An order to stop does not end this wait, which is short: a database is left in order once it is up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.process.patience(etcdStartTimeout))
	defer cancel()
	server, err := etcd.Start(ctx, s.Data.Path("etcd"))
	if err != nil {
		return nil, explainDisk(err)
	}
	transport.ServerList = []string{server.Endpoint}
	return server, nil
}

// StopEtcd ends the embedded etcd, after all who use it.
func StopEtcd(ctx context.Context, database *etcd.Server) {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	if database == nil {
		span.Event("etcd is external, and goes on")
		return
	}
	database.Stop()
}

// explainDisk adds what can be done when the data directory cannot be read or written.
func explainDisk(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &HintError{Err: err, Hint: "make room on the disk of --data-dir and start again: whatever was acknowledged is still there"}
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return &HintError{Err: err, Hint: "make the directory writable, or name another with --data-dir"}
	}
	return &HintError{Err: err, Hint: "restore the directory from a copy, or name another with --data-dir to begin anew"}
}

// oddPrefixes are the keys of kinds that lie under another name than their own in etcd, for these names are older than the
// kinds' (pkg/kubeapiserver/default_storage_factory_builder.go).
var oddPrefixes = map[schema.GroupResource]string{
	corev1.Resource("replicationcontrollers"): "controllers",
	corev1.Resource("endpoints"):              "services/endpoints",
	corev1.Resource("nodes"):                  "minions",
	corev1.Resource("services"):               "services/specs",
	networkingv1.Resource("ingresses"):        "ingress",
}

// BuildStorageFactory decides how each resource is kept: in which etcd, under which key, in which version and encoding.
func BuildStorageFactory(ctx context.Context, s completedServerRunOptions, scheme *runtime.Scheme, genericConfig *genericapiserver.Config) *serverstorage.DefaultStorageFactory {
	_, span := stage.Start(ctx)
	defer span.End(nil)

	factory := serverstorage.NewDefaultStorageFactory(
		s.Etcd.StorageConfig,
		s.Etcd.DefaultStorageMediaType,
		registry.NewCodecs(scheme),
		serverstorage.NewDefaultResourceEncodingConfigForEffectiveVersion(scheme, genericConfig.EffectiveVersion),
		genericConfig.MergedResourceConfig,
		oddPrefixes,
	)
	// Two groups publish events, and there is one of each.
	factory.AddCohabitatingResources(corev1.Resource("events"), eventsv1.Resource("events"))
	factory.StorageConfig.StorageObjectCountTracker = genericConfig.StorageObjectCountTracker
	return factory
}

// applyEtcd gives the configuration its storage: health checks that ask etcd, and the getter from which every store learns
// where and how to keep its objects. The stores of the built-in kinds share one connection to etcd.
func applyEtcd(ctx context.Context, s completedServerRunOptions, factory *serverstorage.DefaultStorageFactory, genericConfig *genericapiserver.Config) (err error) {
	_, span := stage.Call(ctx, "Etcd.ApplyWithStorageFactoryTo", (*genericoptions.EtcdOptions).ApplyWithStorageFactoryTo)
	defer span.End(&err)

	if err := s.Etcd.ApplyWithStorageFactoryTo(factory, genericConfig); err != nil {
		return &HintError{Err: fmt.Errorf("set up the storage: %w", err), Hint: "see --encryption-provider-config"}
	}
	getter := genericConfig.RESTOptionsGetter
	genericConfig.RESTOptionsGetter, err = connection.Share(getter, s.Etcd, registry.ServerLeasesResource)
	return err
}

// explainStorage adds where etcd was looked for to an error of building a store: the library says only that time ran out,
// 20 s after it first tried.
func (o completedServerRunOptions) explainStorage(err error) error {
	if o.EmbeddedEtcd {
		return err
	}
	servers := strings.Join(o.Etcd.StorageConfig.Transport.ServerList, ",")
	return &HintError{
		Err:  fmt.Errorf("build the storage on etcd at %q: %w", servers, err),
		Hint: "see that etcd answers there, or leave --etcd-servers out to use the embedded one",
	}
}
