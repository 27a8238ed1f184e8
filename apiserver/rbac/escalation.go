package rbac

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	genericregistry "k8s.io/apiserver/pkg/registry/generic/registry"
	"k8s.io/component-helpers/auth/rbac/validation"
)

// PreventEscalation makes sure that no user can grant more rights than they have. Otherwise a user who may write roles
// could write one with every right. So a role's rules must be covered by the writer's own, unless the writer has the
// verb escalate on the role, and so must the rules of a role that is bound, unless the writer has the verb bind on it.
//
// The check is inside the stores, because every way to write an object ends there: create, update, patch, apply.
// Upstream wraps the stores (pkg/registry/rbac/.../policybased); a wrapper could forget one of these ways, the store's
// own hooks cannot.
func PreventEscalation(stores Stores, a authorizer.UnconditionalAuthorizer) {
	for _, store := range stores {
		resource := store.DefaultQualifiedResource
		check := func(ctx context.Context, obj, old runtime.Object) (genericregistry.FinishFunc, error) {
			if err := mayWrite(ctx, stores, a, obj, old); err != nil {
				name, _ := meta.NewAccessor().Name(obj)
				if status := apierrors.APIStatus(nil); errors.As(err, &status) {
					return nil, err // a lookup failed
				}
				return nil, apierrors.NewForbidden(resource, name, err)
			}
			return func(context.Context, bool) {}, nil
		}
		store.BeginCreate = func(ctx context.Context, obj runtime.Object, _ *metav1.CreateOptions) (
			genericregistry.FinishFunc, error,
		) {
			return check(ctx, obj, nil)
		}
		store.BeginUpdate = func(ctx context.Context, obj, old runtime.Object, _ *metav1.UpdateOptions) (
			genericregistry.FinishFunc, error,
		) {
			return check(ctx, obj, old)
		}
	}
}

// mayWrite returns why the request's user must not write the object.
func mayWrite(ctx context.Context, source Source, a authorizer.UnconditionalAuthorizer, obj, old runtime.Object) error {
	u, ok := genericapirequest.UserFrom(ctx)
	if !ok {
		return errors.New("no user on context")
	}
	if slices.Contains(u.GetGroups(), user.SystemPrivilegedGroup) || OnlyForDeletion(obj, old) {
		return nil
	}
	switch obj := obj.(type) {
	case *rbacv1.Role:
		return mayGrant(ctx, source, a, u, obj.Rules, false)
	case *rbacv1.ClusterRole:
		was, _ := old.(*rbacv1.ClusterRole)
		return mayGrant(ctx, source, a, u, obj.Rules, aggregates(obj) || aggregates(was))
	case *rbacv1.RoleBinding:
		return mayBind(ctx, source, a, u, obj.RoleRef)
	case *rbacv1.ClusterRoleBinding:
		return mayBind(ctx, source, a, u, obj.RoleRef)
	}
	return fmt.Errorf("%T is neither a role nor a binding", obj)
}

// everything is the rule that the writer of an aggregating role must hold.
var everything = []rbacv1.PolicyRule{rule("*", "*", "*"), urls("*", "*")}

func aggregates(role *rbacv1.ClusterRole) bool {
	return role != nil && role.AggregationRule != nil && len(role.AggregationRule.ClusterRoleSelectors) > 0
}

// mayGrant returns why the user must not write these rules. The verb escalate is checked on the role that the request
// names; a create request names none.
func mayGrant(
	ctx context.Context, source Source, a authorizer.UnconditionalAuthorizer, u user.Info, rules []rbacv1.PolicyRule,
	aggregated bool,
) error {
	request, ok := genericapirequest.RequestInfoFrom(ctx)
	if ok && request.IsResourceRequest && request.APIGroup == rbacv1.GroupName && (request.Resource == "roles" ||
		request.Resource == "clusterroles") {
		if allowed(ctx, a, authorizer.AttributesRecord{
			User: u, Verb: "escalate", ResourceRequest: true,
			APIGroup: request.APIGroup, APIVersion: "*", Resource: request.Resource, Name: request.Name,
			Namespace: request.Namespace,
		}) {
			return nil
		}
	}
	if err := holds(ctx, source, u, rules); err != nil {
		return err
	}
	if aggregated && holds(ctx, source, u, everything) != nil {
		return errors.New("must have cluster-admin privileges to use the aggregationRule")
	}
	return nil
}

// mayBind returns why the user must not bind the role. The user must hold all of its rules or be allowed to bind it, in
// the namespace of the binding or, for the cluster, without one.
func mayBind(
	ctx context.Context, source Source, a authorizer.UnconditionalAuthorizer, u user.Info, role rbacv1.RoleRef,
) error {
	namespace := genericapirequest.NamespaceValue(ctx)
	resource, ok := map[string]string{"Role": "roles", "ClusterRole": "clusterroles"}[role.Kind]
	if ok && allowed(ctx, a, authorizer.AttributesRecord{
		User: u, Verb: "bind", ResourceRequest: true,
		APIGroup: rbacv1.GroupName, APIVersion: "*", Resource: resource, Name: role.Name, Namespace: namespace,
	}) {
		return nil
	}
	rules, err := roleRules(ctx, source, role, namespace)
	if err != nil {
		return err
	}
	return holds(ctx, source, u, rules)
}

func allowed(ctx context.Context, a authorizer.UnconditionalAuthorizer, attributes authorizer.Attributes) bool {
	decision, _, _ := a.Authorize(ctx, attributes)
	return decision == authorizer.DecisionAllow
}

// holds returns which of the rules the user does not have, in upstream's words.
func holds(ctx context.Context, source Source, u user.Info, rules []rbacv1.PolicyRule) error {
	own, problem := rulesFor(ctx, source, u, genericapirequest.NamespaceValue(ctx))
	covered, missing := validation.Covers(own, rules)
	if covered {
		return nil
	}
	message := fmt.Sprintf("user %q (groups=%q) is attempting to grant RBAC permissions not currently held:\n%s",
		u.GetName(), u.GetGroups(), strings.Join(describe(missing), "\n"))
	if problem != nil {
		message += fmt.Sprintf("; resolution errors: %v", []error{problem})
	}
	return errors.New(message)
}

// describe prints the rules one a line. Covers splits rules into single verbs on single resources; describe joins those
// of one resource again.
func describe(rules []rbacv1.PolicyRule) (lines []string) {
	verbs := map[string][]string{}
	for _, r := range rules {
		var parts []string
		for _, list := range []struct {
			name   string
			values []string
		}{{"APIGroups", r.APIGroups}, {"Resources", r.Resources}, {
			"NonResourceURLs",
			r.NonResourceURLs,
		}, {"ResourceNames", r.ResourceNames}} {
			if len(list.values) > 0 {
				parts = append(parts, fmt.Sprintf("%s:%q", list.name, list.values))
			}
		}
		key := strings.Join(parts, ", ")
		verbs[key] = append(verbs[key], r.Verbs...)
	}
	for key, verbs := range verbs {
		lines = append(lines, fmt.Sprintf("{%s, Verbs:%q}", key, verbs))
	}
	slices.Sort(lines)
	return lines
}

// OnlyForDeletion reports whether an update changes only what the garbage collector writes while it deletes an object.
// The collector needs no rights for that.
func OnlyForDeletion(obj, old runtime.Object) bool {
	if old == nil {
		return false
	}
	changed := obj.DeepCopyObject()
	to, errTo := meta.Accessor(changed)
	from, errFrom := meta.Accessor(old)
	if errTo != nil || errFrom != nil {
		return false
	}
	to.SetOwnerReferences(from.GetOwnerReferences())
	to.SetFinalizers(from.GetFinalizers())
	to.SetManagedFields(from.GetManagedFields())
	return equality.Semantic.DeepEqual(changed, old)
}
