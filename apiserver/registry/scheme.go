package registry

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/cbor"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apiserver/pkg/features"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

// Transient are the kinds that the server receives and answers but never stores, such as reviews and the bodies of
// subresources. They have no row.
type Transient = map[schema.GroupVersion][]runtime.Object

// NewScheme returns the table of Go types for the kinds that the server knows.
//
// The generic server works on a hub version with the name __internal: it converts a request's object to the hub, and
// converts from the hub for an answer and for etcd. Upstream has separate Go types for the hub, and generated
// conversions between them and the published types. With a single published version there is nothing to convert, so
// here the published types are registered a second time, as their own hub. The exceptions are Event, which two groups
// publish, and HorizontalPodAutoscaler, which has two versions.
func NewScheme(groups []Group, transient Transient) *runtime.Scheme {
	s := PublishedScheme(groups, transient)
	for _, group := range groups {
		for _, r := range group.Resources {
			s.AddKnownTypeWithName(hubVersion(group.Version).WithKind(r.Kind()), r.hub())
			s.AddKnownTypeWithName(hubVersion(group.Version).WithKind(r.Kind()+"List"), listOf(s, r.hub()))
			utilruntime.Must(s.AddFieldLabelConversionFunc(group.Version.WithKind(r.Kind()), r.selectable))
			if r.Default != nil {
				s.AddTypeDefaultingFunc(r.Object, func(object any) { r.Default(object.(runtime.Object)) })
			}
		}
		addOlder(s, group)
	}
	for version, objects := range transient {
		s.AddKnownTypes(hubVersion(version), objects...)
	}
	return s
}

func addOlder(s *runtime.Scheme, group Group) {
	for _, older := range group.Older {
		for _, object := range older.Objects {
			r := group.resourceOf(object)
			kind := older.Version.WithKind(r.Kind())
			utilruntime.Must(s.AddFieldLabelConversionFunc(kind, r.selectable))
			s.AddTypeDefaultingFunc(object, func(object any) { older.Default(object.(runtime.Object)) })
		}
	}
}

// PublishedScheme is NewScheme without the hub. OpenAPI takes the names of kinds from it, because clients never see the
// hub version.
func PublishedScheme(groups []Group, transient Transient) *runtime.Scheme {
	s := runtime.NewScheme()
	// Adding a kind fails only if two Go types claim the same name, which no input can cause.
	for _, group := range groups {
		utilruntime.Must(group.AddToScheme(s))
		for _, older := range group.Older {
			utilruntime.Must(older.AddToScheme(s))
		}
		utilruntime.Must(s.SetVersionPriority(group.Versions()...))
	}
	for version, objects := range transient {
		s.AddKnownTypes(version, objects...)
	}
	// The options of requests (ListOptions, DeleteOptions) and answers (Status) are kinds too, and belong to no group.
	unversioned := schema.GroupVersion{Version: "v1"}
	metav1.AddToGroupVersion(s, unversioned)
	s.AddUnversionedTypes(unversioned,
		&metav1.Status{}, &metav1.APIVersions{}, &metav1.APIGroupList{}, &metav1.APIGroup{}, &metav1.APIResourceList{})
	return s
}

// Objects returns an empty object of every kind and of its list. The scheme must know them.
func Objects(s *runtime.Scheme, groups []Group, transient Transient) (objects []runtime.Object) {
	for _, group := range groups {
		for _, r := range group.Resources {
			objects = append(objects, r.Object, listOf(s, r.Object))
		}
		for _, older := range group.Older {
			for _, object := range older.Objects {
				objects = append(objects, object, listOf(s, object))
			}
		}
	}
	for _, more := range transient {
		objects = append(objects, more...)
	}
	return objects
}

func hubVersion(version schema.GroupVersion) schema.GroupVersion {
	return schema.GroupVersion{Group: version.Group, Version: runtime.APIVersionInternal}
}

// listOf returns an empty list of such objects: with every kind that can be stored, AddToScheme registers its list.
func listOf(s *runtime.Scheme, object runtime.Object) runtime.Object {
	kinds, _, err := s.ObjectKinds(object)
	utilruntime.Must(err)
	list, err := s.New(kinds[0].GroupVersion().WithKind(kinds[0].Kind + "List"))
	utilruntime.Must(err)
	return list
}

// NewCodecs returns the encoders and decoders of a scheme: JSON, YAML and protobuf, and CBOR if --feature-gates
// switches it on.
func NewCodecs(s *runtime.Scheme) serializer.CodecFactory {
	if utilfeature.DefaultFeatureGate.Enabled(features.CBORServingAndStorage) {
		return serializer.NewCodecFactory(s, serializer.WithSerializer(cbor.NewSerializerInfo))
	}
	return serializer.NewCodecFactory(s)
}
