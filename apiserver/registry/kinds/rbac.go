package kinds

import (
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Roles and bindings decide about access, so they have upstream's defaults (pkg/apis/rbac/v1/defaults.go) and checks
// (pkg/apis/rbac/validation): a rule that can never apply, or a subject that no user can be, is a mistake of its
// writer.

func defaultBinding(object runtime.Object) {
	role, subjects := bindingOf(object)
	setDefault(&role.APIGroup, rbacv1.GroupName)
	for i := range subjects {
		if subjects[i].Kind == rbacv1.UserKind || subjects[i].Kind == rbacv1.GroupKind {
			setDefault(&subjects[i].APIGroup, rbacv1.GroupName)
		}
	}
}

func bindingOf(object runtime.Object) (*rbacv1.RoleRef, []rbacv1.Subject) {
	if binding, ok := object.(*rbacv1.RoleBinding); ok {
		return &binding.RoleRef, binding.Subjects
	}
	binding := object.(*rbacv1.ClusterRoleBinding)
	return &binding.RoleRef, binding.Subjects
}

func checkRole(object, _ runtime.Object) field.ErrorList {
	return checkRules(object.(*rbacv1.Role).Rules, true)
}

func checkClusterRole(object, _ runtime.Object) field.ErrorList {
	role := object.(*rbacv1.ClusterRole)
	errs := checkRules(role.Rules, false)
	if role.AggregationRule == nil {
		return errs
	}
	at := field.NewPath("aggregationRule", "clusterRoleSelectors")
	if len(role.AggregationRule.ClusterRoleSelectors) == 0 {
		message := "at least one clusterRoleSelector required if aggregationRule is non-nil"
		errs = append(errs, field.Required(at, message))
	}
	for i, selector := range role.AggregationRule.ClusterRoleSelectors {
		errs = append(errs, checkSelector(&selector, at.Index(i))...)
		if _, err := metav1.LabelSelectorAsSelector(&selector); err != nil {
			errs = append(errs, field.Invalid(at.Index(i), selector, "invalid label selector."))
		}
	}
	return errs
}

func checkRules(rules []rbacv1.PolicyRule, namespaced bool) (errs field.ErrorList) {
	for i, rule := range rules {
		at := field.NewPath("rules").Index(i)
		if len(rule.Verbs) == 0 {
			errs = append(errs, field.Required(at.Child("verbs"), "verbs must contain at least one value"))
		}
		if len(rule.NonResourceURLs) > 0 {
			at := at.Child("nonResourceURLs")
			if namespaced {
				message := "namespaced rules cannot apply to non-resource URLs"
				errs = append(errs, field.Invalid(at, rule.NonResourceURLs, message))
			}
			if len(rule.APIGroups)+len(rule.Resources)+len(rule.ResourceNames) > 0 {
				message := "rules cannot apply to both regular resources and non-resource URLs"
				errs = append(errs, field.Invalid(at, rule.NonResourceURLs, message))
			}
			continue
		}
		if len(rule.APIGroups) == 0 {
			message := "resource rules must supply at least one api group"
			errs = append(errs, field.Required(at.Child("apiGroups"), message))
		}
		if len(rule.Resources) == 0 {
			message := "resource rules must supply at least one resource"
			errs = append(errs, field.Required(at.Child("resources"), message))
		}
	}
	return errs
}

// checkBinding also refuses a change of the role: it would give rights to, or take them from, subjects that the writer
// did not name. A binding to another role is another binding.
func checkBinding(object, old runtime.Object) (errs field.ErrorList) {
	role, subjects := bindingOf(object)
	kinds := []string{"ClusterRole"}
	if _, namespaced := object.(*rbacv1.RoleBinding); namespaced {
		kinds = []string{"Role", "ClusterRole"}
	}
	at := field.NewPath("roleRef")
	if role.APIGroup != rbacv1.GroupName {
		errs = append(errs, field.NotSupported(at.Child("apiGroup"), role.APIGroup, []string{rbacv1.GroupName}))
	}
	if role.Kind != kinds[0] && role.Kind != kinds[len(kinds)-1] {
		errs = append(errs, field.NotSupported(at.Child("kind"), role.Kind, kinds))
	}
	if role.Name == "" {
		errs = append(errs, field.Required(at.Child("name"), ""))
	}
	for i, subject := range subjects {
		errs = append(errs, checkSubject(subject, field.NewPath("subjects").Index(i))...)
	}
	return append(errs, immutable("RoleRef")(object, old)...)
}

func checkSubject(subject rbacv1.Subject, at *field.Path) (errs field.ErrorList) {
	group := rbacv1.GroupName
	switch subject.Kind {
	case rbacv1.ServiceAccountKind:
		group = ""
		if subject.Namespace == "" {
			errs = append(errs, field.Required(at.Child("namespace"), ""))
		}
	case rbacv1.UserKind, rbacv1.GroupKind:
	default:
		kinds := []string{rbacv1.ServiceAccountKind, rbacv1.UserKind, rbacv1.GroupKind}
		return append(errs, field.NotSupported(at.Child("kind"), subject.Kind, kinds))
	}
	if subject.Name == "" {
		errs = append(errs, field.Required(at.Child("name"), ""))
	}
	if subject.APIGroup != group {
		errs = append(errs, field.NotSupported(at.Child("apiGroup"), subject.APIGroup, []string{group}))
	}
	return errs
}
