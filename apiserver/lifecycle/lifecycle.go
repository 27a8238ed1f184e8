// Package lifecycle reads and replaces what a server of the library keeps private about its life.
//
//	signals   ShutdownInitiated ─► AfterShutdownDelayDuration ─► NotAcceptingNewRequest ─► …   when: SignalsOf
//	hooks     post-start hooks, after the port answers; pre-shutdown hooks, before it closes   what: ReplaceHooks
//
// Three servers register hooks, most of them in library code, and no public call reaches a hook once it is registered.
// The filters of a request need signals, and no public call returns one. So this package uses reflection on private
// fields. When the library changes one of these fields, the functions here return an error, the server works without
// the spans that depend on it, and a test fails.
package lifecycle

import (
	"fmt"
	"reflect"
	"unsafe"

	genericapiserver "k8s.io/apiserver/pkg/server"
)

// Fields of the library's GenericAPIServer that hold hooks by their names.
const (
	PostStartHooks   = "postStartHooks"
	PreShutdownHooks = "preShutdownHooks"
)

// ReplaceHooks puts the function that wrap returns in the place of each hook. F is the type of the hooks in the field.
func ReplaceHooks[F any](
	server *genericapiserver.GenericAPIServer, field string, wrap func(name string, hook F) F,
) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("find the hooks in the library's field %q: %v", field, problem)
		}
	}()
	hooks := writable(reflect.ValueOf(server).Elem().FieldByName(field))
	for _, name := range hooks.MapKeys() {
		entry := reflect.New(hooks.Type().Elem()).Elem()
		entry.Set(hooks.MapIndex(name))
		hook := writable(entry.FieldByName("hook"))
		hook.Set(reflect.ValueOf(wrap(name.String(), hook.Interface().(F))))
		hooks.SetMapIndex(name, entry)
	}
	return nil
}

// writable returns the same variable without the mark by which reflection refuses private fields.
func writable(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}
