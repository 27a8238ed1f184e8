package kinds

import (
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/utils/ptr"
)

// immutable returns a check that fields, given by their Go names as in Spec.Selector, do not change after create.
func immutable(paths ...string) func(object, old runtime.Object) field.ErrorList {
	return func(object, old runtime.Object) (errs field.ErrorList) {
		if old == nil {
			return nil
		}
		for _, path := range paths {
			a, b := reflect.ValueOf(object).Elem(), reflect.ValueOf(old).Elem()
			var at *field.Path
			for name := range strings.SplitSeq(path, ".") {
				a, b = a.FieldByName(name), b.FieldByName(name)
				at = at.Child(strings.ToLower(name[:1]) + name[1:])
			}
			errs = append(errs, apivalidation.ValidateImmutableField(a.Interface(), b.Interface(), at)...)
		}
		return errs
	}
}

// checkConfigMap and checkSecret refuse changes to an object whose field "immutable" is true.
func checkConfigMap(object, old runtime.Object) field.ErrorList {
	if old == nil || !ptr.Deref(old.(*corev1.ConfigMap).Immutable, false) {
		return nil
	}
	return checkMarkedImmutable(object, old, "Immutable", "Data", "BinaryData")
}

func checkSecret(object, old runtime.Object) field.ErrorList {
	if old == nil {
		return nil
	}
	errs := immutable("Type")(object, old)
	if ptr.Deref(old.(*corev1.Secret).Immutable, false) {
		errs = append(errs, checkMarkedImmutable(object, old, "Immutable", "Data")...)
	}
	return errs
}

func checkMarkedImmutable(object, old runtime.Object, names ...string) (errs field.ErrorList) {
	for _, err := range immutable(names...)(object, old) {
		errs = append(errs, field.Forbidden(field.NewPath(err.Field), "field is immutable when `immutable` is set"))
	}
	return errs
}
