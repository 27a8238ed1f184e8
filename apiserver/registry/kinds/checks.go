package kinds

import (
	"fmt"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Checks refuse an object with the answer 422, which names each wrong field. Upstream checks some thousand conditions
// (pkg/apis/GROUP/validation). Here are those that clients meet by mistake: missing and double names, names that are no
// names, selectors that select nothing, negative numbers. Fields, reasons and messages are upstream's, because clients
// and people search for them. A check sees the object after defaults and preparation, and again on every update, but
// not on a write to the status.

// check is the function in a row's field Check.
type check func(object, old runtime.Object) field.ErrorList

// checks returns a check that does several.
func checks(all ...check) check {
	return func(object, old runtime.Object) (errs field.ErrorList) {
		for _, one := range all {
			errs = append(errs, one(object, old)...)
		}
		return errs
	}
}

// invalid returns an error for each message about a value, in the form of the library's functions for names.
func invalid(at *field.Path, value any, messages []string) (errs field.ErrorList) {
	for _, message := range messages {
		errs = append(errs, field.Invalid(at, value, message))
	}
	return errs
}

// checkName requires a label of a domain name, as containers, volumes and ports have.
func checkName(name string, at *field.Path) field.ErrorList {
	if name == "" {
		return field.ErrorList{field.Required(at, "")}
	}
	return invalid(at, name, validation.IsDNS1123Label(name))
}

// names finds names that are there twice in a list.
type names map[string]bool

func (n names) check(name string, at *field.Path) field.ErrorList {
	if n[name] {
		return field.ErrorList{field.Duplicate(at, name)}
	}
	n[name] = true
	return nil
}

// checkNotNegative accepts nil.
func checkNotNegative(value *int32, at *field.Path) field.ErrorList {
	if value == nil {
		return nil
	}
	return apivalidation.ValidateNonnegativeField(int64(*value), at)
}

func checkQuantity(quantity resource.Quantity, at *field.Path) field.ErrorList {
	if quantity.Sign() < 0 {
		return field.ErrorList{field.Invalid(at, quantity.String(), "must be greater than or equal to 0")}
	}
	return nil
}

// oneOf refuses a value that the published schema allows, since a schema knows only that it is a string.
func oneOf[T ~string](value T, at *field.Path, known ...T) field.ErrorList {
	for _, k := range known {
		if k == value {
			return nil
		}
	}
	if value == "" {
		return field.ErrorList{field.Required(at, "")}
	}
	return field.ErrorList{field.NotSupported(at, value, known)}
}

func checkLease(object, _ runtime.Object) (errs field.ErrorList) {
	spec, at := object.(*coordinationv1.Lease).Spec, field.NewPath("spec")
	if seconds := spec.LeaseDurationSeconds; seconds != nil && *seconds <= 0 {
		errs = append(errs, field.Invalid(at.Child("leaseDurationSeconds"), *seconds, "must be greater than 0"))
	}
	return append(errs, checkNotNegative(spec.LeaseTransitions, at.Child("leaseTransitions"))...)
}

func checkHorizontalPodAutoscaler(object, _ runtime.Object) (errs field.ErrorList) {
	spec, at := object.(*autoscalingv2.HorizontalPodAutoscaler).Spec, field.NewPath("spec")
	if least := spec.MinReplicas; least != nil {
		if *least < 1 {
			errs = append(errs, field.Invalid(at.Child("minReplicas"), *least, "must be greater than or equal to 1"))
		}
		if spec.MaxReplicas < *least {
			message := "must be greater than or equal to `minReplicas`"
			errs = append(errs, field.Invalid(at.Child("maxReplicas"), spec.MaxReplicas, message))
		}
	}
	switch {
	case spec.MaxReplicas == 0:
		errs = append(errs, field.Required(at.Child("maxReplicas"), "must be set and greater than 0"))
	case spec.MaxReplicas < 0:
		message := "must be greater than or equal to 1"
		errs = append(errs, field.Invalid(at.Child("maxReplicas"), spec.MaxReplicas, message))
	}
	target := at.Child("scaleTargetRef")
	if spec.ScaleTargetRef.Kind == "" {
		errs = append(errs, field.Required(target.Child("kind"), ""))
	}
	if spec.ScaleTargetRef.Name == "" {
		errs = append(errs, field.Required(target.Child("name"), ""))
	}
	return errs
}

func checkPodDisruptionBudget(object, _ runtime.Object) (errs field.ErrorList) {
	spec, at := object.(*policyv1.PodDisruptionBudget).Spec, field.NewPath("spec")
	if spec.MinAvailable != nil && spec.MaxUnavailable != nil {
		errs = append(errs, field.Invalid(at, spec, "minAvailable and maxUnavailable cannot be both set"))
	}
	return append(errs, checkSelector(spec.Selector, at.Child("selector"))...)
}

func checkStorageClass(object, old runtime.Object) (errs field.ErrorList) {
	if object.(*storagev1.StorageClass).Provisioner == "" {
		errs = append(errs, field.Required(field.NewPath("provisioner"), ""))
	}
	return append(errs, immutable("Provisioner", "Parameters", "ReclaimPolicy", "VolumeBindingMode")(object, old)...)
}

func checkResourceQuota(object, _ runtime.Object) (errs field.ErrorList) {
	at := field.NewPath("spec", "hard")
	for name, quantity := range object.(*corev1.ResourceQuota).Spec.Hard {
		errs = append(errs, checkResourceName(name, at.Key(string(name)))...)
		errs = append(errs, checkQuantity(quantity, at.Key(string(name)))...)
	}
	return errs
}

func checkResourceName(name corev1.ResourceName, at *field.Path) field.ErrorList {
	return invalid(at, name, validation.IsQualifiedName(string(name)))
}

func checkLimitRange(object, _ runtime.Object) (errs field.ErrorList) {
	types := names{}
	for i, limit := range object.(*corev1.LimitRange).Spec.Limits {
		at := field.NewPath("spec", "limits").Index(i)
		errs = append(errs, invalid(at.Child("type"), limit.Type, validation.IsQualifiedName(string(limit.Type)))...)
		errs = append(errs, types.check(string(limit.Type), at.Child("type"))...)
		if limit.Type == corev1.LimitTypePod {
			const message = "may not be specified when `type` is 'Pod'"
			if len(limit.Default) > 0 {
				errs = append(errs, field.Forbidden(at.Child("default"), message))
			}
			if len(limit.DefaultRequest) > 0 {
				errs = append(errs, field.Forbidden(at.Child("defaultRequest"), message))
			}
			limit.Default, limit.DefaultRequest = nil, nil
		}
		errs = append(errs, checkLimits(limit, at)...)
	}
	return errs
}

// checkLimits compares the limits of one type: min, then the default request, then the default, then max.
func checkLimits(limit corev1.LimitRangeItem, at *field.Path) (errs field.ErrorList) {
	for _, pair := range []struct {
		low, high         corev1.ResourceList
		lowName, highName string
		at                string
	}{
		{limit.Min, limit.Max, "min", "max", "min"},
		{limit.Min, limit.DefaultRequest, "min", "default request", "defaultRequest"},
		{limit.DefaultRequest, limit.Max, "default request", "max", "defaultRequest"},
		{limit.DefaultRequest, limit.Default, "default request", "default limit", "defaultRequest"},
		{limit.Min, limit.Default, "min", "default", "default"},
		{limit.Default, limit.Max, "default", "max", "default"},
	} {
		for name, low := range pair.low {
			if high, ok := pair.high[name]; ok && low.Cmp(high) > 0 {
				message := fmt.Sprintf("%s value %s is greater than %s value %s",
					pair.lowName, low.String(), pair.highName, high.String())
				errs = append(errs, field.Invalid(at.Child(pair.at).Key(string(name)), low.String(), message))
			}
		}
	}
	return errs
}
