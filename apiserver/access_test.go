package apiserver_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	s := &accessServer{
		auditLog: filepath.Join(files, "audit.log"), proxies: authority("proxies"),
		stranger: authority("stranger"),
	}
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

// as is the configuration of a client with a token, which may impersonate another user.
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
		_, err = s.admin.RbacV1().ClusterRoleBindings().Create(t.Context(), &rbacv1.ClusterRoleBinding{
			ObjectMeta: meta,
			RoleRef:    ref, Subjects: []rbacv1.Subject{subject},
		}, metav1.CreateOptions{})
	} else {
		_, err = s.admin.RbacV1().RoleBindings(namespace).Create(t.Context(), &rbacv1.RoleBinding{
			ObjectMeta: meta,
			RoleRef:    ref, Subjects: []rbacv1.Subject{subject},
		}, metav1.CreateOptions{})
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
	return rbacv1.PolicyRule{
		Verbs: strings.Fields(verbs), APIGroups: []string{group},
		Resources: strings.Fields(resources), ResourceNames: names,
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	s := startAccess(t)
	t.Run("roles and bindings decide", s.testRoles)
	t.Run("no user grants more than they have", s.testEscalation)
	t.Run("rights on signers are asked for", s.testSigners)
	t.Run("rights on what an object refers to are asked for", s.testReferences)
	t.Run("cluster roles are aggregated", s.testAggregation)
	t.Run("tokens and certificates say who one is", s.testReviews)
	t.Run("access can be asked for", s.testAccessReviews)
	t.Run("a user may impersonate another", s.testImpersonation)
	t.Run("a front proxy vouches for others", s.testFrontProxy)
	t.Run("requests are audited", s.testAudit)
	t.Run("requests are shared out by flow schemas", s.testFlowSchemas)
	if err := s.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

const (
	pods        = "/api/v1/namespaces/default/pods"
	configMaps  = "/api/v1/namespaces/default/configmaps"
	deployments = "/apis/apps/v1/namespaces/default/deployments"
)

// accessTests are requests, and whether the roles and bindings of testRoles allow them.
var accessTests = []struct {
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
}

func (s *accessServer) testRoles(t *testing.T) {
	s.grant(t, "pod-reader", "default", toUser("alice"), allow("get list", "", "pods pods/log"))
	s.grant(t, "one-configmap", "default", toGroup("readers"), allow("get delete", "", "configmaps", "one"))
	s.grant(t, "scaler", "", toUser("carol"), allow("get", "*", "*/scale"))
	s.grant(t, "metrics", "", toUser("carol"), rbacv1.PolicyRule{
		Verbs:           []string{"get"},
		NonResourceURLs: []string{"/metrics", "/livez/*"},
	})
	s.grant(t, "namespaces", "", rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: "default", Name: "robot"},
		allow("list", "", "namespaces"))
	s.grant(t, "everything", "kube-public", toUser("carol"), allow("*", "*", "*"))

	for _, test := range accessTests {
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
	if want := `pods is forbidden: User "boss" cannot list resource "pods" in API group "" in the namespace ` +
		`"default"`; err == nil || err.Error() != want {
		t.Errorf("refused with %v, want %s", err, want)
	}
}
