package apiserver

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"go.opentelemetry.io/otel/attribute"
	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/stage"
)

// wrapPostStartHooks puts a function of ours around every post-start hook, for two ends: a span, and a server that stops in
// order when a hook fails, with the hook's error as the cause, where the library would end the process on the spot. The
// hooks are registered by three servers, most of them in library code, and end up in one private map of the outermost
// server; no public call reaches them there, so this one reads and replaces them by reflection. When the library's map
// changes its shape, the boot goes on without the wrapping, and a test fails.
func wrapPostStartHooks(ctx context.Context, server *genericapiserver.GenericAPIServer, stop context.CancelCauseFunc) error {
	return replaceHooks(server, "postStartHooks", func(name string, hook genericapiserver.PostStartHookFunc) genericapiserver.PostStartHookFunc {
		return wrapped(ctx, name, hook, stop)
	})
}

// replaceHooks puts another function in the place of each hook in a private map of the server.
func replaceHooks[F any](server *genericapiserver.GenericAPIServer, field string, wrap func(name string, hook F) F) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("find the hooks in the library's %s: %v", field, problem)
		}
	}()
	hooks := unlocked(reflect.ValueOf(server).Elem().FieldByName(field))
	for _, name := range hooks.MapKeys() {
		entry := reflect.New(hooks.Type().Elem()).Elem()
		entry.Set(hooks.MapIndex(name))
		hook := unlocked(entry.FieldByName("hook"))
		hook.Set(reflect.ValueOf(wrap(name.String(), hook.Interface().(F))))
		hooks.SetMapIndex(name, entry)
	}
	return nil
}

// unlocked returns the same variable without the mark by which reflection refuses private fields.
func unlocked(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}

func wrapped(ctx context.Context, name string, hook genericapiserver.PostStartHookFunc, stop context.CancelCauseFunc) genericapiserver.PostStartHookFunc {
	return func(hookContext genericapiserver.PostStartHookContext) error {
		_, span := stage.Call(ctx, "PostStartHook/"+name, hook, waitsOf(name)...)
		if hookContext.Err() != nil { // it was held until now
			span.Event("not begun, because the server is stopping")
			span.End(nil)
			return nil
		}
		err := hook(hookContext)
		if hookContext.Err() != nil && errors.Is(err, context.Canceled) {
			span.Event("given up, because the server is stopping")
			err = nil
		}
		span.End(&err)
		if err != nil {
			stop(fmt.Errorf("run post-start hook %q: %w", name, err))
			// A hook that has failed must not look done to /readyz, so it lasts until the server has ended.
			<-hookContext.Done()
		}
		return nil
	}
}

// hooksThatWait are those whose function returns only when somebody else has done something, and who that is.
var hooksThatWait = map[string]string{
	"crd-informer-synced":                   "PostStartHook/start-apiextensions-informers",
	"start-apiextensions-controllers":       "PostStartHook/start-apiextensions-informers",
	"apiservice-registration-controller":    "PostStartHook/start-kube-aggregator-informers",
	"apiservice-discovery-controller":       "PostStartHook/apiservice-registration-controller",
	"storage-readiness":                     "the watch cache of every built-in kind",
	bootstrapRolesHook:                      "PostStartHook/generic-apiserver-start-informers",
	"priority-and-fairness-config-producer": "PostStartHook/generic-apiserver-start-informers", // the webhooks' and policies', before which nothing is admitted
}

func waitsOf(hook string) []attribute.KeyValue {
	if whom := hooksThatWait[hook]; whom != "" {
		return []attribute.KeyValue{stage.WaitsFor(whom)}
	}
	return nil
}

// addExtraHooks registers the hooks that the process adds to those of the servers.
func addExtraHooks(server *genericapiserver.GenericAPIServer, extra map[string]func(context.Context) error) error {
	for name, run := range extra {
		hook := func(hook genericapiserver.PostStartHookContext) error { return run(hook) }
		if err := server.AddPostStartHook(name, hook); err != nil {
			return err
		}
	}
	return nil
}
