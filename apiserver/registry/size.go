package registry

import (
	"context"
	"errors"
	"strings"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// RefuseTooLarge makes the stores that take their options from the getter refuse an object that etcd does not take,
// with 413. Upstream refuses only bodies above 3 MiB so, because JSON may be twice as long as what is stored
// (k8s.io/apiserver v0.37.2, pkg/server/config.go, MaxRequestBodyBytes). It passes etcd's refusal on as 500, as if the
// server had failed.
func RefuseTooLarge(getter generic.RESTOptionsGetter) generic.RESTOptionsGetter {
	return sizedGetter{getter}
}

type sizedGetter struct{ generic.RESTOptionsGetter }

// GetRESTOptions answers as the getter does, except for the function that makes the storage.
func (g sizedGetter) GetRESTOptions(
	resource schema.GroupResource, example runtime.Object,
) (generic.RESTOptions, error) {
	options, err := g.RESTOptionsGetter.GetRESTOptions(resource, example)
	if err != nil {
		return options, err
	}
	open := options.Decorator
	options.Decorator = func(
		config *storagebackend.ConfigForResource, prefix string,
		keyFunc func(runtime.Object) (string, error), newFunc, newListFunc func() runtime.Object,
		attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		store, destroy, err := open(
			config, prefix, keyFunc, newFunc, newListFunc, attributes, triggers, indexers)
		if err != nil {
			return nil, nil, err
		}
		return sized{store}, destroy, nil
	}
	return options, nil
}

// sized is a store whose writes say that an object is too large.
type sized struct{ storage.Interface }

func (s sized) Create(ctx context.Context, key string, obj, out runtime.Object, ttl uint64) error {
	return explainSize(s.Interface.Create(ctx, key, obj, out, ttl))
}

func (s sized) GuaranteedUpdate(
	ctx context.Context, key string, destination runtime.Object, ignoreNotFound bool,
	preconditions *storage.Preconditions, tryUpdate storage.UpdateFunc, cached runtime.Object,
) error {
	return explainSize(s.Interface.GuaranteedUpdate(
		ctx, key, destination, ignoreNotFound, preconditions, tryUpdate, cached))
}

// explainSize adds a status to the refusal of a request that is too large: by etcd itself, or, above 2 MiB, by the
// limits of gRPC at one of the two ends.
func explainSize(err error) error {
	code := codeOf(err)
	tooLong := code == codes.ResourceExhausted && strings.Contains(err.Error(), "message larger than max")
	if !tooLong && !errors.Is(err, rpctypes.ErrRequestTooLarge) {
		return err
	}
	return tooLargeError{err, code}
}

// codeOf returns the code of an error of gRPC, which etcd's client wraps in a type of its own.
func codeOf(err error) codes.Code {
	var ofEtcd rpctypes.EtcdError
	if errors.As(err, &ofEtcd) {
		return ofEtcd.Code()
	}
	return status.Code(err)
}

// tooLargeError is the refusal of etcd to its callers, and 413 to the client. Its text and code stay as they are
// because the handlers know by them that they may try again without the managed fields (k8s.io/apiserver v0.37.2,
// pkg/endpoints/handlers/rest.go, isTooLargeError).
type tooLargeError struct {
	error
	code codes.Code
}

func (e tooLargeError) Unwrap() error              { return e.error }
func (e tooLargeError) Code() codes.Code           { return e.code }
func (e tooLargeError) GRPCStatus() *status.Status { return status.New(e.code, e.Error()) }

// Status is what the client is told.
func (e tooLargeError) Status() metav1.Status {
	const text = "as it is stored, the object is larger than etcd takes, which is 1.5 MiB unless etcd has another limit"
	return apierrors.NewRequestEntityTooLargeError(text).Status()
}
