package registry

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

// attributes returns the labels and fields that selectors can ask for. The watch cache calls it for every object and
// watcher, a list for every object that it passes.
func (r Resource) attributes(object runtime.Object) (labels.Set, fields.Set, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, nil, err
	}
	set := fields.Set{}
	if r.Fields != nil {
		set = r.Fields(object)
	}
	set["metadata.name"] = accessor.GetName()
	if !r.Is(ClusterScoped) {
		set["metadata.namespace"] = accessor.GetNamespace()
	}
	return accessor.GetLabels(), set, nil
}

// selectable accepts the fields that a selector may name, and refuses all others. The error is upstream's; the client
// gets it with 400.
func (r Resource) selectable(label, value string) (string, string, error) {
	name, ok := label, label == "metadata.name" || label == "metadata.namespace"
	if !ok && r.Fields != nil {
		if r.HubField != nil {
			name = r.HubField(label)
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
