package kinds

import (
	"reflect"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// immutable returns a check that fields, given by their Go names as in Spec.Selector, do not change after create.
func immutable(paths ...string) check {
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
