package apiserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

// accessServer is one server for every question of who may do what.
type accessServer struct {
	*apiservertest.Server
	admin    kubernetes.Interface
	auditLog string
	proxies  *pki.Authority
	stranger *pki.Authority
}

const auditPolicy = `{"apiVersion":"audit.k8s.io/v1","kind":"Policy","omitStages":["RequestReceived"],"rules":[
	{"level":"RequestResponse","users":["alice"],"resources":[{"group":"","resources":["configmaps"]}]},
	{"level":"None","users":["system:apiserver"]},
	{"level":"Metadata"}]}`

// people have tokens, each the same as the name.
const people = `alice,alice,1,"readers"
bob,bob,2,"makers"
carol,carol,3
robot,system:serviceaccount:default:robot,4
boss,boss,5
`

func startAccess(t *testing.T) *accessServer {
	t.Helper()
	files := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(files, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	authority := func(name string) *pki.Authority {
		a, err := pki.EnsureAuthority(filepath.Join(files, name))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	s := &accessServer{auditLog: filepath.Join(files, "audit.log"), proxies: authority("proxies"),
		stranger: authority("stranger")}
	s.Server = apiservertest.Start(t, apiservertest.DataDir(t),
		"--token-auth-file", write("tokens.csv", people),
		"--audit-policy-file", write("policy.json", auditPolicy), "--audit-log-path", s.auditLog,
		"--requestheader-client-ca-file", write("proxies.crt", string(s.proxies.CertPEM)),
		"--requestheader-allowed-names", "front-proxy",
		"--requestheader-username-headers", "X-Remote-User", "--requestheader-uid-headers", "X-Remote-Uid",
		"--requestheader-group-headers", "X-Remote-Group", "--requestheader-extra-headers-prefix", "X-Remote-Extra-")
	s.admin = kubernetes.NewForConfigOrDie(s.Config(t))
	apiservertest.Await(t, "namespace default", func(ctx context.Context) (bool, error) {
		_, err := s.admin.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
		return err == nil, apiservertest.IgnoreNotFound(err)
	})
	return s
}

// as is the configuration of a client who has nothing but a token, and perhaps pretends to be somebody else.
func (s *accessServer) as(t *testing.T, token string, impersonate ...rest.ImpersonationConfig) *rest.Config {
	t.Helper()
	config := rest.AnonymousClientConfig(s.Config(t))
	config.BearerToken = token
	for _, i := range impersonate {
		config.Impersonate = i
	}
	return config
}

func (s *accessServer) client(
	t *testing.T, token string, impersonate ...rest.ImpersonationConfig,
) kubernetes.Interface {
	t.Helper()
	return kubernetes.NewForConfigOrDie(s.as(t, token, impersonate...))
}

// ask sends a request and returns the answer with its body.
func (s *accessServer) ask(
	t *testing.T, config *rest.Config, method, path, body string, header http.Header,
) (answer, string) {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	maps.Copy(request.Header, header)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header}, string(text)
}

// answer is the head of a response whose body has been read.
type answer struct {
	StatusCode int
	Header     http.Header
}

// grant makes a cluster role of the rules and gives it to the user, in a namespace or, without one, everywhere.
func (s *accessServer) grant(t *testing.T, name, namespace string, subject rbacv1.Subject, rules ...rbacv1.PolicyRule) {
	t.Helper()
	role := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: name}, Rules: rules}
	if _, err := s.admin.RbacV1().ClusterRoles().Create(t.Context(), role, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	s.bind(t, name, namespace, subject)
}

func (s *accessServer) bind(t *testing.T, role, namespace string, subject rbacv1.Subject) {
	t.Helper()
	meta := metav1.ObjectMeta{Name: role + "-to-" + strings.ReplaceAll(subject.Name, ":", "-")}
	ref := rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role}
	var err error
	if namespace == "" {
		_, err = s.admin.RbacV1().ClusterRoleBindings().Create(t.Context(), &rbacv1.ClusterRoleBinding{ObjectMeta: meta,
			RoleRef: ref, Subjects: []rbacv1.Subject{subject}}, metav1.CreateOptions{})
	} else {
		_, err = s.admin.RbacV1().RoleBindings(namespace).Create(t.Context(), &rbacv1.RoleBinding{ObjectMeta: meta,
			RoleRef: ref, Subjects: []rbacv1.Subject{subject}}, metav1.CreateOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func toUser(name string) rbacv1.Subject {
	return rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: name}
}

func toGroup(name string) rbacv1.Subject {
	return rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: name}
}

func allow(verbs, group, resources string, names ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{Verbs: strings.Fields(verbs), APIGroups: []string{group},
		Resources: strings.Fields(resources), ResourceNames: names}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	s := startAccess(t)
	t.Run("roles and bindings decide", s.testRoles)
	t.Run("nobody gives more than he has", s.testEscalation)
	t.Run("cluster roles are aggregated", s.testAggregation)
	t.Run("tokens and certificates say who one is", s.testReviews)
	t.Run("access can be asked for", s.testAccessReviews)
	t.Run("who may pretend to be somebody is him", s.testImpersonation)
	t.Run("a front proxy vouches for others", s.testFrontProxy)
	t.Run("requests are audited", s.testAudit)
	t.Run("requests are shared out by flow schemas", s.testFlowSchemas)
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func (s *accessServer) testRoles(t *testing.T) {
	s.grant(t, "pod-reader", "default", toUser("alice"), allow("get list", "", "pods pods/log"))
	s.grant(t, "one-configmap", "default", toGroup("readers"), allow("get delete", "", "configmaps", "one"))
	s.grant(t, "scaler", "", toUser("carol"), allow("get", "*", "*/scale"))
	s.grant(t, "metrics", "", toUser("carol"), rbacv1.PolicyRule{Verbs: []string{"get"},
		NonResourceURLs: []string{"/metrics", "/livez/*"}})
	s.grant(t, "namespaces", "", rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: "default", Name: "robot"},
		allow("list", "", "namespaces"))
	s.grant(t, "everything", "kube-public", toUser("carol"), allow("*", "*", "*"))

	const pods, configMaps, deployments = "/api/v1/namespaces/default/pods", "/api/v1/namespaces/default/configmaps", "/apis/apps/v1/namespaces/default/deployments"
	for _, test := range []struct {
		who, method, path string
		allowed           bool
	}{
		{"alice", "GET", pods, true},
		{"alice", "GET", pods + "/none/log", true},
		{"alice", "GET", configMaps + "/one", true},
		{"carol", "GET", deployments + "/none/scale", true},
		{"carol", "GET", "/metrics", true},
		{"carol", "GET", "/livez/etcd", true},
		{"robot", "GET", "/api/v1/namespaces", true},
		{"carol", "DELETE", "/api/v1/namespaces/kube-public/secrets/none", true},
		{"carol", "GET", "/apis/apps/v1", true},

		{"alice", "POST", pods, false},
		{"alice", "GET", pods + "/none/exec", false},
		{"alice", "GET", "/api/v1/namespaces/kube-system/pods", false},
		{"alice", "GET", "/api/v1/pods", false},
		{"alice", "GET", configMaps, false},
		{"alice", "GET", configMaps + "/two", false},
		{"alice", "GET", "/metrics", false},
		{"carol", "GET", deployments + "/none", false},
		{"carol", "GET", deployments + "/none/status", false},
		{"carol", "PUT", deployments + "/none/scale", false},
		{"carol", "GET", "/metrics/slis", false},
		{"carol", "GET", "/api/v1/namespaces/default/secrets", false},
		{"carol", "GET", "/api/v1/nodes", false},
		{"robot", "GET", "/api/v1/namespaces/default", false},
		{"boss", "GET", pods, false},
	} {
		config := s.as(t, test.who)
		if test.allowed {
			// The server's authorizer learns of a binding by watching, some milliseconds later.
			apiservertest.Await(t, fmt.Sprintf("%s to be allowed to %s %s", test.who, test.method, test.path),
				func(context.Context) (bool, error) {
					response, _ := s.ask(t, config, test.method, test.path, "", nil)
					return response.StatusCode != http.StatusForbidden &&
						response.StatusCode != http.StatusUnauthorized, nil
				})
			continue
		}
		if response, body := s.ask(t, config, test.method, test.path, "",
			nil); response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s %s: %d %s, want 403", test.who, test.method, test.path, response.StatusCode, body)
		}
	}
	_, err := s.client(t, "boss").CoreV1().Pods("default").List(t.Context(), metav1.ListOptions{})
	if want := `pods is forbidden: User "boss" cannot list resource "pods" in API group "" in the namespace "default"`; err == nil || err.Error() != want {
		t.Errorf("refused with %v, want %s", err, want)
	}
}

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
		_, err := bob.Roles("kube-public").Create(ctx, &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "own"},
			Rules: []rbacv1.PolicyRule{allow("get", "", "pods")}}, metav1.CreateOptions{})
		return err == nil, ignoreForbidden(err)
	})
	secrets := []rbacv1.PolicyRule{allow("get list", "", "secrets")}
	limited := bob.Roles("kube-public")

	refused := func(what string, err error) {
		t.Helper()
		if !apierrors.IsForbidden(err) {
			t.Errorf("%s: %v, want 403", what, err)
		}
	}
	_, err := limited.Create(t.Context(), &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "more"}, Rules: secrets},
		metav1.CreateOptions{})
	refused("create a role with more rights", err)
	if want := "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"bob\" (groups=[\"makers\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n" +
		`{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}`; err != nil && err.Error() != want {
		t.Errorf("refused with\n%v, want\n%s", err, want)
	}
	own, err := limited.Get(t.Context(), "own", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	own.Rules = append(own.Rules, secrets...)
	_, err = limited.Update(t.Context(), own, metav1.UpdateOptions{})
	refused("update a role to more rights", err)
	_, err = limited.Patch(t.Context(), "own", types.MergePatchType,
		[]byte(`{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}`), metav1.PatchOptions{})
	refused("patch a role to more rights", err)
	_, err = limited.Patch(t.Context(), "applied", types.ApplyPatchType,
		[]byte(`{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"applied"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}`), metav1.PatchOptions{FieldManager: "bob"})
	refused("apply a role with more rights", err)
	_, err = limited.Create(t.Context(), &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "dry"}, Rules: secrets},
		metav1.CreateOptions{DryRun: []string{"All"}})
	refused("create a role with more rights, dry", err)
	if _, err = limited.Patch(t.Context(), "own", types.MergePatchType,
		[]byte(`{"metadata":{"finalizers":["example.com/x"]}}`), metav1.PatchOptions{}); err != nil {
		t.Errorf("set a finalizer: %v", err)
	}

	binding := func(name, kind, role string) *rbacv1.RoleBinding {
		return &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Name: name},
			RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind,
				Name: role}, Subjects: []rbacv1.Subject{toUser("bob")}}
	}
	_, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("admin", "ClusterRole", "cluster-admin"),
		metav1.CreateOptions{})
	refused("bind cluster-admin", err)
	if _, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("own", "Role", "own"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("bind a role that one holds: %v", err)
	}
	if _, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("missing", "Role", "missing"),
		metav1.CreateOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("bind a role that does not exist: %v, want 404", err)
	}
	if _, err = bob.RoleBindings("kube-public").Create(t.Context(), binding("pod-reader", "ClusterRole", "pod-reader"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("bind a role that one may bind by name: %v", err)
	}

	// In default bob has every verb, and so escalate and bind.
	if _, err = bob.Roles("default").Create(t.Context(), &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "more"},
		Rules: secrets}, metav1.CreateOptions{}); err != nil {
		t.Errorf("create a role with more rights, by escalate: %v", err)
	}
	if _, err = bob.RoleBindings("default").Create(t.Context(), binding("more", "Role", "more"),
		metav1.CreateOptions{}); err != nil {
		t.Errorf("bind a role with more rights, by bind: %v", err)
	}
	aggregating := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: "all-of-it"},
		AggregationRule: &rbacv1.AggregationRule{ClusterRoleSelectors: []metav1.LabelSelector{{}}}}
	_, err = bob.ClusterRoles().Create(t.Context(), aggregating, metav1.CreateOptions{})
	refused("create a role that gathers all others", err)
}

func ignoreForbidden(err error) error {
	if apierrors.IsForbidden(err) {
		return nil
	}
	return err
}

func (s *accessServer) testAggregation(t *testing.T) {
	extra := &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "view-widgets",
			Labels: map[string]string{"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
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

func (s *accessServer) testReviews(t *testing.T) {
	whoAmI := func(client kubernetes.Interface) authenticationv1.UserInfo {
		t.Helper()
		review, err := client.AuthenticationV1().SelfSubjectReviews().Create(t.Context(),
			&authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return review.Status.UserInfo
	}
	if u := whoAmI(s.client(t, "alice")); u.Username != "alice" || u.UID != "1" || !slices.Equal(u.Groups,
		[]string{"readers", "system:authenticated"}) {
		t.Errorf("alice is %+v", u)
	}
	if u := whoAmI(s.admin); u.Username != "apitour-admin" || !slices.Contains(u.Groups, "system:masters") {
		t.Errorf("the admin is %+v", u)
	}

	ask := func(token string, audiences ...string) authenticationv1.TokenReviewStatus {
		t.Helper()
		review, err := s.admin.AuthenticationV1().TokenReviews().Create(t.Context(),
			&authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{Token: token,
				Audiences: audiences}}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return review.Status
	}
	if r := ask("alice"); !r.Authenticated || r.User.Username != "alice" || !slices.Contains(r.User.Groups, "readers") {
		t.Errorf("alice's token: %+v", r)
	}
	if r := ask("nonsense"); r.Authenticated || r.Error == "" || r.User.Username != "" {
		t.Errorf("a wrong token: %+v", r)
	}
	if r := ask("alice", "another-server"); r.Authenticated {
		t.Errorf("alice's token for another server: %+v", r)
	}
	if _, err := s.admin.AuthenticationV1().TokenReviews().Create(t.Context(), &authenticationv1.TokenReview{},
		metav1.CreateOptions{}); !apierrors.IsBadRequest(err) {
		t.Errorf("no token: %v, want 400", err)
	}
	if _, err := s.client(t, "alice").AuthenticationV1().TokenReviews().Create(t.Context(),
		&authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{
			Token: "bob"}}, metav1.CreateOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("alice reviews tokens: %v, want 403", err)
	}
	if response, _ := s.ask(t, s.as(t, "nonsense"), "GET", "/api", "",
		nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong token: %d, want 401", response.StatusCode)
	}
	if response, _ := s.ask(t, s.as(t, ""), "GET", "/version", "",
		nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("nobody: GET /version: %d, want 401", response.StatusCode)
	}
}

func (s *accessServer) testAccessReviews(t *testing.T) {
	pods := &authorizationv1.ResourceAttributes{Namespace: "default", Verb: "list", Resource: "pods"}
	secrets := &authorizationv1.ResourceAttributes{Namespace: "default", Verb: "list", Resource: "secrets"}
	alice := s.client(t, "alice").AuthorizationV1()
	for _, test := range []struct {
		attributes *authorizationv1.ResourceAttributes
		want       bool
	}{{pods, true}, {secrets, false}} {
		self, err := alice.SelfSubjectAccessReviews().Create(t.Context(),
			&authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
				ResourceAttributes: test.attributes}}, metav1.CreateOptions{})
		if err != nil || self.Status.Allowed != test.want {
			t.Errorf("may I %+v: %+v %v, want %t", test.attributes, self.Status, err, test.want)
		}
		spec := authorizationv1.SubjectAccessReviewSpec{User: "alice", ResourceAttributes: test.attributes}
		other, err := s.admin.AuthorizationV1().SubjectAccessReviews().Create(t.Context(),
			&authorizationv1.SubjectAccessReview{Spec: spec}, metav1.CreateOptions{})
		if err != nil || other.Status.Allowed != test.want {
			t.Errorf("may alice %+v: %+v %v, want %t", test.attributes, other.Status, err, test.want)
		}
		local, err := s.admin.AuthorizationV1().LocalSubjectAccessReviews("default").Create(t.Context(),
			&authorizationv1.LocalSubjectAccessReview{ObjectMeta: metav1.ObjectMeta{Namespace: "default"},
				Spec: spec}, metav1.CreateOptions{})
		if err != nil || local.Status.Allowed != test.want {
			t.Errorf("may alice %+v here: %+v %v, want %t", test.attributes, local.Status, err, test.want)
		}
	}
	path, err := s.admin.AuthorizationV1().SubjectAccessReviews().Create(t.Context(),
		&authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			Groups: []string{"system:authenticated"}, NonResourceAttributes: &authorizationv1.NonResourceAttributes{
				Path: "/apis", Verb: "get"},
		}}, metav1.CreateOptions{})
	if want := `RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"`; err != nil || !path.Status.Allowed || path.Status.Reason != want {
		t.Errorf("may everybody discover: %+v %v, want %s", path.Status, err, want)
	}
	_, err = s.admin.AuthorizationV1().SubjectAccessReviews().Create(t.Context(),
		&authorizationv1.SubjectAccessReview{}, metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) {
		t.Errorf("an empty question: %v, want 422", err)
	}
	_, err = s.admin.AuthorizationV1().LocalSubjectAccessReviews("default").Create(t.Context(),
		&authorizationv1.LocalSubjectAccessReview{
			ObjectMeta: metav1.ObjectMeta{Namespace: "default"},
			Spec: authorizationv1.SubjectAccessReviewSpec{User: "alice",
				ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: "kube-system", Verb: "get",
					Resource: "pods"}},
		}, metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) {
		t.Errorf("a question about another namespace: %v, want 422", err)
	}

	rules, err := alice.SelfSubjectRulesReviews().Create(t.Context(),
		&authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{
			Namespace: "default"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	has := slices.ContainsFunc(rules.Status.ResourceRules,
		func(r authorizationv1.ResourceRule) bool { return slices.Contains(r.Resources, "pods/log") })
	discovers := slices.ContainsFunc(rules.Status.NonResourceRules,
		func(r authorizationv1.NonResourceRule) bool { return slices.Contains(r.NonResourceURLs, "/apis/*") })
	if !has || !discovers || rules.Status.Incomplete {
		t.Errorf("what alice may do: %+v", rules.Status)
	}
}

func (s *accessServer) testImpersonation(t *testing.T) {
	s.grant(t, "actor", "", toUser("boss"),
		allow("impersonate", "", "users", "alice"), allow("impersonate", "", "groups", "readers"),
		allow("impersonate", "authentication.k8s.io", "uids", "7"), allow("impersonate", "authentication.k8s.io",
			"userextras/scopes", "view"))
	whole := rest.ImpersonationConfig{UserName: "alice", UID: "7", Groups: []string{"readers"},
		Extra: map[string][]string{"scopes": {"view"}}}
	apiservertest.Await(t, "boss to be alice", func(ctx context.Context) (bool, error) {
		review, err := s.client(t, "boss", whole).AuthenticationV1().SelfSubjectReviews().Create(ctx,
			&authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		if err != nil {
			return false, ignoreForbidden(err)
		}
		u := review.Status.UserInfo
		if u.Username != "alice" || u.UID != "7" || !slices.Contains(u.Groups, "readers") ||
			len(u.Extra["scopes"]) != 1 {
			t.Errorf("boss is %+v", u)
		}
		return true, nil
	})
	for name, test := range map[string]rest.ImpersonationConfig{
		"another user":    {UserName: "bob"},
		"another group":   {UserName: "alice", Groups: []string{"system:masters"}},
		"another uid":     {UserName: "alice", UID: "8"},
		"another extra":   {UserName: "alice", Extra: map[string][]string{"scopes": {"all"}}},
		"an extra beside": {UserName: "alice", Extra: map[string][]string{"more": {"view"}}},
	} {
		if response, body := s.ask(t, s.as(t, "boss", test), "GET", "/apis", "",
			nil); response.StatusCode != http.StatusForbidden {
			t.Errorf("boss as %s: %d %s, want 403", name, response.StatusCode, body)
		}
	}
	if response, _ := s.ask(t, s.as(t, "carol", whole), "GET", "/apis", "",
		nil); response.StatusCode != http.StatusForbidden {
		t.Errorf("carol as alice: %d, want 403", response.StatusCode)
	}
}

func (s *accessServer) testFrontProxy(t *testing.T) {
	headers := http.Header{"X-Remote-User": {"dave"}, "X-Remote-Uid": {"9"}, "X-Remote-Group": {"readers", "drivers"},
		"X-Remote-Extra-Scopes": {"view"}}
	asProxy := func(authority *pki.Authority, name string) (int, authenticationv1.UserInfo) {
		t.Helper()
		pair, err := authority.Client(name)
		if err != nil {
			t.Fatal(err)
		}
		config := s.as(t, "")
		config.CertData, config.KeyData = pair.CertPEM, pair.KeyPEM
		response, body := s.ask(t, config, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
			`{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}`, headers)
		var review authenticationv1.SelfSubjectReview
		if response.StatusCode == http.StatusCreated {
			if err := json.Unmarshal([]byte(body), &review); err != nil {
				t.Fatal(err)
			}
		}
		return response.StatusCode, review.Status.UserInfo
	}
	_, u := asProxy(s.proxies, "front-proxy")
	if u.Username != "dave" || u.UID != "9" || !slices.Equal(u.Groups, []string{"readers", "drivers",
		"system:authenticated"}) || len(u.Extra["scopes"]) != 1 {
		t.Errorf("the proxy's word makes %+v", u)
	}
	if code, u := asProxy(s.proxies, "another"); code != http.StatusUnauthorized {
		t.Errorf("a proxy of another name: %d %+v, want 401", code, u)
	}
	if code, u := asProxy(s.stranger, "front-proxy"); code != http.StatusUnauthorized {
		t.Errorf("a proxy of another authority: %d %+v, want 401", code, u)
	}
	// Headers alone are nobody's word.
	response, body := s.ask(t, s.as(t, "carol"), "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
		`{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}`, headers)
	if response.StatusCode != http.StatusCreated || !strings.Contains(body, "carol") || strings.Contains(body, "dave") {
		t.Errorf("carol with the headers: %d %s", response.StatusCode, body)
	}
}

func (s *accessServer) testAudit(t *testing.T) {
	s.ask(t, s.as(t, "alice"), "GET", "/api/v1/namespaces/default/configmaps/one", "",
		http.Header{"User-Agent": {"the-audited"}})
	s.ask(t, s.as(t, "alice"), "GET", "/api/v1/namespaces/default/secrets/none", "",
		http.Header{"User-Agent": {"the-audited"}})
	type event struct {
		Level, Verb, RequestURI, UserAgent string
		User                               struct{ Username string }
		ResponseStatus                     struct{ Code int }
		ResponseObject                     json.RawMessage
		Annotations                        map[string]string
	}
	var events []event
	apiservertest.Await(t, "two events", func(context.Context) (bool, error) {
		text, err := os.ReadFile(s.auditLog)
		if err != nil {
			return false, err
		}
		events = nil
		for line := range bytes.Lines(text) {
			var e event
			if err := json.Unmarshal(line, &e); err != nil {
				return false, nil // being written
			}
			if e.User.Username == "system:apiserver" {
				return false, fmt.Errorf("the policy leaves the server out, and yet: %s", line)
			}
			if e.UserAgent == "the-audited" {
				events = append(events, e)
			}
		}
		return len(events) == 2, nil
	})
	allowed, refused := events[0], events[1]
	if allowed.Level != "RequestResponse" || allowed.User.Username != "alice" || allowed.Verb != "get" ||
		len(allowed.ResponseObject) == 0 ||
		allowed.Annotations["authorization.k8s.io/decision"] != "allow" ||
		!strings.Contains(allowed.Annotations["authorization.k8s.io/reason"], `"one-configmap"`) {
		t.Errorf("the allowed request: %+v", allowed)
	}
	if refused.Level != "Metadata" || refused.ResponseStatus.Code != http.StatusForbidden ||
		len(refused.ResponseObject) != 0 || refused.Annotations["authorization.k8s.io/decision"] != "forbid" {
		t.Errorf("the refused request: %+v", refused)
	}
}

func (s *accessServer) testFlowSchemas(t *testing.T) {
	flow := s.admin.FlowcontrolV1()
	for _, name := range []string{"exempt", "catch-all", "system-leader-election", "global-default"} {
		if _, err := flow.FlowSchemas().Get(t.Context(), name, metav1.GetOptions{}); err != nil {
			t.Errorf("flow schema %s: %v", name, err)
		}
	}
	const uidHeader = "X-Kubernetes-Pf-Flowschema-Uid"
	schema, err := flow.FlowSchemas().Create(t.Context(), &flowcontrolv1.FlowSchema{
		ObjectMeta: metav1.ObjectMeta{Name: "carols"},
		Spec: flowcontrolv1.FlowSchemaSpec{
			PriorityLevelConfiguration: flowcontrolv1.PriorityLevelConfigurationReference{
				Name: "workload-high"}, MatchingPrecedence: 10,
			DistinguisherMethod: &flowcontrolv1.FlowDistinguisherMethod{
				Type: flowcontrolv1.FlowDistinguisherMethodByUserType},
			Rules: []flowcontrolv1.PolicyRulesWithSubjects{{
				Subjects: []flowcontrolv1.Subject{{Kind: flowcontrolv1.SubjectKindUser,
					User: &flowcontrolv1.UserSubject{Name: "carol"}}},
				NonResourceRules: []flowcontrolv1.NonResourcePolicyRule{{Verbs: []string{"*"},
					NonResourceURLs: []string{"*"}}},
			}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "carol's requests to be of her flow schema", func(context.Context) (bool, error) {
		response, _ := s.ask(t, s.as(t, "carol"), "GET", "/apis", "", nil)
		return response.Header.Get(uidHeader) == string(schema.UID), nil
	})
	if response, _ := s.ask(t, s.as(t, "alice"), "GET", "/apis", "", nil); response.Header.Get(uidHeader) == string(
		schema.UID) || response.Header.Get(uidHeader) == "" {
		t.Errorf("alice's requests are of flow schema %q, which is carol's or none", response.Header.Get(uidHeader))
	}
}
