package apiserver_test

import (
	"context"
	"slices"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	typedrbacv1 "k8s.io/client-go/kubernetes/typed/rbac/v1"

	"apitour/apiserver/apiservertest"
)

func (s *accessServer) testEscalation(t *testing.T) {
	s.grant(t, "role-maker", "default", toUser("bob"),
		allow("*", rbacv1.GroupName, "roles rolebindings"), allow("get list", "", "pods"))
	s.grant(t, "cluster-role-maker", "", toUser("bob"), allow("create get", rbacv1.GroupName, "clusterroles"),
		allow("bind", rbacv1.GroupName, "clusterroles", "pod-reader"))
	// Not by a star: bob may do anything with roles but escalate and bind, in a second namespace.
	s.grant(t, "limited", "kube-public", toUser("bob"), allow("create get update patch delete", rbacv1.GroupName,
		"roles rolebindings"), allow("get", "", "pods"))
	bob := s.client(t, "bob").RbacV1()
	apiservertest.Await(t, "bob to make roles", func(ctx context.Context) (bool, error) {
		_, err := bob.Roles("kube-public").Create(ctx, &rbacv1.Role{
			ObjectMeta: metav1.ObjectMeta{Name: "own"},
			Rules:      []rbacv1.PolicyRule{allow("get", "", "pods")},
		}, metav1.CreateOptions{})
		return err == nil, ignoreForbidden(err)
	})
	secrets := []rbacv1.PolicyRule{allow("get list", "", "secrets")}
	testRoleEscalation(t, bob.Roles("kube-public"), secrets)
	testBindingEscalation(t, bob, secrets)
}

func wantForbidden(t *testing.T, what string, err error) {
	t.Helper()
	if !apierrors.IsForbidden(err) {
		t.Errorf("%s: %v, want 403", what, err)
	}
}

// testRoleEscalation writes roles with more rights than bob has, in every way in which a role is written.
func testRoleEscalation(t *testing.T, limited typedrbacv1.RoleInterface, secrets []rbacv1.PolicyRule) {
	t.Helper()
	_, err := limited.Create(t.Context(), &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "more"}, Rules: secrets},
		metav1.CreateOptions{})
	wantForbidden(t, "create a role with more rights", err)
	if want := `roles.rbac.authorization.k8s.io "more" is forbidden: user "bob" (groups=["makers" ` +
		`"system:authenticated"]) ` +
		"is attempting to grant RBAC permissions not currently held:\n" +
		`{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}`; err != nil && err.Error() != want {
		t.Errorf("refused with\n%v, want\n%s", err, want)
	}
	own, err := limited.Get(t.Context(), "own", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	own.Rules = append(own.Rules, secrets...)
	_, err = limited.Update(t.Context(), own, metav1.UpdateOptions{})
	wantForbidden(t, "update a role to more rights", err)
	_, err = limited.Patch(t.Context(), "own", types.MergePatchType,
		[]byte(`{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}`), metav1.PatchOptions{})
	wantForbidden(t, "patch a role to more rights", err)
	_, err = limited.Patch(t.Context(), "applied", types.ApplyPatchType,
		[]byte(`{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"applied"},
			"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}`), metav1.PatchOptions{FieldManager: "bob"})
	wantForbidden(t, "apply a role with more rights", err)
	_, err = limited.Create(t.Context(), &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "dry"}, Rules: secrets},
		metav1.CreateOptions{DryRun: []string{"All"}})
	wantForbidden(t, "create a role with more rights, dry", err)
	if _, err = limited.Patch(t.Context(), "own", types.MergePatchType,
		[]byte(`{"metadata":{"finalizers":["example.com/x"]}}`), metav1.PatchOptions{}); err != nil {
		t.Errorf("set a finalizer: %v", err)
	}
}

// testBindingEscalation binds roles with more rights than bob has.
func testBindingEscalation(t *testing.T, bob typedrbacv1.RbacV1Interface, secrets []rbacv1.PolicyRule) {
	t.Helper()
	binding := func(name, kind, role string) *rbacv1.RoleBinding {
		return &rbacv1.RoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			RoleRef: rbacv1.RoleRef{
				APIGroup: rbacv1.GroupName, Kind: kind,
				Name: role,
			}, Subjects: []rbacv1.Subject{toUser("bob")},
		}
	}
	_, err := bob.RoleBindings("kube-public").Create(t.Context(), binding("admin", "ClusterRole", "cluster-admin"),
		metav1.CreateOptions{})
	wantForbidden(t, "bind cluster-admin", err)
	if _, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("own", "Role", "own"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("bind a role that bob holds: %v", err)
	}
	if _, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("missing", "Role", "missing"),
		metav1.CreateOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("bind a role that does not exist: %v, want 404", err)
	}
	if _, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("pod-reader", "ClusterRole", "pod-reader"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("bind a role that bob may bind by name: %v", err)
	}

	// In default bob has every verb, and so escalate and bind.
	if _, err = bob.Roles("default").Create(t.Context(), &rbacv1.Role{
		ObjectMeta: metav1.ObjectMeta{Name: "more"},
		Rules:      secrets,
	}, metav1.CreateOptions{}); err != nil {
		t.Errorf("create a role with more rights, by escalate: %v", err)
	}
	if _, err = bob.RoleBindings("default").Create(t.Context(), binding("more", "Role", "more"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("bind a role with more rights, by bind: %v", err)
	}
	aggregating := &rbacv1.ClusterRole{
		ObjectMeta:      metav1.ObjectMeta{Name: "all-of-it"},
		AggregationRule: &rbacv1.AggregationRule{ClusterRoleSelectors: []metav1.LabelSelector{{}}},
	}
	_, err = bob.ClusterRoles().Create(t.Context(), aggregating, metav1.CreateOptions{})
	wantForbidden(t, "create a role that gathers all others", err)
}

func ignoreForbidden(err error) error {
	if apierrors.IsForbidden(err) {
		return nil
	}
	return err
}

func (s *accessServer) testAggregation(t *testing.T) {
	extra := &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{
			Name:   "view-widgets",
			Labels: map[string]string{"rbac.authorization.k8s.io/aggregate-to-view": "true"},
		},
		Rules: []rbacv1.PolicyRule{allow("get", "example.com", "widgets")},
	}
	if _, err := s.admin.RbacV1().ClusterRoles().Create(t.Context(), extra, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	has := func(role, resource string) bool {
		r, err := s.admin.RbacV1().ClusterRoles().Get(t.Context(), role, metav1.GetOptions{})
		return err == nil && slices.ContainsFunc(r.Rules, func(rule rbacv1.PolicyRule) bool {
			return slices.Contains(
				rule.Resources, resource)
		})
	}
	// By way of view into edit, and by way of edit into admin.
	for _, role := range []string{"view", "edit", "admin"} {
		apiservertest.Await(t, role+" to have the rule", func(context.Context) (bool, error) {
			return has(role,
				"widgets"), nil
		})
	}
	if has("view", "secrets") || !has("edit", "secrets") || has("edit", "rolebindings") || !has("admin",
		"rolebindings") {
		t.Error("view reads secrets, edit does not, or edit gives roles away, or admin does not")
	}
	if err := s.admin.RbacV1().ClusterRoles().Delete(t.Context(), "view-widgets", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "admin to lose the rule", func(context.Context) (bool, error) {
		return !has("admin",
			"widgets"), nil
	})

	s.bind(t, "view", "kube-public", toUser("boss"))
	apiservertest.Await(t, "boss to view", func(ctx context.Context) (bool, error) {
		_, err := s.client(t, "boss").CoreV1().ConfigMaps("kube-public").List(ctx, metav1.ListOptions{})
		return err == nil, ignoreForbidden(err)
	})
	if _, err := s.client(t, "boss").CoreV1().Secrets("kube-public").List(t.Context(),
		metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("boss views secrets: %v", err)
	}
}
