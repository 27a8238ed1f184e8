package connection

import (
	"context"

	"google.golang.org/grpc/metadata"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/apiserver/pkg/storage"
)

// streamKey names the resource in the gRPC metadata of a watch. etcd ignores it; its client keeps one stream for each
// set of metadata.
const streamKey = "apitour-resource"

// streamed is a store whose watches of etcd have a stream of their own on the shared connection.
//
// A watch cache asks etcd how far it has got, and etcd answers to all watches of the stream. On one stream for all
// stores, the watches of events, which have no cache, would get answers to questions of other resources' caches, and
// would pass them on as BOOKMARK to clients that have not asked for any. etcd also answers only when all watches of the
// stream are up to date, so one slow resource would delay the consistent reads of the others. With a client for each
// store, as in the library, neither can happen.
type streamed struct {
	storage.Interface
	resource string
}

func withOwnStream(store storage.Interface, resource schema.GroupResource) storage.Interface {
	return streamed{store, resource.String()}
}

// Watch watches on the resource's stream.
func (s streamed) Watch(ctx context.Context, key string, options storage.ListOptions) (watch.Interface, error) {
	return s.Interface.Watch(s.onStream(ctx), key, options)
}

// RequestWatchProgress must have the metadata of Watch, because the answer comes on the stream of the question.
func (s streamed) RequestWatchProgress(ctx context.Context) error {
	return s.Interface.RequestWatchProgress(s.onStream(ctx))
}

func (s streamed) onStream(ctx context.Context) context.Context {
	return metadata.AppendToOutgoingContext(ctx, streamKey, s.resource)
}
