package rbac

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
)

func TestRuleAllows(t *testing.T) {
	resource := func(verb, group, resource, subresource, name string) authorizer.AttributesRecord {
		return authorizer.AttributesRecord{
			ResourceRequest: true, Verb: verb, APIGroup: group, Resource: resource,
			Subresource: subresource, Name: name,
		}
	}
	path := func(verb, path string) authorizer.AttributesRecord {
		return authorizer.AttributesRecord{Verb: verb, Path: path}
	}
	named := rule("get", "core", "configmaps")
	named.ResourceNames = []string{"one"}
	for _, test := range []struct {
		rule    rbacv1.PolicyRule
		request authorizer.AttributesRecord
		want    bool
	}{
		{rule("get list", "core", "pods"), resource("list", "", "pods", "", ""), true},
		{rule("get list", "core", "pods"), resource("watch", "", "pods", "", ""), false},
		{rule("get", "core", "pods"), resource("get", "apps", "pods", "", ""), false},
		{rule("*", "*", "*"), resource("escalate", "any.example", "things", "part", "x"), true},
		{rule("*", "*", "*"), path("get", "/metrics"), false},
		{rule("get", "core", "pods"), resource("get", "", "pods", "log", "x"), false},
		{rule("get", "core", "pods/log"), resource("get", "", "pods", "log", "x"), true},
		{rule("get", "core", "pods/log"), resource("get", "", "pods", "", "x"), false},
		{rule("update", "*", "*/scale"), resource("update", "apps", "deployments", "scale", "x"), true},
		{rule("update", "*", "*/scale"), resource("update", "apps", "deployments", "", "x"), false},
		{rule("update", "*", "*/scale"), resource("update", "apps", "deployments", "upscale", "x"), false},
		{rule("get", "core", "pods/*"), resource("get", "", "pods", "log", "x"), false},
		{named, resource("get", "", "configmaps", "", "one"), true},
		{named, resource("get", "", "configmaps", "", "two"), false},
		{named, resource("get", "", "configmaps", "", ""), false},
		{urls("get", "/version"), path("get", "/version"), true},
		{urls("get", "/version"), path("post", "/version"), false},
		{urls("get", "/version"), path("get", "/version/"), false},
		{urls("get", "/apis/*"), path("get", "/apis/apps/v1"), true},
		{urls("get", "/apis/*"), path("get", "/apis"), false},
		{urls("get", "*"), path("get", "/"), true},
		{urls("*", "/api*"), path("get", "/apis"), true},
		{urls("get", "/pods"), resource("get", "", "pods", "", ""), false},
	} {
		if got := ruleAllows(&test.rule, test.request); got != test.want {
			t.Errorf("%v, asked %+v: %t, want %t", test.rule, test.request, got, test.want)
		}
	}
}

// world is a source in memory.
type world struct {
	roles               []rbacv1.Role
	clusterRoles        []rbacv1.ClusterRole
	roleBindings        []rbacv1.RoleBinding
	clusterRoleBindings []rbacv1.ClusterRoleBinding
}

func (w *world) Role(_ context.Context, namespace, name string) (*rbacv1.Role, error) {
	for i := range w.roles {
		if w.roles[i].Namespace == namespace && w.roles[i].Name == name {
			return &w.roles[i], nil
		}
	}
	return nil, apierrors.NewNotFound(rbacv1.Resource("roles"), name)
}

func (w *world) ClusterRole(_ context.Context, name string) (*rbacv1.ClusterRole, error) {
	for i := range w.clusterRoles {
		if w.clusterRoles[i].Name == name {
			return &w.clusterRoles[i], nil
		}
	}
	return nil, apierrors.NewNotFound(rbacv1.Resource("clusterroles"), name)
}

func (w *world) RoleBindings(_ context.Context, namespace string) (found []*rbacv1.RoleBinding, _ error) {
	for i := range w.roleBindings {
		if w.roleBindings[i].Namespace == namespace {
			found = append(found, &w.roleBindings[i])
		}
	}
	return found, nil
}

func (w *world) ClusterRoleBindings(context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	return pointers(w.clusterRoleBindings), nil
}

// dice makes small worlds, in which most things have something to do with each other.
type dice struct{ *rand.Rand }

func (d dice) one(words ...string) string { return words[d.IntN(len(words))] }

func (d dice) some(words ...string) (chosen []string) {
	for _, word := range words {
		if d.IntN(3) == 0 {
			chosen = append(chosen, word)
		}
	}
	return chosen
}

func (d dice) rules() (rules []rbacv1.PolicyRule) {
	for range d.IntN(3) {
		r := rbacv1.PolicyRule{Verbs: d.some("get", "list", "create", "*")}
		if d.IntN(4) == 0 {
			r.NonResourceURLs = d.some("/metrics", "/apis/*", "/api*", "*")
		} else {
			r.APIGroups = d.some("", "apps", "*")
			r.Resources = d.some("pods", "pods/log", "deployments", "*/scale", "deployments/scale", "*")
			r.ResourceNames = d.some("one", "two")
		}
		rules = append(rules, r)
	}
	return rules
}

func (d dice) subjects() (subjects []rbacv1.Subject) {
	for range d.IntN(3) {
		s := rbacv1.Subject{Kind: d.one("User", "Group", "ServiceAccount", "Nonsense"), Name: d.one("alice", "bob",
			"robot")}
		if s.Kind == "ServiceAccount" {
			s.Namespace = d.one("", "north", "south")
		}
		subjects = append(subjects, s)
	}
	return subjects
}

func (d dice) world() *world {
	w := &world{}
	roleRef := func(kind string) rbacv1.RoleRef { return rbacv1.RoleRef{Kind: kind, Name: d.one("a", "b", "missing")} }
	for _, name := range []string{"a", "b"} {
		w.clusterRoles = append(w.clusterRoles, rbacv1.ClusterRole{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			Rules:      d.rules(),
		})
		for _, namespace := range []string{"north", "south"} {
			w.roles = append(w.roles, rbacv1.Role{
				ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
				Rules:      d.rules(),
			})
		}
	}
	for range d.IntN(3) {
		w.clusterRoleBindings = append(w.clusterRoleBindings,
			rbacv1.ClusterRoleBinding{
				RoleRef:  roleRef(d.one("ClusterRole", "ClusterRole", "Role")),
				Subjects: d.subjects(),
			})
	}
	for range d.IntN(5) {
		w.roleBindings = append(w.roleBindings, rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Namespace: d.one(
			"north", "south")}, RoleRef: roleRef(d.one("ClusterRole", "Role", "Nonsense")), Subjects: d.subjects()})
	}
	return w
}

func (d dice) user() user.Info {
	return &user.DefaultInfo{
		Name: d.one("alice", "bob", "robot", "system:serviceaccount:north:robot",
			"system:serviceaccount:south:robot"),
		Groups: d.some("alice", "bob", "robot"),
	}
}

func (d dice) request(u user.Info) authorizer.AttributesRecord {
	a := authorizer.AttributesRecord{User: u, Verb: d.one("get", "list", "create", "delete")}
	if d.IntN(4) == 0 {
		a.Path = d.one("/metrics", "/apis", "/apis/apps", "/api", "/")
		return a
	}
	a.ResourceRequest = true
	a.Namespace = d.one("", "north", "south")
	a.APIGroup = d.one("", "apps", "batch")
	a.Resource = d.one("pods", "deployments", "jobs")
	a.Subresource = d.one("", "", "log", "scale")
	a.Name = d.one("", "one", "two", "three")
	return a
}

// FuzzAuthorizer compares the authorizer with the naive one, and the check against escalation with the user's rights:
// if the check lets rules pass, then the user may do everything that they allow.
func FuzzAuthorizer(f *testing.F) {
	for seed := range uint64(2000) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		d := dice{rand.New(rand.NewPCG(seed, 0))}
		w := d.world()
		r := NewAuthorizer(w)
		for range 20 {
			u := d.user()
			a := d.request(u)
			decision, reason, err := r.Authorize(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := decision == authorizer.DecisionAllow, mayNaively(w, a); got != want {
				t.Fatalf("seed %d: %+v asks %+v: %t (%s), want %t in %+v", seed, u, a, got, reason, want, w)
			}
			if decision == authorizer.DecisionDeny {
				t.Fatal("denied: another authorizer could not allow it any more")
			}

			given := d.rules()
			ctx := genericapirequest.WithNamespace(t.Context(), a.Namespace)
			if holds(ctx, w, u, given) == nil {
				for i := range given {
					if ruleAllows(&given[i], a) && decision != authorizer.DecisionAllow {
						t.Fatalf("seed %d: %+v could give %+v, which allows %+v, and may not do that", seed, u,
							given, a)
					}
				}
			}
		}
	})
}

func TestMissingRoleIsTheReason(t *testing.T) {
	w := &world{clusterRoleBindings: []rbacv1.ClusterRoleBinding{toGroups("gone", "everybody")}}
	u := &user.DefaultInfo{Name: "bob", Groups: []string{"everybody"}}
	decision, reason, err := NewAuthorizer(w).Authorize(t.Context(), authorizer.AttributesRecord{
		User: u, Verb: "get",
		Path: "/",
	})
	if want := `RBAC: clusterroles.rbac.authorization.k8s.io "gone" not found`; err != nil ||
		decision != authorizer.DecisionNoOpinion || reason != want {
		t.Errorf("%v %q %v, want no opinion because of %q", decision, reason, err, want)
	}
}

// TestReasons holds the audit log's wording to upstream's.
func TestReasons(t *testing.T) {
	all := []rbacv1.PolicyRule{rule("*", "*", "*")}
	w := &world{
		clusterRoles: []rbacv1.ClusterRole{{ObjectMeta: metav1.ObjectMeta{Name: "all"}, Rules: all}},
		roles:        []rbacv1.Role{{ObjectMeta: metav1.ObjectMeta{Name: "all", Namespace: "north"}, Rules: all}},
		roleBindings: []rbacv1.RoleBinding{{
			ObjectMeta: metav1.ObjectMeta{Name: "b", Namespace: "north"}, RoleRef: rbacv1.RoleRef{
				Kind: "Role",
				Name: "all",
			},
			Subjects: []rbacv1.Subject{{Kind: "ServiceAccount", Name: "robot"}},
		}},
		clusterRoleBindings: []rbacv1.ClusterRoleBinding{toGroups("all", "admins")},
	}
	for name, test := range map[string]struct {
		user user.DefaultInfo
		want string
	}{
		"cluster": {
			user.DefaultInfo{Name: "alice", Groups: []string{"admins"}},
			`RBAC: allowed by ClusterRoleBinding "all" of ClusterRole "all" to Group "admins"`,
		},
		"namespace": {
			user.DefaultInfo{Name: "system:serviceaccount:north:robot"},
			`RBAC: allowed by RoleBinding "b/north" of Role "all" to ServiceAccount "robot/north"`,
		},
	} {
		_, reason, _ := NewAuthorizer(w).Authorize(t.Context(), authorizer.AttributesRecord{
			User: &test.user, ResourceRequest: true, Verb: "get", Resource: "pods", Namespace: "north",
		})
		if reason != test.want {
			t.Errorf("%s: %s, want %s", name, reason, test.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	got := describe([]rbacv1.PolicyRule{
		rule("get", "core", "pods"), rule("list", "core", "pods"),
		rule("get", "apps", "deployments"), urls("get", "/metrics"),
	})
	want := []string{
		`{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`,
		`{APIGroups:["apps"], Resources:["deployments"], Verbs:["get"]}`,
		`{NonResourceURLs:["/metrics"], Verbs:["get"]}`,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestPolicy holds the roles that a cluster begins with to what they are for.
func TestPolicy(t *testing.T) {
	names := map[string]bool{}
	for _, role := range clusterRoles {
		names[role.Name] = true
		for _, r := range role.Rules {
			if len(r.Verbs) == 0 || len(r.Resources)+len(r.NonResourceURLs) == 0 {
				t.Errorf("%s has an empty rule: %v", role.Name, r)
			}
		}
	}
	w := &world{clusterRoles: clusterRoles, clusterRoleBindings: clusterRoleBindings}
	for _, b := range clusterRoleBindings {
		if !names[b.RoleRef.Name] {
			t.Errorf("%s is bound and does not exist", b.RoleRef.Name)
		}
	}
	r := NewAuthorizer(w)
	anonymous := &user.DefaultInfo{Name: user.Anonymous, Groups: []string{user.AllUnauthenticated}}
	bob := &user.DefaultInfo{Name: "bob", Groups: []string{user.AllAuthenticated}}
	for _, test := range []struct {
		user user.Info
		path string
		want bool
	}{
		{anonymous, "/livez", true},
		{anonymous, "/version", true},
		{anonymous, "/apis", false},
		{anonymous, "/metrics", false},
		{bob, "/apis/apps/v1", true},
		{bob, "/openapi/v3", true},
		{bob, "/metrics", false},
		{bob, "/livez/etcd", false},
	} {
		decision, _, _ := r.Authorize(t.Context(), authorizer.AttributesRecord{
			User: test.user, Verb: "get",
			Path: test.path,
		})
		if (decision == authorizer.DecisionAllow) != test.want {
			t.Errorf("%s may get %s: want %t", test.user.GetName(), test.path, test.want)
		}
	}
	if decision, _, _ := r.Authorize(t.Context(), authorizer.AttributesRecord{
		User: bob, ResourceRequest: true,
		Verb: "list", Resource: "pods",
	}); decision == authorizer.DecisionAllow {
		t.Error("everybody may list pods")
	}
}
