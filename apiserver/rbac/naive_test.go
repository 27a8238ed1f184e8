package rbac

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// mayNaively says the same as the authorizer in the plainest way: it writes down, as lines of text, all that the
// bindings give the user, and looks for the request among them.
func mayNaively(w *world, a authorizer.AttributesRecord) bool {
	var granted []rbacv1.PolicyRule
	is := func(s rbacv1.Subject, bindingNamespace string) bool {
		namespace := s.Namespace
		if namespace == "" {
			namespace = bindingNamespace
		}
		return s.Kind == "User" && s.Name == a.User.GetName() ||
			s.Kind == "Group" && strings.Contains("|"+strings.Join(a.User.GetGroups(), "|")+"|", "|"+s.Name+"|") ||
			s.Kind == "ServiceAccount" && namespace != "" &&
				a.User.GetName() == "system:serviceaccount:"+namespace+":"+s.Name
	}
	give := func(ref rbacv1.RoleRef, namespace string) {
		for _, role := range w.clusterRoles {
			if ref.Kind == "ClusterRole" && ref.Name == role.Name {
				granted = append(granted, role.Rules...)
			}
		}
		for _, role := range w.roles {
			if ref.Kind == "Role" && ref.Name == role.Name && namespace == role.Namespace {
				granted = append(granted, role.Rules...)
			}
		}
	}
	for _, b := range w.clusterRoleBindings {
		for _, s := range b.Subjects {
			if is(s, "") {
				give(b.RoleRef, "")
			}
		}
	}
	for _, b := range w.roleBindings {
		for _, s := range b.Subjects {
			if b.Namespace == a.Namespace && is(s, b.Namespace) {
				give(b.RoleRef, b.Namespace)
			}
		}
	}
	return slices.ContainsFunc(granted, func(r rbacv1.PolicyRule) bool { return naivelyAllows(r, a) })
}

// naivelyAllows looks for the request among all that the rule allows.
func naivelyAllows(r rbacv1.PolicyRule, a authorizer.AttributesRecord) bool {
	for _, verb := range r.Verbs {
		if verb != "*" && verb != a.Verb {
			continue
		}
		for _, url := range r.NonResourceURLs {
			exact, prefix := url == a.Path, url[len(url)-1] == '*' && len(a.Path) >= len(url)-1 &&
				a.Path[:len(url)-1] == url[:len(url)-1]
			if !a.ResourceRequest && (exact || prefix) {
				return true
			}
		}
		names := r.ResourceNames
		if len(names) == 0 {
			names = []string{a.Name}
		}
		whole := a.Resource + "/" + a.Subresource
		for _, group := range r.APIGroups {
			for _, resource := range r.Resources {
				for _, name := range names {
					full := resource
					if !strings.Contains(full, "/") {
						full += "/"
					}
					if a.ResourceRequest && name == a.Name && (group == "*" || group == a.APIGroup) &&
						(resource == "*" || full == whole || a.Subresource != "" && full == "*/"+a.Subresource) {
						return true
					}
				}
			}
		}
	}
	return false
}
