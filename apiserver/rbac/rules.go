// Package rbac decides who may do what by roles and bindings, as the group rbac.authorization.k8s.io describes them.
//
// A rule allows verbs on resources or on paths. Rules are kept in a Role, which counts in its namespace, or in a
// ClusterRole. A RoleBinding gives a role to users, groups and service accounts in the binding's namespace, a
// ClusterRoleBinding gives a ClusterRole everywhere. Rules only allow: a request that no rule allows is refused.
//
// Upstream has the same in four places: the evaluator (plugin/pkg/auth/authorizer/rbac), the search for a user's rules
// (pkg/registry/rbac/validation), the roles that a cluster begins with (bootstrappolicy), and the storage that keeps
// users from giving more than they have (pkg/registry/rbac/.../policybased).
package rbac

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// ruleAllows reports whether the rule allows the request. A rule is about resources or about paths.
func ruleAllows(rule *rbacv1.PolicyRule, a authorizer.Attributes) bool {
	if !anyOr(rule.Verbs, a.GetVerb()) {
		return false
	}
	if !a.IsResourceRequest() {
		return slices.ContainsFunc(rule.NonResourceURLs, func(url string) bool { return urlMatches(url, a.GetPath()) })
	}
	return anyOr(rule.APIGroups, a.GetAPIGroup()) &&
		slices.ContainsFunc(rule.Resources, func(resource string) bool {
			return resourceMatches(resource, a.GetResource(), a.GetSubresource())
		}) &&
		(len(rule.ResourceNames) == 0 || slices.Contains(rule.ResourceNames, a.GetName()))
}

// anyOr reports whether the list has the value or the star, which stands for every value.
func anyOr(list []string, value string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, value)
}

// resourceMatches compares a rule's resource with a request's. A resource does not include its subresources: pods is
// not pods/log. The star includes them all, and */scale is that subresource of every resource.
func resourceMatches(resource, requested, subresource string) bool {
	if resource == "*" {
		return true
	}
	if subresource == "" {
		return resource == requested
	}
	return resource == "*/"+subresource || resource == requested+"/"+subresource
}

// urlMatches compares a rule's path with a request's. A star at the end stands for anything, slashes too.
func urlMatches(url, path string) bool {
	return url == path || strings.HasSuffix(url, "*") && strings.HasPrefix(path, strings.TrimRight(url, "*"))
}
