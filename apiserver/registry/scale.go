package registry

import (
	"context"
	"fmt"
	"reflect"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// scaleREST is the scale subresource: the observed and the desired number of replicas, in one form for every kind that
// has replicas, so that kubectl scale and an autoscaler need not know the kinds.
type scaleREST struct{ *REST }

// newScale hides the resource's verbs, such as List, which the subresource does not have.
func newScale(r *REST) rest.Storage {
	return struct {
		scaleVerbs
	}{&scaleREST{r}}
}

type scaleVerbs interface {
	rest.Patcher
	rest.Storage
	rest.GroupVersionKindProvider
	rest.TableConvertor
}

// GroupVersionKind is that of Scale, which is in another group than the resource.
func (*scaleREST) GroupVersionKind(schema.GroupVersion) schema.GroupVersionKind {
	return autoscalingv1.SchemeGroupVersion.WithKind("Scale")
}

func (*scaleREST) New() runtime.Object { return &autoscalingv1.Scale{} }

// Destroy does nothing: the store belongs to the resource.
func (*scaleREST) Destroy() {}

func (s *scaleREST) ConvertToTable(ctx context.Context, object, options runtime.Object) (*metav1.Table, error) {
	return s.columns(s.New(), schema.GroupResource{}).ConvertToTable(ctx, object, options)
}

func (s *scaleREST) Get(ctx context.Context, name string, options *metav1.GetOptions) (runtime.Object, error) {
	object, err := s.Store.Get(ctx, name, options)
	if err != nil {
		return nil, err
	}
	return scaleOf(object)
}

// Update makes a scale of the stored object, lets the request change it, and writes its replicas into the object.
func (s *scaleREST) Update(
	ctx context.Context, name string, info rest.UpdatedObjectInfo,
	create rest.ValidateObjectFunc, update rest.ValidateObjectUpdateFunc, _ bool, options *metav1.UpdateOptions,
) (runtime.Object, bool, error) {
	validate := func(ctx context.Context, object, old runtime.Object) error {
		scale, err := scaleOf(object)
		if err != nil {
			return err
		}
		oldScale, err := scaleOf(old)
		if err != nil {
			return err
		}
		return update(ctx, scale, oldScale)
	}
	object, _, err := s.Store.Update(ctx, name, scaledObject{info, s.REST}, create, validate, false, options)
	if err != nil {
		return nil, false, err
	}
	scale, err := scaleOf(object)
	return scale, false, err
}

// scaledObject computes the object that results from an update of its scale.
type scaledObject struct {
	scale rest.UpdatedObjectInfo
	*REST
}

func (s scaledObject) Preconditions() *metav1.Preconditions { return s.scale.Preconditions() }

func (s scaledObject) UpdatedObject(ctx context.Context, old runtime.Object) (runtime.Object, error) {
	metadata := metadataOf(old)
	if metadata.GetResourceVersion() == "" { // nothing is stored
		return nil, apierrors.NewNotFound(s.DefaultQualifiedResource, metadata.GetName())
	}
	oldScale, err := scaleOf(old)
	if err != nil {
		return nil, err
	}
	// The owner of the scale's replicas owns the object's replicas: the record of owners is translated in both
	// directions.
	paths := managedfields.ResourcePathMappings{s.version.String(): fieldpath.MakePathOrDie("spec", "replicas")}
	owners := managedfields.NewScaleHandler(metadata.GetManagedFields(), s.version, paths)
	if oldScale.ManagedFields, err = owners.ToSubresource(); err != nil {
		return nil, err
	}
	updated, err := s.scale.UpdatedObject(ctx, oldScale)
	if err != nil {
		return nil, err
	}
	scale, ok := updated.(*autoscalingv1.Scale)
	if !ok {
		return nil, apierrors.NewBadRequest(fmt.Sprintf("expected input object type to be Scale, but %T", updated))
	}
	if scale.Spec.Replicas < 0 {
		kind := autoscalingv1.SchemeGroupVersion.WithKind("Scale").GroupKind()
		at := field.NewPath("spec", "replicas")
		return nil, apierrors.NewInvalid(kind, scale.Name, field.ErrorList{
			field.Invalid(at, scale.Spec.Replicas, "must be greater than or equal to 0"),
		})
	}
	return s.rescale(old, scale, owners)
}

func (s scaledObject) rescale(
	old runtime.Object, scale *autoscalingv1.Scale, owners *managedfields.ScaleHandler,
) (runtime.Object, error) {
	object := old.DeepCopyObject()
	metadata := metadataOf(object)
	spec := reflect.ValueOf(object).Elem().FieldByName("Spec")
	spec.FieldByName("Replicas").Set(reflect.ValueOf(&scale.Spec.Replicas))
	// Without a version the request changes any version; with one, the store compares.
	if scale.ResourceVersion != "" {
		metadata.SetResourceVersion(scale.ResourceVersion)
	}
	if scale.UID != "" {
		metadata.SetUID(scale.UID)
	}
	managed, err := owners.ToParent(scale.ManagedFields)
	if err != nil {
		return nil, err
	}
	metadata.SetManagedFields(managed)
	return object, nil
}

// scaleOf returns the scale of an object of any kind that has Spec.Replicas, Spec.Selector and Status.Replicas.
func scaleOf(object runtime.Object) (*autoscalingv1.Scale, error) {
	metadata, value := metadataOf(object), reflect.ValueOf(object).Elem()
	spec := value.FieldByName("Spec")
	scale := &autoscalingv1.Scale{ObjectMeta: metav1.ObjectMeta{
		Name: metadata.GetName(), Namespace: metadata.GetNamespace(), UID: metadata.GetUID(),
		ResourceVersion: metadata.GetResourceVersion(), CreationTimestamp: metadata.GetCreationTimestamp(),
	}}
	if replicas := spec.FieldByName("Replicas").Interface().(*int32); replicas != nil {
		scale.Spec.Replicas = *replicas
	}
	scale.Status.Replicas = value.FieldByName("Status").FieldByName("Replicas").Interface().(int32)
	switch selector := spec.FieldByName("Selector").Interface().(type) {
	case map[string]string: // a ReplicationController's
		scale.Status.Selector = labels.SelectorFromSet(selector).String()
	case *metav1.LabelSelector:
		s, err := metav1.LabelSelectorAsSelector(selector)
		if err != nil {
			return nil, apierrors.NewBadRequest(err.Error())
		}
		scale.Status.Selector = s.String()
	}
	return scale, nil
}
