package registry

import (
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/registry/generic"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/apiserver/pkg/registry/rest"
	restclient "k8s.io/client-go/rest"
)

// REST is the storage of one resource: the last stop of its requests before etcd. The generic store does all of the
// work; REST adds the names that users may type.
type REST struct {
	*genericregistry.Store
	resource Resource
	version  schema.GroupVersion
	columns  func(runtime.Object, schema.GroupResource) rest.TableConvertor
}

// Options are the same for the storage of every resource.
type Options struct {
	Scheme      *runtime.Scheme
	RESTOptions generic.RESTOptionsGetter
	// Columns returns what makes a table of an object: the columns that kubectl get prints.
	Columns func(runtime.Object, schema.GroupResource) rest.TableConvertor
	// Loopback reaches this very server, for a kind or subresource that needs another kind.
	Loopback *restclient.Config
	// Authorizer judges rights that a request's path does not show.
	Authorizer authorizer.UnconditionalAuthorizer
	// EventTTL is how long etcd keeps an object of a kind that expires; 0 means forever.
	EventTTL time.Duration
}

// NewStorage builds the storage of a resource under its name, and that of its subresources under
// "RESOURCE/SUBRESOURCE". This has a cost: the first store opens the client to etcd, which must answer within 20 s, and
// each store starts a watch cache, which begins at once to fill itself from etcd. All versions of the group share the
// storage.
func NewStorage(group Group, resource Resource, options Options) (map[string]rest.Storage, error) {
	r, err := newREST(group, resource, options)
	if err != nil {
		return nil, err
	}
	storage := map[string]rest.Storage{resource.Plural: r}
	if resource.HasStatus() {
		storage[resource.Plural+"/status"] = r.Status()
	}
	if resource.Is(Scales) {
		storage[resource.Plural+"/scale"] = newScale(r)
	}
	if resource.More != nil {
		for name, more := range resource.More(r, options) {
			storage[name] = more
		}
	}
	return storage, nil
}

func newREST(group Group, resource Resource, options Options) (*REST, error) {
	object, version := resource.hub(), group.Version
	strategy := newStrategy(options, group.VersionsOf(resource), resource)
	name := version.WithResource(resource.Plural).GroupResource()
	store := &genericregistry.Store{
		NewFunc:                   object.DeepCopyObject,
		NewListFunc:               listOf(options.Scheme, object).DeepCopyObject,
		DefaultQualifiedResource:  name,
		SingularQualifiedResource: version.WithResource(resource.Singular()).GroupResource(),
		CreateStrategy:            strategy,
		UpdateStrategy:            strategy,
		DeleteStrategy:            strategy,
		ResetFieldsStrategy:       strategy,
		TableConvertor:            options.Columns(object, name),
	}
	if resource.Is(Expires) {
		seconds := uint64(options.EventTTL.Seconds())
		store.TTLFunc = func(runtime.Object, uint64, bool) (uint64, error) { return seconds, nil }
	}
	storeOptions := &generic.StoreOptions{RESTOptions: options.RESTOptions, AttrFunc: resource.attributes}
	if err := store.CompleteWithOptions(storeOptions); err != nil {
		return nil, err
	}
	return &REST{store, resource, version, options.Columns}, nil
}

// ShortNames has one element at most.
func (r *REST) ShortNames() []string { return strings.Fields(r.resource.ShortName) }

// Categories has one element at most.
func (r *REST) Categories() []string { return strings.Fields(r.resource.Category) }

var (
	_ rest.ShortNamesProvider = (*REST)(nil)
	_ rest.CategoriesProvider = (*REST)(nil)
)
