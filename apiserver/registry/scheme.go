package registry

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/cbor"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apiserver/pkg/features"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

// NewScheme returns the table of Go types for the kinds that the server knows.
//
// The generic server works on a hub version that it calls __internal: whatever a client sends is converted to it, and
// whatever is stored or answered is converted from it. Upstream has separate Go types for the hub, and generated
// conversions between them and the published ones. With a single published version there is nothing to convert, so here
// the published types are registered a second time, as their own hub. Event, which two groups publish, is the exception.
func NewScheme() *runtime.Scheme {
	s := PublishedScheme()
	for _, group := range Groups {
		for _, r := range group.Resources {
			s.AddKnownTypeWithName(hubVersion(group.Version).WithKind(r.Kind()), r.hub())
			s.AddKnownTypeWithName(hubVersion(group.Version).WithKind(r.Kind()+"List"), listOf(s, r.hub()))
			utilruntime.Must(s.AddFieldLabelConversionFunc(group.Version.WithKind(r.Kind()), r.selectable))
			if r.Default != nil {
				s.AddTypeDefaultingFunc(r.Object, func(object any) { r.Default(object.(runtime.Object)) })
			}
		}
	}
	for version, objects := range requests {
		s.AddKnownTypes(hubVersion(version), objects...)
	}
	addEventConversions(s)
	addQueryConversions(s)
	return s
}

func hubVersion(version schema.GroupVersion) schema.GroupVersion {
	return schema.GroupVersion{Group: version.Group, Version: runtime.APIVersionInternal}
}

// listOf returns an empty list of such objects: of every kind that can be kept, the groups register the list as well.
func listOf(s *runtime.Scheme, object runtime.Object) runtime.Object {
	kinds, _, err := s.ObjectKinds(object)
	utilruntime.Must(err)
	list, err := s.New(kinds[0].GroupVersion().WithKind(kinds[0].Kind + "List"))
	utilruntime.Must(err)
	return list
}

// selectable accepts the fields that a selector may ask for. The error is upstream's; a client gets it with 400.
func (r Resource) selectable(label, value string) (string, string, error) {
	name, ok := label, label == "metadata.name" || label == "metadata.namespace"
	if !ok && r.Fields != nil {
		if r.Hub != nil {
			name = hubEventField(label)
		}
		_, ok = r.Fields(r.hub())[name]
	}
	switch {
	case ok:
		return name, value, nil
	case r.Fields == nil:
		return runtime.DefaultMetaV1FieldSelectorConversion(label, value)
	}
	return "", "", fmt.Errorf("field label not supported: %s", label)
}

// PublishedScheme is NewScheme without the hub. OpenAPI names kinds by it: a hub version is nothing that a client may see.
func PublishedScheme() *runtime.Scheme {
	s := runtime.NewScheme()
	// Adding a kind fails only when two Go types claim the same name, which no input can bring about.
	for _, group := range Groups {
		utilruntime.Must(group.AddToScheme(s))
		utilruntime.Must(s.SetVersionPriority(group.Version))
	}
	for version, objects := range requests {
		s.AddKnownTypes(version, objects...)
	}
	// Options of requests (ListOptions, DeleteOptions) and answers (Status) are kinds too, and belong to no group.
	unversioned := schema.GroupVersion{Version: "v1"}
	metav1.AddToGroupVersion(s, unversioned)
	s.AddUnversionedTypes(unversioned, &metav1.Status{}, &metav1.APIVersions{}, &metav1.APIGroupList{}, &metav1.APIGroup{}, &metav1.APIResourceList{})
	return s
}

// NewCodecs returns the encoders and decoders of a scheme: JSON, YAML and protobuf, and CBOR when its feature gate is on,
// which it is not unless --feature-gates says so.
func NewCodecs(s *runtime.Scheme) serializer.CodecFactory {
	if utilfeature.DefaultFeatureGate.Enabled(features.CBORServingAndStorage) {
		return serializer.NewCodecFactory(s, serializer.WithSerializer(cbor.NewSerializerInfo))
	}
	return serializer.NewCodecFactory(s)
}
