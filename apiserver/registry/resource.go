package registry

import (
	"context"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
)

// Group is an API group: the kinds that are installed together, in the version that is preferred and stored.
type Group struct {
	Version     schema.GroupVersion
	AddToScheme func(*runtime.Scheme) error
	// GroupPriority and VersionPriority place the group, and this version of it, among the others in discovery. Higher
	// comes first. The numbers are upstream's (cmd/kube-apiserver/app/aggregator.go and
	// pkg/controlplane/apiserver/aggregator.go).
	GroupPriority, VersionPriority int32
	Resources                      []Resource
	// Older are further versions of the same kinds. Only autoscaling has one.
	Older []OlderVersion
}

// OlderVersion is a version of a group besides the preferred one. It has no storage of its own: objects are converted
// to the hub, and what is written in one version can be read in the other.
type OlderVersion struct {
	Version         schema.GroupVersion
	AddToScheme     func(*runtime.Scheme) error
	VersionPriority int32
	// Objects are empty objects, each of the same kind as a resource of the group.
	Objects []runtime.Object
	// Default fills in the fields that the writer of an object of this version left empty.
	Default func(runtime.Object)
}

// Versions returns the preferred version, then the older ones.
func (g Group) Versions() []schema.GroupVersion {
	versions := []schema.GroupVersion{g.Version}
	for _, older := range g.Older {
		versions = append(versions, older.Version)
	}
	return versions
}

// VersionsOf returns the versions of the group that have the resource.
func (g Group) VersionsOf(r Resource) []schema.GroupVersion {
	versions := []schema.GroupVersion{g.Version}
	for _, older := range g.Older {
		for _, object := range older.Objects {
			if kindOf(object) == r.Kind() {
				versions = append(versions, older.Version)
			}
		}
	}
	return versions
}

// Resource is the row of a built-in kind: how it is served. A field that is left empty means: as most kinds.
type Resource struct {
	Plural    string // as in a request's path
	ShortName string // an abbreviation for users: kubectl get ns
	Category  string // a name for several resources at once: kubectl get all
	// Object is an empty object of the kind, to be copied.
	Object runtime.Object
	// Hub is the type that the server works with and stores, if that is not Object. Event is the only such kind.
	Hub runtime.Object
	// HubField translates the name of a selectable field from Object's to Hub's; "" means that Object has no such
	// field.
	HubField func(label string) string
	// Traits are the ways in which this kind differs from most.
	Traits Trait
	// Default fills in the fields that the writer of an object left empty. It sees every object that is decoded, from a
	// request or from etcd, and must not change a field that is set.
	Default func(runtime.Object)
	// Fields returns the fields that selectors can ask for, besides name and namespace. The keys are the same for every
	// object, so the keys of the empty object are the fields that the kind supports.
	Fields func(runtime.Object) fields.Set
	// Prepare sets the fields that belong to the server, and restores those that a writer may not change. old is nil on
	// create.
	Prepare func(ctx context.Context, object, old runtime.Object)
	// PrepareStatus does the same for writes to the status subresource.
	PrepareStatus func(object, old runtime.Object)
	// StatusKeeps are fields of the status that PrepareStatus restores, as in status.conditions.
	StatusKeeps []string
	// Check finds mistakes in an object before it is written. old is nil on create.
	Check func(object, old runtime.Object) field.ErrorList
	// CheckStatus finds mistakes in what a write to the status subresource would store.
	CheckStatus func(object, old runtime.Object) field.ErrorList
	// Authorize refuses an object without mistakes whose writer lacks a right on something that the object refers to;
	// the request's path, which authorization judges, does not show it. old is nil on create.
	Authorize func(ctx context.Context, options Options, object, old runtime.Object) field.ErrorList
	// AuthorizeStatus does the same for writes to the status subresource.
	AuthorizeStatus func(ctx context.Context, options Options, object, old runtime.Object) field.ErrorList
	// Grace returns for how many seconds a deleted object is only marked, so that its controller can end it in order.
	// asked is the client's wish, or nil. Without Grace the object is deleted at once.
	Grace func(object runtime.Object, asked *int64) int64
	// More adds subresources to status and scale, or replaces the resource's own storage.
	More func(*REST, Options) map[string]rest.Storage
}

// Trait is a way in which a kind differs from most. Upstream states it in the kind's strategy
// (pkg/registry/GROUP/RESOURCE/strategy.go), the source of every trait in the table.
type Trait int

const (
	// ClusterScoped kinds have objects outside of namespaces.
	ClusterScoped Trait = 1 << iota
	// Expires means that etcd deletes an object after a time.
	Expires
	// CountsGenerations means that metadata.generation begins with 1 and grows with every change of the spec.
	CountsGenerations
	// CreatesOnUpdate means that a PUT of an object that does not exist creates it.
	CreatesOnUpdate
	// NeedsVersion means that an update must name the resourceVersion that it changes.
	NeedsVersion
	// StatusOnly means that a write to the status subresource changes no metadata.
	StatusOnly
	// Scales means that replicas can be read and written through the scale subresource.
	Scales
	// OrphansDependents means that an object's dependents outlive it, unless the delete asks for something else.
	OrphansDependents
	// BornWithStatus means that a create may set the status, as a kubelet does for its Node.
	BornWithStatus
	// KeepsNoDependents means that an object can own nothing, so a delete never waits for dependents.
	KeepsNoDependents
	// DNSLabel requires a name that is one label of a domain name, because it becomes part of a host name.
	DNSLabel
	// AnyName accepts every name that fits into a path. Without a trait the name is a DNS subdomain.
	AnyName
)

// resourceOf returns the group's resource with the kind of the object.
func (g Group) resourceOf(object runtime.Object) Resource {
	for _, r := range g.Resources {
		if r.Kind() == kindOf(object) {
			return r
		}
	}
	panic("no resource with the kind " + kindOf(object))
}

// kindOf returns the name of the object's kind, which is the name of its Go type.
func kindOf(object runtime.Object) string { return reflect.TypeOf(object).Elem().Name() }

// Is reports whether the kind has the trait.
func (r Resource) Is(t Trait) bool { return r.Traits&t != 0 }

// Kind is the name of the kind, which is the name of its Go type.
func (r Resource) Kind() string { return kindOf(r.Object) }

// Singular is the resource's name for one object, as a user may type it.
func (r Resource) Singular() string { return strings.ToLower(r.Kind()) }

// HasStatus reports whether the kind separates the observed state from the desired one. Exactly these kinds have a
// status subresource upstream.
func (r Resource) HasStatus() bool {
	_, ok := reflect.TypeOf(r.Object).Elem().FieldByName("Status")
	return ok
}

// hub returns the object that the server works with in place of Object.
func (r Resource) hub() runtime.Object {
	if r.Hub != nil {
		return r.Hub
	}
	return r.Object
}
