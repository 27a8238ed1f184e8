package rbac

import (
	"context"
	"fmt"
	"iter"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// Authorizer allows what a rule allows and has no opinion on anything else, so that another authorizer may allow it.
type Authorizer struct{ source Source }

var (
	_ authorizer.Authorizer   = (*Authorizer)(nil)
	_ authorizer.RuleResolver = (*Authorizer)(nil)
)

// NewAuthorizer returns an authorizer that looks roles and bindings up in the source.
func NewAuthorizer(source Source) *Authorizer { return &Authorizer{source} }

// Authorize looks for one rule that allows the request. Without one, the reason lists the bindings to missing roles.
func (r *Authorizer) Authorize(ctx context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	var errs []error
	for grant, err := range grants(ctx, r.source, a.GetUser(), a.GetNamespace()) {
		if err != nil {
			errs = append(errs, err)
		} else if ruleAllows(grant.rule, a) {
			return authorizer.DecisionAllow, "RBAC: allowed by " + grant.String(), nil
		}
	}
	if len(errs) > 0 {
		return authorizer.DecisionNoOpinion, fmt.Sprintf("RBAC: %v", utilerrors.NewAggregate(errs)), nil
	}
	return authorizer.DecisionNoOpinion, "", nil
}

// ConditionsAwareAuthorize is Authorize: rules have no conditions.
func (r *Authorizer) ConditionsAwareAuthorize(
	ctx context.Context, a authorizer.Attributes,
) authorizer.ConditionsAwareDecision {
	return authorizer.ConditionsAwareDecisionFromParts(r.Authorize(ctx, a))
}

// EvaluateConditions refuses: there are none.
func (*Authorizer) EvaluateConditions(
	context.Context, authorizer.ConditionsAwareDecision, authorizer.ConditionsData,
) (authorizer.Decision, string, error) {
	return authorizer.DecisionDeny, "", authorizer.ErrorConditionEvaluationNotSupported
}

// RulesFor lists everything that the user may do in the namespace: kubectl auth can-i --list. With an error the list
// contains what could be found.
func (r *Authorizer) RulesFor(
	ctx context.Context, u user.Info, namespace string,
) (resources []authorizer.ResourceRuleInfo, paths []authorizer.NonResourceRuleInfo, incomplete bool, err error) {
	rules, err := rulesFor(ctx, r.source, u, namespace)
	for _, rule := range rules {
		if len(rule.Resources) > 0 {
			resources = append(resources, &authorizer.DefaultResourceRuleInfo{
				Verbs: rule.Verbs, APIGroups: rule.APIGroups, Resources: rule.Resources,
				ResourceNames: rule.ResourceNames,
			})
		}
		if len(rule.NonResourceURLs) > 0 {
			paths = append(paths, &authorizer.DefaultNonResourceRuleInfo{
				Verbs:           rule.Verbs,
				NonResourceURLs: rule.NonResourceURLs,
			})
		}
	}
	return resources, paths, false, err
}

func rulesFor(
	ctx context.Context, source Source, u user.Info, namespace string,
) (rules []rbacv1.PolicyRule, err error) {
	var errs []error
	for grant, err := range grants(ctx, source, u, namespace) {
		if err != nil {
			errs = append(errs, err)
		} else {
			rules = append(rules, *grant.rule)
		}
	}
	return rules, utilerrors.NewAggregate(errs)
}

// grant is a rule that a user has, with the binding that gives it.
type grant struct {
	rule          *rbacv1.PolicyRule
	binding, name string
	role          rbacv1.RoleRef
	subject       *rbacv1.Subject
	namespace     string
}

// String is upstream's wording, which the audit log shows as the reason of every allowed request.
func (g grant) String() string {
	subject := g.subject.Name
	if g.subject.Kind == rbacv1.ServiceAccountKind {
		subject += "/" + namespaceOf(g.subject, g.namespace)
	}
	return fmt.Sprintf("%s %q of %s %q to %s %q", g.binding, g.name, g.role.Kind, g.role.Name, g.subject.Kind, subject)
}

// grants yields the rules that the user has in the namespace: those of the cluster's bindings and, if there is a
// namespace, those of its own. It stops with its caller, and yields an error for each missing role.
func grants(ctx context.Context, source Source, u user.Info, namespace string) iter.Seq2[grant, error] {
	return func(yield func(grant, error) bool) {
		give := func(g grant, subjects []rbacv1.Subject) bool {
			i := slices.IndexFunc(subjects, func(s rbacv1.Subject) bool { return isSubject(u, &s, g.namespace) })
			if i < 0 {
				return true
			}
			g.subject = &subjects[i]
			rules, err := roleRules(ctx, source, g.role, g.namespace)
			if err != nil {
				return yield(grant{}, err)
			}
			for i := range rules {
				g.rule = &rules[i]
				if !yield(g, nil) {
					return false
				}
			}
			return true
		}

		clusterBindings, err := source.ClusterRoleBindings(ctx)
		if err != nil && !yield(grant{}, err) {
			return
		}
		for _, b := range clusterBindings {
			if !give(grant{binding: "ClusterRoleBinding", name: b.Name, role: b.RoleRef}, b.Subjects) {
				return
			}
		}
		if namespace == "" {
			return
		}
		bindings, err := source.RoleBindings(ctx, namespace)
		if err != nil && !yield(grant{}, err) {
			return
		}
		for _, b := range bindings {
			if !give(grant{
				binding: "RoleBinding", name: b.Name + "/" + b.Namespace, role: b.RoleRef,
				namespace: namespace,
			}, b.Subjects) {
				return
			}
		}
	}
}

// roleRules are the rules of the role that a binding in the namespace refers to.
func roleRules(ctx context.Context, source Source, ref rbacv1.RoleRef, namespace string) ([]rbacv1.PolicyRule, error) {
	switch ref.Kind {
	case "Role":
		role, err := source.Role(ctx, namespace, ref.Name)
		if err != nil {
			return nil, err
		}
		return role.Rules, nil
	case "ClusterRole":
		role, err := source.ClusterRole(ctx, ref.Name)
		if err != nil {
			return nil, err
		}
		return role.Rules, nil
	}
	return nil, fmt.Errorf("unsupported role reference kind: %q", ref.Kind)
}

// isSubject reports whether a binding's subject is this user. A service account is a user with a name of a certain
// form; a subject without a namespace is in the binding's.
func isSubject(u user.Info, s *rbacv1.Subject, bindingNamespace string) bool {
	switch s.Kind {
	case rbacv1.UserKind:
		return u.GetName() == s.Name
	case rbacv1.GroupKind:
		return slices.Contains(u.GetGroups(), s.Name)
	case rbacv1.ServiceAccountKind:
		namespace := namespaceOf(s, bindingNamespace)
		return namespace != "" && serviceaccount.MatchesUsername(namespace, s.Name, u.GetName())
	}
	return false
}

func namespaceOf(s *rbacv1.Subject, bindingNamespace string) string {
	if s.Namespace != "" {
		return s.Namespace
	}
	return bindingNamespace
}
