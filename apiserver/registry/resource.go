package registry

import (
	"context"
	"reflect"
	"strings"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Group is a group version: the kinds that are installed together.
type Group struct {
	Version     schema.GroupVersion
	AddToScheme func(*runtime.Scheme) error
	// GroupPriority and VersionPriority place the group, and this version of it, among the others in discovery. Higher comes
	// first. The numbers are upstream's (cmd/kube-apiserver/app/aggregator.go and pkg/controlplane/apiserver/aggregator.go).
	GroupPriority, VersionPriority int32
	Resources                      []Resource
}

// Resource is a built-in kind and how it is served. What is not said is as most kinds have it.
type Resource struct {
	Plural    string // as in a request's path
	ShortName string // what a user may type instead: kubectl get ns
	Category  string // what a user may type for several resources at once: kubectl get all
	// Object is an empty object of the kind, to be copied.
	Object runtime.Object
	// Hub is what the server works with and stores, when it is not Object. Event is the one such kind.
	Hub runtime.Object
	// Traits are the ways in which this kind differs from most.
	Traits Trait
	// Default fills in what the writer of an object has left open. It sees every object that is decoded, from a request or
	// from etcd, and must leave alone what is set.
	Default func(runtime.Object)
	// Fields returns what field selectors may ask of an object, besides its name and namespace. The keys are the same for
	// every object, so those of the empty object are the fields that the kind supports.
	Fields func(runtime.Object) fields.Set
	// Prepare sets what only the server may say, and undoes what a writer may not change. old is nil on create.
	Prepare func(ctx context.Context, object, old runtime.Object)
	// PrepareStatus does the same for writes to the status subresource.
	PrepareStatus func(object, old runtime.Object)
	// Check finds mistakes in an object that is about to be written. old is nil on create.
	Check func(object, old runtime.Object) field.ErrorList
	// Grace returns for how many seconds a deleted object only counts as about to go, for somebody to end in order what it
	// stands for. asked is what the client asked for, or nil. A kind without goes at once.
	Grace func(object runtime.Object, asked *int64) int64
	// More adds subresources beside status and scale, or replaces the resource's own storage.
	More func(*REST, Options) storageMap
}

// Trait is a way in which a kind differs from most. Upstream says these things in the strategy of each kind
// (pkg/registry/GROUP/RESOURCE/strategy.go), from which they are taken.
type Trait int

const (
	// clusterScoped: objects are not in any namespace.
	clusterScoped Trait = 1 << iota
	// expires: an object goes by itself after a time.
	expires
	// countsGenerations: metadata.generation is 1 at first, and grows with every change of what is wanted.
	countsGenerations
	// createsOnUpdate: a PUT of an object that does not exist makes it.
	createsOnUpdate
	// needsVersion: an update must say which resourceVersion it changes.
	needsVersion
	// statusOnly: a write to the status subresource changes no metadata either.
	statusOnly
	// scales: replicas can be read and written through the scale subresource.
	scales
	// orphansDependents: what an object owns outlives it, unless the delete says otherwise.
	orphansDependents
	// bornWithStatus: who creates the object may say how things are, as a kubelet does of its Node.
	bornWithStatus
	// keepsNoDependents: an object can own nothing, so a delete never waits for what it owns.
	keepsNoDependents
	// dnsLabel: the name is one label of a domain name, because something makes a host's name of it.
	dnsLabel
	// anyName: the name is anything that fits into a path. Others' names are DNS subdomains.
	anyName
)

func (r Resource) is(t Trait) bool { return r.Traits&t != 0 }

// Kind is the name of the kind, which is that of its Go type.
func (r Resource) Kind() string { return reflect.TypeOf(r.Object).Elem().Name() }

// Singular is the resource's name for one object, as a user may type it.
func (r Resource) Singular() string { return strings.ToLower(r.Kind()) }

// hasStatus reports whether the kind tells what is from what is wanted. Exactly these have a status subresource upstream.
func (r Resource) hasStatus() bool {
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

// requests are the kinds that are taken and answered and never kept: those of subresources, and the reviews. No row has
// them.
var requests = map[schema.GroupVersion][]runtime.Object{
	corev1.SchemeGroupVersion: {
		&corev1.Binding{}, &corev1.PodLogOptions{}, &corev1.PodExecOptions{}, &corev1.PodAttachOptions{}, &corev1.PodPortForwardOptions{}, &corev1.PodProxyOptions{},
	},
	authenticationv1.SchemeGroupVersion: {&authenticationv1.TokenReview{}, &authenticationv1.SelfSubjectReview{}},
	authorizationv1.SchemeGroupVersion: {
		&authorizationv1.SubjectAccessReview{}, &authorizationv1.LocalSubjectAccessReview{}, &authorizationv1.SelfSubjectAccessReview{}, &authorizationv1.SelfSubjectRulesReview{},
	},
	autoscalingv1.SchemeGroupVersion: {&autoscalingv1.Scale{}},
	policyv1.SchemeGroupVersion:      {&policyv1.Eviction{}},
}

// Objects returns an empty object of every kind and of its list, which the scheme must know.
func Objects(s *runtime.Scheme) (objects []runtime.Object) {
	for _, group := range Groups {
		for _, r := range group.Resources {
			objects = append(objects, r.Object, listOf(s, r.Object))
		}
	}
	for _, more := range requests {
		objects = append(objects, more...)
	}
	return objects
}
