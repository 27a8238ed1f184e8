package registry

import (
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	restclient "k8s.io/client-go/rest"

	"apitour/apiserver/registry/columns"
)

// REST is the storage of one resource: what a request for it ends in. Everything but the names is the generic store's.
type REST struct {
	*genericregistry.Store
	resource Resource
	version  schema.GroupVersion
}

// Options are what the storage of any resource is built with.
type Options struct {
	Scheme      *runtime.Scheme
	RESTOptions generic.RESTOptionsGetter
	// Loopback reaches this very server, for a subresource that needs another kind.
	Loopback *restclient.Config
	// EventTTL is how long an object of a kind that expires is kept; 0 keeps it for ever.
	EventTTL time.Duration
}

// storageMap has the storage of a resource under its name, and those of its subresources under "RESOURCE/SUBRESOURCE".
type storageMap = map[string]rest.Storage

// NewStorage builds the storage of a resource and of its subresources. This is not free: it opens a client to etcd, which
// must answer within 20 s, and starts the watch cache, which begins at once to fill itself from etcd.
func NewStorage(version schema.GroupVersion, resource Resource, options Options) (map[string]rest.Storage, error) {
	r, err := newREST(version, resource, options)
	if err != nil {
		return nil, err
	}
	storage := storageMap{resource.Plural: r}
	if resource.hasStatus() {
		storage[resource.Plural+"/status"] = r.status()
	}
	if resource.is(scales) {
		storage[resource.Plural+"/scale"] = newScale(r)
	}
	if resource.More != nil {
		for name, more := range resource.More(r, options) {
			storage[name] = more
		}
	}
	return storage, nil
}

func newREST(version schema.GroupVersion, resource Resource, options Options) (*REST, error) {
	object := resource.hub()
	strategy := strategy{options.Scheme, names.SimpleNameGenerator, version, resource}
	store := &genericregistry.Store{
		NewFunc:                   object.DeepCopyObject,
		NewListFunc:               listOf(options.Scheme, object).DeepCopyObject,
		DefaultQualifiedResource:  version.WithResource(resource.Plural).GroupResource(),
		SingularQualifiedResource: version.WithResource(resource.Singular()).GroupResource(),
		CreateStrategy:            strategy,
		UpdateStrategy:            strategy,
		DeleteStrategy:            strategy,
		ResetFieldsStrategy:       strategy,
		TableConvertor:            columns.Convertor(object, version.WithResource(resource.Plural).GroupResource()),
	}
	if resource.is(expires) {
		seconds := uint64(options.EventTTL.Seconds())
		store.TTLFunc = func(runtime.Object, uint64, bool) (uint64, error) { return seconds, nil }
	}
	if err := store.CompleteWithOptions(&generic.StoreOptions{RESTOptions: options.RESTOptions, AttrFunc: resource.attributes}); err != nil {
		return nil, err
	}
	return &REST{store, resource, version}, nil
}

// ShortNames is one at most.
func (r *REST) ShortNames() []string { return strings.Fields(r.resource.ShortName) }

// Categories is one at most.
func (r *REST) Categories() []string { return strings.Fields(r.resource.Category) }

var (
	_ rest.ShortNamesProvider = (*REST)(nil)
	_ rest.CategoriesProvider = (*REST)(nil)
)
