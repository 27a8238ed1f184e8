package apiserver

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/lifecycle"
	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// wrapPostStartHooks puts a function of ours around every post-start hook, for two ends: a span, and a server that
// stops in order when a hook fails, with the hook's error as the cause. The library would end the process on the spot.
// When the hooks cannot be reached (see package lifecycle), the boot goes on without the wrapping. Ended is closed when
// the server has ended.
func wrapPostStartHooks(
	ctx context.Context, server *genericapiserver.GenericAPIServer, stop context.CancelCauseFunc, ended <-chan struct{},
) error {
	type function = genericapiserver.PostStartHookFunc
	return lifecycle.ReplaceHooks(server, lifecycle.PostStartHooks, func(name string, hook function) function {
		return wrapped(ctx, name, hook, stop, ended)
	})
}

func wrapped(
	ctx context.Context, name string, hook genericapiserver.PostStartHookFunc, stop context.CancelCauseFunc,
	ended <-chan struct{},
) genericapiserver.PostStartHookFunc {
	return func(hookContext genericapiserver.PostStartHookContext) error {
		_, span := stage.Call(ctx, convention.HookPrefix+name, hook, waitsOf(name)...)
		if hookContext.Err() != nil { // the learner held the hook until now
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
			// A hook that has failed must not look done to /readyz, so it lasts until the server has ended. The context
			// of hooks ends before that, when open connections still get answers.
			<-ended
		}
		return nil
	}
}

// hooksThatWait are the hooks whose function returns only when another part of the server has done something, and what
// that part is.
var hooksThatWait = map[string]string{
	"crd-informer-synced":                "PostStartHook/start-apiextensions-informers",
	"start-apiextensions-controllers":    "PostStartHook/start-apiextensions-informers",
	"apiservice-registration-controller": "PostStartHook/start-kube-aggregator-informers",
	"apiservice-discovery-controller":    "PostStartHook/apiservice-registration-controller",
	"storage-readiness":                  "the watch cache of every built-in kind",
	bootstrapRolesHook:                   "PostStartHook/generic-apiserver-start-informers",
	// These write, and no write is admitted before the informers of webhooks and policies have synced.
	"priority-and-fairness-config-producer": "PostStartHook/generic-apiserver-start-informers",
	priorityClassesHook:                     "PostStartHook/generic-apiserver-start-informers",
}

func waitsOf(hook string) []attribute.KeyValue {
	if waitsFor := hooksThatWait[hook]; waitsFor != "" {
		return []attribute.KeyValue{stage.WaitsFor(waitsFor)}
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
