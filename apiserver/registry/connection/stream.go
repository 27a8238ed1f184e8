package connection

import (
	"context"

	"google.golang.org/grpc/metadata"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// streamKey names the resource in the gRPC metadata of a watch. etcd ignores it; its client keeps one stream for each
// set of metadata.
const streamKey = "apitour-resource"

// uncachedStore is plainStore for a resource without a watch cache, such as events.
func (c *shared) uncachedStore(
	config *storagebackend.ConfigForResource, prefix string,
	keyFunc func(runtime.Object) (string, error), newFunc, newListFunc func() runtime.Object,
	attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	store, destroy, err := c.plainStore(config, prefix, keyFunc, newFunc, newListFunc, attributes, triggers, indexers)
	if err != nil {
		return nil, nil, err
	}
	return streamed{store, config.GroupResource.String()}, destroy, nil
}

// streamed is a store whose watches of etcd have a stream of their own on the shared connection.
//
// A watch cache asks etcd how far it has got, and etcd answers to all watches of the stream. A watch cache wants such
// answers, whoever has asked. A watch without one would pass them on, as BOOKMARK, to clients that have not asked for
// bookmarks. In the library every store has a client and so a stream, and nothing asks on a stream without a cache.
type streamed struct {
	storage.Interface
	resource string
}

// Watch watches on the resource's stream.
func (s streamed) Watch(ctx context.Context, key string, options storage.ListOptions) (watch.Interface, error) {
	return s.Interface.Watch(metadata.AppendToOutgoingContext(ctx, streamKey, s.resource), key, options)
}
