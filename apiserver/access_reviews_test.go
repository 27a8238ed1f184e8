package apiserver_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	typedauthorizationv1 "k8s.io/client-go/kubernetes/typed/authorization/v1"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/pki"
)

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
			&authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{
				Token:     token,
				Audiences: audiences,
			}}, metav1.CreateOptions{})
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
			Token: "bob",
		}}, metav1.CreateOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("alice reviews tokens: %v, want 403", err)
	}
	if response, _ := s.ask(t, s.as(t, "nonsense"), "GET", "/api", "",
		nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong token: %d, want 401", response.StatusCode)
	}
	if response, _ := s.ask(t, s.as(t, ""), "GET", "/version", "",
		nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("an unknown client: GET /version: %d, want 401", response.StatusCode)
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
		own := authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: test.attributes}
		self, err := alice.SelfSubjectAccessReviews().Create(t.Context(),
			&authorizationv1.SelfSubjectAccessReview{Spec: own}, metav1.CreateOptions{})
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
			&authorizationv1.LocalSubjectAccessReview{
				ObjectMeta: metav1.ObjectMeta{Namespace: "default"},
				Spec:       spec,
			}, metav1.CreateOptions{})
		if err != nil || local.Status.Allowed != test.want {
			t.Errorf("may alice %+v here: %+v %v, want %t", test.attributes, local.Status, err, test.want)
		}
	}
	path, err := s.admin.AuthorizationV1().SubjectAccessReviews().Create(t.Context(),
		&authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			Groups: []string{"system:authenticated"}, NonResourceAttributes: &authorizationv1.NonResourceAttributes{
				Path: "/apis", Verb: "get",
			},
		}}, metav1.CreateOptions{})
	want := `RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" ` +
		`to Group "system:authenticated"`
	if err != nil || !path.Status.Allowed || path.Status.Reason != want {
		t.Errorf("may every user discover: %+v %v, want %s", path.Status, err, want)
	}
	_, err = s.admin.AuthorizationV1().SubjectAccessReviews().Create(t.Context(),
		&authorizationv1.SubjectAccessReview{}, metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) {
		t.Errorf("an empty question: %v, want 422", err)
	}
	_, err = s.admin.AuthorizationV1().LocalSubjectAccessReviews("default").Create(t.Context(),
		&authorizationv1.LocalSubjectAccessReview{
			ObjectMeta: metav1.ObjectMeta{Namespace: "default"},
			Spec: authorizationv1.SubjectAccessReviewSpec{
				User: "alice",
				ResourceAttributes: &authorizationv1.ResourceAttributes{
					Namespace: "kube-system", Verb: "get",
					Resource: "pods",
				},
			},
		}, metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) {
		t.Errorf("a question about another namespace: %v, want 422", err)
	}

	testRulesReview(t, alice)
}

func testRulesReview(t *testing.T, alice typedauthorizationv1.AuthorizationV1Interface) {
	t.Helper()
	rules, err := alice.SelfSubjectRulesReviews().Create(t.Context(),
		&authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{
			Namespace: "default",
		}}, metav1.CreateOptions{})
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
	whole := rest.ImpersonationConfig{
		UserName: "alice", UID: "7", Groups: []string{"readers"},
		Extra: map[string][]string{"scopes": {"view"}},
	}
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
	headers := http.Header{
		"X-Remote-User": {"dave"}, "X-Remote-Uid": {"9"}, "X-Remote-Group": {"readers", "drivers"},
		"X-Remote-Extra-Scopes": {"view"},
	}
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
	if u.Username != "dave" || u.UID != "9" || !slices.Equal(u.Groups, []string{
		"readers", "drivers",
		"system:authenticated",
	}) || len(u.Extra["scopes"]) != 1 {
		t.Errorf("the proxy's word makes %+v", u)
	}
	if code, u := asProxy(s.proxies, "another"); code != http.StatusUnauthorized {
		t.Errorf("a proxy of another name: %d %+v, want 401", code, u)
	}
	if code, u := asProxy(s.stranger, "front-proxy"); code != http.StatusUnauthorized {
		t.Errorf("a proxy of another authority: %d %+v, want 401", code, u)
	}
	// Headers without the certificate prove nothing.
	response, body := s.ask(t, s.as(t, "carol"), "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
		`{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}`, headers)
	if response.StatusCode != http.StatusCreated || !strings.Contains(body, "carol") || strings.Contains(body, "dave") {
		t.Errorf("carol with the headers: %d %s", response.StatusCode, body)
	}
}
