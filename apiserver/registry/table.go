// Package registry serves the built-in kinds: a table that says what they are, and one store that can keep any of them.
//
// Upstream has a package for every kind, some fifty of them, because every kind has its own defaults, validation, columns
// and subresources. What a boot does with them is the same for all, and the boot is what is taught here, so here a kind is
// a row of a table. What a row does not buy is said where a client would notice it: nothing fills in defaults, and
// nothing beyond an object's metadata and its published schema is checked.
package registry

import (
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Resource is a built-in kind and how it is served.
type Resource struct {
	Version    schema.GroupVersion
	Plural     string // as in a request's path
	Singular   string
	ShortNames []string
	Namespaced bool
	// Object and List are empty objects of the kind and of its list, to be copied.
	Object, List runtime.Object
	// Seconds after which an object goes by itself; 0 keeps it.
	Seconds uint64
}

// eventSeconds is kube-apiserver's default of --event-ttl, one hour (pkg/controlplane/apiserver/options/options.go).
const eventSeconds = 60 * 60

// Resources is every built-in resource, the core group first, as upstream installs it.
var Resources = []Resource{
	{Version: corev1.SchemeGroupVersion, Plural: "namespaces", Singular: "namespace", ShortNames: []string{"ns"}, Object: &corev1.Namespace{}, List: &corev1.NamespaceList{}},
	{Version: corev1.SchemeGroupVersion, Plural: "configmaps", Singular: "configmap", ShortNames: []string{"cm"}, Namespaced: true, Object: &corev1.ConfigMap{}, List: &corev1.ConfigMapList{}},
	{Version: corev1.SchemeGroupVersion, Plural: "secrets", Singular: "secret", Namespaced: true, Object: &corev1.Secret{}, List: &corev1.SecretList{}},
	{Version: corev1.SchemeGroupVersion, Plural: "services", Singular: "service", ShortNames: []string{"svc"}, Namespaced: true, Object: &corev1.Service{}, List: &corev1.ServiceList{}},
	{Version: corev1.SchemeGroupVersion, Plural: "events", Singular: "event", ShortNames: []string{"ev"}, Namespaced: true, Object: &corev1.Event{}, List: &corev1.EventList{}, Seconds: eventSeconds},
	{Version: coordinationv1.SchemeGroupVersion, Plural: "leases", Singular: "lease", Namespaced: true, Object: &coordinationv1.Lease{}, List: &coordinationv1.LeaseList{}},
	{Version: discoveryv1.SchemeGroupVersion, Plural: "endpointslices", Singular: "endpointslice", Namespaced: true, Object: &discoveryv1.EndpointSlice{}, List: &discoveryv1.EndpointSliceList{}},
}

// Groups returns the group versions of the table, in its order, each with its resources.
func Groups() (versions []schema.GroupVersion, resources map[schema.GroupVersion][]Resource) {
	resources = map[schema.GroupVersion][]Resource{}
	for _, r := range Resources {
		if resources[r.Version] == nil {
			versions = append(versions, r.Version)
		}
		resources[r.Version] = append(resources[r.Version], r)
	}
	return versions, resources
}

// GroupResource names the resource without its version.
func (r Resource) GroupResource() schema.GroupResource {
	return schema.GroupResource{Group: r.Version.Group, Resource: r.Plural}
}

// Objects returns an empty object of every kind and of its list.
func Objects() (objects []runtime.Object) {
	for _, r := range Resources {
		objects = append(objects, r.Object, r.List)
	}
	return objects
}
